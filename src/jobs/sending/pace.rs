//! `[mail] max_per_second`, over all connections together.

use std::time::Duration;
use tokio::sync::Mutex;
use tokio::time::Instant;

/// Lets messages start no faster than asked for.
#[derive(Debug)]
pub struct Pace {
    gap: Duration,
    next: Mutex<Option<Instant>>,
}

impl Pace {
    /// So many a second; none: as fast as the server takes them.
    pub fn new(max_per_second: Option<u32>) -> Self {
        let gap = max_per_second.map_or(Duration::ZERO, |rate| Duration::from_secs(1) / rate.max(1));
        Self { gap, next: Mutex::new(None) }
    }

    /// Waits for the caller's turn.
    pub async fn wait(&self) {
        if self.gap.is_zero() {
            return;
        }
        let start = {
            let mut next = self.next.lock().await;
            let start = next.map_or_else(Instant::now, |next| next.max(Instant::now()));
            *next = Some(start + self.gap);
            start
        };
        tokio::time::sleep_until(start).await;
    }
}
