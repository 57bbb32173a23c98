//! Asks a server for a feed, politely and with a limit on everything. The only user of reqwest.

mod addresses;
mod body;
mod budget;
mod decode;
mod hints;
mod hosts;
pub mod limits;
pub mod own_page;
mod pieces;
mod response;

use crate::io::address_guard::{self, GuardedResolver};
use crate::model::Instant;
use crate::model::blog::Validators;
use crate::model::fetched::Fetched;
use crate::model::manners::HostPause;
use crate::model::settings::{FetchSettings, SiteSettings};
use addresses::Addresses;
use anyhow::Context;
use body::Reading;
use budget::Budget;
use chrono::TimeDelta;
use hosts::{Hosts, Turn};
use limits::Limits;
use reqwest::header::{ACCEPT, ACCEPT_ENCODING, CONNECTION, HeaderMap, HeaderValue, IF_MODIFIED_SINCE, IF_NONE_MATCH};
use std::time::Duration;
use url::Url;

/// A host that answers 429 without saying for how long is left alone at least so long.
const LEAST_PAUSE: Duration = Duration::from_secs(3600);

/// Redirects followed before giving up.
const HOPS: usize = 5;

/// A connection that is kept at all is kept for the next blog of the same host, whose turn comes a second later, and no longer: a pass
/// over many thousands of hosts would run out of descriptors.
const IDLE: Duration = Duration::from_secs(2);

/// What one request came to.
enum Step {
    Ended(Fetched),
    Redirected { next: Result<Url, String>, is_lasting: bool },
}

const FEED_TYPES: &str =
    "application/atom+xml, application/rss+xml, application/feed+json, application/xml;q=0.9, text/xml;q=0.9, */*;q=0.1";

/// A client that knows every host's turn; shared by all requests of a process.
#[derive(Debug)]
pub struct Fetcher {
    client: reqwest::Client,
    addresses: Addresses,
    hosts: Hosts,
    budget: Budget,
    limits: Limits,
    allow_private: bool,
}

/// One feed to ask for.
#[derive(Clone, Debug)]
pub struct Request {
    /// Where.
    pub url: Url,
    /// From earlier answers; each pair is sent only to the URL it came from.
    pub validators: Vec<Validators>,
    /// The instant of the reading, for hosts that have asked for patience and for servers without a clock.
    pub now: Instant,
    /// Whether no more is to be asked of this host as far as is known, redirects aside.
    pub is_last: bool,
    /// The address that a person wrote: its port is meant, on its host; a port that a page or a redirect names is not.
    pub listed: Option<Url>,
}

impl Request {
    fn listed_port(&self, url: &Url) -> Option<u16> {
        self.listed.as_ref().filter(|listed| listed.host() == url.host())?.port()
    }
}

impl Fetcher {
    /// A client without proxies, cookies, referrers or automatic redirects, that resolves names through the guard.
    pub fn new(fetch: &FetchSettings, site: &SiteSettings) -> anyhow::Result<Self> {
        Self::with_limits(fetch, site, Limits::default())
    }

    /// The same with other limits: a test of patience need not last a minute.
    pub fn with_limits(fetch: &FetchSettings, site: &SiteSettings, limits: Limits) -> anyhow::Result<Self> {
        let provider = std::sync::Arc::new(rustls::crypto::ring::default_provider());
        // Another part of the process may have installed one already; it is the same.
        let _ = rustls::crypto::CryptoProvider::install_default((*provider).clone());
        let addresses = Addresses::new(GuardedResolver { allow_private: fetch.allow_private });
        let client = reqwest::Client::builder()
            .user_agent(user_agent(site))
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy()
            .referer(false)
            .connect_timeout(limits.connect)
            .pool_idle_timeout(IDLE)
            .dns_resolver(std::sync::Arc::new(addresses.clone()))
            .build()
            .context("while preparing the HTTP client")?;
        let hosts = Hosts::new(fetch.per_host, fetch.host_delay);
        Ok(Self { client, addresses, hosts, budget: Budget::new(), limits, allow_private: fetch.allow_private })
    }

    /// A host that asked for patience earlier is not asked before its time.
    pub fn pause(&self, pause: HostPause) {
        self.hosts.pause(pause);
    }

    /// Asks once, redirects included; every outcome is a value.
    pub async fn fetch(&self, request: &Request) -> Fetched {
        let mut url = request.url.clone();
        let mut seen = vec![url.clone()];
        let mut trail = Trail { lasting: None, is_passing: false };
        loop {
            if let Err(why) = address_guard::check_url(&url, self.allow_private, request.listed_port(&url)) {
                return Fetched::Failed(format!("{url} was not asked: {why}"));
            }
            let (next, is_lasting) = match self.in_turn(&url, request).await {
                Step::Ended(fetched) => return trail.mark(fetched),
                Step::Redirected { next, is_lasting } => (next, is_lasting),
            };
            match next {
                Ok(next) if seen.contains(&next) => return Fetched::Failed(format!("{url} redirects in a circle")),
                Ok(_) if seen.len() > HOPS => return Fetched::Failed(format!("more than {HOPS} redirects, the last to {url}")),
                Ok(next) => {
                    trail.follow(&next, is_lasting);
                    seen.push(next.clone());
                    url = next;
                }
                Err(why) => return Fetched::Failed(why),
            }
        }
    }

    /// The turn is kept until the body is read: one request a host means one at a time.
    async fn in_turn(&self, url: &Url, request: &Request) -> Step {
        let address = self.addresses.of(url).await;
        let turn = self.hosts.turn(url, address).await;
        if let Some(until) = self.hosts.paused_until(url, request.now) {
            return Step::Ended(Fetched::Spared { until });
        }
        // Waiting for the turn costs nothing: the time of a request begins when it may be sent.
        let step = self.step(url, request, &turn).await;
        if let Step::Ended(Fetched::Busy { status: 429, retry_after, .. }) = &step {
            // Before the turn ends, so that the next in the queue is spared; how long in all is decided by `rules`.
            let asked = retry_after.unwrap_or(LEAST_PAUSE).max(LEAST_PAUSE);
            let until = request.now + TimeDelta::from_std(asked).unwrap_or(TimeDelta::days(31)).min(TimeDelta::days(31));
            self.hosts.pause(HostPause { origin: hosts::origin(url), until });
        }
        step
    }

    async fn step(&self, url: &Url, request: &Request, turn: &Turn) -> Step {
        let began = std::time::Instant::now();
        let answer = match self.ask(url, request, turn).await {
            Ok(answer) => answer,
            Err(why) => return Step::Ended(Fetched::Failed(why)),
        };
        let is_lasting = matches!(answer.status().as_u16(), 301 | 308);
        let reading = Reading { limits: &self.limits, budget: &self.budget, waited: began.elapsed() };
        match response::redirect_target(&answer, url) {
            Some(next) => Step::Redirected { next, is_lasting },
            None => Step::Ended(response::read(answer, url, request, reading).await),
        }
    }

    async fn ask(&self, url: &Url, request: &Request, turn: &Turn) -> Result<reqwest::Response, String> {
        let mut headers = headers(url, &request.validators);
        // A whole document leaves its connection with large buffers: where nobody is likely to use it next, it is not kept (RFC 9112 §9.6).
        if request.is_last && request.validators.iter().all(Validators::is_empty) && turn.is_alone() {
            headers.insert(CONNECTION, HeaderValue::from_static("close"));
        }
        let call = self.client.get(url.clone()).headers(headers).send();
        let answer = match tokio::time::timeout(self.limits.first_byte, call).await {
            Ok(Ok(answer)) => answer,
            Ok(Err(error)) => return Err(response::plain_error(url, &error)),
            Err(_) => {
                let seconds = self.limits.first_byte.as_secs();
                return Err(format!("{} did not answer within {seconds} seconds", response::host(url)));
            }
        };
        self.check(answer, url)
    }

    /// The resolver's promise, checked again on the connection that was made; and a head of sane size.
    fn check(&self, answer: reqwest::Response, url: &Url) -> Result<reqwest::Response, String> {
        if let Some(address) = answer.remote_addr().map(|address| address.ip())
            && !self.allow_private
            && !address_guard::is_public(address)
        {
            return Err(format!("{} was answered from {address}, a private address; it was left unread", response::host(url)));
        }
        if response::head_size(answer.headers()) > self.limits.head {
            let kib = self.limits.head / limits::KIB;
            return Err(format!("{} sends more than {kib} KiB of headers; it was left unread", response::host(url)));
        }
        Ok(answer)
    }
}

/// Where a chain of redirects has led, and how far it was a lasting one.
struct Trail {
    lasting: Option<Url>,
    is_passing: bool,
}

impl Trail {
    fn follow(&mut self, next: &Url, is_lasting: bool) {
        self.is_passing |= !is_lasting;
        if !self.is_passing {
            self.lasting = Some(next.clone());
        }
    }

    fn mark(self, mut fetched: Fetched) -> Fetched {
        if let Fetched::Body { hints, .. } | Fetched::NotModified { hints, .. } = &mut fetched {
            hints.lasting = self.lasting.map(String::from);
        }
        fetched
    }
}

/// Who asks, and where to find out more or complain.
fn user_agent(site: &SiteSettings) -> String {
    let version = env!("CARGO_PKG_VERSION");
    let contact = site.contact.as_deref().map(|contact| format!("; {contact}")).unwrap_or_default();
    let ascii: String = contact.chars().filter(|c| c.is_ascii() && !c.is_ascii_control()).collect();
    format!("friday/{version} (+{}about-our-fetcher{ascii})", site.url)
}

fn headers(url: &Url, validators: &[Validators]) -> HeaderMap {
    let mut headers = HeaderMap::new();
    headers.insert(ACCEPT, HeaderValue::from_static(FEED_TYPES));
    headers.insert(ACCEPT_ENCODING, HeaderValue::from_static("gzip, br, zstd, deflate"));
    if let Some(validators) = validators.iter().find(|pair| pair.url == url.as_str()) {
        let verbatim = |bytes: &Option<Vec<u8>>| bytes.as_deref().and_then(|bytes| HeaderValue::from_bytes(bytes).ok());
        if let Some(etag) = verbatim(&validators.etag) {
            headers.insert(IF_NONE_MATCH, etag);
        }
        if let Some(date) = verbatim(&validators.last_modified) {
            headers.insert(IF_MODIFIED_SINCE, date);
        }
    }
    headers
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_port_is_meant_where_a_person_wrote_it_and_nowhere_else() {
        let url = |text: &str| Url::parse(text).expect("a literal address");
        let listed = Some(url("https://blog.example:9000/"));
        let request = Request {
            url: url("https://blog.example:9000/feed"),
            validators: Vec::new(),
            now: Instant::default(),
            is_last: true,
            listed,
        };

        assert_eq!(request.listed_port(&request.url), Some(9000));
        assert_eq!(request.listed_port(&url("https://other.example:9000/")), None);
        assert_eq!(request.listed_port(&url("https://blog.example:6379/")), Some(9000));
    }
}
