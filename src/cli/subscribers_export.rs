//! `friday subscribers export`: the operator's list, or one person's own copy. Nothing else shows whole addresses.

use super::Exit;
use super::output::Output;
use super::workplace::keys;
use crate::io::files;
use crate::jobs::{Stop, subscribers};
use crate::model::address::EmailAddress;
use crate::model::settings::Settings;
use crate::rules::exporting;
use crate::store::Store;
use anyhow::Context;
use std::io::Write;
use std::path::Path;

/// People read at once.
const PAGE: u32 = 5000;

/// To a new file for its owner alone, or to standard output.
pub async fn export(
    settings: &Settings,
    store: &Store,
    file: Option<&Path>,
    address: Option<&str>,
    output: &Output,
) -> anyhow::Result<Exit> {
    let to: Box<dyn Write + Send> = match file {
        Some(path) if path.exists() => {
            return Err(Stop::Settings(format!("{} is there already; name a file that is not", path.display())).into());
        }
        Some(path) => Box::new(files::create_private(path)?),
        None => Box::new(std::io::stdout()),
    };
    let written = match address {
        Some(address) => one(settings, store, address, to).await,
        None => everybody(store, to).await,
    };
    if let (Err(_), Some(path)) = (&written, file) {
        drop(std::fs::remove_file(path)); // Half an export would pass for a whole one.
    }
    output.aside(written?);
    Ok(Exit::Done)
}

async fn everybody(store: &Store, to: Box<dyn Write + Send>) -> anyhow::Result<String> {
    let mut csv = csv::Writer::from_writer(to);
    csv.write_record(exporting::COLUMNS)?;
    let (mut last, mut count) = (0, 0);
    loop {
        let page = store.people_after(last, PAGE).await?;
        let Some(end) = page.last() else { break };
        last = end.subscriber.id;
        count += page.len();
        for person in &page {
            csv.write_record(exporting::fields(person)).context("while writing the export")?;
        }
    }
    csv.flush().context("while writing the export")?;
    Ok(super::fetch::counted(count, "subscriber"))
}

async fn one(settings: &Settings, store: &Store, address: &str, mut to: Box<dyn Write + Send>) -> anyhow::Result<String> {
    let address = EmailAddress::parse(address).map_err(|error| Stop::Settings(format!("{address:?}: {error}")))?;
    let marks = subscribers::marks(&keys(settings, store).await?, &address);
    let unknown = || Stop::Failed("nobody with this address is known".to_owned());
    let row = store.row_with_mark(marks).await?.ok_or_else(unknown)?;
    let everything = store.everything_about(row).await?.ok_or_else(unknown)?;
    writeln!(to, "{}", serde_json::to_string_pretty(&everything)?).context("while writing the export")?;
    Ok("all there is about one person".to_owned())
}
