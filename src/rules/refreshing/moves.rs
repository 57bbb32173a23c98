//! Where a blog is read, and when a redirect is believed: hotel networks and lapsed domains answer 301 too.

use super::Reading;
use crate::model::Instant;
use crate::model::blog::{Blog, BlogHealth};
use crate::model::entry::KeyKind;
use crate::model::manners::Moving;
use crate::model::web_address::WebAddress;
use crate::rules::matching::Sighting;
use url::Url;

/// A lasting redirect is believed after so many days …
const WATCHED_DAYS: i64 = 7;

/// … and so many readings.
const WATCHED_FETCHES: u32 = 5;

/// After so many failures a feed that was found on its site is looked for again.
const LOST_AFTER: u32 = 3;

/// Where to ask.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// This feed.
    Feed(Url),
    /// Whatever feed this page announces.
    Site(Url),
    /// Its address is unknown.
    Nowhere,
}

/// What still holds of a blog whose row may have changed since: a person's word ends a move, its watch and a 410.
pub fn as_listed(blog: &Blog, health: &BlogHealth) -> BlogHealth {
    let mut health = health.clone();
    if health.row_feed != blog.row_address() {
        (health.feed, health.moved_to, health.moved_at, health.moving) = (None, None, None, None);
        (health.gone, health.failures) = (false, 0);
        health.row_feed = blog.row_address();
    }
    health
}

/// Where a lasting move led, else the row's feed, else the one found earlier, else its site.
pub fn place(blog: &Blog, health: &BlogHealth) -> Place {
    let is_lost = blog.feed.is_none() && health.failures >= LOST_AFTER;
    let known = [health.moved_to.as_deref(), blog.feed.as_ref().map(WebAddress::as_str), health.feed.as_deref()];
    let feed = known.into_iter().flatten().find_map(|address| Url::parse(address).ok());
    match (feed.filter(|_| !is_lost), blog.site.as_ref().and_then(WebAddress::url)) {
        (Some(feed), _) => Place::Feed(feed),
        (None, Some(site)) => Place::Site(site),
        (None, None) => Place::Nowhere,
    }
}

/// Whether a document is the blog that we know: on the first read it is, later it shares an id, a link or a text with what was
/// read. An id without its host is too little: /2026/1 is everywhere.
pub fn is_known(reading: &Reading<'_>) -> bool {
    let is_shared = |sighting: &Sighting| {
        let mut strong = sighting.keys.iter().filter(|key| matches!(key.kind, KeyKind::Id | KeyKind::Link | KeyKind::Text));
        strong.any(|key| reading.known.contains_key(key))
    };
    reading.before.first_read_at.is_none() || reading.sightings.iter().any(is_shared)
}

/// Takes note of where an answer was found; returns what to tell a person when the address has changed for good.
pub fn watch(blog: &Blog, health: &mut BlogHealth, lasting: Option<&str>, is_known: bool, now: Instant) -> Option<String> {
    let asked = health.feed.clone().unwrap_or_default();
    let Some(to) = lasting.filter(|to| *to != asked) else {
        // The old address speaks for itself again: the redirect did not last.
        health.moving = None;
        return None;
    };
    let moving = match health.moving.take().filter(|moving| moving.to == to) {
        Some(moving) => Moving { fetches: moving.fetches.saturating_add(1), ..moving },
        None => Moving { to: to.to_owned(), since: now, fetches: 1, matches: is_known || is_same_host(&asked, to) },
    };
    let has_lasted = (now - moving.since).num_days() >= WATCHED_DAYS && moving.fetches >= WATCHED_FETCHES;
    let is_believed = moving.matches && has_lasted || is_upgrade(&asked, to);
    health.moving = Some(moving);
    if is_believed { adopt(blog, health, now) } else { None }
}

/// The address asked for is missing or gone: where it was seen to lead to the same blog, that is where the blog is now.
pub fn leave(blog: &Blog, health: &mut BlogHealth, lost: &str, now: Instant) -> Option<String> {
    let is_old_address = health.feed.as_deref() == Some(lost);
    let matches = health.moving.as_ref().is_some_and(|moving| moving.matches);
    if is_old_address && matches { adopt(blog, health, now) } else { None }
}

fn adopt(blog: &Blog, health: &mut BlogHealth, now: Instant) -> Option<String> {
    let to = health.moving.take()?.to;
    let is_row = blog.feed.as_ref().is_some_and(|feed| feed.as_str() == to);
    (health.moved_to, health.moved_at) = if is_row { (None, None) } else { (Some(to.clone()), Some(now)) };
    (!is_row).then(|| format!("{}: its feed has moved to {to} and is read there; write feed = {to:?} into its row", blog.name))
}

/// From http to https, and nothing else.
fn is_upgrade(from: &str, to: &str) -> bool {
    from.strip_prefix("http://").zip(to.strip_prefix("https://")).is_some_and(|(from, to)| from == to)
}

fn is_same_host(one: &str, other: &str) -> bool {
    let host = |address: &str| Url::parse(address).ok().and_then(|url| url.host_str().map(str::to_owned));
    host(one).is_some_and(|host_of_one| host(other) == Some(host_of_one))
}
