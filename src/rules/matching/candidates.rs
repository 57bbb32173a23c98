//! Which of all recent entries are worth comparing with a new one: those that share a link, a title or a piece of text.

use super::{Sighting, canonical, titles};
use crate::model::entry::{Fingerprint, KnownEntry};
use std::collections::{BTreeSet, HashMap};
use std::hash::Hash;

/// Of a sketch's smallest hashes, two near copies share some of the first sixteen.
const PROBED: usize = 16;

/// The recent entries of all blogs, by what they could share with another.
#[derive(Clone, Debug, Default)]
pub struct Candidates {
    entries: Vec<KnownEntry>,
    links: HashMap<String, Vec<usize>>,
    titles: HashMap<String, Vec<usize>>,
    shingles: HashMap<u32, Vec<usize>>,
}

impl Candidates {
    /// Takes in entries, oldest first.
    pub fn of(entries: Vec<KnownEntry>) -> Self {
        let mut candidates = Self::default();
        for entry in entries {
            candidates.add(entry);
        }
        candidates
    }

    /// Takes in one more.
    pub fn add(&mut self, entry: KnownEntry) {
        let place = self.entries.len();
        if let Some(link) = page(entry.link.as_deref()) {
            self.links.entry(link).or_default().push(place);
        }
        self.titles.entry(titles::normal_title(&entry.title)).or_default().push(place);
        for shingle in probed(&entry.print) {
            self.shingles.entry(*shingle).or_default().push(place);
        }
        self.entries.push(entry);
    }

    /// The newest row taken in; 0: none.
    pub fn newest_row(&self) -> i64 {
        self.entries.iter().map(|entry| entry.id).max().unwrap_or(0)
    }

    /// What could be the same story as this post, in the order in which it was taken in.
    pub fn like<'a>(&'a self, new: &Sighting) -> impl Iterator<Item = &'a KnownEntry> {
        let title = titles::normal_title(new.parsed.title.as_deref().unwrap_or_default());
        let mut places: BTreeSet<usize> = under(&self.titles, &title).collect();
        if let Some(link) = page(new.parsed.link.as_deref()) {
            places.extend(under(&self.links, &link));
        }
        places.extend(probed(&new.print).iter().flat_map(|shingle| under(&self.shingles, shingle)));
        places.into_iter().filter_map(|place| self.entries.get(place))
    }
}

fn under<K: Hash + Eq>(index: &HashMap<K, Vec<usize>>, key: &K) -> impl Iterator<Item = usize> {
    index.get(key).into_iter().flatten().copied()
}

fn page(link: Option<&str>) -> Option<String> {
    canonical::link(link?).filter(|link| canonical::is_page(link))
}

fn probed(print: &Fingerprint) -> &[u32] {
    print.shingles.get(..PROBED).unwrap_or(&print.shingles)
}
