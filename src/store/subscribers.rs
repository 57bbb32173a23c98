//! People: found, leaving for good, erased but not forgotten as "do not mail".

use super::columns::{optional_instant, seconds, to_json, word};
use super::consent::{self, Evidence};
use super::requests::withdraw;
use super::{Store, StoreError};
use crate::model::Instant;
use crate::model::address::EmailAddress;
use crate::model::consent::ConsentAction;
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
                if transaction.prepare_cached(sql)?.execute(params![subscriber, seconds(now)])? == 1 {
                    put_event(transaction, subscriber, ConsentAction::Leave, now, &source)?;
                    withdraw(transaction, subscriber)?;
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
                let sql = "SELECT id FROM subscriber WHERE address_mark IN (SELECT value FROM json_each(?1)) ORDER BY id";
                // Keys that came and went may have left more than one.
                let found: Vec<i64> = transaction
                    .prepare_cached(sql)?
                    .query_map([to_json(&marks)?], |row| row.get(0))?
                    .collect::<rusqlite::Result<_>>()?;
                for id in &found {
                    erase(transaction, *id, "operator", now)?;
                }
                Ok(!found.is_empty())
            })
            .await
    }

    /// A subscriber forgets themselves: the same, asked for on their page.
    pub async fn erase_by_reader(&self, subscriber: i64, now: Instant) -> Result<(), StoreError> {
        self.connections.write(move |transaction| erase(transaction, subscriber, "reader", now)).await
    }

    /// The subscriber of a row.
    pub async fn subscriber(&self, id: i64) -> Result<Option<Subscriber>, StoreError> {
        let sql = "SELECT * FROM subscriber WHERE id = ?1";
        self.connections.read(move |connection| connection.prepare_cached(sql)?.query_row([id], subscriber).optional()).await
    }

    /// How many get the digest.
    pub async fn active_count(&self) -> Result<u64, StoreError> {
        let sql = "SELECT count(*) FROM subscriber WHERE state = 'active'";
        self.connections
            .read(move |connection| {
                connection.prepare_cached(sql)?.query_row([], |row| row.get::<_, i64>(0)).map(i64::cast_unsigned)
            })
            .await
    }

    /// A subscriber wants something else of the digest; nothing happens to who is not one.
    pub async fn choose(
        &self,
        subscriber: i64,
        choice: Choice,
        visitor_mark: Option<String>,
        now: Instant,
    ) -> Result<(), StoreError> {
        let sql = "UPDATE subscriber SET choice = ?2, changed_at = ?3
                   WHERE id = ?1 AND choice <> ?2 AND state IN ('active', 'paused')";
        self.connections
            .write(move |transaction| {
                if transaction.prepare_cached(sql)?.execute(params![subscriber, choice.word(), seconds(now)])? == 1 {
                    reader_event(transaction, subscriber, (ConsentAction::Choice, choice.word()), visitor_mark.as_deref(), now)?;
                }
                Ok(())
            })
            .await
    }

    /// A subscriber wants a break, or wants the digest again after one. Who left does not come back this way.
    pub async fn take_break(
        &self,
        subscriber: i64,
        wanted: bool,
        visitor_mark: Option<String>,
        now: Instant,
    ) -> Result<(), StoreError> {
        let (from, to, action) = match wanted {
            true => (SubscriberState::Active, SubscriberState::Paused, ConsentAction::Pause),
            false => (SubscriberState::Paused, SubscriberState::Active, ConsentAction::Resume),
        };
        let sql = "UPDATE subscriber SET state = ?3, changed_at = ?4 WHERE id = ?1 AND state = ?2";
        self.connections
            .write(move |transaction| {
                if transaction.prepare_cached(sql)?.execute(params![subscriber, from.word(), to.word(), seconds(now)])? == 1 {
                    reader_event(transaction, subscriber, (action, ""), visitor_mark.as_deref(), now)?;
                }
                Ok(())
            })
            .await
    }
}

/// What goes: the address, where it was written down, and what a file said about the person. What stays: the mark, the dates.
pub(super) fn erase(transaction: &Transaction<'_>, subscriber: i64, actor: &str, now: Instant) -> rusqlite::Result<()> {
    let sql = "UPDATE subscriber SET address = NULL, state = 'left', source = '', wording = '', changed_at = ?2 WHERE id = ?1";
    transaction.prepare_cached(sql)?.execute(params![subscriber, seconds(now)])?;
    withdraw(transaction, subscriber)?;
    let sql = "UPDATE notice SET state = CASE WHEN state = 'sent' THEN state ELSE 'failed' END, address = NULL, reply = ''
               WHERE subscriber_id = ?1";
    transaction.prepare_cached(sql)?.execute([subscriber])?;
    // What a server answered may hold the address.
    let sql = "UPDATE delivery SET reply = '' WHERE subscriber_id = ?1 AND reply <> ''";
    transaction.prepare_cached(sql)?.execute([subscriber])?;
    let sql = "UPDATE delivery SET state = 'suppressed', changed_at = ?2
               WHERE subscriber_id = ?1 AND state IN ('queued', 'deferred')";
    transaction.prepare_cached(sql)?.execute(params![subscriber, seconds(now)])?;
    let (action, page) = (ConsentAction::Erase, if actor == "reader" { "/manage" } else { "" });
    let evidence = Evidence { subscriber, action, detail: "", at: now, page, wording: None, visitor_mark: None, actor };
    evidence.put(transaction)?;
    consent::blank(transaction, subscriber)
}

fn put_event(
    transaction: &Transaction<'_>,
    subscriber: i64,
    action: ConsentAction,
    now: Instant,
    page: &str,
) -> rusqlite::Result<()> {
    Evidence { subscriber, action, detail: "", at: now, page, wording: None, visitor_mark: None, actor: "reader" }
        .put(transaction)
}

fn reader_event(
    transaction: &Transaction<'_>,
    subscriber: i64,
    (action, detail): (ConsentAction, &str),
    visitor_mark: Option<&str>,
    now: Instant,
) -> rusqlite::Result<()> {
    let page = "/manage";
    Evidence { subscriber, action, detail, at: now, page, wording: None, visitor_mark, actor: "reader" }.put(transaction)
}

/// A row of the table, whatever else stands in it.
pub(super) fn subscriber(row: &Row<'_>) -> rusqlite::Result<Subscriber> {
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
