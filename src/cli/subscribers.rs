//! `friday subscribers …`: who gets the mail.

use super::Exit;
use super::args::{Global, SubscribersCommand};
use super::fetch::counted;
use super::output::Output;
use super::workplace::{clock, keys, settings};
use crate::jobs::{self, Stop};
use crate::model::address::EmailAddress;
use crate::model::returned::{LastReturn, ReturnedKind};
use crate::model::settings::Settings;
use crate::model::subscriber::{Subscriber, SubscriberState};
use crate::store::Store;
use serde::Serialize;
use std::fs::File;
use std::io::BufReader;
use std::path::Path;

/// Lists, imports, exports or erases.
pub async fn subscribers(global: &Global, command: &SubscribersCommand, output: &Output) -> anyhow::Result<Exit> {
    let settings = settings(global)?;
    let store = Store::open(&settings.store.path).await?;
    match command {
        SubscribersCommand::List => list(&store, output).await,
        SubscribersCommand::Import { csv, consent } => import(global, &settings, &store, csv, consent.as_deref(), output).await,
        SubscribersCommand::Export { file, address } => {
            super::subscribers_export::export(&settings, &store, file.as_deref(), address.as_deref(), output).await
        }
        SubscribersCommand::Erase { address } => erase(global, &settings, &store, address, output).await,
    }
}

#[derive(Serialize)]
struct Line {
    address: Option<String>,
    state: SubscriberState,
    choice: &'static str,
    consented_at: Option<crate::model::Instant>,
    source: String,
    /// Which report ended their mail, where one did.
    because: Option<String>,
}

async fn list(store: &Store, output: &Output) -> anyhow::Result<Exit> {
    let everybody = store.subscribers().await?;
    let returns = store.ended_by_returns().await?;
    let line = |subscriber: &Subscriber| line(subscriber, returns.get(&subscriber.id));
    output.document(&everybody.iter().map(line).collect::<Vec<_>>());
    for subscriber in &everybody {
        let line = line(subscriber);
        let consented = line.consented_at.map(|at| format!(", agreed {}", at.format("%Y-%m-%d"))).unwrap_or_default();
        let address = line.address.unwrap_or_else(|| "(erased)".to_owned());
        let because = line.because.map(|because| format!(", {because}")).unwrap_or_default();
        output.line(format!("{address:<40} {:<8} {}{consented}{because}", line.state.word(), line.choice));
    }
    let active = everybody.iter().filter(|subscriber| subscriber.state == SubscriberState::Active).count();
    output.aside(format!("{} in all, {active} active", counted(everybody.len(), "subscriber")));
    Ok(Exit::Done)
}

fn line(subscriber: &Subscriber, ended: Option<&LastReturn>) -> Line {
    let is_ended = matches!(subscriber.state, SubscriberState::Bounced | SubscriberState::Left);
    Line {
        address: subscriber.address.as_ref().map(|address| address.expose().to_owned()),
        state: subscriber.state,
        choice: subscriber.choice.word(),
        consented_at: subscriber.consented_at,
        source: subscriber.source.clone(),
        because: ended.filter(|_| is_ended).map(because),
    }
}

fn because(ended: &LastReturn) -> String {
    let on = ended.at.format("%Y-%m-%d");
    match ended.kind {
        ReturnedKind::Complaint => format!("called the mail unwanted on {on}"),
        ReturnedKind::Soft => format!("failed too often, last on {on} ({})", ended.status),
        ReturnedKind::Hard | ReturnedKind::Ours | ReturnedKind::Report => format!("no such mailbox on {on} ({})", ended.status),
    }
}

async fn import(
    global: &Global,
    settings: &Settings,
    store: &Store,
    csv: &Path,
    consent: Option<&str>,
    output: &Output,
) -> anyhow::Result<Exit> {
    let unreadable = |error: std::io::Error| Stop::Settings(format!("{} cannot be read ({error})", csv.display()));
    let file = BufReader::new(File::open(csv).map_err(unreadable)?);
    let named = |error: anyhow::Error| match error.downcast::<Stop>() {
        Ok(Stop::Settings(why)) => Stop::Settings(format!("{}, {why}", csv.display())).into(),
        Ok(other) => other.into(),
        Err(error) => error,
    };
    let count = jobs::subscribers::import(store, &keys(settings, store).await?, file, consent, clock(global).now())
        .await
        .map_err(named)?;
    output.document(&serde_json::json!({ "added": count.added, "skipped": count.skipped, "left": count.left }));
    output.line(format!("{} added, {} known already", count.added, count.skipped));
    if !count.left.is_empty() {
        let lines: Vec<String> = count.left.iter().map(u64::to_string).collect();
        output.line(format!("{} not added, because they had left before: lines {}", count.left.len(), lines.join(", ")));
    }
    Ok(Exit::Done)
}

async fn erase(global: &Global, settings: &Settings, store: &Store, address: &str, output: &Output) -> anyhow::Result<Exit> {
    let address = EmailAddress::parse(address).map_err(|error| Stop::Settings(format!("{address:?}: {error}")))?;
    let was_known = jobs::subscribers::erase(store, &keys(settings, store).await?, &address, clock(global).now()).await?;
    output.document(&serde_json::json!({ "erased": was_known }));
    if was_known {
        output.line("erased; a mark remains, from which the address cannot be read, so that it is never mailed again");
        return Ok(Exit::Done);
    }
    output.line("nobody with this address is known");
    Ok(Exit::Failed)
}
