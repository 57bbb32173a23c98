//! Blogs that readers suggested, until an editor settles them, and a while longer.

use super::columns::{instant, seconds, word};
use super::{Store, StoreError};
use crate::model::Instant;
use crate::model::wishes::{NewSuggestion, Settling, Suggestion, WishEnd, WishState};
use chrono::TimeDelta;
use rusqlite::{OptionalExtension, Row, Transaction, params};

impl Store {
    /// Keeps a suggestion, unless the same one is known, or `hourly_cap` were sent within the hour.
    pub async fn suggest(&self, new: NewSuggestion, hourly_cap: u32, now: Instant) -> Result<WishEnd, StoreError> {
        self.connections.write(move |transaction| suggest(transaction, &new, hourly_cap, now)).await
    }

    /// Those that nobody has settled, oldest first.
    pub async fn open_suggestions(&self) -> Result<Vec<Suggestion>, StoreError> {
        let sql = "SELECT * FROM suggestion WHERE state = 'open' ORDER BY made_at, id";
        self.connections.read(move |connection| connection.prepare_cached(sql)?.query_map([], suggestion)?.collect()).await
    }

    /// One of them, settled or not.
    pub async fn suggestion(&self, id: i64) -> Result<Option<Suggestion>, StoreError> {
        let sql = "SELECT * FROM suggestion WHERE id = ?1";
        self.connections.read(move |connection| connection.prepare_cached(sql)?.query_row([id], suggestion).optional()).await
    }

    /// Writes down what became of an open one; false when somebody was quicker.
    pub async fn settle_suggestion(&self, id: i64, settling: Settling) -> Result<bool, StoreError> {
        let sql = "UPDATE suggestion SET state = ?2, settled_by = ?3, because = ?4, settled_at = ?5
                   WHERE id = ?1 AND state = 'open'";
        self.connections.write(move |transaction| settle(transaction, sql, id, &settling)).await
    }

    /// Forgets suggestions and requests that were made before `before`, settled or not. The answer is how many.
    pub async fn forget_wishes(&self, before: Instant) -> Result<usize, StoreError> {
        self.connections
            .write(move |transaction| {
                let wishes = transaction.execute("DELETE FROM suggestion WHERE made_at < ?1", [seconds(before)])?;
                Ok(wishes + transaction.execute("DELETE FROM opt_out WHERE made_at < ?1", [seconds(before)])?)
            })
            .await
    }
}

/// Settles a row by this statement; true when it was open.
pub(super) fn settle(transaction: &Transaction<'_>, sql: &str, id: i64, settling: &Settling) -> rusqlite::Result<bool> {
    let values = params![id, settling.state.word(), settling.by, settling.because, seconds(settling.at)];
    Ok(transaction.prepare_cached(sql)?.execute(values)? > 0)
}

fn suggest(transaction: &Transaction<'_>, new: &NewSuggestion, hourly_cap: u32, now: Instant) -> rusqlite::Result<WishEnd> {
    // The same place in any spelling that people use for it. A feed counts while an editor has it before them: anybody can send
    // another's feed with an address that does not fit.
    let sql = "SELECT state FROM suggestion
               WHERE rtrim(address, '/') = rtrim(?1, '/') OR (feed = ?2 AND state = 'open')
               ORDER BY id DESC LIMIT 1";
    let known = transaction
        .prepare_cached(sql)?
        .query_row(params![new.address, new.feed], |row| word(row, "state", WishState::parse))
        .optional()?;
    if let Some(state) = known {
        return Ok(WishEnd::Known(state));
    }
    let recent: i64 = transaction
        .prepare_cached("SELECT count(*) FROM suggestion WHERE made_at > ?1")?
        .query_row([seconds(now - TimeDelta::hours(1))], |row| row.get(0))?;
    if recent >= i64::from(hourly_cap) {
        return Ok(WishEnd::Capped);
    }
    let sql = "INSERT INTO suggestion (address, feed, name, council, via, note, made_at, state)
               VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, 'open')";
    let NewSuggestion { address, feed, name, council, via, note } = new;
    transaction.prepare_cached(sql)?.execute(params![address, feed, name, council, via, note, seconds(now)])?;
    Ok(WishEnd::Kept(transaction.last_insert_rowid()))
}

fn suggestion(row: &Row<'_>) -> rusqlite::Result<Suggestion> {
    Ok(Suggestion {
        id: row.get("id")?,
        what: NewSuggestion {
            address: row.get("address")?,
            feed: row.get("feed")?,
            name: row.get("name")?,
            council: row.get("council")?,
            via: row.get("via")?,
            note: row.get("note")?,
        },
        made_at: instant(row, "made_at")?,
        state: word(row, "state", WishState::parse)?,
        because: row.get("because")?,
    })
}
