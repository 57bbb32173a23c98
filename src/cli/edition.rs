//! `friday edition …`: one small function a subcommand.

use super::args::{EditionCommand, Global};
use super::desk::Desk;
use super::output::Output;
use super::signals;
use super::{Exit, edition_preview, edition_show, edition_write};
use crate::jobs::Stop;
use crate::jobs::deliver::{self, Which};
use crate::jobs::writing::plans::OldFile;
use crate::model::delivery::DeliveryState;
use crate::model::edition::{Edition, EditionState};
use crate::rules::composing::title::long_date;
use crate::rules::scheduling::steps::{self, Begin};
use chrono::NaiveDate;

/// Opens the desk, with its draft, and does one thing at it.
pub async fn edition(global: &Global, command: &EditionCommand, output: &Output) -> anyhow::Result<Exit> {
    let desk = Desk::open(global).await?;
    match command {
        EditionCommand::List => edition_show::list(&desk, output).await,
        EditionCommand::Show(date) => edition_show::show(&desk, date.date, output).await,
        EditionCommand::Draft { date, file, fresh } => {
            edition_write::draft(&desk, date.date, file.as_deref(), *fresh, output).await
        }
        EditionCommand::Preview { date, reader, part } => {
            edition_preview::preview(&desk, date.date, reader.as_deref(), *part, output).await
        }
        EditionCommand::Approve { date, file, by } => edition_write::approve(&desk, date.date, file.as_deref(), by, output).await,
        EditionCommand::Send { date, early } => send(&desk, date.date, *early, output).await,
        EditionCommand::Pause(date) => pause(&desk, date.date, output).await,
        EditionCommand::Resume(date) => resume(&desk, date.date, output).await,
        EditionCommand::Skip { date, because } => skip(&desk, date.date, because, output).await,
        EditionCommand::Move { date, to, because } => move_to(&desk, *date, *to, because.clone(), output).await,
        EditionCommand::Verify(date) => edition_show::verify(&desk, date.date, output).await,
        EditionCommand::Test { address, date } => edition_preview::test(&desk, date.date, address, output).await,
    }
}

async fn send(desk: &Desk, date: Option<NaiveDate>, early: bool, output: &Output) -> anyhow::Result<Exit> {
    let edition = desk.edition(date)?;
    check_sendable(desk, edition, early)?;
    let job = desk.place.delivery().await?;
    let which = if early { Which::OneEarly(edition.id) } else { Which::One(edition.id) };
    signals::finish_mails_in_hand(&job);
    let report = deliver::deliver(&job, which).await?;
    report.recovery().iter().chain(&report.notices).for_each(|words| output.notice(words));
    let ledger = desk.place.store.ledger(edition.id).await?;
    output.document(&ledger);
    output.line(edition_show::ledger_line(&ledger));
    if let Some(why) = report.blocked {
        return Err(Stop::Failed(format!("{why}. Nobody is lost: send again when it is mended")).into());
    }
    if !report.paused.is_empty() {
        return Err(Stop::Failed(report.paused.join("\n")).into());
    }
    let is_open = desk.place.store.edition(edition.period.date).await?.is_some_and(|now| now.state == EditionState::Sending);
    if !is_open {
        return Ok(Exit::Done);
    }
    let waiting = ledger.of(DeliveryState::Deferred) + ledger.of(DeliveryState::Queued) + ledger.of(DeliveryState::Uncertain);
    let next = desk.place.store.next_attempt(edition.id).await?;
    let when = next.map(|at| at.format(" from %H:%M UTC on").to_string()).unwrap_or_default();
    output.notice(format!("{waiting} wait for a later attempt: run it again{when}, or leave it to `friday run`"));
    Ok(Exit::Later)
}

fn check_sendable(desk: &Desk, edition: &Edition, early: bool) -> Result<(), Stop> {
    let date = edition.period.date;
    match edition.state {
        EditionState::Draft => {
            Err(Stop::Settings(format!("the edition of {date} is a draft; approve it first: `friday edition approve {date}`")))
        }
        EditionState::Paused => {
            Err(Stop::Settings(format!("the edition of {date} is paused; `friday edition resume {date}` goes on")))
        }
        EditionState::Skipped => Err(Stop::Settings(format!("there is no edition on {date}: it was skipped"))),
        EditionState::Sending | EditionState::Sent => Ok(()),
        EditionState::Approved if early => Ok(()),
        EditionState::Approved => {
            match steps::may_begin(desk.diary(), edition, desk.place.settings.edition.send_before, desk.place.clock.now()) {
                Begin::Now => Ok(()),
                Begin::Later(at) => {
                    let at = at.with_timezone(&desk.place.settings.edition.calendar.zone).format("%H:%M on %A %-d %B");
                    Err(Stop::Later(format!("the edition of {date} is due at {at}; `--early` does not wait")))
                }
                Begin::TooLate => Err(Stop::Settings(format!(
                    "the time of the edition of {date} has passed; approve it once more to send it late"
                ))),
            }
        }
    }
}

async fn pause(desk: &Desk, date: Option<NaiveDate>, output: &Output) -> anyhow::Result<Exit> {
    let edition = desk.edition(date)?;
    let is_paused = desk.writing().pause(edition).await?;
    changed(edition, is_paused.then_some(EditionState::Paused), EditionState::Sending, output)
}

async fn resume(desk: &Desk, date: Option<NaiveDate>, output: &Output) -> anyhow::Result<Exit> {
    let edition = desk.edition(date)?;
    let to = desk.writing().resume(edition, "the operator").await?;
    changed(edition, to, EditionState::Paused, output)
}

fn changed(edition: &Edition, to: Option<EditionState>, from: EditionState, output: &Output) -> anyhow::Result<Exit> {
    let date = edition.period.date;
    let Some(to) = to else {
        let state = edition.state.word();
        return Err(Stop::Failed(format!("the edition of {date} is {state}, not {}: nothing was changed", from.word())).into());
    };
    output.document(&serde_json::json!({ "edition": date, "state": to }));
    output.line(format!("the edition of {date} is {}", to.word()));
    Ok(Exit::Done)
}

async fn skip(desk: &Desk, date: Option<NaiveDate>, because: &str, output: &Output) -> anyhow::Result<Exit> {
    desk.check_meant(date)?;
    let period = desk.period(date)?;
    let next = desk.writing().skip(&desk.almanac, period, because, OldFile::Stops).await?;
    output.document(&serde_json::json!({ "skipped": period.date, "next": next.date }));
    output.line(format!("No edition on {}: {because}. Its stories pass on to {}.", long_date(period.date), long_date(next.date)));
    Ok(Exit::Done)
}

async fn move_to(desk: &Desk, date: NaiveDate, to: NaiveDate, because: Option<String>, output: &Output) -> anyhow::Result<Exit> {
    let period = desk.period(Some(date))?;
    desk.writing().move_to(&desk.almanac, period, (to, because), OldFile::Stops).await?;
    output.document(&serde_json::json!({ "edition": date, "moved_to": to }));
    output.line(format!("The edition of {} moves to {}.", long_date(date), long_date(to)));
    Ok(Exit::Done)
}
