//! What an answer says about coming back: Cache-Control, Expires, Retry-After.

use crate::model::Instant;
use crate::model::fetched::CacheHints;
use reqwest::header::{AGE, CACHE_CONTROL, DATE, EXPIRES, HeaderMap, HeaderName, RETRY_AFTER};
use std::time::{Duration, SystemTime};

/// `max-age` less `Age`, else `Expires` less the server's own `Date` (RFC 9111 §4.2.1).
pub fn read(headers: &HeaderMap, now: Instant) -> CacheHints {
    let control = all(headers, &CACHE_CONTROL);
    let directives: Vec<&str> = control.split(',').map(str::trim).collect();
    let is_fleeting = directives.iter().any(|one| matches!(*one, "no-store" | "no-cache"));
    let age = first(headers, &AGE).and_then(|age| seconds(&age)).unwrap_or_default();
    let max_age = directives.iter().find_map(|one| seconds(one.strip_prefix("max-age=")?.trim_matches('"')));
    let fresh_for = match max_age {
        _ if is_fleeting => Some(Duration::ZERO),
        Some(max_age) => Some(max_age.saturating_sub(age)),
        // An unreadable date, such as 0, lies in the past (RFC 9111 §5.3).
        None => first(headers, &EXPIRES).map(|expires| until(headers, &expires, now).unwrap_or_default()),
    };
    CacheHints { fresh_for, lasting: None }
}

/// Seconds, or a date (RFC 9110 §10.2.3).
pub fn retry_after(headers: &HeaderMap, now: Instant) -> Option<Duration> {
    let value = first(headers, &RETRY_AFTER)?;
    seconds(&value).or_else(|| until(headers, &value, now))
}

/// From the server's own `Date`, because its clock may be wrong; from ours where it has none. A date in the past is no time at all.
fn until(headers: &HeaderMap, date: &str, now: Instant) -> Option<Duration> {
    let date = httpdate::parse_http_date(date).ok()?;
    let sent_at = first(headers, &DATE).and_then(|sent| httpdate::parse_http_date(&sent).ok());
    Some(date.duration_since(sent_at.unwrap_or(SystemTime::from(now))).unwrap_or_default())
}

/// Digits alone; a number too large to hold is a very long time (RFC 9111 §1.2.2).
fn seconds(text: &str) -> Option<Duration> {
    let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| Duration::from_secs(text.parse().unwrap_or(u64::from(u32::MAX))))
}

fn first(headers: &HeaderMap, name: &HeaderName) -> Option<String> {
    headers.get(name).map(|value| String::from_utf8_lossy(value.as_bytes()).trim().to_owned())
}

/// A list may come in several lines (RFC 9110 §5.3).
fn all(headers: &HeaderMap, name: &HeaderName) -> String {
    let lines: Vec<_> = headers.get_all(name).iter().map(|value| String::from_utf8_lossy(value.as_bytes())).collect();
    lines.join(",").to_ascii_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;
    use reqwest::header::HeaderValue;

    const DATE_LINE: (&str, &str) = ("date", "Fri, 20 Nov 2026 12:00:00 GMT");

    fn headers(lines: &[(&'static str, &'static str)]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for (name, value) in lines {
            headers.append(*name, HeaderValue::from_static(value));
        }
        headers
    }

    /// Our clock is an hour behind the server's.
    fn now() -> Instant {
        "2026-11-20T11:00:00Z".parse().expect("a literal instant")
    }

    fn fresh(lines: &[(&'static str, &'static str)]) -> Option<u64> {
        read(&headers(lines), now()).fresh_for.map(|duration| duration.as_secs())
    }

    #[test]
    fn freshness_is_read_as_caches_read_it() {
        assert_eq!(fresh(&[]), None);
        assert_eq!(fresh(&[("cache-control", "Max-Age=7200")]), Some(7200));
        assert_eq!(fresh(&[("cache-control", "public, max-age=\"7200\""), ("age", "200")]), Some(7000));
        assert_eq!(fresh(&[("cache-control", "public"), ("cache-control", "max-age=60")]), Some(60));
        assert_eq!(fresh(&[("cache-control", "max-age=60"), ("age", "300")]), Some(0));
        assert_eq!(fresh(&[("cache-control", "s-maxage=99, max-age=60")]), Some(60));
        assert_eq!(fresh(&[("cache-control", "max-age=99999999999999999999999")]), Some(u64::from(u32::MAX)));
        assert_eq!(fresh(&[("cache-control", "max-age=soon")]), None);
        assert_eq!(fresh(&[("cache-control", "no-cache, max-age=7200")]), Some(0));
        assert_eq!(fresh(&[("cache-control", "no-store")]), Some(0));
    }

    #[test]
    fn expires_counts_from_the_servers_clock() {
        let later = ("expires", "Fri, 20 Nov 2026 15:00:00 GMT");
        let earlier = ("expires", "Fri, 20 Nov 2026 09:00:00 GMT");

        assert_eq!(fresh(&[DATE_LINE, later]), Some(3 * 3600));
        assert_eq!(fresh(&[later]), Some(4 * 3600));
        assert_eq!(fresh(&[DATE_LINE, earlier]), Some(0));
        assert_eq!(fresh(&[DATE_LINE, ("expires", "0")]), Some(0));
        assert_eq!(fresh(&[DATE_LINE, later, ("cache-control", "max-age=60")]), Some(60));
    }

    #[test]
    fn patience_is_asked_for_in_seconds_or_until_a_date() {
        let asked = |lines: &[(&'static str, &'static str)]| retry_after(&headers(lines), now()).map(|asked| asked.as_secs());

        assert_eq!(asked(&[]), None);
        assert_eq!(asked(&[("retry-after", "120")]), Some(120));
        assert_eq!(asked(&[DATE_LINE, ("retry-after", "Sun, 22 Nov 2026 12:00:00 GMT")]), Some(2 * 86_400));
        assert_eq!(asked(&[("retry-after", "Fri, 20 Nov 2026 12:00:00 GMT")]), Some(3600));
        assert_eq!(asked(&[("retry-after", "soon")]), None);
    }
}
