//! After a process that did not end well: what certainly was not handed over goes back, what may have been is written down.

use super::columns::seconds;
use super::{Store, StoreError};
use crate::model::Instant;
use crate::model::delivery::UncertainPolicy;
use rusqlite::{Transaction, params};

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
    /// Puts right what older epochs left behind; call with the send lock held.
    pub async fn recover(&self, epoch: i64, policy: UncertainPolicy, now: Instant) -> Result<Recovered, StoreError> {
        self.connections
            .write(move |transaction| {
                let requeued = requeue(transaction, epoch, seconds(now))?;
                let (once, twice) = interrupted(transaction, epoch, seconds(now))?;
                match policy {
                    UncertainPolicy::Hold => Ok(Recovered { requeued, resent: 0, uncertain: once + twice }),
                    UncertainPolicy::Resend => {
                        Ok(Recovered { requeued, resent: resend(transaction, epoch, seconds(now))?, uncertain: twice })
                    }
                }
            })
            .await
    }
}

fn requeue(transaction: &Transaction<'_>, epoch: i64, now: i64) -> rusqlite::Result<usize> {
    transaction.execute(
        "UPDATE delivery SET state = CASE WHEN attempt = 0 THEN 'queued' ELSE 'deferred' END, changed_at = ?2
         WHERE mailing_id IN (SELECT id FROM mailing WHERE state IN ('sending', 'paused')) AND state = 'claimed' AND epoch < ?1",
        params![epoch, now],
    )
}

/// Rows whose end nobody saw become uncertain, each with its line in the log; they need not wait, for their sender is gone.
/// The answer is how many were on their first way, and how many on their second.
fn interrupted(transaction: &Transaction<'_>, epoch: i64, now: i64) -> rusqlite::Result<(usize, usize)> {
    let all = transaction.execute(
        "INSERT INTO uncertain_log (delivery_id, epoch, what, because, at)
         SELECT id, epoch, 'uncertain', 'interrupted after the hand-over', ?2 FROM delivery
         WHERE mailing_id IN (SELECT id FROM mailing WHERE state IN ('sending', 'paused')) AND state = 'handed' AND epoch < ?1",
        params![epoch, now],
    )?;
    let sql = "UPDATE delivery SET state = 'uncertain', reply = 'interrupted after the hand-over', next_at = ?2, changed_at = ?2
               WHERE mailing_id IN (SELECT id FROM mailing WHERE state IN ('sending', 'paused'))
                 AND state = 'handed' AND epoch < ?1 AND resends = ?3";
    let twice = transaction.execute(sql, params![epoch, now, 1])?;
    transaction.execute(sql, params![epoch, now, 0])?;
    Ok((all - twice, twice))
}

/// Once, ever: a row that became uncertain again stays so.
fn resend(transaction: &Transaction<'_>, epoch: i64, now: i64) -> rusqlite::Result<usize> {
    transaction.execute(
        "INSERT INTO uncertain_log (delivery_id, epoch, what, because, at)
         SELECT id, ?1, 'resent', reply, ?2 FROM delivery
         WHERE mailing_id IN (SELECT id FROM mailing WHERE state IN ('sending', 'paused'))
           AND state = 'uncertain' AND resends = 0 AND next_at <= ?2",
        params![epoch, now],
    )?;
    transaction.execute(
        "UPDATE delivery SET state = 'queued', resends = 1, reply = 'interrupted; sent once more', changed_at = ?1
         WHERE mailing_id IN (SELECT id FROM mailing WHERE state IN ('sending', 'paused'))
           AND state = 'uncertain' AND resends = 0 AND next_at <= ?1",
        params![now],
    )
}
