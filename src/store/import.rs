//! People from a file: added with their evidence, all or none, however many they are.

use super::columns::{optional_seconds, seconds, to_json, word};
use super::consent::{Evidence, put_wording};
use super::requests::withdraw;
use super::{Store, StoreError};
use crate::model::Instant;
use crate::model::consent::{ConsentAction, Wording};
use crate::model::subscriber::{ImportCount, ImportRow, SubscriberState};
use rusqlite::{OptionalExtension, Transaction, params};

/// A row of an import with the keyed mark of its address, which outlives erasure.
#[derive(Clone, Debug)]
pub struct MarkedRow {
    /// The row.
    pub row: ImportRow,
    /// HMACs of the canonical address: by the present key, then by older ones.
    pub marks: Vec<String>,
}

/// The marks of a large file lie all over their index; this much of it is kept at hand (KiB, negative as SQLite has it).
const CACHE: i64 = -64 * 1024;

/// SQLite's own default, for the time after.
const USUAL_CACHE: i64 = -2000;

impl Store {
    /// Adds those who are new, all or none; those who had left stay so and are named.
    pub async fn import_subscribers(&self, rows: Vec<MarkedRow>, now: Instant) -> Result<ImportCount, StoreError> {
        self.import(rows.into_iter().map(Ok), now).await
    }

    /// The same for rows that come one by one; one that cannot be had, with the reason, takes all others back.
    pub async fn import<I>(&self, rows: I, now: Instant) -> Result<ImportCount, StoreError>
    where
        I: Iterator<Item = Result<MarkedRow, String>> + Send + 'static,
    {
        self.connections
            .write(move |transaction| {
                transaction.pragma_update(None, "cache_size", CACHE)?;
                let count = import_all(transaction, rows, now);
                transaction.pragma_update(None, "cache_size", USUAL_CACHE)?;
                count
            })
            .await
    }
}

fn import_all(
    transaction: &Transaction<'_>,
    rows: impl Iterator<Item = Result<MarkedRow, String>>,
    now: Instant,
) -> rusqlite::Result<ImportCount> {
    let mut count = ImportCount::default();
    for row in rows {
        let row = row.map_err(|why| rusqlite::Error::ToSqlConversionFailure(why.into()))?;
        import_one(transaction, &row, now, &mut count)?;
    }
    Ok(count)
}

fn import_one(transaction: &Transaction<'_>, marked: &MarkedRow, now: Instant, count: &mut ImportCount) -> rusqlite::Result<()> {
    // Most are new, and the indexes tell: only who may be known under another mark or spelling is looked for beforehand.
    let is_plain = marked.marks.len() == 1 && marked.row.address.canonical() == marked.row.address.expose();
    let found = if is_plain { None } else { known(transaction, marked)? };
    if found.is_none() && add(transaction, &marked.row, marked.marks.first(), now)? {
        count.added += 1;
        return Ok(());
    }
    match found.map_or_else(|| known(transaction, marked), |found| Ok(Some(found)))? {
        Some((_, SubscriberState::Left | SubscriberState::Bounced)) => count.left.push(marked.row.line),
        Some((subscriber, SubscriberState::Pending)) => {
            agree(transaction, subscriber, &marked.row, now)?;
            count.added += 1;
        }
        Some((_, SubscriberState::Active | SubscriberState::Paused)) | None => count.skipped += 1,
    }
    Ok(())
}

/// Somebody who asked by the form and has not answered yet has agreed elsewhere: what the file says is the answer.
fn agree(transaction: &Transaction<'_>, subscriber: i64, row: &ImportRow, now: Instant) -> rusqlite::Result<()> {
    let sql = "UPDATE subscriber SET state = 'active', address = ?2, choice = ?3, consented_at = ?4, source = ?5, wording = ?6,
                      changed_at = ?7
               WHERE id = ?1";
    let (address, choice, consented_at) = (row.address.expose(), row.choice.word(), optional_seconds(row.consented_at));
    transaction.prepare_cached(sql)?.execute(params![
        subscriber,
        address,
        choice,
        consented_at,
        row.source,
        row.wording,
        seconds(now)
    ])?;
    withdraw(transaction, subscriber)?;
    let sql = "UPDATE notice SET state = 'failed', address = NULL WHERE subscriber_id = ?1 AND state = 'queued'";
    transaction.prepare_cached(sql)?.execute([subscriber])?;
    put_event(transaction, subscriber, row, now)
}

/// False when the address or its mark is there already.
fn add(transaction: &Transaction<'_>, row: &ImportRow, mark: Option<&String>, now: Instant) -> rusqlite::Result<bool> {
    let sql =
        "INSERT INTO subscriber (address, address_mark, choice, state, consented_at, source, wording, created_at, changed_at)
               VALUES (?1, ?2, ?3, 'active', ?4, ?5, ?6, ?7, ?7)
               ON CONFLICT DO NOTHING";
    let values = params![
        row.address.expose(),
        mark,
        row.choice.word(),
        optional_seconds(row.consented_at),
        row.source,
        row.wording,
        seconds(now)
    ];
    if transaction.prepare_cached(sql)?.execute(values)? == 0 {
        return Ok(false);
    }
    put_event(transaction, transaction.last_insert_rowid(), row, now)?;
    Ok(true)
}

fn put_event(transaction: &Transaction<'_>, subscriber: i64, row: &ImportRow, now: Instant) -> rusqlite::Result<()> {
    let wording = match row.wording.as_str() {
        "" => None,
        words => Some(put_wording(transaction, &Wording { version: "import".to_owned(), words: words.to_owned() }, now)?),
    };
    let (action, page) = (ConsentAction::Import, row.source.as_str());
    Evidence { subscriber, action, detail: "", at: now, page, wording, visitor_mark: None, actor: "operator" }.put(transaction)
}

/// By any mark; and as it is written, for those who came under a key that is lost.
fn known(transaction: &Transaction<'_>, marked: &MarkedRow) -> rusqlite::Result<Option<(i64, SubscriberState)>> {
    let address = &marked.row.address;
    let sql = "SELECT id, state FROM subscriber
               WHERE address_mark IN (SELECT value FROM json_each(?1)) OR address IN (?2, ?3)
               ORDER BY id";
    transaction
        .prepare_cached(sql)?
        .query_row(params![to_json(&marked.marks)?, address.expose(), address.canonical()], |row| {
            Ok((row.get("id")?, word(row, "state", SubscriberState::parse)?))
        })
        .optional()
}
