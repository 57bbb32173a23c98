//! What is known about people, given out: everybody page by page, or all there is about one.

use super::columns::{instant, optional_instant, to_json, word};
use super::{Store, StoreError};
use crate::model::Instant;
use crate::model::address::EmailAddress;
use crate::model::personal::ListedPerson;
use crate::model::subscriber::{Choice, SubscriberState};
use rusqlite::types::ValueRef;
use rusqlite::{Connection, OptionalExtension, Row, params};
use serde_json::{Map, Value, json};

impl Store {
    /// The next people after row `after`, in order of arrival, at most `limit`.
    pub async fn people_after(&self, after: i64, limit: u32) -> Result<Vec<ListedPerson>, StoreError> {
        let sql = "SELECT * FROM subscriber WHERE id > ?1 ORDER BY id LIMIT ?2";
        self.connections
            .read(move |connection| connection.prepare_cached(sql)?.query_map(params![after, limit], listed)?.collect())
            .await
    }

    /// All there is about the person with one of these marks: the subscription, its evidence, and every mail that was for them.
    pub async fn everything_about(&self, marks: Vec<String>) -> Result<Option<Value>, StoreError> {
        self.connections.read(move |connection| everything_about(connection, &marks)).await
    }
}

fn listed(row: &Row<'_>) -> rusqlite::Result<ListedPerson> {
    let address: Option<String> = row.get("address")?;
    Ok(ListedPerson {
        id: row.get("id")?,
        address: address.and_then(|text| EmailAddress::parse(&text).ok()),
        choice: word(row, "choice", Choice::parse)?,
        state: word(row, "state", SubscriberState::parse)?,
        consented_at: optional_instant(row, "consented_at")?,
        source: row.get("source")?,
        wording: row.get("wording")?,
        created_at: instant(row, "created_at")?,
        changed_at: instant(row, "changed_at")?,
    })
}

fn everything_about(connection: &Connection, marks: &[String]) -> rusqlite::Result<Option<Value>> {
    let sql = "SELECT * FROM subscriber WHERE address_mark IN (SELECT value FROM json_each(?1)) ORDER BY id";
    let found =
        connection.query_row(sql, [to_json(&marks)?], |row| Ok((row.get::<_, i64>("id")?, described(row)?))).optional()?;
    let Some((id, subscription)) = found else { return Ok(None) };
    let all = |sql: &str| -> rusqlite::Result<Vec<Value>> { connection.prepare(sql)?.query_map([id], described)?.collect() };
    let consent = all(
        "SELECT action, detail, at, page, actor, wording.words AS wording, wording.version AS wording_version, wording.sha256 AS wording_sha256
         FROM consent_event LEFT JOIN wording ON wording.id = consent_event.wording_id
         WHERE subscriber_id = ?1 ORDER BY consent_event.id",
    )?;
    let mails = all(
        "SELECT mailing.kind, mailing.dated_on, mailing.subject, delivery.state, delivery.first_try_at, delivery.changed_at,
                            delivery.reply
                     FROM delivery JOIN mailing ON mailing.id = delivery.mailing_id
                     WHERE delivery.subscriber_id = ?1 ORDER BY mailing.dated_on, mailing.id",
    )?;
    Ok(Some(json!({ "subscription": subscription, "consent": consent, "mails": mails })))
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
