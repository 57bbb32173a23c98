//! The desk's log, which is only added to.

use super::columns::{instant, seconds};
use super::{Store, StoreError};
use crate::model::Instant;
use crate::model::desk::AuditLine;
use rusqlite::params;

impl Store {
    /// Writes a line.
    pub async fn note_audit(&self, line: AuditLine) -> Result<(), StoreError> {
        let sql = "INSERT INTO audit (at, by, done, detail) VALUES (?1, ?2, ?3, ?4)";
        self.connections
            .write(move |transaction| {
                let values = params![seconds(line.at), line.by, line.done, line.detail];
                transaction.prepare_cached(sql)?.execute(values).map(drop)
            })
            .await
    }

    /// How often one editor did one thing since an instant.
    pub async fn audit_count(&self, by: String, done: &'static str, since: Instant) -> Result<u32, StoreError> {
        let sql = "SELECT count(*) FROM audit WHERE by = ?1 AND done = ?2 AND at > ?3";
        self.connections
            .read(move |connection| {
                connection.prepare_cached(sql)?.query_row(params![by, done, seconds(since)], |row| row.get(0))
            })
            .await
    }

    /// The newest lines, newest first.
    pub async fn audit(&self, limit: u32, before: Instant) -> Result<Vec<AuditLine>, StoreError> {
        let sql = "SELECT at, by, done, detail FROM audit WHERE at <= ?2 ORDER BY id DESC LIMIT ?1";
        self.connections
            .read(move |connection| {
                let line = |row: &rusqlite::Row<'_>| {
                    Ok(AuditLine {
                        at: instant(row, "at")?,
                        by: row.get("by")?,
                        done: row.get("done")?,
                        detail: row.get("detail")?,
                    })
                };
                connection.prepare_cached(sql)?.query_map(params![limit, seconds(before)], line)?.collect()
            })
            .await
    }
}
