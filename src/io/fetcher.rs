//! Asks a server for a feed, politely and with a limit on everything. The only user of reqwest.

mod body;
mod budget;
mod decode;
mod hosts;
pub mod limits;
mod pieces;
mod response;

use crate::io::address_guard::{self, GuardedResolver};
use crate::model::blog::Validators;
use crate::model::fetched::Fetched;
use crate::model::settings::{FetchSettings, SiteSettings};
use anyhow::Context;
use body::Reading;
use budget::Budget;
use hosts::Hosts;
use limits::Limits;
use reqwest::header::{ACCEPT, ACCEPT_ENCODING, HeaderMap, HeaderValue, IF_MODIFIED_SINCE, IF_NONE_MATCH};
use std::time::Instant;
use url::Url;

/// Redirects followed before giving up.
const HOPS: usize = 5;

/// What one request came to.
enum Step {
    Ended(Fetched),
    Redirected(Result<Url, String>),
}

const FEED_TYPES: &str =
    "application/atom+xml, application/rss+xml, application/feed+json, application/xml;q=0.9, text/xml;q=0.9, */*;q=0.1";

/// A client that knows every host's turn; shared by all requests of a process.
#[derive(Debug)]
pub struct Fetcher {
    client: reqwest::Client,
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
    /// From the last answer; sent only to the URL they came from.
    pub validators: Validators,
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
        let client = reqwest::Client::builder()
            .user_agent(user_agent(site))
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy()
            .referer(false)
            .connect_timeout(limits.connect)
            .dns_resolver(std::sync::Arc::new(GuardedResolver { allow_private: fetch.allow_private }))
            .build()
            .context("while preparing the HTTP client")?;
        let hosts = Hosts::new(fetch.per_host, fetch.host_delay);
        Ok(Self { client, hosts, budget: Budget::new(), limits, allow_private: fetch.allow_private })
    }

    /// Asks once, redirects included; every outcome is a value.
    pub async fn fetch(&self, request: &Request) -> Fetched {
        let mut url = request.url.clone();
        let listed_port = request.url.port();
        let mut seen = vec![url.clone()];
        loop {
            if let Err(why) = address_guard::check_url(&url, self.allow_private, listed_port) {
                return Fetched::Failed(format!("{url} was not asked: {why}"));
            }
            // The turn is kept until the body is read: one request a host means one at a time.
            let _turn = self.hosts.turn(&url).await;
            // Waiting for it costs nothing: the time of a request begins when it may be sent.
            let next = match self.step(&url, request).await {
                Step::Ended(fetched) => return fetched,
                Step::Redirected(next) => next,
            };
            match next {
                Ok(next) if seen.contains(&next) => return Fetched::Failed(format!("{url} redirects in a circle")),
                Ok(_) if seen.len() > HOPS => return Fetched::Failed(format!("more than {HOPS} redirects, the last to {url}")),
                Ok(next) => {
                    seen.push(next.clone());
                    url = next;
                }
                Err(why) => return Fetched::Failed(why),
            }
        }
    }

    async fn step(&self, url: &Url, request: &Request) -> Step {
        let began = Instant::now();
        let answer = match self.ask(url, request).await {
            Ok(answer) => answer,
            Err(why) => return Step::Ended(Fetched::Failed(why)),
        };
        let reading = Reading { limits: &self.limits, budget: &self.budget, waited: began.elapsed() };
        match response::redirect_target(&answer, url) {
            Some(next) => Step::Redirected(next),
            None => Step::Ended(response::read(answer, url, &request.validators, reading).await),
        }
    }

    async fn ask(&self, url: &Url, request: &Request) -> Result<reqwest::Response, String> {
        let call = self.client.get(url.clone()).headers(headers(url, &request.validators)).send();
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

/// Who asks, and where to find out more or complain.
fn user_agent(site: &SiteSettings) -> String {
    let version = env!("CARGO_PKG_VERSION");
    let contact = site.contact.as_deref().map(|contact| format!("; {contact}")).unwrap_or_default();
    let ascii: String = contact.chars().filter(|c| c.is_ascii() && !c.is_ascii_control()).collect();
    format!("friday/{version} (+{}about-our-fetcher{ascii})", site.url)
}

fn headers(url: &Url, validators: &Validators) -> HeaderMap {
    let mut headers = HeaderMap::new();
    headers.insert(ACCEPT, HeaderValue::from_static(FEED_TYPES));
    headers.insert(ACCEPT_ENCODING, HeaderValue::from_static("gzip, br, zstd, deflate"));
    if validators.url == url.as_str() {
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
