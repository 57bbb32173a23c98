//! Do two entries of different blogs tell the same story? A wrong yes hides a post, so each way needs two agreeing facts.

use super::comparison::{self, Comparison};
use super::{Sighting, titles};
use crate::model::Instant;
use crate::model::entry::{KnownEntry, ParsedEntry};

/// Posts further apart than this are not re-published ones.
const DAYS_APART: i64 = 30;

/// A text of fewer words needs the same title beside it.
const SHORT: u32 = super::fingerprint::MEANINGFUL_WORDS;

/// Copies are nearly word for word; a press release with another council's name in it is less.
const COPY: u32 = 90;

/// Why the two are the same, or none.
pub fn same_story(new: &Sighting, known: &KnownEntry) -> Option<String> {
    let facts = comparison::compare(new, known);
    if facts.same_link && !are_two_remarks(&facts) {
        return Some("same link".to_owned());
    }
    if !near_in_time(&new.parsed, known) || facts.two_of_a_series {
        return None;
    }
    let telling = facts.title == 100 && titles::normal_title(&known.title).split(' ').count() >= 3;
    match facts.text {
        Some(alike) if facts.is_excerpt && telling && alike >= 80 => {
            Some(format!("same title and same beginning ({alike} % of its words)"))
        }
        Some(alike) if !facts.is_excerpt && alike >= COPY && facts.words >= SHORT => Some(format!("same text ({alike} % alike)")),
        Some(alike) if !facts.is_excerpt && alike >= COPY && telling => {
            Some(format!("same title and same short text ({alike} % alike)"))
        }
        Some(_) | None => None,
    }
}

/// Two blogs point at one page, each with words of its own.
fn are_two_remarks(facts: &Comparison) -> bool {
    facts.words >= SHORT && facts.title < 75 && !facts.text_is(50)
}

fn near_in_time(new: &ParsedEntry, known: &KnownEntry) -> bool {
    let known_at: Instant = known.dated_at.unwrap_or(known.seen_at);
    new.dated_at().is_none_or(|at| (at - known_at).num_days().abs() <= DAYS_APART)
}
