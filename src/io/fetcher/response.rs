//! From an HTTP answer to `Fetched`: status, validators, body, and errors in plain words.

use super::Request;
use super::body::{self, Reading};
use super::hints;
use super::hosts::origin;
use crate::model::Instant;
use crate::model::blog::Validators;
use crate::model::fetched::Fetched;
use reqwest::header::{CONTENT_ENCODING, CONTENT_TYPE, ETAG, HeaderMap, HeaderName, LAST_MODIFIED, LOCATION};
use std::error::Error;
use url::Url;

/// Bytes of all header names and values.
pub fn head_size(headers: &HeaderMap) -> usize {
    headers.iter().map(|(name, value)| name.as_str().len() + value.len() + 4).sum()
}

/// Where a redirect leads; `None` when the answer is no redirect.
pub fn redirect_target(answer: &reqwest::Response, url: &Url) -> Option<Result<Url, String>> {
    if !matches!(answer.status().as_u16(), 301 | 302 | 303 | 307 | 308) {
        return None;
    }
    let location = answer.headers().get(LOCATION).map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned());
    let target = location.as_deref().map(|location| url.join(location));
    Some(match target {
        Some(Ok(target)) if url.scheme() == "https" && target.scheme() == "http" => {
            Err(format!("{} redirects from https to plain http, which is not followed", host(url)))
        }
        Some(Ok(mut target)) => {
            target.set_fragment(None);
            Ok(target)
        }
        Some(Err(_)) | None => Err(format!("{} redirects, but to no address", host(url))),
    })
}

/// Reads the final answer.
pub async fn read(answer: reqwest::Response, url: &Url, request: &Request, reading: Reading<'_>) -> Fetched {
    let status = answer.status().as_u16();
    let headers = answer.headers().clone();
    let retry_after = hints::retry_after(&headers, request.now);
    match status {
        200 | 226 => read_body(answer, url, &headers, request.now, reading).await,
        304 => Fetched::NotModified { validators: renewed(url, request, &headers), hints: hints::read(&headers, request.now) },
        410 => Fetched::Gone { url: url.to_string() },
        404 => Fetched::Missing { url: url.to_string() },
        _ if is_challenge(&headers) => {
            let why =
                format!("blocked by bot protection: {} wants to see a person (HTTP {status}); ask them to let us in", host(url));
            Fetched::Forbidden { why, challenge: true, retry_after }
        }
        401 | 403 => {
            let why = format!("{} does not let us read this address (HTTP {status})", host(url));
            Fetched::Forbidden { why, challenge: false, retry_after }
        }
        429 | 503 => Fetched::Busy { status, retry_after, origin: origin(url) },
        _ => Fetched::Failed(plain_status(status, url)),
    }
}

/// Cloudflare says so when it stands in for the server with a check that only a browser can pass.
fn is_challenge(headers: &HeaderMap) -> bool {
    headers.get("cf-mitigated").is_some_and(|value| value.as_bytes().eq_ignore_ascii_case(b"challenge"))
}

async fn read_body(answer: reqwest::Response, url: &Url, headers: &HeaderMap, now: Instant, reading: Reading<'_>) -> Fetched {
    match body::read(answer, url, text(headers, &CONTENT_ENCODING), reading).await {
        Ok(bytes) => Fetched::Body {
            bytes,
            content_type: text(headers, &CONTENT_TYPE),
            url: url.to_string(),
            validators: validators(url, headers),
            hints: hints::read(headers, now),
        },
        Err(why) => Fetched::Failed(why),
    }
}

/// Both validators of a 200, each as it came or gone.
fn validators(url: &Url, headers: &HeaderMap) -> Validators {
    let verbatim = |name: &HeaderName| headers.get(name).map(|value| value.as_bytes().to_vec());
    Validators { url: url.to_string(), etag: verbatim(&ETAG), last_modified: verbatim(&LAST_MODIFIED) }
}

/// After a 304 each validator it carries replaces the old one (RFC 9111 §4.3.4); the other stays.
fn renewed(url: &Url, request: &Request, headers: &HeaderMap) -> Validators {
    let carried = validators(url, headers);
    let sent = request.validators.iter().find(|pair| pair.url == url.as_str());
    Validators {
        etag: carried.etag.or_else(|| sent?.etag.clone()),
        last_modified: carried.last_modified.or_else(|| sent?.last_modified.clone()),
        ..carried
    }
}

fn text(headers: &HeaderMap, name: &HeaderName) -> Option<String> {
    headers.get(name).map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned())
}

/// The host as a person would name it.
pub fn host(url: &Url) -> &str {
    url.host_str().unwrap_or("the server")
}

fn plain_status(status: u16, url: &Url) -> String {
    let host = host(url);
    match status {
        500..=599 => format!("{host} has an error of its own (HTTP {status})"),
        _ => format!("{host} answered in an unexpected way (HTTP {status})"),
    }
}

/// The innermost cause says most: "connection refused", "certificate expired", the guard's own sentence.
pub fn plain_error(url: &Url, error: &reqwest::Error) -> String {
    let host = host(url);
    let mut cause: &dyn Error = error;
    while let Some(inner) = cause.source() {
        cause = inner;
    }
    if error.is_timeout() {
        return format!("{host} did not answer within 10 seconds");
    }
    let what = if error.is_connect() { "cannot be reached" } else { "broke off" };
    format!("{host} {what}: {cause}")
}
