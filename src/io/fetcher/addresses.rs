//! Which address a host has, asked once: the turns of a shared machine are kept by it, and the connection then uses the same answer.

use crate::io::address_guard::GuardedResolver;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use std::collections::HashMap;
use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};
use url::{Host, Url};

/// An answer is asked for again after this: blogs move, and the service runs for months.
const KEPT: Duration = Duration::from_secs(60);

/// Answers that are kept, before those that are too old are thrown away.
const MANY: usize = 4096;

type Answers = HashMap<String, (Instant, Vec<SocketAddr>)>;

/// The guard's answers, remembered for a minute.
#[derive(Clone, Debug)]
pub struct Addresses {
    guard: GuardedResolver,
    answers: Arc<Mutex<Answers>>,
}

impl Addresses {
    /// Nothing is known yet.
    pub fn new(guard: GuardedResolver) -> Self {
        Self { guard, answers: Arc::default() }
    }

    /// The one address that stands for the machine behind `url`: the smallest, because servers rotate theirs. None when the name
    /// cannot be resolved; the request itself then says why.
    pub async fn of(&self, url: &Url) -> Option<IpAddr> {
        match url.host()? {
            Host::Ipv4(address) => Some(address.into()),
            Host::Ipv6(address) => Some(address.into()),
            Host::Domain(name) => {
                let name: Name = name.parse().ok()?;
                let found = self.resolve(name).await.ok()?;
                found.map(|address| address.ip()).min()
            }
        }
    }

    fn remembered(&self, name: &str) -> Option<Vec<SocketAddr>> {
        let answers = self.answers.lock().unwrap_or_else(PoisonError::into_inner);
        answers.get(name).filter(|(asked_at, _)| asked_at.elapsed() < KEPT).map(|(_, found)| found.clone())
    }
}

impl Resolve for Addresses {
    fn resolve(&self, name: Name) -> Resolving {
        let this = self.clone();
        Box::pin(async move {
            if let Some(found) = this.remembered(name.as_str()) {
                return Ok(Box::new(found.into_iter()) as Addrs);
            }
            let key = name.as_str().to_owned();
            let found: Vec<SocketAddr> = this.guard.resolve(name).await?.collect();
            let mut answers = this.answers.lock().unwrap_or_else(PoisonError::into_inner);
            if answers.len() >= MANY {
                answers.retain(|_, (asked_at, _)| asked_at.elapsed() < KEPT);
            }
            answers.insert(key, (Instant::now(), found.clone()));
            Ok(Box::new(found.into_iter()) as Addrs)
        })
    }
}
