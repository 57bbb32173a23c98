//! `friday adopt`: what a restored or copied database would send, and the word that lets it.

use super::Exit;
use super::args::{AdoptArgs, Global};
use super::edition_show::ledger_line;
use super::output::Output;
use super::workplace::Workplace;
use crate::jobs::Stop;
use crate::jobs::instance::{self, Estate};
use crate::model::delivery::DeliveryState;
use crate::model::edition::EditionState;
use crate::model::instance::OpenMailing;
use crate::rules::composing::title::long_date;

/// Shows; with --yes, or with a typed "yes" on a terminal, takes over.
pub async fn adopt(global: &Global, args: &AdoptArgs, output: &Output) -> anyhow::Result<Exit> {
    let place = Workplace::open(global).await?;
    let job = place.delivery().await?;
    let estate = instance::estate(&job, &place.blogs).await?;
    let Some(why) = &estate.why else {
        output.document(&serde_json::json!({ "adopted": false, "why": null, "open": estate.open }));
        output.line("this database is at home: there is nothing to adopt");
        return Ok(Exit::Done);
    };
    output.line(format!("{why}."));
    tell(&estate, args.nothing_sent_since, output);
    if !(args.yes || output.asks_yes("Take it over? Type yes: ")) {
        output.document(&serde_json::json!({ "adopted": false, "why": why, "open": estate.open }));
        return Err(Stop::Settings("nothing was changed; `friday adopt --yes` takes it over".to_owned()).into());
    }
    let held = instance::adopt(&job, &estate, args.nothing_sent_since).await?;
    output.document(&serde_json::json!({ "adopted": true, "why": why, "held": held, "open": estate.open }));
    output.line(format!("taken over: friday sends from here now{}", held_words(held)));
    Ok(Exit::Done)
}

fn held_words(held: usize) -> String {
    match held {
        0 => String::new(),
        1 => "; 1 mail is held as uncertain".to_owned(),
        many => format!("; {many} mails are held as uncertain"),
    }
}

fn tell(estate: &Estate, nothing_sent_since: bool, output: &Output) {
    if estate.open.is_empty() {
        output.line("nothing was being sent when it was copied");
    }
    for mailing in &estate.open {
        output.line(format!(
            "the {} of {} ({}): {}",
            mailing.kind.word(),
            long_date(mailing.date),
            mailing.state.word(),
            counts(mailing)
        ));
        let is_doubtful = estate.doubtful.contains(&mailing.id);
        output.line(format!("  {}", fate(mailing, is_doubtful, nothing_sent_since)));
    }
}

fn counts(mailing: &OpenMailing) -> String {
    if mailing.ledger.recipients == 0 {
        return "nobody was mailed yet".to_owned();
    }
    let last = mailing.last_accepted_at.map(|at| format!(", the last accepted on {}", at.format("%-d %B at %H:%M:%S UTC")));
    format!("{}{}", ledger_line(&mailing.ledger), last.unwrap_or_default())
}

fn fate(mailing: &OpenMailing, is_doubtful: bool, nothing_sent_since: bool) -> String {
    let open = [DeliveryState::Queued, DeliveryState::Claimed, DeliveryState::Handed, DeliveryState::Deferred];
    let rows: u64 = open.iter().map(|state| mailing.ledger.of(*state)).sum();
    match (nothing_sent_since, is_doubtful, mailing.state) {
        (true, true, _) => "its hour has come: it is sent as soon as you take over".to_owned(),
        (true, false, EditionState::Approved) | (false, false, EditionState::Approved) => "it is sent at its hour".to_owned(),
        (true, false, _) => format!("{rows} of them go out as soon as you take over"),
        (false, true, _) => format!(
            "its hour has come, so it may have gone out since: it is paused; `friday {} resume {}` sends it if it has not",
            mailing.kind.word(),
            mailing.date
        ),
        (false, false, _) => format!(
            "{rows} of them may have gone out since: they are held as uncertain and not sent again, unless you know better \
             (--nothing-sent-since)"
        ),
    }
}
