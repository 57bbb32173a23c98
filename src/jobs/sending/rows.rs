//! The rows that a sending has claimed and not yet given to one of its connections.

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

    /// The next row that is due; none when there is none left now.
    pub async fn next(&self) -> anyhow::Result<Option<ClaimedDelivery>> {
        let mut waiting = self.waiting.lock().await;
        if waiting.is_empty() {
            waiting.extend(self.store.claim(self.mailing, self.epoch, self.clock.now(), self.batch).await?);
        }
        Ok(waiting.pop_front())
    }

    /// Gives back what was claimed and not handed over.
    pub async fn give_back(&self) -> anyhow::Result<()> {
        self.waiting.lock().await.clear();
        self.store.unclaim(self.mailing, self.epoch, self.clock.now()).await?;
        Ok(())
    }
}
