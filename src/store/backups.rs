//! Whole copies of the database, made while others write; and the looking over of a file before anything is built on it.

use super::columns::seconds;
use super::connections::{check_ours, open_error};
use super::{Store, StoreError};
use crate::model::Instant;
use rusqlite::{Connection, OpenFlags, params};
use std::path::{Path, PathBuf};

impl Store {
    /// Writes a compact, checked copy as of this moment into the empty file `into`, marked as a backup; writers go on meanwhile.
    pub async fn back_up(&self, into: PathBuf, now: Instant) -> Result<(), StoreError> {
        copy(self.path.clone(), into, now).await
    }

    /// Looks once a process, and takes a moment for each 100 MB: a damaged file is refused before anything is sent from it.
    pub async fn check_sound(&self) -> Result<(), StoreError> {
        let path = self.path.clone();
        let check = || async move { blocking(move || look(&path, "PRAGMA quick_check(1)")).await };
        self.sound.get_or_init(check).await.clone()
    }
}

/// Copies a database of ours from `from` into the empty file `into`, checks the copy whole and marks it as a backup. A file of
/// another program, of a later friday, or damaged, is refused.
pub async fn copy(from: PathBuf, into: PathBuf, now: Instant) -> Result<(), StoreError> {
    blocking(move || {
        vacuum_into(&from, &into)?;
        mark(&into, now)?;
        look(&into, "PRAGMA integrity_check(1)")
    })
    .await
}

/// Brings what a database's write-ahead log holds into its one file, for it to be moved; an error while somebody uses it.
pub async fn settle(path: PathBuf) -> Result<(), StoreError> {
    blocking(move || {
        let failed = |error: rusqlite::Error| open_error(&path, &error);
        let connection = Connection::open_with_flags(&path, OpenFlags::SQLITE_OPEN_READ_WRITE).map_err(failed)?;
        let busy: bool = connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0)).map_err(failed)?;
        if busy { Err(StoreError::Busy) } else { Ok(()) }
    })
    .await
}

async fn blocking<T: Send + 'static>(work: impl FnOnce() -> Result<T, StoreError> + Send + 'static) -> Result<T, StoreError> {
    tokio::task::spawn_blocking(work).await.map_err(|error| StoreError::Refused(error.to_string()))?
}

/// One reading transaction: neither waits for writers nor makes them wait.
fn vacuum_into(from: &Path, into: &Path) -> Result<(), StoreError> {
    let failed = |error: rusqlite::Error| open_error(from, &error);
    let connection = Connection::open_with_flags(from, OpenFlags::SQLITE_OPEN_READ_WRITE).map_err(failed)?;
    connection.execute_batch("PRAGMA busy_timeout = 5000;").map_err(failed)?;
    check_ours(from, &connection)?;
    connection.execute("VACUUM INTO ?1", [into.to_string_lossy()]).map_err(failed)?;
    Ok(())
}

/// The copy is at home nowhere; a copy of a backup keeps the first one's time.
fn mark(copy: &Path, now: Instant) -> Result<(), StoreError> {
    let failed = |error: rusqlite::Error| open_error(copy, &error);
    let connection = Connection::open_with_flags(copy, OpenFlags::SQLITE_OPEN_READ_WRITE).map_err(failed)?;
    connection.execute_batch("PRAGMA journal_mode = DELETE; PRAGMA synchronous = FULL;").map_err(failed)?;
    let sql = "INSERT OR IGNORE INTO fact (name, value) VALUES ('backed up', ?1)";
    connection.execute(sql, params![seconds(now).to_string()]).map(drop).map_err(failed)
}

pub(super) fn look(path: &Path, check: &str) -> Result<(), StoreError> {
    let failed = |error: rusqlite::Error| open_error(path, &error);
    let connection = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_WRITE).map_err(failed)?;
    let found: String = connection.query_row(check, [], |row| row.get(0)).map_err(failed)?;
    if found == "ok" { Ok(()) } else { Err(StoreError::Damaged(format!("{}: {}", path.display(), found.replace('\n', "; ")))) }
}
