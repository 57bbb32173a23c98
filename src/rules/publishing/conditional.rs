//! Whether a reader has a document already (RFC 9110 §13), and whether it may come packed (§12.5.3). Tags are weak: they mark
//! what a document says, packed or not.

use crate::model::Instant;
use std::time::SystemTime;

/// The fields of a request that set conditions, each line as it came.
#[derive(Clone, Debug, Default)]
pub struct Conditions<'a> {
    /// `If-Match`
    pub if_match: Vec<&'a str>,
    /// `If-None-Match`
    pub if_none_match: Vec<&'a str>,
    /// `If-Modified-Since`
    pub if_modified_since: Vec<&'a str>,
    /// `If-Unmodified-Since`
    pub if_unmodified_since: Vec<&'a str>,
}

/// What to answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// 200 with all of it.
    Send,
    /// 304.
    Known,
    /// 412: the reader wants another version than there is.
    Failed,
}

/// The order of RFC 9110 §13.2.2, for GET and HEAD. `tag` is weak: `W/"…"`, without a comma in it.
pub fn verdict(conditions: &Conditions<'_>, tag: &str, changed_at: Option<Instant>) -> Verdict {
    let changed_at = changed_at.map(SystemTime::from);
    let is_later = |since: SystemTime| changed_at.map(|changed| seconds(changed) > seconds(since));
    // §13.1.1 compares strongly, and a weak tag is like no other: only "*" fits.
    let is_wanted = conditions.if_match.is_empty() || listed(&conditions.if_match).any(|one| one == "*");
    let since = if conditions.if_match.is_empty() { date(&conditions.if_unmodified_since) } else { None };
    if !is_wanted || since.and_then(is_later) == Some(true) {
        return Verdict::Failed;
    }
    let is_known = match conditions.if_none_match.is_empty() {
        // §13.1.2: If-Modified-Since is ignored beside If-None-Match, whatever the two say.
        false => listed(&conditions.if_none_match).any(|one| one == "*" || opaque(one) == opaque(tag)),
        true => date(&conditions.if_modified_since).and_then(is_later) == Some(false),
    };
    if is_known { Verdict::Known } else { Verdict::Send }
}

/// Entity tags of all lines; ours hold no comma, so that no part of another's can pass for one.
fn listed<'a>(lines: &'a [&str]) -> impl Iterator<Item = &'a str> {
    lines.iter().flat_map(|line| line.split(',')).map(str::trim)
}

/// Weak comparison (§8.8.3.2) looks at the opaque part alone.
fn opaque(tag: &str) -> &str {
    tag.strip_prefix("W/").unwrap_or(tag)
}

/// A field with more than one member, or with no date in it, counts for nothing (§13.1.3, §13.1.4).
fn date(lines: &[&str]) -> Option<SystemTime> {
    match lines {
        [one] => httpdate::parse_http_date(one.trim()).ok(),
        _ => None,
    }
}

/// HTTP's dates know no fractions.
fn seconds(at: SystemTime) -> u64 {
    at.duration_since(SystemTime::UNIX_EPOCH).map_or(0, |since| since.as_secs())
}

/// Whether `Accept-Encoding` has room for gzip. No such field: the plain document is the safer answer.
pub fn takes_gzip(lines: &[&str]) -> bool {
    let weight = |coding: &str| {
        let found = listed(lines).find(|one| one.split(';').next().is_some_and(|name| name.trim().eq_ignore_ascii_case(coding)));
        found.map(|one| weight_of(one) > 0.0)
    };
    weight("gzip").or_else(|| weight("x-gzip")).or_else(|| weight("*")).unwrap_or(false)
}

/// "gzip;q=0.5" is worth 0.5; what cannot be read is worth nothing.
fn weight_of(coding: &str) -> f64 {
    let weights = coding.split(';').skip(1).filter_map(|parameter| parameter.split_once('='));
    let mut quality = weights.filter(|(name, _)| name.trim().eq_ignore_ascii_case("q"));
    quality.next().map_or(1.0, |(_, value)| value.trim().parse().unwrap_or(0.0))
}
