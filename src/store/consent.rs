//! The evidence of consent: append-only, and what a person may read of it.

use super::columns::seconds;
use super::{Store, StoreError};
use crate::model::Instant;
use crate::model::consent::{ConsentAction, Wording};
use data_encoding::HEXLOWER;
use rusqlite::{OptionalExtension, Transaction, params};
use sha2::{Digest, Sha256};

/// One line of evidence, before it is written.
#[derive(Clone, Debug)]
pub(super) struct Evidence<'a> {
    pub subscriber: i64,
    pub action: ConsentAction,
    pub detail: &'a str,
    pub at: Instant,
    pub page: &'a str,
    pub wording: Option<i64>,
    pub visitor_mark: Option<&'a str>,
    pub actor: &'a str,
}

impl Evidence<'_> {
    pub fn put(&self, transaction: &Transaction<'_>) -> rusqlite::Result<()> {
        let sql = "INSERT INTO consent_event (subscriber_id, action, detail, at, page, wording_id, visitor_mark, actor)
                   VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";
        transaction
            .prepare_cached(sql)?
            .execute(params![
                self.subscriber,
                self.action.word(),
                self.detail,
                seconds(self.at),
                self.page,
                self.wording,
                self.visitor_mark,
                self.actor
            ])
            .map(drop)
    }
}

/// The row of these words, made when they are new.
pub(super) fn put_wording(transaction: &Transaction<'_>, wording: &Wording, now: Instant) -> rusqlite::Result<i64> {
    let sha256 = fingerprint(&wording.words);
    let known = transaction
        .prepare_cached("SELECT id FROM wording WHERE sha256 = ?1 AND version = ?2")?
        .query_row(params![sha256, wording.version], |row| row.get(0))
        .optional()?;
    if let Some(id) = known {
        return Ok(id);
    }
    let sql = "INSERT INTO wording (version, sha256, words, first_shown_at) VALUES (?1, ?2, ?3, ?4)";
    transaction.prepare_cached(sql)?.execute(params![wording.version, sha256, wording.words, seconds(now)])?;
    Ok(transaction.last_insert_rowid())
}

fn fingerprint(words: &str) -> String {
    HEXLOWER.encode(&Sha256::digest(words.as_bytes()))
}

/// The step of migration 5 that SQL alone cannot do: the hashes of words that were kept without one.
pub(super) fn hash_wordings(transaction: &Transaction<'_>) -> rusqlite::Result<()> {
    let mut statement = transaction.prepare("SELECT id, words FROM wording")?;
    let found: Vec<(i64, String)> = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<Result<_, _>>()?;
    for (id, words) in found {
        transaction.execute("UPDATE wording SET sha256 = ?2 WHERE id = ?1", params![id, fingerprint(&words)])?;
    }
    Ok(())
}

/// Takes what a file said about an erased person out of their evidence: who, when and what was done stays.
pub(super) fn blank(transaction: &Transaction<'_>, subscriber: i64) -> rusqlite::Result<()> {
    let sql = "SELECT DISTINCT wording_id FROM consent_event
               WHERE subscriber_id = ?1 AND action = 'import' AND wording_id IS NOT NULL";
    let mut statement = transaction.prepare_cached(sql)?;
    let wordings: Vec<i64> = statement.query_map([subscriber], |row| row.get(0))?.collect::<Result<_, _>>()?;
    let sql = "UPDATE consent_event SET page = '', wording_id = NULL WHERE subscriber_id = ?1 AND action = 'import'";
    transaction.prepare_cached(sql)?.execute([subscriber])?;
    transaction.prepare_cached("UPDATE consent_event SET visitor_mark = NULL WHERE subscriber_id = ?1")?.execute([subscriber])?;
    let sql = "DELETE FROM wording WHERE id = ?1 AND version = 'import'
               AND NOT EXISTS (SELECT 1 FROM consent_event WHERE wording_id = ?1)
               AND NOT EXISTS (SELECT 1 FROM request WHERE wording_id = ?1)";
    for wording in wordings {
        transaction.prepare_cached(sql)?.execute([wording])?;
    }
    Ok(())
}

impl Store {
    /// Takes away the visitors' marks of events before `before`; the answer is how many.
    pub async fn forget_visitors(&self, before: Instant) -> Result<usize, StoreError> {
        let sql = "UPDATE consent_event SET visitor_mark = NULL WHERE visitor_mark IS NOT NULL AND at < ?1";
        self.connections.write(move |transaction| transaction.prepare_cached(sql)?.execute([seconds(before)])).await
    }
}
