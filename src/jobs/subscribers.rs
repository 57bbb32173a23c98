//! People from a file, and people forgotten.

use super::Stop;
use crate::io::tokens::{Keys, Purpose};
use crate::model::Instant;
use crate::model::address::EmailAddress;
use crate::model::subscriber::ImportCount;
use crate::rules::importing;
use crate::store::{MarkedRow, Store};
use std::io::{BufRead, Seek};

/// Imports a CSV file whole or not at all. It is read twice: every row is checked before the first is written, and none is kept
/// in memory. Others who write wait meanwhile: a second for each 30,000 rows or so.
pub async fn import<R>(store: &Store, keys: &Keys, input: R, consent: Option<&str>, now: Instant) -> anyhow::Result<ImportCount>
where
    R: BufRead + Seek + Send + 'static,
{
    let consent = consent.map(str::to_owned);
    let checked = tokio::task::spawn_blocking(move || check(input, consent)).await?;
    let (input, consent) = checked.map_err(Stop::Settings)?;
    let keys = keys.clone();
    let rows = importing::read(input, consent.as_deref()).map_err(|error| Stop::Settings(error.to_string()))?;
    let marked = rows.map(move |row| match row {
        Ok(row) => Ok(MarkedRow { marks: marks(&keys, &row.address), row }),
        Err(error) => Err(format!("the file was changed while it was imported; {error}")),
    });
    Ok(store.import(marked, now).await?)
}

/// The first mistake, or the file at its start again.
fn check<R: BufRead + Seek>(mut input: R, consent: Option<String>) -> Result<(R, Option<String>), String> {
    let rows = importing::read(&mut input, consent.as_deref()).map_err(|error| error.to_string())?;
    for row in rows {
        row.map_err(|error| error.to_string())?;
    }
    input.rewind().map_err(|error| format!("it cannot be read twice ({error}); save it as a file first"))?;
    Ok((input, consent))
}

/// Forgets an address; what stays is a mark by which it is never mailed again.
pub async fn erase(store: &Store, keys: &Keys, address: &EmailAddress, now: Instant) -> anyhow::Result<bool> {
    Ok(store.erase_subscriber(marks(keys, address), now).await?)
}

/// The keyed marks of an address, one a key.
pub fn marks(keys: &Keys, address: &EmailAddress) -> Vec<String> {
    keys.marks(Purpose::Suppression, &address.canonical())
}
