//! Asks a server for a feed, politely and with a limit on everything. The only user of reqwest.

mod decode;
mod hosts;
mod response;

use crate::io::address_guard::{self, GuardedResolver};
use crate::model::blog::Validators;
use crate::model::fetched::Fetched;
use crate::model::settings::{FetchSettings, SiteSettings};
use anyhow::Context;
use hosts::Hosts;
use reqwest::header::{ACCEPT, ACCEPT_ENCODING, HeaderMap, HeaderValue, IF_MODIFIED_SINCE, IF_NONE_MATCH};
use std::time::Duration;
use url::Url;

/// Redirects followed before giving up.
const HOPS: usize = 5;

/// TCP and TLS.
const CONNECT: Duration = Duration::from_secs(10);

/// What one request came to.
enum Step {
    Ended(Fetched),
    Redirected(Result<Url, String>),
}

/// From request to response head, connection included.
const FIRST_BYTE: Duration = Duration::from_secs(25);

/// One request with its whole answer.
const TOTAL: Duration = Duration::from_secs(60);

const FEED_TYPES: &str =
    "application/atom+xml, application/rss+xml, application/feed+json, application/xml;q=0.9, text/xml;q=0.9, */*;q=0.1";

/// A client that knows every host's turn; shared by all requests of a process.
#[derive(Debug)]
pub struct Fetcher {
    client: reqwest::Client,
    hosts: Hosts,
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
        let provider = std::sync::Arc::new(rustls::crypto::ring::default_provider());
        // Another part of the process may have installed one already; it is the same.
        let _ = rustls::crypto::CryptoProvider::install_default((*provider).clone());
        let client = reqwest::Client::builder()
            .user_agent(user_agent(site))
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy()
            .referer(false)
            .connect_timeout(CONNECT)
            .dns_resolver(std::sync::Arc::new(GuardedResolver { allow_private: fetch.allow_private }))
            .build()
            .context("while preparing the HTTP client")?;
        let hosts = Hosts::new(fetch.per_host, fetch.host_delay);
        Ok(Self { client, hosts, allow_private: fetch.allow_private })
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
            let step = match tokio::time::timeout(TOTAL, self.step(&url, request)).await {
                Ok(step) => step,
                Err(_) => return Fetched::Failed(format!("{} did not finish within 60 seconds", response::host(&url))),
            };
            let next = match step {
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
        let answer = match self.ask(url, request).await {
            Ok(answer) => answer,
            Err(why) => return Step::Ended(Fetched::Failed(why)),
        };
        match response::redirect_target(&answer, url) {
            Some(next) => Step::Redirected(next),
            None => Step::Ended(response::read(answer, url, &request.validators).await),
        }
    }

    async fn ask(&self, url: &Url, request: &Request) -> Result<reqwest::Response, String> {
        let call = self.client.get(url.clone()).headers(headers(url, &request.validators)).send();
        match tokio::time::timeout(FIRST_BYTE, call).await {
            Ok(Ok(answer)) => Ok(answer),
            Ok(Err(error)) => Err(response::plain_error(url, &error)),
            Err(_) => Err(format!("{} did not answer within 25 seconds", response::host(url))),
        }
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
