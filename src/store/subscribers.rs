//! People: found, leaving for good, erased but not forgotten as "do not mail".

use super::columns::{optional_instant, seconds, to_json, word};
use super::{Store, StoreError};
use crate::model::Instant;
use crate::model::address::EmailAddress;
use crate::model::subscriber::{Choice, Subscriber, SubscriberState};
use rusqlite::{OptionalExtension, Row, Transaction, params};

impl Store {
    /// Everybody, in order of arrival.
    pub async fn subscribers(&self) -> Result<Vec<Subscriber>, StoreError> {
        self.connections
            .read(|connection| {
                let mut statement = connection.prepare_cached("SELECT * FROM subscriber ORDER BY id")?;
                statement.query_map([], subscriber)?.collect()
            })
            .await
    }

    /// The subscriber of an address, by any of its marks.
    pub async fn subscriber_by_mark(&self, marks: Vec<String>) -> Result<Option<Subscriber>, StoreError> {
        let sql = "SELECT * FROM subscriber WHERE address_mark IN (SELECT value FROM json_each(?1)) ORDER BY id";
        self.connections
            .read(move |connection| connection.prepare_cached(sql)?.query_row([to_json(&marks)?], subscriber).optional())
            .await
    }

    /// Leaves for good; the answer is whether there is such a subscriber. Leaving twice is no error.
    pub async fn leave(&self, subscriber: i64, source: String, now: Instant) -> Result<bool, StoreError> {
        self.connections
            .write(move |transaction| {
                let sql = "UPDATE subscriber SET state = 'left', changed_at = ?2 WHERE id = ?1 AND state <> 'left'";
                if transaction.execute(sql, params![subscriber, seconds(now)])? == 1 {
                    put_event(transaction, subscriber, "leave", now, &source, "")?;
                    return Ok(true);
                }
                let sql = "SELECT count(*) FROM subscriber WHERE id = ?1";
                transaction.query_row(sql, [subscriber], |row| row.get::<_, i64>(0)).map(|count| count == 1)
            })
            .await
    }

    /// Forgets an address, keeping its mark so that no import revives it; false when it is unknown.
    pub async fn erase_subscriber(&self, marks: Vec<String>, now: Instant) -> Result<bool, StoreError> {
        self.connections
            .write(move |transaction| {
                let sql = "UPDATE subscriber SET address = NULL, state = 'left', source = '', wording = '', changed_at = ?2
                           WHERE address_mark IN (SELECT value FROM json_each(?1)) RETURNING id";
                let erased: Option<i64> =
                    transaction.query_row(sql, params![to_json(&marks)?, seconds(now)], |row| row.get(0)).optional()?;
                if let Some(id) = erased {
                    put_event(transaction, id, "erase", now, "operator", "")?;
                    let sql = "UPDATE delivery SET state = 'suppressed', changed_at = ?2
                               WHERE subscriber_id = ?1 AND state IN ('queued', 'deferred')";
                    transaction.execute(sql, params![id, seconds(now)])?;
                }
                Ok(erased.is_some())
            })
            .await
    }
}

pub(super) fn put_event(
    transaction: &Transaction<'_>,
    subscriber: i64,
    action: &str,
    now: Instant,
    source: &str,
    wording: &str,
) -> rusqlite::Result<()> {
    let sql = "INSERT INTO consent_event (subscriber_id, action, at, source, wording) VALUES (?1, ?2, ?3, ?4, ?5)";
    transaction.prepare_cached(sql)?.execute(params![subscriber, action, seconds(now), source, wording])?;
    Ok(())
}

fn subscriber(row: &Row<'_>) -> rusqlite::Result<Subscriber> {
    let address: Option<String> = row.get("address")?;
    Ok(Subscriber {
        id: row.get("id")?,
        address: address.and_then(|text| EmailAddress::parse(&text).ok()),
        choice: word(row, "choice", Choice::parse)?,
        state: word(row, "state", SubscriberState::parse)?,
        consented_at: optional_instant(row, "consented_at")?,
        source: row.get("source")?,
    })
}
