//! One request per host at a time, with a pause between: a list with thirty blogs on one platform must not look like an attack.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use url::Url;

/// Every host's turn.
#[derive(Debug)]
pub struct Hosts {
    per_host: usize,
    delay: Duration,
    gates: Mutex<HashMap<String, Arc<Gate>>>,
}

#[derive(Debug)]
struct Gate {
    turns: Arc<Semaphore>,
    last_start: Mutex<Option<Instant>>,
}

impl Hosts {
    /// At most `per_host` at once, starts at least `delay` apart.
    pub fn new(per_host: usize, delay: Duration) -> Self {
        Self { per_host, delay, gates: Mutex::new(HashMap::new()) }
    }

    /// Waits for this host's turn (host and port); the turn ends when the permit is dropped.
    pub async fn turn(&self, url: &Url) -> Option<OwnedSemaphorePermit> {
        let gate = self.gate(url);
        // A semaphore that is never closed always gives a permit.
        let permit = gate.turns.clone().acquire_owned().await.ok();
        let wait = gate.next_start(self.delay);
        if !wait.is_zero() {
            tokio::time::sleep(wait).await;
        }
        permit
    }

    fn gate(&self, url: &Url) -> Arc<Gate> {
        let host = format!("{}:{}", url.host_str().unwrap_or_default(), url.port_or_known_default().unwrap_or_default());
        let mut gates = self.gates.lock().unwrap_or_else(PoisonError::into_inner);
        let new = || Arc::new(Gate { turns: Arc::new(Semaphore::new(self.per_host)), last_start: Mutex::new(None) });
        gates.entry(host).or_insert_with(new).clone()
    }
}

impl Gate {
    /// Books the next start, and says how long it is until then.
    fn next_start(&self, delay: Duration) -> Duration {
        let mut last = self.last_start.lock().unwrap_or_else(PoisonError::into_inner);
        let now = Instant::now();
        let start = last.map_or(now, |last| (last + delay).max(now));
        *last = Some(start);
        start - now
    }
}
