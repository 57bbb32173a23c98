//! Which of all recent entries are worth comparing with a new one: those that share a link, a title or a piece of text.
//!
//! Kept as hashes alone, some 100 bytes an entry: a hundred thousand blogs have many recent posts. A hash that two posts share
//! by accident costs a comparison and changes nothing.

use super::fingerprint::stable_hash;
use super::{canonical, titles};
use crate::model::entry::{Fingerprint, KnownEntry};
use std::collections::BTreeSet;

/// Of a sketch's smallest hashes: two texts whose resemblance is a half share one of the first eight, but for one pair in 250.
const PROBED: usize = 8;

/// Traces on a shelf, on average; when there are more, there are four times as many shelves.
const FILLED: usize = 32;

/// A full shelf grows by an eighth, but at least by so many: one that doubles would be half empty.
const SPARE: usize = 2;

/// A shorter title proves nothing without the text beside it.
const TELLING_WORDS: usize = 3;

/// What a post could share with another that tells the same story.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Traces(Vec<u32>);

impl Traces {
    /// Of a post's title in normal words, its canonical link and the look of its text.
    pub fn of(title: &str, page: Option<&str>, print: &Fingerprint) -> Self {
        let mut traces = print.shingles.get(..PROBED).unwrap_or(&print.shingles).to_vec();
        if title.split(' ').count() >= TELLING_WORDS {
            traces.push(half(stable_hash(title)));
        }
        traces.extend(page.filter(|page| canonical::is_page(page)).map(|page| half(stable_hash(page))));
        Self(traces)
    }

    /// Of an entry that is kept.
    pub fn of_known(known: &KnownEntry) -> Self {
        let page = known.link.as_deref().and_then(canonical::link);
        Self::of(&titles::normal_title(&known.title), page.as_deref(), &known.print)
    }
}

/// The recent entries of all blogs, by their traces.
#[derive(Clone, Debug, Default)]
pub struct Candidates {
    rows: Vec<i64>,
    /// Traces by their last bits, with places in `rows`: those of a sketch are the smallest of its text, so that their first bits
    /// are much alike.
    shelves: Vec<Vec<(u32, u32)>>,
    traces: usize,
}

impl Candidates {
    /// Takes in one entry; after four thousand million of them, no more.
    pub fn add(&mut self, row: i64, traces: &Traces) {
        let Ok(place) = u32::try_from(self.rows.len()) else { return };
        self.rows.push(row);
        self.traces += traces.0.len();
        if self.traces > self.shelves.len() * FILLED {
            let shelves = vec![Vec::new(); (self.shelves.len() * 4).max(64)];
            let before = std::mem::replace(&mut self.shelves, shelves);
            before.into_iter().flatten().for_each(|(trace, place)| self.put(trace, place));
        }
        traces.0.iter().for_each(|trace| self.put(*trace, place));
    }

    /// Rows of entries that could tell the same story as a post with these traces.
    pub fn like(&self, traces: &Traces) -> BTreeSet<i64> {
        let places = traces.0.iter().flat_map(|trace| {
            let shelf = self.shelves.get(self.shelf(*trace)).map(Vec::as_slice).unwrap_or_default();
            shelf.iter().filter(move |(other, _)| other == trace).map(|(_, place)| *place)
        });
        places.filter_map(|place| self.rows.get(place as usize)).copied().collect()
    }

    fn put(&mut self, trace: u32, place: u32) {
        let shelf = self.shelf(trace);
        if let Some(shelf) = self.shelves.get_mut(shelf) {
            if shelf.len() == shelf.capacity() {
                shelf.reserve_exact((shelf.len() / 8).max(SPARE));
            }
            shelf.push((trace, place));
        }
    }

    fn shelf(&self, trace: u32) -> usize {
        trace as usize % self.shelves.len().max(1)
    }
}

impl FromIterator<(i64, Traces)> for Candidates {
    fn from_iter<T: IntoIterator<Item = (i64, Traces)>>(entries: T) -> Self {
        let mut candidates = Self::default();
        entries.into_iter().for_each(|(row, traces)| candidates.add(row, &traces));
        candidates
    }
}

/// The upper half; of a well mixed hash one is as good as the other.
fn half(hash: u64) -> u32 {
    u32::try_from(hash >> 32).unwrap_or_default()
}
