//! Editors' sessions: a row a browser, found by the SHA-256 of the secret in its cookie.

use super::columns::{instant, seconds, word};
use super::{Store, StoreError};
use crate::model::Instant;
use crate::model::address::EmailAddress;
use crate::model::desk::EditorSession;
use chrono::TimeDelta;
use rusqlite::{OptionalExtension, Row, params};

/// A session ends this long after it was opened, used or not.
const LIFETIME: TimeDelta = TimeDelta::days(30);

impl Store {
    /// Opens a session for an editor; `mark` is the SHA-256 of the browser's secret.
    pub async fn open_session(&self, mark: String, address: EmailAddress, now: Instant) -> Result<(), StoreError> {
        let sql = "INSERT INTO editor_session (mark, address, opened_at, seen_at, ends_at) VALUES (?1, ?2, ?3, ?3, ?4)";
        self.connections
            .write(move |transaction| {
                let values = params![mark, address.expose(), seconds(now), seconds(now + LIFETIME)];
                transaction.prepare_cached(sql)?.execute(values).map(drop)
            })
            .await
    }

    /// The open session with this mark.
    pub async fn session(&self, mark: String, now: Instant) -> Result<Option<EditorSession>, StoreError> {
        let sql = "SELECT * FROM editor_session WHERE mark = ?1 AND closed_at IS NULL AND ends_at > ?2";
        self.connections
            .read(move |connection| connection.prepare_cached(sql)?.query_row(params![mark, seconds(now)], session).optional())
            .await
    }
}

fn session(row: &Row<'_>) -> rusqlite::Result<EditorSession> {
    Ok(EditorSession {
        id: row.get("id")?,
        address: word(row, "address", |text| EmailAddress::parse(text).ok())?,
        opened_at: instant(row, "opened_at")?,
        seen_at: instant(row, "seen_at")?,
        ends_at: instant(row, "ends_at")?,
    })
}
