//! The rows that a sending has claimed and not yet given to one of its connections.

use super::watch::Watch;
use crate::io::clock::Clock;
use crate::model::delivery::ClaimedDelivery;
use crate::store::Store;
use std::collections::VecDeque;
use tokio::sync::Mutex;

/// Rows claimed at once for each connection: enough that nobody waits for a claim, few enough that a pause is felt at once.
const AHEAD: usize = 4;

/// A short queue, filled from the ledger.
#[derive(Debug)]
pub struct Rows {
    store: Store,
    clock: Clock,
    mailing: i64,
    epoch: i64,
    batch: usize,
    waiting: Mutex<VecDeque<ClaimedDelivery>>,
}

impl Rows {
    /// For one mailing and so many connections.
    pub fn new(store: Store, clock: Clock, mailing: i64, epoch: i64, connections: usize) -> Self {
        Self { store, clock, mailing, epoch, batch: connections * AHEAD, waiting: Mutex::default() }
    }

    /// The next row that is due; none when there is none left now. Rows whose domain has begun to rest are passed over: they
    /// are given back at the end.
    pub async fn next(&self, watch: &Watch) -> anyhow::Result<Option<ClaimedDelivery>> {
        let mut waiting = self.waiting.lock().await;
        loop {
            match waiting.pop_front() {
                Some(row) if watch.is_resting(row.address.domain()) => {}
                Some(row) => return Ok(Some(row)),
                None => {
                    let claimed = self.store.claim(self.mailing, self.epoch, self.clock.now(), self.batch).await?;
                    if claimed.rows.is_empty() && claimed.is_all {
                        return Ok(None);
                    }
                    waiting.extend(claimed.rows);
                }
            }
        }
    }

    /// Takes back a row that one connection could not offer, for another to take.
    pub async fn put_back(&self, row: ClaimedDelivery) {
        self.waiting.lock().await.push_front(row);
    }

    /// Gives back what was claimed and not handed over; the answer is whether rows still waited for a connection.
    pub async fn give_back(&self) -> anyhow::Result<bool> {
        let waited = std::mem::take(&mut *self.waiting.lock().await);
        self.store.unclaim(self.mailing, self.epoch, self.clock.now()).await?;
        Ok(!waited.is_empty())
    }
}
