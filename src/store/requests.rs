//! What people asked for with an address, until that mailbox answers: the answer, and what becomes of those without one.

use super::columns::{seconds, word};
use super::consent::Evidence;
use super::notices::MONTH;
use super::{Store, StoreError};
use crate::model::Instant;
use crate::model::address::EmailAddress;
use crate::model::consent::ConsentAction;
use crate::model::request::{Confirmed, REQUEST_LIFETIME, RequestKind};
use crate::model::subscriber::SubscriberState;
use rusqlite::{OptionalExtension, Transaction, params};

impl Store {
    /// The mailbox answered: the request becomes a subscription. Answering twice is no error.
    pub async fn confirm(&self, request: i64, visitor_mark: Option<String>, now: Instant) -> Result<Confirmed, StoreError> {
        self.connections.write(move |transaction| confirm(transaction, request, visitor_mark.as_deref(), now)).await
    }

    /// Whether a request still waits for its answer, or was answered to the good.
    pub async fn can_confirm(&self, request: i64, kind: RequestKind, now: Instant) -> Result<bool, StoreError> {
        let sql = "SELECT EXISTS (SELECT 1 FROM request JOIN subscriber ON subscriber.id = request.subscriber_id
                                  WHERE request.id = ?1 AND kind = ?2 AND asked_at > ?3
                                    AND (answered_at IS NULL
                                         OR (subscriber.state IN ('active', 'paused')
                                             AND request.address_mark = subscriber.address_mark)))";
        let values = (request, kind.word(), seconds(now - REQUEST_LIFETIME));
        self.connections.read(move |connection| connection.prepare_cached(sql)?.query_row(values, |row| row.get(0))).await
    }

    /// Forgets requests that nobody answered in time, who never became a subscriber with them, and notices older than the
    /// limits look back. The answer is how many people are forgotten.
    pub async fn forget_requests(&self, now: Instant) -> Result<usize, StoreError> {
        self.connections.write(move |transaction| forget(transaction, now)).await
    }
}

/// Whether they get the digest, now or after a break.
pub(super) fn is_subscriber(state: SubscriberState) -> bool {
    matches!(state, SubscriberState::Active | SubscriberState::Paused)
}

fn confirm(transaction: &Transaction<'_>, request: i64, visitor_mark: Option<&str>, now: Instant) -> rusqlite::Result<Confirmed> {
    // Answered before: only the mailbox that is the subscriber's now is told so.
    let sql = "SELECT subscriber_id, request.address, request.choice, wording_id,
                      answered_at IS NOT NULL AND request.address_mark = subscriber.address_mark,
                      answered_at IS NOT NULL, subscriber.state
               FROM request JOIN subscriber ON subscriber.id = request.subscriber_id
               WHERE request.id = ?1 AND kind = 'subscribe' AND asked_at > ?2";
    type Found = (i64, Option<String>, String, Option<i64>, (bool, bool), SubscriberState);
    let found: Option<Found> = transaction
        .prepare_cached(sql)?
        .query_row(params![request, seconds(now - REQUEST_LIFETIME)], |row| {
            let state = word(row, "state", SubscriberState::parse)?;
            Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, (row.get(4)?, row.get(5)?), state))
        })
        .optional()?;
    let (subscriber, address, choice, wording) = match found {
        None => return Ok(Confirmed::Gone),
        Some((subscriber, _, _, _, (true, _), state)) if is_subscriber(state) => return Ok(Confirmed::Done(subscriber)),
        Some((_, _, _, _, (_, true), _)) => return Ok(Confirmed::Gone),
        Some((subscriber, address, choice, wording, (_, false), _)) => (subscriber, address, choice, wording),
    };
    // The mark comes anew with the address: a row that was known under an older key is known by the present one from here on.
    let sql = "UPDATE subscriber SET state = 'active', address = ?2, choice = ?3, consented_at = ?4, changed_at = ?4,
                      source = 'sign-up page', wording = '',
                      address_mark = coalesce((SELECT address_mark FROM request WHERE request.id = ?5
                                               AND NOT EXISTS (SELECT 1 FROM subscriber AS other
                                                               WHERE other.id <> ?1
                                                                 AND other.address_mark = request.address_mark)),
                                              address_mark)
               WHERE id = ?1";
    transaction.prepare_cached(sql)?.execute(params![subscriber, address, choice, seconds(now), request])?;
    answer(transaction, request, now)?;
    let evidence = Evidence {
        subscriber,
        action: ConsentAction::Confirm,
        detail: &choice,
        at: now,
        page: "/confirm",
        wording,
        visitor_mark,
        actor: "reader",
    };
    evidence.put(transaction)?;
    Ok(Confirmed::Done(subscriber))
}

/// An answered request keeps its number for a while, so that a second press of the button is no error, and no address.
pub(super) fn answer(transaction: &Transaction<'_>, request: i64, now: Instant) -> rusqlite::Result<()> {
    let sql = "UPDATE request SET address = NULL, answered_at = ?2 WHERE id = ?1";
    transaction.prepare_cached(sql)?.execute(params![request, seconds(now)]).map(drop)
}

/// Open requests of somebody who leaves are withdrawn: no old link brings them back.
pub(super) fn withdraw(transaction: &Transaction<'_>, subscriber: i64) -> rusqlite::Result<()> {
    transaction.prepare_cached("DELETE FROM request WHERE subscriber_id = ?1")?.execute([subscriber]).map(drop)
}

fn forget(transaction: &Transaction<'_>, now: Instant) -> rusqlite::Result<usize> {
    let asked_before = seconds(now - REQUEST_LIFETIME);
    let sql = "SELECT subscriber_id FROM request JOIN subscriber ON subscriber.id = request.subscriber_id
               WHERE asked_at <= ?1 AND subscriber.state = 'pending'";
    let mut statement = transaction.prepare_cached(sql)?;
    let people: Vec<i64> = statement.query_map([asked_before], |row| row.get(0))?.collect::<Result<_, _>>()?;
    transaction.prepare_cached("DELETE FROM request WHERE asked_at <= ?1")?.execute([asked_before])?;
    for subscriber in &people {
        // A mail that found no server in all that time would ask about a request that is gone.
        let sql =
            "UPDATE notice SET state = 'failed', address = NULL WHERE subscriber_id = ?1 AND state IN ('queued', 'claimed')";
        transaction.prepare_cached(sql)?.execute([subscriber])?;
        transaction.prepare_cached("DELETE FROM consent_event WHERE subscriber_id = ?1")?.execute([subscriber])?;
        transaction.prepare_cached("DELETE FROM subscriber WHERE id = ?1 AND state = 'pending'")?.execute([subscriber])?;
    }
    transaction
        .prepare_cached("DELETE FROM notice WHERE made_at <= ?1 AND state IN ('sent', 'failed')")?
        .execute([seconds(now - MONTH)])?;
    Ok(people.len())
}

/// The rows of an address by any of its marks, given as a JSON list: keys that came and went may have left more than one.
pub(super) fn owners_of(transaction: &Transaction<'_>, marks: &str) -> rusqlite::Result<Vec<(i64, SubscriberState)>> {
    let sql = "SELECT id, state FROM subscriber WHERE address_mark IN (SELECT value FROM json_each(?1)) ORDER BY id";
    let mut statement = transaction.prepare_cached(sql)?;
    statement.query_map([marks], |row| Ok((row.get(0)?, word(row, "state", SubscriberState::parse)?)))?.collect()
}

/// What a stored address says, as a value.
pub(super) fn parsed(address: Option<String>) -> Option<EmailAddress> {
    address.and_then(|text| EmailAddress::parse(&text).ok())
}
