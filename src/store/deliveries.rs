//! The ledger: one row per edition and subscriber. A row moves forward only, and never without being asked for by its epoch.

use super::columns::{instant, optional_instant, seconds, to_json, word};
use super::{Store, StoreError};
use crate::model::Instant;
use crate::model::address::EmailAddress;
use crate::model::delivery::{ClaimedDelivery, DeliveryState, LedgerCount, SendOutcome, UncertainPolicy, WaitingDelivery};
use crate::model::subscriber::{Choice, SubscriberState};
use rusqlite::{OptionalExtension, Row, Transaction, params};

/// What was found of an earlier process that did not end well.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Recovered {
    /// Claimed, certainly not handed over: back in the queue.
    pub requeued: usize,
    /// Handed over with unknown end: sent once more, with the same bytes.
    pub resent: usize,
    /// Handed over with unknown end: left for a person.
    pub uncertain: usize,
}

impl Store {
    /// A new epoch; rows claimed in older ones can no longer be written by whoever claimed them.
    pub async fn new_epoch(&self) -> Result<i64, StoreError> {
        let sql = "UPDATE fact SET value = CAST(value AS INTEGER) + 1 WHERE name = 'epoch' RETURNING CAST(value AS INTEGER)";
        self.connections.write(move |transaction| transaction.query_row(sql, [], |row| row.get(0))).await
    }

    /// Puts right what older epochs left behind; call with the send lock held.
    pub async fn recover(&self, epoch: i64, policy: UncertainPolicy, now: Instant) -> Result<Recovered, StoreError> {
        self.connections.write(move |transaction| recover(transaction, epoch, policy, seconds(now))).await
    }

    /// Up to `limit` active subscribers of these choices after row `after`, for the next slice.
    pub async fn active_subscribers_after(&self, after: i64, limit: u32, choices: Vec<Choice>) -> Result<Vec<i64>, StoreError> {
        let sql = "SELECT id FROM subscriber
                   WHERE state = 'active' AND id > ?1 AND choice IN (SELECT value FROM json_each(?3))
                   ORDER BY id LIMIT ?2";
        self.connections
            .read(move |connection| {
                let words: Vec<&str> = choices.iter().map(|choice| choice.word()).collect();
                connection.prepare_cached(sql)?.query_map(params![after, limit, to_json(&words)?], |row| row.get(0))?.collect()
            })
            .await
    }

    /// How far the recipients of an edition are taken: the last subscriber's row, 0 at the start.
    pub async fn recipients_taken_to(&self, edition: i64) -> Result<i64, StoreError> {
        let sql = "SELECT taken_to FROM mailing WHERE id = ?1";
        self.connections.read(move |connection| connection.query_row(sql, [edition], |row| row.get(0))).await
    }

    /// Adds one slice of recipients with their Message-IDs; running it twice changes nothing.
    pub async fn add_recipients(&self, edition: i64, slice: Vec<(i64, String)>, now: Instant) -> Result<(), StoreError> {
        self.connections
            .write(move |transaction| {
                let sql = "INSERT INTO delivery (mailing_id, subscriber_id, state, message_id, next_at, changed_at)
                           VALUES (?1, ?2, 'queued', ?3, ?4, ?4)
                           ON CONFLICT (mailing_id, subscriber_id) DO NOTHING";
                let mut statement = transaction.prepare_cached(sql)?;
                for (subscriber, message_id) in &slice {
                    statement.execute(params![edition, subscriber, message_id, seconds(now)])?;
                }
                let last = slice.last().map_or(0, |(subscriber, _)| *subscriber);
                transaction.execute("UPDATE mailing SET taken_to = max(taken_to, ?2) WHERE id = ?1", params![edition, last])?;
                Ok(())
            })
            .await
    }

    /// The last slice is in: the number of recipients is written down, and hand-over may begin.
    pub async fn finish_recipients(&self, edition: i64, now: Instant) -> Result<(), StoreError> {
        let sql = "UPDATE mailing
                   SET recipients_taken_at = ?2, recipients = (SELECT count(*) FROM delivery WHERE mailing_id = ?1)
                   WHERE id = ?1 AND recipients_taken_at IS NULL";
        self.connections.write(move |transaction| transaction.execute(sql, params![edition, seconds(now)]).map(drop)).await
    }

    /// Claims the next row that is due. Subscribers who are no longer active are suppressed on the way.
    pub async fn claim(&self, edition: i64, epoch: i64, now: Instant) -> Result<Option<ClaimedDelivery>, StoreError> {
        self.connections.write(move |transaction| claim(transaction, edition, epoch, seconds(now))).await
    }

    /// The durable mark before the body is given to a server; false when the row is no longer ours.
    pub async fn mark_handed(&self, delivery: i64, epoch: i64, now: Instant) -> Result<bool, StoreError> {
        let sql = "UPDATE delivery SET state = 'handed', changed_at = ?3 WHERE id = ?1 AND epoch = ?2 AND state = 'claimed'";
        self.connections
            .write(move |transaction| Ok(transaction.execute(sql, params![delivery, epoch, seconds(now)])? == 1))
            .await
    }

    /// What became of a hand-over; `next_at` matters for a deferred row alone.
    pub async fn record(
        &self,
        delivery: i64,
        epoch: i64,
        outcome: SendOutcome,
        next_at: Instant,
        now: Instant,
    ) -> Result<(), StoreError> {
        let (state, reply) = match outcome {
            SendOutcome::Accepted(reply) => ("accepted", reply.to_string()),
            SendOutcome::Deferred(reply) => ("deferred", reply.to_string()),
            SendOutcome::Refused(reply) => ("refused", reply.to_string()),
            SendOutcome::Uncertain(reply) => ("uncertain", reply.to_string()),
            SendOutcome::Blocked(obstacle) => ("queued", obstacle.to_string()),
        };
        // A blocked row was offered to nobody: it keeps its turn, and its three days have not begun.
        let sql = "UPDATE delivery
                   SET state = ?3, reply = ?4, changed_at = ?6,
                       next_at = CASE WHEN ?3 = 'queued' THEN next_at ELSE ?5 END,
                       first_try_at = CASE WHEN ?3 = 'queued' AND attempt <= 1 THEN NULL ELSE first_try_at END,
                       attempt = CASE WHEN ?3 = 'queued' THEN max(attempt - 1, 0) ELSE attempt END
                   WHERE id = ?1 AND epoch = ?2 AND state IN ('claimed', 'handed')";
        self.connections
            .write(move |transaction| {
                transaction.execute(sql, params![delivery, epoch, state, reply, seconds(next_at), seconds(now)]).map(drop)
            })
            .await
    }

    /// Gives up on rows first tried before `before`.
    pub async fn expire(&self, edition: i64, before: Instant, now: Instant) -> Result<usize, StoreError> {
        let sql = "UPDATE delivery SET state = 'expired', changed_at = ?3
                   WHERE mailing_id = ?1 AND state IN ('queued', 'deferred') AND first_try_at IS NOT NULL AND first_try_at < ?2";
        self.connections.write(move |transaction| transaction.execute(sql, params![edition, seconds(before), seconds(now)])).await
    }

    /// Ends the sending when every row has ended; the answer is whether it did. An uncertain row has ended when its one further
    /// attempt is used up, or when the policy gives it none: it is shown, not waited for.
    pub async fn finish_if_done(&self, edition: i64, policy: UncertainPolicy, now: Instant) -> Result<bool, StoreError> {
        let sql = "UPDATE mailing SET state = 'sent', sent_at = ?2
                   WHERE id = ?1 AND state = 'sending' AND recipients_taken_at IS NOT NULL
                     AND NOT EXISTS (SELECT 1 FROM delivery
                                     WHERE mailing_id = ?1
                                       AND (state IN ('queued', 'claimed', 'handed', 'deferred')
                                            OR (state = 'uncertain' AND resends = 0 AND ?3)))";
        let resends = policy == UncertainPolicy::Resend;
        self.connections
            .write(move |transaction| Ok(transaction.execute(sql, params![edition, seconds(now), resends])? == 1))
            .await
    }

    /// The sum that `verify` proves.
    pub async fn ledger(&self, edition: i64) -> Result<LedgerCount, StoreError> {
        self.connections
            .read(move |connection| {
                let sql = "SELECT coalesce(recipients, (SELECT count(*) FROM delivery WHERE mailing_id = ?1)) FROM mailing WHERE id = ?1";
                let recipients =
                    connection.prepare_cached(sql)?.query_row([edition], |row| row.get::<_, i64>(0))?.cast_unsigned();
                let sql = "SELECT state, count(*) AS rows FROM delivery WHERE mailing_id = ?1 GROUP BY state ORDER BY state";
                let mut statement = connection.prepare_cached(sql)?;
                let counted = statement.query_map([edition], |row| {
                    Ok((word(row, "state", DeliveryState::parse)?, row.get::<_, i64>("rows")?.cast_unsigned()))
                })?;
                let mut states: Vec<(DeliveryState, u64)> = counted.collect::<rusqlite::Result<_>>()?;
                states.sort_by_key(|(state, _)| *state);
                Ok(LedgerCount { recipients, states })
            })
            .await
    }

    /// Rows that are not simply done, worst first, at most `limit`.
    pub async fn unsettled(&self, edition: i64, limit: u32) -> Result<Vec<WaitingDelivery>, StoreError> {
        self.connections
            .read(move |connection| {
                let mut statement = connection.prepare_cached(
                    "SELECT delivery.state, subscriber.address, delivery.reply, delivery.next_at
                     FROM delivery JOIN subscriber ON subscriber.id = delivery.subscriber_id
                     WHERE delivery.mailing_id = ?1 AND delivery.state IN ('uncertain', 'refused', 'deferred') AND subscriber.address IS NOT NULL
                     ORDER BY delivery.state DESC, delivery.id
                     LIMIT ?2",
                )?;
                statement.query_map(params![edition, limit], waiting)?.collect()
            })
            .await
    }

    /// When the earliest waiting row of an edition is due.
    pub async fn next_attempt(&self, edition: i64) -> Result<Option<Instant>, StoreError> {
        let sql = "SELECT min(next_at) AS next_at FROM delivery WHERE mailing_id = ?1 AND state IN ('queued', 'deferred')";
        self.connections
            .read(move |connection| connection.query_row(sql, [edition], |row| optional_instant(row, "next_at")))
            .await
    }
}

fn recover(transaction: &Transaction<'_>, epoch: i64, policy: UncertainPolicy, now: i64) -> rusqlite::Result<Recovered> {
    let requeued = transaction.execute(
        "UPDATE delivery SET state = 'queued', changed_at = ?2 WHERE state = 'claimed' AND epoch < ?1",
        params![epoch, now],
    )?;
    let resent = match policy {
        UncertainPolicy::Resend => transaction.execute(
            "UPDATE delivery SET state = 'queued', resends = 1, reply = 'interrupted; sent once more', changed_at = ?2
             WHERE resends = 0 AND ((state = 'uncertain' AND next_at <= ?2) OR (state = 'handed' AND epoch < ?1))
               AND mailing_id IN (SELECT id FROM mailing WHERE state IN ('sending', 'paused'))",
            params![epoch, now],
        )?,
        UncertainPolicy::Hold => 0,
    };
    let uncertain = transaction.execute(
        "UPDATE delivery SET state = 'uncertain', reply = 'interrupted after the hand-over', changed_at = ?2
         WHERE state = 'handed' AND epoch < ?1",
        params![epoch, now],
    )?;
    Ok(Recovered { requeued, resent, uncertain })
}

fn claim(transaction: &Transaction<'_>, edition: i64, epoch: i64, now: i64) -> rusqlite::Result<Option<ClaimedDelivery>> {
    let sql = "SELECT delivery.id, subscriber.state FROM delivery
               JOIN mailing ON mailing.id = delivery.mailing_id
               JOIN subscriber ON subscriber.id = delivery.subscriber_id
               WHERE delivery.mailing_id = ?1 AND delivery.state IN ('queued', 'deferred') AND delivery.next_at <= ?2
                 AND mailing.state = 'sending' AND mailing.recipients_taken_at IS NOT NULL
               ORDER BY delivery.next_at, delivery.id LIMIT 1";
    loop {
        let next = transaction
            .prepare_cached(sql)?
            .query_row(params![edition, now], |row| Ok((row.get::<_, i64>(0)?, word(row, "state", SubscriberState::parse)?)))
            .optional()?;
        match next {
            None => return Ok(None),
            Some((id, SubscriberState::Active)) => return take(transaction, id, epoch, now).map(Some),
            Some((id, SubscriberState::Pending | SubscriberState::Paused | SubscriberState::Left | SubscriberState::Bounced)) => {
                let sql = "UPDATE delivery SET state = 'suppressed', changed_at = ?2 WHERE id = ?1";
                transaction.prepare_cached(sql)?.execute(params![id, now])?;
            }
        }
    }
}

fn take(transaction: &Transaction<'_>, id: i64, epoch: i64, now: i64) -> rusqlite::Result<ClaimedDelivery> {
    let sql = "UPDATE delivery
               SET state = 'claimed', epoch = ?2, attempt = attempt + 1, first_try_at = coalesce(first_try_at, ?3), changed_at = ?3
               WHERE id = ?1";
    transaction.prepare_cached(sql)?.execute(params![id, epoch, now])?;
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

fn waiting(row: &Row<'_>) -> rusqlite::Result<WaitingDelivery> {
    let state = word(row, "state", DeliveryState::parse)?;
    Ok(WaitingDelivery {
        state,
        address: word(row, "address", |text| EmailAddress::parse(text).ok())?,
        reply: row.get("reply")?,
        next_at: (state == DeliveryState::Deferred).then(|| instant(row, "next_at")).transpose()?,
    })
}
