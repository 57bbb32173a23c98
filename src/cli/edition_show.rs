//! `friday edition list`, `show` and `verify`.

use super::Exit;
use super::desk::Desk;
use super::fetch::counted;
use super::output::Output;
use crate::model::delivery::{DeliveryState, LedgerCount};
use crate::model::edition::{Edition, EditionContent, EditionState, Item};
use crate::rules::editing::write::in_words;
use chrono::NaiveDate;
use serde::Serialize;

/// One edition or bulletin in a list.
#[derive(Debug, Serialize)]
pub struct Line<'a> {
    date: NaiveDate,
    state: EditionState,
    opens_at: crate::model::Instant,
    closes_at: Option<crate::model::Instant>,
    /// Why it was skipped, moved or paused.
    pub because: Option<&'a str>,
    approved_by: Option<&'a str>,
    sha256: Option<&'a str>,
}

/// One line an edition, newest first.
pub async fn list(desk: &Desk, output: &Output) -> anyhow::Result<Exit> {
    output.document(&desk.almanac.editions.iter().map(line).collect::<Vec<_>>());
    for edition in &desk.almanac.editions {
        let note = match (&edition.because, &edition.approved_by) {
            (Some(because), _) => format!("  {because}"),
            (None, Some(by)) => format!("  approved by {by}"),
            (None, None) => String::new(),
        };
        output.line(format!("{}  {:<8}{note}", edition.period.date, edition.state.word()));
    }
    Ok(Exit::Done)
}

/// The same for a script.
pub fn line(edition: &Edition) -> Line<'_> {
    Line {
        date: edition.period.date,
        state: edition.state,
        opens_at: edition.opens_at,
        closes_at: edition.closes_at,
        because: edition.because.as_deref().or(edition.paused_because.as_deref()),
        approved_by: edition.approved_by.as_deref(),
        sha256: edition.sha256.as_deref(),
    }
}

/// Picks with their scores, the rest, and the counts once it is being sent.
pub async fn show(desk: &Desk, date: Option<NaiveDate>, output: &Output) -> anyhow::Result<Exit> {
    let edition = desk.edition(date)?;
    let content = match edition.state {
        EditionState::Draft => Some(desk.composed_as_edited(edition).await?.content),
        EditionState::Approved | EditionState::Sending | EditionState::Paused | EditionState::Sent => {
            desk.place.store.content(edition.id).await?
        }
        EditionState::Skipped => None,
    };
    let ledger = desk.place.store.ledger(edition.id).await?;
    output.document(&serde_json::json!({ "edition": line(edition), "content": content, "ledger": ledger }));
    let Some(content) = content else {
        output.line(format!(
            "No edition on {}: {}.",
            edition.period.date,
            edition.because.as_deref().unwrap_or("it was skipped")
        ));
        return Ok(Exit::Done);
    };
    output.line(format!("{} ({}): {}", content.title, edition.state.word(), words_of_count(&content)));
    for (index, item) in content.items.iter().enumerate() {
        show_item(index + 1, item, output);
    }
    for group in &content.everything_else {
        output.line(format!("\n{}", group.council));
        for story in &group.stories {
            output.line(format!("  {}\n    {}", story.title, story.score.as_ref().map(in_words).unwrap_or_default()));
        }
    }
    if !content.missing.is_empty() {
        output.line("\nGone from their blogs' feeds, so not in the edition");
        for story in &content.missing {
            output.line(format!("  {}\n    {}", story.title, story.link));
        }
    }
    if edition.recipients_taken_at.is_some() {
        output.line(format!("\n{}", ledger_line(&ledger)));
        for row in desk.place.store.unsettled(edition.id, 20).await? {
            output.line(format!("  {}  {}  {}  (delivery {})", row.state.word(), row.address, row.reply, row.id));
        }
    }
    if let Some(because) = &edition.paused_because {
        output.line(format!("\npaused: {because}"));
    }
    if edition.state == EditionState::Sending {
        show_resting(desk, output).await?;
    }
    Ok(Exit::Done)
}

/// Domains that asked for patience: whoever is waiting for their mail there waits for this.
async fn show_resting(desk: &Desk, output: &Output) -> anyhow::Result<()> {
    for rest in desk.place.store.resting(desk.place.clock.now()).await? {
        output.line(format!("  nothing goes to {} until {}: {}", rest.domain, rest.until.format("%H:%M UTC"), rest.because));
    }
    Ok(())
}

fn show_item(place: usize, item: &Item, output: &Output) {
    output.line(format!("\n{place}. {}\n   {}", item.title, item.link));
    let byline = if item.byline.is_empty() { "a find from outside the list" } else { &item.byline };
    output.line(format!("   {byline}"));
    if let Some(since) = item.missing_since {
        output.line(format!("   gone from its blog's feed since {}", since.format("%-d %B %Y")));
    }
    for also in &item.also_at {
        output.line(format!("   also at {}: {}", also.name, also.link));
    }
    if let Some(score) = &item.score {
        output.line(format!("   {}", in_words(score)));
    }
    output.line(format!("   remark: {}", item.remark.as_deref().unwrap_or("none yet; the author's words stand in")));
}

/// "5 picks, 1 of them with a remark; 14 more posts"
pub fn words_of_count(content: &EditionContent) -> String {
    let remarks = content.items.iter().filter(|item| item.remark.is_some()).count();
    let rest: usize = content.everything_else.iter().map(|group| group.stories.len()).sum();
    format!("{}, {remarks} with a remark; {} under everything else", counted(content.items.len(), "pick"), counted(rest, "post"))
}

/// "4 recipients = 3 accepted + 1 deferred"
pub fn ledger_line(ledger: &LedgerCount) -> String {
    let states: Vec<String> = ledger.states.iter().map(|(state, count)| format!("{count} {}", state.word())).collect();
    let sign = if ledger.balances() { "=" } else { "is NOT" };
    let recipients = counted(usize::try_from(ledger.recipients).unwrap_or(usize::MAX), "recipient");
    format!("{recipients} {sign} {}", if states.is_empty() { "0".to_owned() } else { states.join(" + ") })
}

/// Exit 1 when the sum of the states is not the number of recipients.
pub async fn verify(desk: &Desk, date: Option<NaiveDate>, output: &Output) -> anyhow::Result<Exit> {
    let edition = match date {
        Some(_) => desk.edition(date)?,
        None => newest_sent(desk).map_or_else(|| desk.edition(None), Ok)?,
    };
    let ledger = desk.place.store.ledger(edition.id).await?;
    output.document(&serde_json::json!({ "edition": edition.period.date, "balances": ledger.balances(), "ledger": ledger }));
    output.line(format!("{}: {}", edition.period.date, ledger_line(&ledger)));
    if ledger.of(DeliveryState::Uncertain) > 0 {
        output.line("uncertain: the connection broke after the mail was given away; those readers may have it or not");
    }
    Ok(if ledger.balances() { Exit::Done } else { Exit::Failed })
}

/// Verifying without a date means the edition that was handed over last.
fn newest_sent(desk: &Desk) -> Option<&Edition> {
    desk.almanac.editions.iter().filter(|edition| edition.recipients_taken_at.is_some()).max_by_key(|edition| edition.period.date)
}
