//! When the sign-up form turned a whole network away: it says nothing to the people there, so it is remembered for the operator.

use super::columns::seconds;
use super::{Store, StoreError};
use crate::model::Instant;
use rusqlite::OptionalExtension;

impl Store {
    /// Remembers that sign-ups of one network are held back, at most once an hour; true when it was written down.
    pub async fn hold_network_back(&self, now: Instant) -> Result<bool, StoreError> {
        let sql = "INSERT INTO fact (name, value) VALUES ('sign-ups held back by network', CAST(?1 AS TEXT))
                   ON CONFLICT (name) DO UPDATE SET value = CAST(?1 AS TEXT) WHERE CAST(value AS INTEGER) <= ?1 - 3600";
        self.connections.write(move |transaction| Ok(transaction.prepare_cached(sql)?.execute([seconds(now)])? == 1)).await
    }

    /// Since when, or when last, sign-ups of one network were held back; `None`: they never were.
    pub async fn network_held_back_at(&self) -> Result<Option<Instant>, StoreError> {
        let sql = "SELECT CAST(value AS INTEGER) FROM fact WHERE name = 'sign-ups held back by network'";
        self.connections
            .read(move |connection| {
                let found: Option<i64> = connection.prepare_cached(sql)?.query_row([], |row| row.get(0)).optional()?;
                Ok(found.and_then(|at| Instant::from_timestamp(at, 0)))
            })
            .await
    }
}
