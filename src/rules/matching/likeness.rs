//! Do two entries of different blogs tell the same story? A wrong yes hides a post, so each way needs two agreeing facts.

use super::fingerprint::{self, MEANINGFUL_WORDS};
use super::{Sighting, canonical, keys};
use crate::model::Instant;
use crate::model::entry::{KnownEntry, ParsedEntry};
use std::collections::HashSet;

/// Posts further apart than this are not re-published ones.
const DAYS_APART: i64 = 30;

/// Why the two are the same, or none.
pub fn same_story(new: &Sighting, known: &KnownEntry) -> Option<String> {
    if same_link(&new.parsed, known) {
        return Some("same link".to_owned());
    }
    if !near_in_time(&new.parsed, known) {
        return None;
    }
    same_text(new, known).or_else(|| same_title_and_opening(new, known))
}

fn same_link(new: &ParsedEntry, known: &KnownEntry) -> bool {
    let canonical_link = |link: Option<&str>| link.and_then(canonical::link).filter(|link| link.contains(['/', '?']));
    let link = canonical_link(new.link.as_deref());
    link.is_some() && link == canonical_link(known.link.as_deref())
}

fn near_in_time(new: &ParsedEntry, known: &KnownEntry) -> bool {
    let known_at: Instant = known.dated_at.unwrap_or(known.seen_at);
    new.dated_at().is_none_or(|at| (at - known_at).num_days().abs() <= DAYS_APART)
}

/// Two long texts that look the same: "Weeknotes 12" and "Weeknotes 13" share a frame, so length has to agree too.
fn same_text(new: &Sighting, known: &KnownEntry) -> Option<String> {
    let (a, b) = (new.print.simhash?, known.fingerprint?);
    let alike = fingerprint::alike(a, b);
    let (short, long) = (new.print.words.min(known.words), new.print.words.max(known.words));
    let same_length = u64::from(short) * 100 >= u64::from(long) * 85;
    (alike >= 91 && same_length && shared_words(&new.print.opening, &known.opening) >= 80)
        .then(|| format!("same text ({alike} % alike)"))
}

/// The same title and the same beginning: one blog gives the whole text, the other an excerpt.
fn same_title_and_opening(new: &Sighting, known: &KnownEntry) -> Option<String> {
    let title = keys::normal_title(new.parsed.title.as_deref().unwrap_or_default());
    let telling = title.split(' ').count() >= 3 && title == keys::normal_title(&known.title);
    let enough = new.print.words.min(known.words) >= MEANINGFUL_WORDS / 3;
    let shared = shared_words(&new.print.opening, &known.opening);
    (telling && enough && shared >= 80).then(|| format!("same title and same beginning ({shared} % of its words)"))
}

/// How many of the shorter opening's words stand in the same stretch of the other, in per cent.
fn shared_words(a: &str, b: &str) -> usize {
    let (a, b): (Vec<&str>, Vec<&str>) = (a.split(' ').collect(), b.split(' ').collect());
    let length = a.len().min(b.len());
    if length < 2 {
        return 0;
    }
    let pairs =
        |words: &[&str]| words.iter().zip(words.iter().skip(1)).take(length - 1).map(|(x, y)| format!("{x} {y}")).collect();
    let (a, b): (HashSet<String>, HashSet<String>) = (pairs(&a), pairs(&b));
    a.intersection(&b).count() * 100 / a.len().min(b.len()).max(1)
}
