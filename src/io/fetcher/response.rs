//! From an HTTP answer to `Fetched`: status, validators, hints, body, and errors in plain words.

use super::body::{self, Reading};
use crate::model::blog::Validators;
use crate::model::fetched::{CacheHints, Fetched};
use reqwest::header::{
    AGE, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, DATE, ETAG, EXPIRES, HeaderMap, HeaderName, LAST_MODIFIED, LOCATION,
    RETRY_AFTER,
};
use std::error::Error;
use std::time::Duration;
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
pub async fn read(answer: reqwest::Response, url: &Url, sent: &Validators, reading: Reading<'_>) -> Fetched {
    let status = answer.status().as_u16();
    let headers = answer.headers().clone();
    match status {
        200 | 226 => read_body(answer, url, &headers, reading).await,
        304 => Fetched::NotModified { validators: renewed(sent, &headers), hints: hints(&headers) },
        410 => Fetched::Gone,
        429 | 503 => Fetched::Busy { status, retry_after: retry_after(&headers) },
        _ => Fetched::Failed(plain_status(status, url)),
    }
}

async fn read_body(answer: reqwest::Response, url: &Url, headers: &HeaderMap, reading: Reading<'_>) -> Fetched {
    match body::read(answer, url, text(headers, &CONTENT_ENCODING), reading).await {
        Ok(bytes) => Fetched::Body {
            bytes,
            content_type: text(headers, &CONTENT_TYPE),
            url: url.to_string(),
            validators: validators(url, headers),
            hints: hints(headers),
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
fn renewed(sent: &Validators, headers: &HeaderMap) -> Validators {
    let verbatim = |name: &HeaderName| headers.get(name).map(|value| value.as_bytes().to_vec());
    Validators {
        url: sent.url.clone(),
        etag: verbatim(&ETAG).or_else(|| sent.etag.clone()),
        last_modified: verbatim(&LAST_MODIFIED).or_else(|| sent.last_modified.clone()),
    }
}

/// `max-age` less `Age`, else `Expires` less the server's own `Date` (RFC 9111 §4.2.1).
fn hints(headers: &HeaderMap) -> CacheHints {
    let control = text(headers, &CACHE_CONTROL).unwrap_or_default().to_ascii_lowercase();
    let max_age = control.split(',').find_map(|part| part.trim().strip_prefix("max-age=")?.trim_matches('"').parse::<u64>().ok());
    let age = text(headers, &AGE).and_then(|age| age.trim().parse::<u64>().ok()).unwrap_or(0);
    let by_age = max_age.map(|seconds| Duration::from_secs(seconds.saturating_sub(age)));
    let by_date = || {
        let expires = httpdate::parse_http_date(&text(headers, &EXPIRES)?).ok()?;
        expires.duration_since(httpdate::parse_http_date(&text(headers, &DATE)?).ok()?).ok()
    };
    CacheHints { fresh_for: by_age.or_else(by_date) }
}

/// Seconds, or a date relative to the server's own `Date` (RFC 9110 §10.2.3).
fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let value = text(headers, &RETRY_AFTER)?;
    if let Ok(seconds) = value.trim().parse::<u64>() {
        return Some(Duration::from_secs(seconds));
    }
    let until = httpdate::parse_http_date(value.trim()).ok()?;
    until.duration_since(httpdate::parse_http_date(&text(headers, &DATE)?).ok()?).ok()
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
        401 | 403 => format!("{host} does not let us read this address (HTTP {status})"),
        404 => format!("{host} has nothing at this address (HTTP 404): {url}"),
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
