//! One request at a time to a host, and to a machine: thirty blogs on one platform must not look like an attack, whether
//! they share its name or its address.

use crate::model;
use crate::model::manners::HostPause;
use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use url::Url;

/// Gates and pauses that are kept at least, before those that nobody needs any more are looked for.
const MANY: usize = 4096;

/// How often the table holds a gate.
const HELD_BY_TABLE: usize = 1;

/// Every host's turn, and the hosts that have asked for patience.
#[derive(Debug)]
pub struct Hosts {
    per_host: usize,
    delay: Duration,
    gates: Mutex<Gates>,
    pauses: Mutex<HashMap<String, model::Instant>>,
}

/// The right to ask one host; it ends when this is dropped. It holds the gates too: one that somebody is behind is not forgotten.
#[derive(Debug)]
pub struct Turn {
    _permits: [Option<OwnedSemaphorePermit>; 2],
    host: Arc<Gate>,
    _address: Option<Arc<Gate>>,
}

impl Turn {
    /// Whether nobody else asks this host, or waits for it.
    pub fn is_alone(&self) -> bool {
        Arc::strong_count(&self.host) == HELD_BY_TABLE + 1
    }
}

#[derive(Debug)]
struct Gates {
    by_key: HashMap<String, Arc<Gate>>,
    /// So many are kept before those that nobody needs any more are looked for: twice as many as were needed then.
    enough: usize,
}

impl Default for Gates {
    fn default() -> Self {
        Self { by_key: HashMap::new(), enough: MANY }
    }
}

#[derive(Debug)]
struct Gate {
    turns: Arc<Semaphore>,
    last_start: Mutex<Option<Instant>>,
}

impl Hosts {
    /// At most `per_host` at once, starts at least `delay` apart.
    pub fn new(per_host: usize, delay: Duration) -> Self {
        Self { per_host, delay, gates: Mutex::default(), pauses: Mutex::default() }
    }

    /// Waits for the turn of this host (name and port), then for that of the machine behind it. Whoever waits for a machine
    /// holds a host, never the other way round, so nobody waits in a circle.
    pub async fn turn(&self, url: &Url, address: Option<IpAddr>) -> Turn {
        let host = format!("{}:{}", url.host_str().unwrap_or_default(), url.port_or_known_default().unwrap_or_default());
        let gate = self.gate(&host);
        let by_host = self.pass(&gate).await;
        let address = address.map(|address| self.gate(&address.to_string()));
        let by_address = match &address {
            Some(address) => self.pass(address).await,
            None => None,
        };
        Turn { _permits: [by_host, by_address], host: gate, _address: address }
    }

    /// From now on nothing is asked of this host before the pause is over; of two pauses the longer one holds.
    pub fn pause(&self, pause: HostPause) {
        let mut pauses = self.pauses.lock().unwrap_or_else(PoisonError::into_inner);
        let until = pauses.entry(pause.origin).or_insert(pause.until);
        *until = pause.until.max(*until);
    }

    /// The end of the pause that this address is in at `now`.
    pub fn paused_until(&self, url: &Url, now: model::Instant) -> Option<model::Instant> {
        let mut pauses = self.pauses.lock().unwrap_or_else(PoisonError::into_inner);
        if pauses.len() >= MANY {
            pauses.retain(|_, until| *until > now);
        }
        pauses.get(&origin(url)).copied().filter(|until| *until > now)
    }

    async fn pass(&self, gate: &Gate) -> Option<OwnedSemaphorePermit> {
        // A semaphore that is never closed always gives a permit.
        let permit = gate.turns.clone().acquire_owned().await.ok();
        let wait = gate.next_start(self.delay, Instant::now());
        if !wait.is_zero() {
            tokio::time::sleep(wait).await;
        }
        permit
    }

    fn gate(&self, key: &str) -> Arc<Gate> {
        let mut gates = self.gates.lock().unwrap_or_else(PoisonError::into_inner);
        let Gates { by_key: gates, enough } = &mut *gates;
        if gates.len() >= *enough && !gates.contains_key(key) {
            let now = Instant::now();
            gates.retain(|_, gate| Arc::strong_count(gate) > HELD_BY_TABLE || gate.is_resting(self.delay, now));
            *enough = MANY.max(2 * gates.len());
        }
        let new = || Arc::new(Gate { turns: Arc::new(Semaphore::new(self.per_host)), last_start: Mutex::new(None) });
        gates.entry(key.to_owned()).or_insert_with(new).clone()
    }
}

/// Scheme, host and port: what a 429 speaks for.
pub fn origin(url: &Url) -> String {
    url.origin().ascii_serialization()
}

impl Gate {
    /// Whether the next start would have to wait.
    fn is_resting(&self, delay: Duration, now: Instant) -> bool {
        self.last_start.lock().unwrap_or_else(PoisonError::into_inner).is_some_and(|last| last + delay > now)
    }

    /// Books the next start, and says how long it is until then.
    fn next_start(&self, delay: Duration, now: Instant) -> Duration {
        let mut last = self.last_start.lock().unwrap_or_else(PoisonError::into_inner);
        let start = last.map_or(now, |last| (last + delay).max(now));
        *last = Some(start);
        start - now
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::future::Future;
    use std::task::{Context, Waker};

    fn url(address: &str) -> Url {
        Url::parse(address).expect("a literal address")
    }

    fn is_free(hosts: &Hosts, address: &str, ip: &str) -> bool {
        let (url, ip) = (url(address), ip.parse().expect("a literal address"));
        let mut turn = Box::pin(hosts.turn(&url, Some(ip)));
        turn.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_ready()
    }

    #[tokio::test]
    async fn a_host_and_a_machine_serve_one_request_at_a_time() {
        let hosts = Hosts::new(1, Duration::ZERO);
        let one = hosts.turn(&url("https://ashby.example/feed"), "192.0.2.1".parse().ok()).await;

        assert!(!is_free(&hosts, "https://ashby.example/other", "192.0.2.1"), "the same host");
        assert!(!is_free(&hosts, "https://brill.example/feed", "192.0.2.1"), "another name of the same machine");
        assert!(is_free(&hosts, "https://corby.example/feed", "192.0.2.2"), "another machine");
        drop(one);
        assert!(is_free(&hosts, "https://brill.example/feed", "192.0.2.1"), "its turn is over");
    }

    #[tokio::test]
    async fn whoever_waits_for_a_host_is_known_to_the_one_before() {
        let hosts = Hosts::new(1, Duration::ZERO);
        let one = hosts.turn(&url("https://ashby.example/feed"), None).await;
        let elsewhere = hosts.turn(&url("https://brill.example/feed"), None).await;
        let before = one.is_alone();

        let second = url("https://ashby.example/other");
        let mut waiting = Box::pin(hosts.turn(&second, None));
        assert!(waiting.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending());

        assert_eq!([before, one.is_alone(), elsewhere.is_alone()], [true, false, true]);
        drop(waiting);
        assert!(one.is_alone());
    }

    #[tokio::test]
    async fn of_many_hosts_only_those_are_remembered_that_are_busy_or_just_were() {
        let (busy, rested) = (url("https://ashby.example/feed"), url("https://brill.example/feed"));
        let hosts = Hosts::new(1, Duration::from_secs(3600));
        let machine = "192.0.2.1".parse().ok();
        let kept = hosts.turn(&busy, machine).await;
        drop(hosts.turn(&rested, None).await);
        let forgetful = Hosts { delay: Duration::ZERO, ..hosts };

        for host in 0..2 * MANY {
            drop(forgetful.turn(&url(&format!("https://blog-{host}.example/feed")), None).await);
        }

        let gates = forgetful.gates.lock().expect("no thread has panicked");
        assert!(gates.by_key.len() <= MANY, "{}", gates.by_key.len());
        let is_kept = |key| gates.by_key.contains_key(key);
        assert_eq!(["ashby.example:443", "192.0.2.1", "brill.example:443"].map(is_kept), [true, true, false]);
        drop(kept);
    }

    #[test]
    fn starts_are_spaced() {
        let gate = Gate { turns: Arc::new(Semaphore::new(1)), last_start: Mutex::new(None) };
        let (now, second) = (Instant::now(), Duration::from_secs(1));

        assert_eq!(gate.next_start(2 * second, now), Duration::ZERO);
        assert_eq!(gate.next_start(2 * second, now + second), second);
        assert_eq!(gate.next_start(2 * second, now + second), 3 * second);
        assert_eq!(gate.next_start(2 * second, now + 9 * second), Duration::ZERO);
    }

    #[test]
    fn a_pause_holds_for_scheme_host_and_port_until_it_is_over() {
        let hosts = Hosts::new(1, Duration::ZERO);
        let at = |seconds| model::Instant::from_timestamp(seconds, 0).expect("in range");
        for until in [100, 50] {
            hosts.pause(HostPause { origin: origin(&url("http://ashby.example/feed")), until: at(until) });
        }

        assert_eq!(hosts.paused_until(&url("http://ashby.example/other"), at(99)), Some(at(100)));
        assert_eq!(hosts.paused_until(&url("http://ashby.example/other"), at(100)), None);
        assert_eq!(hosts.paused_until(&url("http://ashby.example:8080/feed"), at(99)), None);
        assert_eq!(hosts.paused_until(&url("https://ashby.example/feed"), at(99)), None);
    }
}
