//! `friday bulletin …`: a day's posts for those who chose every post.

use super::Exit;
use super::args::{BulletinCommand, Global};
use super::edition_show::{ledger_line, line};
use super::output::Output;
use super::workplace::{clock, settings};
use crate::jobs::Stop;
use crate::model::delivery::LedgerCount;
use crate::model::edition::{Edition, EditionState};
use crate::store::Store;
use chrono::NaiveDate;

/// Lists, shows, verifies or resumes.
pub async fn bulletin(global: &Global, command: &BulletinCommand, output: &Output) -> anyhow::Result<Exit> {
    let settings = settings(global)?;
    let store = Store::open(&settings.store.path).await?;
    let bulletins = store.bulletins().await?;
    match command {
        BulletinCommand::List => list(&bulletins, output),
        BulletinCommand::Show(date) => show(&store, one(&bulletins, date.date)?, output).await,
        BulletinCommand::Verify(date) => verify(&store, one(&bulletins, date.date)?, output).await,
        BulletinCommand::Resume(date) => {
            let bulletin = one(&bulletins, date.date)?;
            let now = clock(global).now();
            resume(&store, bulletin, now, output).await
        }
    }
}

/// The bulletin of a date; without one, the newest that was not skipped.
fn one(bulletins: &[Edition], date: Option<NaiveDate>) -> Result<&Edition, Stop> {
    let found = match date {
        Some(date) => bulletins.iter().find(|one| one.period.date == date),
        None => bulletins.iter().find(|one| one.state != EditionState::Skipped),
    };
    found.ok_or_else(|| {
        let which = date.map_or_else(|| "there is no bulletin yet".to_owned(), |date| format!("there is no bulletin of {date}"));
        Stop::Settings(format!("{which} (`friday bulletin list`)"))
    })
}

fn list(bulletins: &[Edition], output: &Output) -> anyhow::Result<Exit> {
    output.document(&bulletins.iter().map(line).collect::<Vec<_>>());
    for bulletin in bulletins {
        let because = line(bulletin).because.unwrap_or_default();
        output.line(format!("{}  {:<8}  {because}", bulletin.period.date, bulletin.state.word()).trim_end());
    }
    Ok(Exit::Done)
}

async fn show(store: &Store, bulletin: &Edition, output: &Output) -> anyhow::Result<Exit> {
    let (content, ledger) = (store.content(bulletin.id).await?, store.ledger(bulletin.id).await?);
    output.document(&serde_json::json!({ "bulletin": line(bulletin), "content": content, "ledger": ledger }));
    let Some(content) = content else {
        let because = bulletin.because.as_deref().unwrap_or("it was skipped");
        output.line(format!("No bulletin on {}: {because}.", bulletin.period.date));
        return Ok(Exit::Done);
    };
    output.line(format!("{} ({})", content.title, bulletin.state.word()));
    for group in &content.everything_else {
        output.line(format!("\n{}", group.council));
        group.stories.iter().for_each(|story| output.line(format!("  {}\n    {}", story.title, story.link)));
    }
    if bulletin.recipients_taken_at.is_some() {
        output.line(format!("\n{}", ledger_line(&ledger)));
    }
    Ok(Exit::Done)
}

/// Exit 1 when the sum of the states is not the number of recipients.
async fn verify(store: &Store, bulletin: &Edition, output: &Output) -> anyhow::Result<Exit> {
    let ledger: LedgerCount = store.ledger(bulletin.id).await?;
    let date = bulletin.period.date;
    output.document(&serde_json::json!({ "bulletin": date, "balances": ledger.balances(), "ledger": ledger }));
    output.line(format!("{date}: {}", ledger_line(&ledger)));
    Ok(if ledger.balances() { Exit::Done } else { Exit::Failed })
}

/// A person's word is as good as its hour: one that was not begun may begin now.
async fn resume(store: &Store, bulletin: &Edition, now: crate::model::Instant, output: &Output) -> anyhow::Result<Exit> {
    let date = bulletin.period.date;
    let to = if bulletin.recipients_taken_at.is_none() { EditionState::Approved } else { EditionState::Sending };
    if !store.change_state(bulletin.id, EditionState::Paused, to).await? {
        let state = bulletin.state.word();
        return Err(Stop::Failed(format!("the bulletin of {date} is {state}, not paused: nothing was changed")).into());
    }
    store.approve_afresh(bulletin.id, "the operator".to_owned(), now).await?;
    output.document(&serde_json::json!({ "bulletin": date, "state": to }));
    output.line(format!("the bulletin of {date} is {}", to.word()));
    Ok(Exit::Done)
}
