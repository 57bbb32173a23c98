//! The recipients of a mailing, taken in slices that may be re-run: rows of the ledger before anything is handed over.

use super::columns::{seconds, to_json};
use super::{Store, StoreError};
use crate::model::Instant;
use crate::model::subscriber::Choice;
use rusqlite::params;

impl Store {
    /// Up to `limit` active subscribers of these choices after row `after`, for the next slice.
    pub async fn active_subscribers_after(&self, after: i64, limit: u32, choices: Vec<Choice>) -> Result<Vec<i64>, StoreError> {
        let sql = "SELECT id FROM subscriber
                   WHERE state = 'active' AND id > ?1 AND choice IN (SELECT value FROM json_each(?3))
                   ORDER BY id LIMIT ?2";
        self.connections
            .read(move |connection| {
                let words: Vec<&str> = choices.iter().map(|choice| choice.word()).collect();
                connection.prepare_cached(sql)?.query_map(params![after, limit, to_json(&words)?], |row| row.get(0))?.collect()
            })
            .await
    }

    /// How far the recipients of a mailing are taken: the last subscriber's row, 0 at the start.
    pub async fn recipients_taken_to(&self, mailing: i64) -> Result<i64, StoreError> {
        let sql = "SELECT taken_to FROM mailing WHERE id = ?1";
        self.connections.read(move |connection| connection.query_row(sql, [mailing], |row| row.get(0))).await
    }

    /// Adds one slice of recipients with their Message-IDs; running it twice changes nothing, and nor does it once the last slice
    /// is in: whoever comes later gets the next mailing.
    pub async fn add_recipients(&self, mailing: i64, slice: Vec<(i64, String)>, now: Instant) -> Result<(), StoreError> {
        self.connections
            .write(move |transaction| {
                let sql = "INSERT INTO delivery (mailing_id, subscriber_id, state, message_id, next_at, changed_at)
                           SELECT ?1, ?2, 'queued', ?3, ?4, ?4
                           WHERE (SELECT recipients_taken_at FROM mailing WHERE id = ?1) IS NULL
                           ON CONFLICT (mailing_id, subscriber_id) DO NOTHING";
                let mut statement = transaction.prepare_cached(sql)?;
                for (subscriber, message_id) in &slice {
                    statement.execute(params![mailing, subscriber, message_id, seconds(now)])?;
                }
                let last = slice.last().map_or(0, |(subscriber, _)| *subscriber);
                transaction.execute("UPDATE mailing SET taken_to = max(taken_to, ?2) WHERE id = ?1", params![mailing, last])?;
                Ok(())
            })
            .await
    }

    /// The last slice is in: the number of recipients is written down, and hand-over may begin.
    pub async fn finish_recipients(&self, mailing: i64, now: Instant) -> Result<(), StoreError> {
        let sql = "UPDATE mailing
                   SET recipients_taken_at = ?2, recipients = (SELECT count(*) FROM delivery WHERE mailing_id = ?1)
                   WHERE id = ?1 AND recipients_taken_at IS NULL";
        self.connections.write(move |transaction| transaction.execute(sql, params![mailing, seconds(now)]).map(drop)).await
    }
}
