//! `friday edition preview` and `test`: the mail before it is sent.

use super::Exit;
use super::args::PreviewPart;
use super::desk::Desk;
use super::output::Output;
use crate::jobs::approve::{freeze, window_end};
use crate::jobs::copies::Press;
use crate::jobs::writing::proofs;
use crate::jobs::{Stop, subscribers};
use crate::model::address::EmailAddress;
use crate::model::edition::{Edition, Frozen};
use crate::rules::leaving;
use chrono::NaiveDate;

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
    let email = proofs::proof(&press)?;
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
    let said = proofs::send_test(&press, settings, &to, desk.place.clock.now()).await?;
    output.line(format!("one copy for {address}: {said}"));
    Ok(Exit::Done)
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
    proofs::press(&desk.place.settings, desk.place.keys().await?, edition, frozen)
}
