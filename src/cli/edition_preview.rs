//! `friday edition preview` and `test`: the mail before it is sent.

use super::Exit;
use super::args::PreviewPart;
use super::desk::Desk;
use super::output::Output;
use crate::io::mailer::Session;
use crate::jobs::approve::{freeze, window_end};
use crate::jobs::copies::Press;
use crate::jobs::{Stop, subscribers};
use crate::model::address::EmailAddress;
use crate::model::delivery::SendOutcome;
use crate::model::edition::{Edition, Frozen};
use crate::model::email::{Email, Heading, WaysToLeave};
use crate::model::settings::Transport;
use crate::model::subscriber::Choice;
use crate::rules::{leaving, mailing};
use anyhow::Context;
use chrono::NaiveDate;

/// Stands in for a subscriber: no row has this number, so its leave link works for nobody.
const STAND_IN: i64 = 0;

/// The mail as it would be, for a stand-in or for one reader.
pub async fn preview(
    desk: &Desk,
    date: Option<NaiveDate>,
    reader: Option<&str>,
    part: PreviewPart,
    output: &Output,
) -> anyhow::Result<Exit> {
    let edition = desk.edition(date)?;
    if let Some(reader) = reader {
        return preview_for(desk, edition, reader, output).await;
    }
    let press = press(desk, edition, frozen_or_composed(desk, edition).await?).await?;
    let email = press.email(&stand_in()?, STAND_IN, Choice::Everything, &press.message_id(STAND_IN));
    if output.is_json() {
        output.document(&serde_json::json!({ "subject": email.heading.subject, "text": email.text, "html": email.html }));
        return Ok(Exit::Done);
    }
    match part {
        PreviewPart::Text => output.raw(email.text.trim_end()),
        PreviewPart::Html => output.raw(email.html.trim_end()),
        PreviewPart::Eml => output.bytes(&press.single(&email)?.bytes),
    }
    Ok(Exit::Done)
}

/// The bytes that were or will be delivered to one subscriber.
async fn preview_for(desk: &Desk, edition: &Edition, reader: &str, output: &Output) -> anyhow::Result<Exit> {
    let address = EmailAddress::parse(reader).map_err(|error| Stop::Settings(format!("{reader:?}: {error}")))?;
    let date = edition.period.date;
    let Some(frozen) = desk.place.store.frozen(edition.id).await? else {
        return Err(Stop::Settings(format!(
            "the edition of {date} is not approved: only then is it known what this reader gets"
        ))
        .into());
    };
    let marks = subscribers::marks(&desk.place.keys().await?, &address);
    let subscriber = desk.place.store.subscriber_by_mark(marks).await?;
    let Some((subscriber, to)) = subscriber.and_then(|known| known.address.clone().map(|address| (known, address))) else {
        return Err(Stop::Settings(format!("{reader} is no subscriber (`friday subscribers list`)")).into());
    };
    let press = press(desk, edition, frozen).await?;
    let letter = press.letter(&to, subscriber.id, subscriber.choice, &press.message_id(subscriber.id))?;
    output.bytes(&letter.bytes);
    Ok(Exit::Done)
}

/// One copy by the real transport; no row of the ledger.
pub async fn test(desk: &Desk, date: Option<NaiveDate>, address: &str, output: &Output) -> anyhow::Result<Exit> {
    let to = EmailAddress::parse(address).map_err(|error| Stop::Settings(format!("{address:?}: {error}")))?;
    let edition = desk.edition(date)?;
    let settings = &desk.place.settings;
    leaving::ways(settings).map_err(|error| Stop::Settings(error.to_string()))?;
    let press = press(desk, edition, frozen_or_composed(desk, edition).await?).await?;
    let now = desk.place.clock.now().timestamp();
    let signature = press.keys.sign(crate::io::tokens::Purpose::MessageId, &format!("test {now} {}", to.canonical()));
    let message_id = mailing::message_id(edition.period.date, &signature, settings);
    let email = press.email(&to, STAND_IN, Choice::Everything, &message_id);
    let heading = Heading { subject: format!("[Test] {}", email.heading.subject), ..email.heading };
    let letter = press.single(&Email { heading, ..email })?;
    let mut session = Session::open(&settings.mail.transport, &mailing::hello_name(settings))
        .await
        .map_err(|obstacle| Stop::Failed(obstacle.why))?;
    let outcome = session.send(&letter, || async { Ok(true) }).await?;
    session.close().await;
    match outcome {
        Some(SendOutcome::Accepted(reply)) => {
            let way = if matches!(settings.mail.transport, Transport::Folder(_)) { "" } else { "accepted: " };
            output.line(format!("one copy for {address}: {way}{reply}"));
            Ok(Exit::Done)
        }
        Some(SendOutcome::Deferred(why)) => Err(Stop::Later(format!("the server says later: {why}")).into()),
        Some(SendOutcome::Refused(reply) | SendOutcome::Uncertain(reply)) => Err(Stop::Failed(reply.to_string()).into()),
        Some(SendOutcome::Blocked(obstacle)) => Err(Stop::Failed(obstacle.why).into()),
        None => Err(Stop::Failed("the test was not sent".to_owned()).into()),
    }
}

async fn frozen_or_composed(desk: &Desk, edition: &Edition) -> anyhow::Result<Frozen> {
    if let Some(frozen) = desk.place.store.frozen(edition.id).await? {
        return Ok(frozen);
    }
    let composed = desk.composed_as_edited(desk.draft(Some(edition.period.date))?).await?;
    if composed.content.items.is_empty() {
        return Err(
            Stop::Failed(format!("the edition of {} has no story yet: there is nothing to show", edition.period.date)).into()
        );
    }
    freeze(&composed.content, &desk.place.settings, window_end(edition, desk.place.clock.now()))
}

async fn press(desk: &Desk, edition: &Edition, frozen: Frozen) -> anyhow::Result<Press> {
    let settings = desk.place.settings.clone();
    // A preview needs no way to leave: it reaches nobody.
    let ways =
        leaving::ways(&settings).unwrap_or(WaysToLeave { page: Some(settings.site.url.clone()), one_click: false, mailto: None });
    Press::new(frozen, edition.id, (edition.kind, edition.period.date), ways, settings, desk.place.keys().await?)
}

fn stand_in() -> anyhow::Result<EmailAddress> {
    EmailAddress::parse("reader@example.org").context("the stand-in reader's address")
}
