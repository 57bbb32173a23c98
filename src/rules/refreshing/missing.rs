//! Posts that were taken down: gone from the document while those before them stay. Only flagged, never deleted.

use super::Reading;
use super::recognising::Recognised;
use crate::model::Instant;
use crate::model::entry::KnownEntry;
use chrono::TimeDelta;
use std::collections::HashSet;

/// Older posts matter to no edition.
const WATCHED_DAYS: i64 = 60;

/// Of the next older posts this many are looked at,
const NEIGHBOURS: usize = 3;

/// and this many have to be there: one old post may be pinned to the top of a feed.
const STAYED: usize = 2;

/// Of a document's known posts at most one in this many can be taken down at once; more, and the feed shows another choice.
const AT_MOST_ONE_IN: usize = 4;

/// Entries newly found missing. What fell off the end of a feed is not missing.
pub fn missing(reading: &Reading<'_>, recognised: &Recognised<'_>) -> Vec<i64> {
    if reading.feed.cut_off {
        return Vec::new();
    }
    let present: HashSet<i64> = recognised.present.iter().map(|(known, _)| known.id).collect();
    let mut dated: Vec<(Instant, &KnownEntry)> = reading.own.iter().filter_map(|known| Some((known.dated_at?, known))).collect();
    dated.sort_by_key(|(at, known)| (*at, known.id));
    let is_gone = |place: usize, at: Instant, known: &KnownEntry| {
        let before = dated.get(place.saturating_sub(NEIGHBOURS)..place).unwrap_or_default();
        let stayed = before.iter().filter(|(earlier, other)| *earlier < at && present.contains(&other.id)).count();
        !present.contains(&known.id) && stayed >= STAYED && at > reading.now - TimeDelta::days(WATCHED_DAYS)
    };
    let gone: Vec<&KnownEntry> = dated
        .iter()
        .enumerate()
        .filter(|(place, (at, known))| is_gone(*place, *at, known))
        .map(|(_, (_, known))| *known)
        .collect();
    if gone.len() * AT_MOST_ONE_IN > present.len().max(AT_MOST_ONE_IN) {
        return Vec::new();
    }
    gone.into_iter().filter(|known| known.missing_since.is_none()).map(|known| known.id).collect()
}

/// Entries that were missing and stand in the document again.
pub fn found_again(recognised: &Recognised<'_>) -> Vec<i64> {
    recognised.present.iter().filter(|(known, _)| known.missing_since.is_some()).map(|(known, _)| known.id).collect()
}
