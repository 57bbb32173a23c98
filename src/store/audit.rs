//! The desk's log, which is only added to.

use super::columns::{instant, seconds};
use super::{Store, StoreError};
use crate::model::Instant;
use crate::model::desk::AuditLine;
use rusqlite::{Row, Transaction, params};

/// What the log calls the line of a star, so that it can be read without them.
const ABOUT_STARS: &str = "('starred', 'took the star from')";

impl Store {
    /// Writes a line.
    pub async fn note_audit(&self, line: AuditLine) -> Result<(), StoreError> {
        self.connections.write(move |transaction| put_audit(transaction, &line)).await
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

    /// At most `limit` lines with their rows, newest first, older than the row `before`; stars only where they are wanted.
    pub async fn audit(&self, limit: u32, before: Option<i64>, with_stars: bool) -> Result<Vec<(i64, AuditLine)>, StoreError> {
        let without = if with_stars { String::new() } else { format!(" AND done NOT IN {ABOUT_STARS}") };
        let sql = format!("SELECT * FROM audit WHERE (?2 IS NULL OR id < ?2){without} ORDER BY id DESC LIMIT ?1");
        self.connections
            .read(move |connection| connection.prepare_cached(&sql)?.query_map(params![limit, before], audit_line)?.collect())
            .await
    }
}

/// Writes a line in the transaction of what it tells.
pub(super) fn put_audit(transaction: &Transaction<'_>, line: &AuditLine) -> rusqlite::Result<()> {
    let sql = "INSERT INTO audit (at, by, done, detail) VALUES (?1, ?2, ?3, ?4)";
    transaction.prepare_cached(sql)?.execute(params![seconds(line.at), line.by, line.done, line.detail]).map(drop)
}

fn audit_line(row: &Row<'_>) -> rusqlite::Result<(i64, AuditLine)> {
    let line = AuditLine { at: instant(row, "at")?, by: row.get("by")?, done: row.get("done")?, detail: row.get("detail")? };
    Ok((row.get("id")?, line))
}
