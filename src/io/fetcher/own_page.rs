//! Asks a page of our own site as others would: behind the same guard as feeds, without redirects, and reads nothing but the head.

use super::response;
use crate::io::address_guard::{self, GuardedResolver};
use anyhow::Context;
use reqwest::header::CONTENT_TYPE;
use std::sync::Arc;
use std::time::Duration;
use url::Url;

/// Until the answer's head.
const LIMIT: Duration = Duration::from_secs(5);

/// How to ask.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ask {
    /// GET, as a mail scanner does.
    Look,
    /// The POST of one click (RFC 8058 §3.2).
    OneClick,
}

/// The header by which a page of ours shows whose it is.
pub const MARK: &str = "x-friday";

/// The head of an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    /// The status.
    pub status: u16,
    /// What stands in [`MARK`].
    pub mark: Option<String>,
}

/// A client for such questions.
#[derive(Debug)]
pub struct OwnPage {
    client: reqwest::Client,
    allow_private: bool,
}

impl OwnPage {
    /// A client without cookies, proxies or redirects.
    pub fn new(allow_private: bool) -> anyhow::Result<Self> {
        // Another part of the process may have installed one already; it is the same.
        let _ = rustls::crypto::CryptoProvider::install_default(rustls::crypto::ring::default_provider());
        let client = reqwest::Client::builder()
            .user_agent(concat!("friday/", env!("CARGO_PKG_VERSION"), " (doctor)"))
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy()
            .referer(false)
            .timeout(LIMIT)
            .dns_resolver(Arc::new(GuardedResolver { allow_private }))
            .build()
            .context("while preparing the HTTP client")?;
        Ok(Self { client, allow_private })
    }

    /// The head of the answer; the error is for people. The port in our own address is meant.
    pub async fn ask(&self, url: &Url, how: Ask) -> Result<Head, String> {
        address_guard::check_url(url, self.allow_private, url.port())?;
        let request = match how {
            Ask::Look => self.client.get(url.clone()),
            Ask::OneClick => {
                let form = (CONTENT_TYPE, "application/x-www-form-urlencoded");
                self.client.post(url.clone()).header(form.0, form.1).body("List-Unsubscribe=One-Click")
            }
        };
        let answer = request.send().await.map_err(|error| response::plain_error(url, &error))?;
        let mark = answer.headers().get(MARK).and_then(|value| value.to_str().ok()).map(str::to_owned);
        Ok(Head { status: answer.status().as_u16(), mark })
    }
}
