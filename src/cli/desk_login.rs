//! `friday desk login`: a way in for an editor whose mail does not work, or has no mail server yet.

use super::Exit;
use super::args::{DeskCommand, Global};
use super::output::Output;
use super::workplace::Workplace;
use crate::jobs::Stop;
use crate::jobs::sign_in::Porch;
use crate::model::address::EmailAddress;
use crate::model::desk::SIGN_IN_LIFETIME;

/// One of the commands.
pub async fn desk(global: &Global, command: &DeskCommand, output: &Output) -> anyhow::Result<Exit> {
    let DeskCommand::Login { address } = command;
    let place = Workplace::open(global).await?;
    let link = link(&place, address).await?;
    let ends_at = place.clock.now() + SIGN_IN_LIFETIME;
    output.document(&serde_json::json!({ "link": link, "ends_at": ends_at }));
    output.line(&link);
    output.aside("Open it where `friday run` serves its pages. It works once, for fifteen minutes; whoever has it is let in.");
    Ok(Exit::Done)
}

/// A link to the desk of this workplace.
pub async fn link(place: &Workplace, address: &str) -> anyhow::Result<String> {
    let editor = EmailAddress::parse(address).map_err(|error| Stop::Settings(format!("{address:?}: {error}")))?;
    let keys = place.keys().await?;
    let porch = Porch { store: &place.store, keys: &keys, settings: &place.settings, now: place.clock.now() };
    porch.make_link(&editor).await
}
