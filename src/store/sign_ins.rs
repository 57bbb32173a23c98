//! Links that sign an editor in: kept as the SHA-256 of their secret, good for one use within their time.

use super::audit::put_audit;
use super::columns::{seconds, word};
use super::notices::put_desk_letter;
use super::sessions::{NewSession, open_session};
use super::{Store, StoreError};
use crate::model::Instant;
use crate::model::address::EmailAddress;
use crate::model::desk::{AuditLine, SIGN_IN_LIFETIME, SignInLink};
use crate::model::notice::DeskLetter;
use chrono::TimeDelta;
use rusqlite::{OptionalExtension, Transaction, params};

/// Mails with a link that one editor gets within the hour, however often somebody asks.
const HOURLY: i64 = 4;

/// A link that is to be made.
#[derive(Clone, Debug)]
pub struct NewLink {
    /// SHA-256 of its secret, hex.
    pub mark: String,
    /// Whom it signs in.
    pub editor: EmailAddress,
}

impl Store {
    /// Makes a link and queues the mail with it, whose button the seed makes; the answer is whether it did: not when the editor
    /// had a few within the hour already.
    pub async fn mail_sign_in(&self, link: NewLink, seed: String, letter: DeskLetter, now: Instant) -> Result<bool, StoreError> {
        let sql = "SELECT count(*) FROM sign_in WHERE lower(address) = ?1 AND made_at > ?2";
        self.connections
            .write(move |transaction| {
                let values = params![link.editor.canonical(), seconds(now - TimeDelta::hours(1))];
                let lately: i64 = transaction.prepare_cached(sql)?.query_row(values, |row| row.get(0))?;
                if lately >= HOURLY {
                    return Ok(false);
                }
                put_link(transaction, &link, now)?;
                put_desk_letter(transaction, &link.editor, &letter, Some(&seed), now)?;
                Ok(true)
            })
            .await
    }

    /// Makes a link for the operator to hand over, and a line in the log.
    pub async fn make_sign_in(&self, link: NewLink, now: Instant) -> Result<(), StoreError> {
        self.connections
            .write(move |transaction| {
                put_link(transaction, &link, now)?;
                let (by, done) = ("operator".to_owned(), "made a link that signs in".to_owned());
                put_audit(transaction, &AuditLine { at: now, by, done, detail: link.editor.expose().to_owned() })
            })
            .await
    }

    /// What stands behind a link; none where there is none such. Changes nothing.
    pub async fn sign_in_link(&self, mark: String, now: Instant) -> Result<Option<SignInLink>, StoreError> {
        let sql = "SELECT address, used_at IS NOT NULL AS is_used, ends_at <= ?2 AS is_over FROM sign_in WHERE mark = ?1";
        self.connections
            .read(move |connection| {
                let found = connection.prepare_cached(sql)?.query_row(params![mark, seconds(now)], |row| {
                    Ok(match (row.get("is_used")?, row.get("is_over")?) {
                        (true, _) => SignInLink::Used,
                        (false, true) => SignInLink::Expired,
                        (false, false) => SignInLink::Open(word(row, "address", |text| EmailAddress::parse(text).ok())?),
                    })
                });
                found.optional()
            })
            .await
    }

    /// Uses a link: the browser is let in, and the log says so. The answer is whether it was; of two at once one is.
    pub async fn use_sign_in(&self, mark: String, session: NewSession, now: Instant) -> Result<bool, StoreError> {
        let sql = "UPDATE sign_in SET used_at = ?2 WHERE mark = ?1 AND used_at IS NULL AND ends_at > ?2 RETURNING address";
        self.connections
            .write(move |transaction| {
                let read = |row: &rusqlite::Row<'_>| word(row, "address", |text| EmailAddress::parse(text).ok());
                let Some(editor) = transaction.prepare_cached(sql)?.query_row(params![mark, seconds(now)], read).optional()?
                else {
                    return Ok(false);
                };
                open_session(transaction, &session, &editor, now)?;
                let (by, done) = (editor.expose().to_owned(), "signed in".to_owned());
                put_audit(transaction, &AuditLine { at: now, by, done, detail: session.browser })?;
                Ok(true)
            })
            .await
    }

    /// Forgets links and sessions that were over before `before`.
    pub async fn forget_sign_ins(&self, before: Instant) -> Result<(), StoreError> {
        self.connections
            .write(move |transaction| {
                transaction.execute("DELETE FROM sign_in WHERE ends_at < ?1", [seconds(before)])?;
                let sql = "DELETE FROM editor_session WHERE min(ends_at, coalesce(closed_at, ends_at)) < ?1";
                transaction.execute(sql, [seconds(before)]).map(drop)
            })
            .await
    }
}

fn put_link(transaction: &Transaction<'_>, link: &NewLink, now: Instant) -> rusqlite::Result<()> {
    let sql = "INSERT INTO sign_in (mark, address, made_at, ends_at) VALUES (?1, ?2, ?3, ?4)";
    let values = params![link.mark, link.editor.expose(), seconds(now), seconds(now + SIGN_IN_LIFETIME)];
    transaction.prepare_cached(sql)?.execute(values).map(drop)
}
