//! What has had its time: addresses of those who left, servers' words, and rows of the ledger, whose sums stay.

use super::columns::seconds;
use super::subscribers::erase;
use super::{Store, StoreError};
use crate::model::Instant;
use rusqlite::{OptionalExtension, Transaction, params};

/// Rows taken in one transaction, so that nobody waits long.
const SLICE: i64 = 5000;

impl Store {
    /// Erases the addresses of those who left before `before`; their marks stay, so that no import revives them.
    pub async fn erase_long_left(&self, before: Instant, now: Instant) -> Result<usize, StoreError> {
        let sql = "SELECT id FROM subscriber WHERE state = 'left' AND address IS NOT NULL AND changed_at < ?1
                   ORDER BY changed_at LIMIT ?2";
        self.connections.write(move |transaction| erase_found(transaction, sql, before, now)).await
    }

    /// Erases the addresses of those whose mailbox has been gone since before `before`; from then on they have left.
    pub async fn erase_long_bounced(&self, before: Instant, now: Instant) -> Result<usize, StoreError> {
        let sql = "SELECT id FROM subscriber WHERE state = 'bounced' AND address IS NOT NULL AND changed_at < ?1
                   ORDER BY changed_at LIMIT ?2";
        self.connections.write(move |transaction| erase_found(transaction, sql, before, now)).await
    }

    /// Forgets what servers said about mailings that ended before `before`, a slice at a time; the answer is how many rows.
    pub async fn forget_replies(&self, before: Instant, now: Instant) -> Result<usize, StoreError> {
        self.connections.write(move |transaction| forget_replies(transaction, seconds(before), seconds(now))).await
    }

    /// Counts the rows of mailings that ended before `before` into sums and deletes them, a slice at a time; the answer is how
    /// many rows.
    pub async fn count_old_rows(&self, before: Instant, now: Instant) -> Result<usize, StoreError> {
        self.connections.write(move |transaction| count_old_rows(transaction, seconds(before), seconds(now))).await
    }
}

/// A slice of those that the query names.
fn erase_found(transaction: &Transaction<'_>, sql: &str, before: Instant, now: Instant) -> rusqlite::Result<usize> {
    let found: Vec<i64> = transaction
        .prepare_cached(sql)?
        .query_map(params![seconds(before), SLICE], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    for subscriber in &found {
        erase(transaction, *subscriber, "retention", now)?;
    }
    Ok(found.len())
}

/// The oldest mailing that is over since before then and has not been through this yet.
fn next_past(transaction: &Transaction<'_>, column: &str, before: i64) -> rusqlite::Result<Option<i64>> {
    let sql = format!(
        "SELECT mailing.id FROM mailing LEFT JOIN mailing_past AS past ON past.mailing_id = mailing.id
         WHERE mailing.state = 'sent' AND mailing.sent_at < ?1 AND past.{column} IS NULL
         ORDER BY mailing.sent_at LIMIT 1"
    );
    transaction.prepare_cached(&sql)?.query_row([before], |row| row.get(0)).optional()
}

fn note_past(transaction: &Transaction<'_>, column: &str, mailing: i64, now: i64) -> rusqlite::Result<()> {
    let sql = format!(
        "INSERT INTO mailing_past (mailing_id, {column}) VALUES (?1, ?2)
         ON CONFLICT (mailing_id) DO UPDATE SET {column} = excluded.{column}"
    );
    transaction.execute(&sql, [mailing, now]).map(drop)
}

fn forget_replies(transaction: &Transaction<'_>, before: i64, now: i64) -> rusqlite::Result<usize> {
    let Some(mailing) = next_past(transaction, "replies_gone_at", before)? else { return Ok(0) };
    let sql = "UPDATE delivery SET reply = ''
               WHERE id IN (SELECT id FROM delivery WHERE mailing_id = ?1 AND reply <> '' LIMIT ?2)";
    let forgotten = transaction.execute(sql, [mailing, SLICE])?;
    if i64::try_from(forgotten).is_ok_and(|rows| rows < SLICE) {
        note_past(transaction, "replies_gone_at", mailing, now)?;
    }
    Ok(forgotten)
}

fn count_old_rows(transaction: &Transaction<'_>, before: i64, now: i64) -> rusqlite::Result<usize> {
    let Some(mailing) = next_past(transaction, "rows_gone_at", before)? else { return Ok(0) };
    let slice = "SELECT id FROM delivery WHERE mailing_id = ?1 ORDER BY id LIMIT ?2";
    let sql = format!(
        "INSERT INTO delivery_total (mailing_id, state, rows)
         SELECT ?1, state, count(*) FROM delivery WHERE id IN ({slice}) GROUP BY state
         ON CONFLICT (mailing_id, state) DO UPDATE SET rows = rows + excluded.rows"
    );
    transaction.execute(&sql, [mailing, SLICE])?;
    transaction.execute(&format!("DELETE FROM uncertain_log WHERE delivery_id IN ({slice})"), [mailing, SLICE])?;
    let counted = transaction.execute(&format!("DELETE FROM delivery WHERE id IN ({slice})"), [mailing, SLICE])?;
    if i64::try_from(counted).is_ok_and(|rows| rows < SLICE) {
        note_past(transaction, "rows_gone_at", mailing, now)?;
    }
    Ok(counted)
}
