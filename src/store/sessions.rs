//! Editors' sessions: a row a browser, found by the SHA-256 of the secret in its cookie.

use super::columns::{instant, seconds, word};
use super::{Store, StoreError};
use crate::model::Instant;
use crate::model::address::EmailAddress;
use crate::model::desk::EditorSession;
use chrono::TimeDelta;
use rusqlite::{OptionalExtension, Row, Transaction, params};

/// A session ends this long after it was opened, used or not.
const LIFETIME: TimeDelta = TimeDelta::days(30);

/// A browser that is let in.
#[derive(Clone, Debug)]
pub struct NewSession {
    /// SHA-256 of its secret, hex.
    pub mark: String,
    /// "Firefox on Android"; may be empty.
    pub browser: String,
}

impl Store {
    /// The open session with this mark.
    pub async fn session(&self, mark: String, now: Instant) -> Result<Option<EditorSession>, StoreError> {
        let sql = "SELECT * FROM editor_session WHERE mark = ?1 AND closed_at IS NULL AND ends_at > ?2";
        self.connections
            .read(move |connection| connection.prepare_cached(sql)?.query_row(params![mark, seconds(now)], session).optional())
            .await
    }

    /// An editor's open sessions, the last used first.
    pub async fn sessions_of(&self, editor: &EmailAddress, now: Instant) -> Result<Vec<EditorSession>, StoreError> {
        let editor = editor.canonical();
        let sql = "SELECT * FROM editor_session WHERE lower(address) = ?1 AND closed_at IS NULL AND ends_at > ?2
                   ORDER BY seen_at DESC, id DESC";
        self.connections
            .read(move |connection| connection.prepare_cached(sql)?.query_map(params![editor, seconds(now)], session)?.collect())
            .await
    }

    /// The session's last request was now.
    pub async fn see_session(&self, session: i64, now: Instant) -> Result<(), StoreError> {
        let sql = "UPDATE editor_session SET seen_at = max(seen_at, ?2) WHERE id = ?1";
        self.connections
            .write_with_the_next(move |transaction| transaction.execute(sql, params![session, seconds(now)]).map(drop))
            .await
    }

    /// Closes one of the editor's sessions; the answer is whether it was open.
    pub async fn close_session(&self, session: i64, editor: &EmailAddress, now: Instant) -> Result<bool, StoreError> {
        let editor = editor.canonical();
        let sql = "UPDATE editor_session SET closed_at = ?3 WHERE id = ?1 AND lower(address) = ?2 AND closed_at IS NULL";
        self.connections
            .write(move |transaction| Ok(transaction.execute(sql, params![session, editor, seconds(now)])? == 1))
            .await
    }

    /// Closes all of the editor's sessions; the answer is how many were open.
    pub async fn close_sessions_of(&self, editor: &EmailAddress, now: Instant) -> Result<usize, StoreError> {
        let editor = editor.canonical();
        let sql = "UPDATE editor_session SET closed_at = ?2 WHERE lower(address) = ?1 AND closed_at IS NULL AND ends_at > ?2";
        self.connections.write(move |transaction| transaction.execute(sql, params![editor, seconds(now)])).await
    }
}

/// Lets a browser in.
pub(super) fn open_session(
    transaction: &Transaction<'_>,
    new: &NewSession,
    editor: &EmailAddress,
    now: Instant,
) -> rusqlite::Result<()> {
    let sql = "INSERT INTO editor_session (mark, address, opened_at, seen_at, ends_at, browser) VALUES (?1, ?2, ?3, ?3, ?4, ?5)";
    let values = params![new.mark, editor.expose(), seconds(now), seconds(now + LIFETIME), new.browser];
    transaction.prepare_cached(sql)?.execute(values).map(drop)
}

fn session(row: &Row<'_>) -> rusqlite::Result<EditorSession> {
    Ok(EditorSession {
        id: row.get("id")?,
        address: word(row, "address", |text| EmailAddress::parse(text).ok())?,
        opened_at: instant(row, "opened_at")?,
        seen_at: instant(row, "seen_at")?,
        ends_at: instant(row, "ends_at")?,
        browser: row.get("browser")?,
    })
}
