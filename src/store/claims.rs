//! Claiming rows of the ledger, and the durable mark before a body is given away. Every write carries the claimer's epoch.

use super::columns::{seconds, word};
use super::{Store, StoreError};
use crate::model::Instant;
use crate::model::address::EmailAddress;
use crate::model::delivery::{ClaimedDelivery, Mark};
use crate::model::subscriber::{Choice, SubscriberState};
use rusqlite::{OptionalExtension, Row, Transaction, params};
use std::collections::HashMap;

/// Rows looked at in one transaction at most: of a large list whose domain rests, the rest comes with the next claim.
const LOOKED_AT: usize = 5000;

/// What a claim came to.
#[derive(Debug, Default)]
pub struct Claimed {
    /// Rows that are the claimer's now.
    pub rows: Vec<ClaimedDelivery>,
    /// Whether there was nothing else that is due; a claim does not look at a whole large list at once.
    pub is_all: bool,
}

impl Store {
    /// A new epoch; rows claimed in older ones can no longer be written by whoever claimed them.
    pub async fn new_epoch(&self) -> Result<i64, StoreError> {
        let sql = "UPDATE fact SET value = CAST(value AS INTEGER) + 1 WHERE name = 'epoch' RETURNING CAST(value AS INTEGER)";
        self.connections.write(move |transaction| transaction.query_row(sql, [], |row| row.get(0))).await
    }

    /// Claims up to `limit` rows that are due. On the way, rows of subscribers who are no longer active are suppressed and those
    /// of domains that rest are put off.
    pub async fn claim(&self, mailing: i64, epoch: i64, now: Instant, limit: usize) -> Result<Claimed, StoreError> {
        self.connections.write(move |transaction| claim(transaction, Claim { mailing, epoch, now: seconds(now), limit })).await
    }

    /// Gives back what was claimed in `epoch` and not handed over.
    pub async fn unclaim(&self, mailing: i64, epoch: i64, now: Instant) -> Result<usize, StoreError> {
        let sql = "UPDATE delivery SET state = CASE WHEN attempt = 0 THEN 'queued' ELSE 'deferred' END, changed_at = ?3
                   WHERE mailing_id = ?1 AND state = 'claimed' AND epoch = ?2";
        self.connections.write(move |transaction| transaction.execute(sql, params![mailing, epoch, seconds(now)])).await
    }

    /// The durable mark before the body is given to a server; `letter` is the SHA-256 of what is about to be given.
    pub async fn mark_handed(
        &self,
        row: &ClaimedDelivery,
        epoch: i64,
        letter: Vec<u8>,
        now: Instant,
    ) -> Result<Mark, StoreError> {
        let row = row.clone();
        self.connections.write(move |transaction| mark_handed(transaction, &row, epoch, &letter, seconds(now))).await
    }
}

#[derive(Clone, Copy)]
struct Claim {
    mailing: i64,
    epoch: i64,
    now: i64,
    limit: usize,
}

/// A row that is due, before it is decided what becomes of it.
struct Due {
    id: i64,
    subscriber: SubscriberState,
    address: Option<String>,
}

fn claim(transaction: &Transaction<'_>, claim: Claim) -> rusqlite::Result<Claimed> {
    let resting = resting(transaction, claim.now)?;
    let mut claimed = Claimed::default();
    let mut looked_at = 0;
    while claimed.rows.len() < claim.limit && looked_at < LOOKED_AT {
        let due = due(transaction, claim, claim.limit - claimed.rows.len())?;
        if due.is_empty() {
            claimed.is_all = true;
            break;
        }
        looked_at += due.len();
        for row in due {
            claimed.rows.extend(decide(transaction, &row, &resting, claim)?);
        }
    }
    Ok(claimed)
}

/// Claims a row that is due, or writes down why it is not to be sent now.
fn decide(
    transaction: &Transaction<'_>,
    row: &Due,
    resting: &HashMap<String, i64>,
    claim: Claim,
) -> rusqlite::Result<Option<ClaimedDelivery>> {
    match row.subscriber {
        SubscriberState::Active => {}
        SubscriberState::Pending | SubscriberState::Paused | SubscriberState::Left | SubscriberState::Bounced => {
            return suppress(transaction, row.id, claim.now).map(|()| None);
        }
    }
    // What an older friday took for an address may be none to this one: one such row does not keep the others waiting.
    let Some(address) = row.address.as_deref().and_then(|text| EmailAddress::parse(text).ok()) else {
        let sql =
            "UPDATE delivery SET state = 'refused', reply = 'no mail can be sent to an address of this form', changed_at = ?2
                   WHERE id = ?1";
        return transaction.prepare_cached(sql)?.execute(params![row.id, claim.now]).map(|_| None);
    };
    if let Some(until) = resting.get(address.domain()) {
        let sql = "UPDATE delivery SET next_at = ?2 WHERE id = ?1";
        return transaction.prepare_cached(sql)?.execute(params![row.id, until]).map(|_| None);
    }
    take(transaction, row.id, claim).map(Some)
}

fn resting(transaction: &Transaction<'_>, now: i64) -> rusqlite::Result<HashMap<String, i64>> {
    let mut statement = transaction.prepare_cached("SELECT domain, until FROM domain_rest WHERE until > ?1")?;
    statement.query_map([now], |row| Ok((row.get(0)?, row.get(1)?)))?.collect()
}

fn due(transaction: &Transaction<'_>, claim: Claim, limit: usize) -> rusqlite::Result<Vec<Due>> {
    let sql = "SELECT delivery.id, subscriber.state, subscriber.address FROM delivery
               JOIN mailing ON mailing.id = delivery.mailing_id
               JOIN subscriber ON subscriber.id = delivery.subscriber_id
               WHERE delivery.mailing_id = ?1 AND delivery.state IN ('queued', 'deferred') AND delivery.next_at <= ?2
                 AND mailing.state = 'sending' AND mailing.recipients_taken_at IS NOT NULL
               ORDER BY delivery.next_at, delivery.id LIMIT ?3";
    let mut statement = transaction.prepare_cached(sql)?;
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let rows = statement.query_map(params![claim.mailing, claim.now, limit], |row| {
        Ok(Due { id: row.get("id")?, subscriber: word(row, "state", SubscriberState::parse)?, address: row.get("address")? })
    })?;
    rows.collect()
}

fn suppress(transaction: &Transaction<'_>, id: i64, now: i64) -> rusqlite::Result<()> {
    let sql = "UPDATE delivery SET state = 'suppressed', changed_at = ?2 WHERE id = ?1";
    transaction.prepare_cached(sql)?.execute(params![id, now]).map(drop)
}

fn take(transaction: &Transaction<'_>, id: i64, claim: Claim) -> rusqlite::Result<ClaimedDelivery> {
    let sql = "UPDATE delivery SET state = 'claimed', epoch = ?2, changed_at = ?3 WHERE id = ?1";
    transaction.prepare_cached(sql)?.execute(params![id, claim.epoch, claim.now])?;
    let sql =
        "SELECT delivery.id, delivery.message_id, delivery.attempt, delivery.subscriber_id, subscriber.address, subscriber.choice
         FROM delivery JOIN subscriber ON subscriber.id = delivery.subscriber_id
         WHERE delivery.id = ?1";
    transaction.prepare_cached(sql)?.query_row([id], claimed)
}

fn claimed(row: &Row<'_>) -> rusqlite::Result<ClaimedDelivery> {
    Ok(ClaimedDelivery {
        id: row.get("id")?,
        address: word(row, "address", |text| EmailAddress::parse(text).ok())?,
        subscriber_id: row.get("subscriber_id")?,
        choice: word(row, "choice", Choice::parse)?,
        message_id: row.get("message_id")?,
        attempt: row.get("attempt")?,
    })
}

/// Nobody who left a moment ago is mailed, or at an address they have just left; nothing of a mailing that was just paused goes, and a row that may have arrived once
/// goes with the same bytes or not at all.
fn mark_handed(
    transaction: &Transaction<'_>,
    row: &ClaimedDelivery,
    epoch: i64,
    letter: &[u8],
    now: i64,
) -> rusqlite::Result<Mark> {
    let sql = "UPDATE delivery SET state = 'handed', letter = ?3, handed_at = ?4, changed_at = ?4
               WHERE id = ?1 AND epoch = ?2 AND state = 'claimed' AND (resends = 0 OR letter IS NULL OR letter = ?3)
                 AND EXISTS (SELECT 1 FROM subscriber WHERE subscriber.id = subscriber_id AND subscriber.state = 'active'
                                                        AND subscriber.address = ?5 AND subscriber.choice = ?6)
                 AND EXISTS (SELECT 1 FROM mailing WHERE mailing.id = mailing_id AND mailing.state = 'sending')";
    let values = params![row.id, epoch, letter, now, row.address.expose(), row.choice.word()];
    if transaction.prepare_cached(sql)?.execute(values)? == 1 {
        return Ok(Mark::Handed);
    }
    why_not(transaction, row.id, epoch, letter, now)
}

fn why_not(transaction: &Transaction<'_>, id: i64, epoch: i64, letter: &[u8], now: i64) -> rusqlite::Result<Mark> {
    let sql = "SELECT subscriber.state, delivery.resends = 1 AND delivery.letter IS NOT NULL AND delivery.letter <> ?3
               FROM delivery JOIN subscriber ON subscriber.id = delivery.subscriber_id
               WHERE delivery.id = ?1 AND delivery.epoch = ?2 AND delivery.state = 'claimed'";
    let found = transaction
        .prepare_cached(sql)?
        .query_row(params![id, epoch, letter], |row| Ok((word(row, "state", SubscriberState::parse)?, row.get::<_, bool>(1)?)))
        .optional()?;
    match found {
        Some((SubscriberState::Active, true)) => {
            let sql = "UPDATE delivery SET state = 'uncertain', changed_at = ?2,
                         reply = 'the settings changed since: it would go out with other bytes, so it is not sent again'
                       WHERE id = ?1";
            transaction.prepare_cached(sql)?.execute(params![id, now])?;
            Ok(Mark::OtherBytes)
        }
        Some((SubscriberState::Active, false)) | None => Ok(Mark::NotOurs),
        Some((SubscriberState::Pending | SubscriberState::Paused | SubscriberState::Left | SubscriberState::Bounced, _)) => {
            suppress(transaction, id, now)?;
            Ok(Mark::Suppressed)
        }
    }
}
