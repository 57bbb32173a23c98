//! `friday edition …`: one small function a subcommand.

use super::args::{EditionCommand, Global};
use super::desk::Desk;
use super::output::Output;
use super::signals;
use super::{Exit, edition_preview, edition_show, edition_write};
use crate::jobs::deliver::{self, Which};
use crate::jobs::{Stop, draft_file};
use crate::model::calendar::Period;
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

/// An approved edition that waits for its hour can be paused as well as one that is being sent.
async fn pause(desk: &Desk, date: Option<NaiveDate>, output: &Output) -> anyhow::Result<Exit> {
    let edition = desk.edition(date)?;
    let from = if edition.state == EditionState::Approved { EditionState::Approved } else { EditionState::Sending };
    change(desk, edition, from, EditionState::Paused, output).await
}

/// Back to where it was: waiting for its hour, or being sent.
async fn resume(desk: &Desk, date: Option<NaiveDate>, output: &Output) -> anyhow::Result<Exit> {
    let edition = desk.edition(date)?;
    let to = if edition.recipients_taken_at.is_none() { EditionState::Approved } else { EditionState::Sending };
    let exit = change(desk, edition, EditionState::Paused, to, output).await?;
    if to == EditionState::Approved {
        // Whoever resumes it means it to go out, however late it has become.
        desk.place.store.approve_afresh(edition.id, "the operator".to_owned(), desk.place.clock.now()).await?;
    }
    Ok(exit)
}

async fn change(desk: &Desk, edition: &Edition, from: EditionState, to: EditionState, output: &Output) -> anyhow::Result<Exit> {
    let date = edition.period.date;
    if !desk.place.store.change_state(edition.id, from, to).await? {
        let state = edition.state.word();
        return Err(Stop::Failed(format!("the edition of {date} is {state}, not {}: nothing was changed", from.word())).into());
    }
    output.document(&serde_json::json!({ "edition": date, "state": to }));
    output.line(format!("the edition of {date} is {}", to.word()));
    Ok(Exit::Done)
}

async fn skip(desk: &Desk, date: Option<NaiveDate>, because: &str, output: &Output) -> anyhow::Result<Exit> {
    desk.check_meant(date)?;
    let period = desk.period(date)?;
    let has_file = take_in_file(desk, period).await?;
    let next = desk.next_period_without(period);
    let opens_at = desk.diary().draft().map_or_else(|| desk.diary().first_opening(period), |draft| draft.opens_at);
    if !desk.place.store.skip(period, because.to_owned(), next, opens_at).await? {
        return Err(Stop::Failed(format!(
            "the edition of {} is approved, sent or skipped already: nothing was changed",
            period.date
        ))
        .into());
    }
    if has_file {
        follow_file(desk, period).await?;
    }
    output.document(&serde_json::json!({ "skipped": period.date, "next": next.date }));
    output.line(format!("No edition on {}: {because}. Its stories pass on to {}.", long_date(period.date), long_date(next.date)));
    Ok(Exit::Done)
}

async fn move_to(desk: &Desk, date: NaiveDate, to: NaiveDate, because: Option<String>, output: &Output) -> anyhow::Result<Exit> {
    let period = desk.period(Some(date))?;
    if desk.diary().due_at(to) < desk.place.clock.now() {
        return Err(Stop::Settings(format!("{to} has passed; name a date that is ahead")).into());
    }
    let has_file = take_in_file(desk, period).await?;
    if !desk.place.store.move_edition(period.nominal, to, because).await? {
        return Err(Stop::Failed(format!(
            "the edition of {date} is approved already, or {to} has an edition of its own: nothing was changed"
        ))
        .into());
    }
    if has_file {
        follow_file(desk, period).await?;
    }
    output.document(&serde_json::json!({ "edition": date, "moved_to": to }));
    output.line(format!("The edition of {} moves to {}.", long_date(date), long_date(to)));
    Ok(Exit::Done)
}

/// What the editor wrote moves with the draft; a mistake in the file is told before anything changes.
async fn take_in_file(desk: &Desk, period: Period) -> anyhow::Result<bool> {
    let place = &desk.place;
    match desk.diary().draft().filter(|draft| draft.period == period) {
        Some(draft) => draft_file::take_in(&place.store, &place.settings, &place.blogs, draft, place.clock.now()).await,
        None => Ok(false),
    }
}

async fn follow_file(desk: &Desk, old: Period) -> anyhow::Result<()> {
    let place = &desk.place;
    draft_file::follow(&place.store, &place.settings, &place.blogs, old.date, place.clock.now()).await
}
