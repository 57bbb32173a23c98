//! Editors' stars on stories that are in no edition yet.

use super::audit::put_audit;
use super::columns::{instant, seconds, word};
use super::{Store, StoreError};
use crate::model::Instant;
use crate::model::address::EmailAddress;
use crate::model::desk::{AuditLine, Star};
use rusqlite::{OptionalExtension, Transaction, params};

impl Store {
    /// Gives the editor's star to a story, or takes it back; twice is once. The answer is whether the story can be starred: it
    /// is there, and in no edition.
    pub async fn star(&self, story: i64, editor: EmailAddress, is_wanted: bool, now: Instant) -> Result<bool, StoreError> {
        self.connections
            .write(move |transaction| {
                let Some(title) = free_story(transaction, story)? else { return Ok(false) };
                let (sql, done) = if is_wanted {
                    ("INSERT OR IGNORE INTO star (story_id, editor, at) VALUES (?1, ?2, ?3)", "starred")
                } else {
                    ("DELETE FROM star WHERE story_id = ?1 AND editor = ?2 AND ?3 IS NOT NULL", "took the star from")
                };
                if transaction.prepare_cached(sql)?.execute(params![story, editor.canonical(), seconds(now)])? == 1 {
                    let (by, done) = (editor.expose().to_owned(), done.to_owned());
                    put_audit(transaction, &AuditLine { at: now, by, done, detail: title })?;
                }
                Ok(true)
            })
            .await
    }

    /// All stars on stories that are in no edition, the oldest first.
    pub async fn stars(&self) -> Result<Vec<Star>, StoreError> {
        let sql = "SELECT * FROM star WHERE story_id NOT IN (SELECT story_id FROM edition_story) ORDER BY at, story_id, editor";
        self.connections
            .read(move |connection| {
                let mut statement = connection.prepare_cached(sql)?;
                let stars = statement.query_map([], |row| {
                    let editor = word(row, "editor", |text| EmailAddress::parse(text).ok())?;
                    Ok(Star { story: row.get("story_id")?, editor, at: instant(row, "at")? })
                })?;
                stars.collect()
            })
            .await
    }
}

/// The title of a story that is in no edition.
fn free_story(transaction: &Transaction<'_>, story: i64) -> rusqlite::Result<Option<String>> {
    let sql = "SELECT coalesce(title, '') FROM entry_now
               WHERE story_id = ?1 AND story_id NOT IN (SELECT story_id FROM edition_story) ORDER BY id LIMIT 1";
    transaction.prepare_cached(sql)?.query_row([story], |row| row.get(0)).optional()
}
