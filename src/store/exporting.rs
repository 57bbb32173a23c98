//! What is known about people, given out: everybody page by page, or all there is about one.

use super::columns::{instant, to_json};
use super::subscribers::subscriber;
use super::{Store, StoreError};
use crate::model::Instant;
use crate::model::personal::ListedPerson;
use rusqlite::types::ValueRef;
use rusqlite::{Connection, OptionalExtension, Row, params};
use serde_json::{Map, Value};

impl Store {
    /// The next people after row `after`, in order of arrival, at most `limit`.
    pub async fn people_after(&self, after: i64, limit: u32) -> Result<Vec<ListedPerson>, StoreError> {
        let sql = "SELECT * FROM subscriber WHERE id > ?1 ORDER BY id LIMIT ?2";
        self.connections
            .read(move |connection| connection.prepare_cached(sql)?.query_map(params![after, limit], listed)?.collect())
            .await
    }

    /// The row of the person with one of these marks.
    pub async fn row_with_mark(&self, marks: Vec<String>) -> Result<Option<i64>, StoreError> {
        let sql = "SELECT id FROM subscriber WHERE address_mark IN (SELECT value FROM json_each(?1)) ORDER BY id LIMIT 1";
        self.connections
            .read(move |connection| connection.prepare_cached(sql)?.query_row([to_json(&marks)?], |row| row.get(0)).optional())
            .await
    }

    /// All there is about one person (UK GDPR articles 15 and 20): the subscription, its evidence, every mail that was for them,
    /// what came back, and what was asked for with their address; `None` when there is no such row.
    pub async fn everything_about(&self, subscriber: i64) -> Result<Option<Value>, StoreError> {
        self.connections.read(move |connection| everything_about(connection, subscriber)).await
    }
}

fn listed(row: &Row<'_>) -> rusqlite::Result<ListedPerson> {
    Ok(ListedPerson {
        subscriber: subscriber(row)?,
        wording: row.get("wording")?,
        created_at: instant(row, "created_at")?,
        changed_at: instant(row, "changed_at")?,
    })
}

/// The parts beside the subscription; `?1` is its row.
const PARTS: [(&str, &str); 5] = [
    (
        "consent",
        "SELECT action, detail, at, page, actor, visitor_mark, wording.words AS wording, wording.version AS wording_version,
                wording.sha256 AS wording_sha256
         FROM consent_event LEFT JOIN wording ON wording.id = consent_event.wording_id
         WHERE subscriber_id = ?1 ORDER BY consent_event.id",
    ),
    (
        "mails",
        "SELECT mailing.kind, mailing.dated_on, mailing.subject, delivery.state, delivery.first_try_at, delivery.changed_at,
                delivery.reply
         FROM delivery JOIN mailing ON mailing.id = delivery.mailing_id
         WHERE delivery.subscriber_id = ?1 ORDER BY mailing.dated_on, mailing.id",
    ),
    (
        "returned",
        "SELECT returned_mail.kind, status, led_to, at, mailing.dated_on
         FROM returned_mail LEFT JOIN mailing ON mailing.id = returned_mail.mailing_id
         WHERE subscriber_id = ?1 ORDER BY returned_mail.id",
    ),
    ("requests", "SELECT * FROM request WHERE subscriber_id = ?1 ORDER BY id"),
    (
        "notices",
        "SELECT * FROM notice
         WHERE subscriber_id = ?1 OR address_mark = (SELECT address_mark FROM subscriber WHERE id = ?1) ORDER BY id",
    ),
];

fn everything_about(connection: &Connection, subscriber: i64) -> rusqlite::Result<Option<Value>> {
    let sql = "SELECT * FROM subscriber WHERE id = ?1";
    let Some(subscription) = connection.query_row(sql, [subscriber], described).optional()? else { return Ok(None) };
    let mut everything = Map::from_iter([("subscription".to_owned(), subscription)]);
    for (name, sql) in PARTS {
        let rows = connection.prepare(sql)?.query_map([subscriber], described)?.collect::<rusqlite::Result<_>>()?;
        everything.insert(name.to_owned(), Value::Array(rows));
    }
    Ok(Some(Value::Object(everything)))
}

/// A row as it is, but for our own numbers: whatever is kept about a person is shown, also what a later friday keeps.
fn described(row: &Row<'_>) -> rusqlite::Result<Value> {
    let mut object = Map::new();
    for (index, column) in row.as_ref().column_names().into_iter().enumerate() {
        if column != "id" && !column.ends_with("_id") {
            object.insert(column.to_owned(), value(column, row.get_ref(index)?));
        }
    }
    Ok(Value::Object(object))
}

fn value(column: &str, stored: ValueRef<'_>) -> Value {
    match stored {
        ValueRef::Null | ValueRef::Blob(_) => Value::Null,
        ValueRef::Integer(number) if column == "at" || column.ends_with("_at") => {
            Instant::from_timestamp(number, 0).map_or(Value::Null, |at| Value::String(at.to_rfc3339()))
        }
        ValueRef::Integer(number) => Value::from(number),
        ValueRef::Real(number) => Value::from(number),
        ValueRef::Text(text) => Value::String(String::from_utf8_lossy(text).into_owned()),
    }
}
