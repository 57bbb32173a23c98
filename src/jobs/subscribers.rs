//! People from a file, and people forgotten.

use super::Stop;
use crate::io::tokens::{Keys, Purpose};
use crate::model::Instant;
use crate::model::address::EmailAddress;
use crate::model::subscriber::ImportCount;
use crate::rules::importing;
use crate::store::{MarkedRow, Store};

/// Imports a CSV text whole or not at all.
pub async fn import(store: &Store, keys: &Keys, text: &str, consent: Option<&str>, now: Instant) -> anyhow::Result<ImportCount> {
    let rows = importing::read(text, consent).map_err(|error| Stop::Settings(error.to_string()))?;
    let marked = rows.into_iter().map(|row| MarkedRow { marks: marks(keys, &row.address), row }).collect();
    Ok(store.import_subscribers(marked, now).await?)
}

/// Forgets an address; what stays is a mark by which it is never mailed again.
pub async fn erase(store: &Store, keys: &Keys, address: &EmailAddress, now: Instant) -> anyhow::Result<bool> {
    Ok(store.erase_subscriber(marks(keys, address), now).await?)
}

/// The keyed marks of an address, one a key.
pub fn marks(keys: &Keys, address: &EmailAddress) -> Vec<String> {
    keys.marks(Purpose::Suppression, &address.canonical())
}
