//! Which posts of a document are known, by what, and which are new. No two posts of one document become one.

use super::{Reading, standing};
use crate::model::entry::{AliasKey, KeyKind, KnownEntry};
use crate::model::update::Rebind;
use crate::rules::matching::Sighting;
use crate::rules::matching::comparison::{Comparison, SAME_HOURS, compare};
use crate::rules::matching::fingerprint::MEANINGFUL_WORDS;
use crate::rules::matching::same_post::{self, Circumstances};
use std::collections::{HashMap, HashSet};

/// Keys from the strongest to the weakest; a stronger one of any post goes before a weaker one of another.
const STRENGTH: [KeyKind; 5] = [KeyKind::Id, KeyKind::BareId, KeyKind::Link, KeyKind::TitleDay, KeyKind::Text];

/// Fewer posts than this are no storm.
const STORM_POSTS: usize = 3;

/// What a document's posts turned out to be.
#[derive(Clone, Debug, Default)]
pub struct Recognised<'a> {
    /// Known posts that stand in the document.
    pub present: Vec<(&'a KnownEntry, &'a Sighting)>,
    /// Known posts that learn further aliases.
    pub rebinds: Vec<Rebind>,
    /// Posts never seen before, each with its place in the document.
    pub fresh: Vec<(usize, &'a Sighting)>,
}

/// A post that was recognised.
#[derive(Clone, Debug)]
struct Bound {
    entry: i64,
    by: KeyKind,
    closeness: Option<String>,
}

/// The work in hand: who is who so far.
struct Matching<'a> {
    reading: &'a Reading<'a>,
    own: HashMap<i64, &'a KnownEntry>,
    bound: Vec<(&'a Sighting, Option<Bound>)>,
    taken: HashSet<i64>,
}

/// Recognises by keys, then by likeness; what is left is new.
pub fn recognise<'a>(reading: &'a Reading<'a>) -> Recognised<'a> {
    let mut matching = Matching {
        reading,
        own: reading.own.iter().map(|entry| (entry.id, entry)).collect(),
        bound: reading.sightings.iter().map(|sighting| (sighting, None)).collect(),
        taken: HashSet::new(),
    };
    for kind in STRENGTH {
        matching.bind_by_key(kind);
    }
    // A blog that was never read has nothing that a post could be.
    if !reading.own.is_empty() {
        matching.bind_pairs(are_near, same_post::is_alike);
        if matching.is_storm() {
            matching.bind_pairs(|_, _| true, same_post::is_alike_in_a_storm);
        }
    }
    matching.finish()
}

impl<'a> Matching<'a> {
    fn bind_by_key(&mut self, kind: KeyKind) {
        for (sighting, bound) in &mut self.bound {
            if bound.is_some() {
                continue;
            }
            let keys = sighting.keys.iter().filter(|key| key.kind == kind);
            let found = keys.filter_map(|key| self.reading.known.get(key)).find_map(|entry| {
                let closeness = confirm(self.reading, sighting, self.own.get(entry).copied(), kind)?;
                (!self.taken.contains(entry)).then_some((*entry, closeness))
            });
            if let Some((entry, closeness)) = found {
                self.taken.insert(entry);
                let closeness = Some(closeness).filter(|words| kind != KeyKind::Id && !words.is_empty());
                *bound = Some(Bound { entry, by: kind, closeness });
            }
        }
    }

    /// Binds what is left on both sides, the closest pairs first.
    fn bind_pairs(&mut self, is_worth_it: impl Fn(&Sighting, &KnownEntry) -> bool, is_same: impl Fn(&Comparison) -> bool) {
        let mut pairs: Vec<(u32, usize, i64, String)> = Vec::new();
        for (place, sighting) in self.unbound() {
            let left = self.reading.own.iter().filter(|known| !self.taken.contains(&known.id));
            for known in left.filter(|known| is_worth_it(sighting, known)) {
                let facts = compare(sighting, known);
                if is_same(&facts) {
                    pairs.push((same_post::closeness(&facts), place, known.id, facts.in_words()));
                }
            }
        }
        pairs.sort_by(|a, b| b.0.cmp(&a.0).then((a.1, a.2).cmp(&(b.1, b.2))));
        for (_, place, entry, closeness) in pairs {
            if let Some((_, bound @ None)) = self.bound.get_mut(place)
                && self.taken.insert(entry)
            {
                *bound = Some(Bound { entry, by: KeyKind::Likeness, closeness: Some(closeness) });
            }
        }
    }

    /// Posts without a match that say something, and repeat no other post of the document.
    fn unbound(&self) -> Vec<(usize, &'a Sighting)> {
        let bound = self.bound.iter().filter(|(_, bound)| bound.is_some());
        let mut seen: HashSet<(&str, &AliasKey)> = bound.flat_map(|(sighting, _)| names(sighting)).collect();
        let mut left = Vec::new();
        for (place, (sighting, bound)) in self.bound.iter().enumerate() {
            if bound.is_none() && !sighting.keys.is_empty() && !names(sighting).any(|name| seen.contains(&name)) {
                seen.extend(names(sighting));
                left.push((place, *sighting));
            }
        }
        left
    }

    /// Most ids of the document are new, while at least half of what could come back did, by title, address or text.
    fn is_storm(&self) -> bool {
        let by_id = self.bound.iter().flat_map(|(_, bound)| bound).filter(|bound| bound.by == KeyKind::Id).count();
        let renamed = self.taken.len() - by_id;
        let unbound = self.unbound();
        if by_id * 4 > self.bound.len() || renamed + unbound.len() < STORM_POSTS {
            return false;
        }
        let missing = self.reading.own.iter().filter(|known| !self.taken.contains(&known.id));
        let alike = unbound
            .iter()
            .filter(|(_, sighting)| missing.clone().any(|known| same_post::is_alike_in_a_storm(&compare(sighting, known))));
        let came_back = renamed + alike.count();
        let could = (renamed + unbound.len()).min(self.reading.own.len() - by_id);
        came_back >= STORM_POSTS && came_back * 2 >= could
    }

    fn finish(self) -> Recognised<'a> {
        let mut recognised = Recognised { fresh: self.unbound(), ..Recognised::default() };
        for (sighting, bound) in self.bound {
            let Some(bound) = bound else { continue };
            recognised.present.extend(self.own.get(&bound.entry).map(|known| (*known, sighting)));
            let keys = learnt(self.reading, sighting, bound.by);
            if !keys.is_empty() {
                recognised.rebinds.push(Rebind { entry_id: bound.entry, by: bound.by, closeness: bound.closeness, keys });
            }
        }
        recognised
    }
}

/// Cheap, and enough to rule nearly every pair out: outside a storm a post keeps its date.
fn are_near(sighting: &Sighting, known: &KnownEntry) -> bool {
    let dates = sighting.parsed.dated_at().zip(known.dated_at);
    dates.is_none_or(|(a, b)| (a - b).num_hours().abs() <= SAME_HOURS)
}

/// How close a post is to the one that carries its key; none when the facts speak against it.
fn confirm(reading: &Reading<'_>, sighting: &Sighting, known: Option<&KnownEntry>, kind: KeyKind) -> Option<String> {
    let Some(known) = known else { return Some(String::new()) };
    let facts = compare(sighting, known);
    let circumstances = Circumstances {
        own_link: kind == KeyKind::Link && standing::is_own_page(reading, sighting.parsed.link.as_deref()),
        nameless: is_nameless(sighting),
    };
    same_post::confirmed(kind, &facts, circumstances).then(|| facts.in_words())
}

/// The same post twice in one document has the same title under one id or address, or over the same text.
fn names(sighting: &Sighting) -> impl Iterator<Item = (&str, &AliasKey)> {
    let says_enough = is_nameless(sighting) || sighting.print.words >= MEANINGFUL_WORDS;
    let is_name = move |key: &&AliasKey| match key.kind {
        KeyKind::Id | KeyKind::BareId | KeyKind::Link => true,
        KeyKind::Text => says_enough,
        KeyKind::TitleDay | KeyKind::Likeness => false,
    };
    sighting.keys.iter().filter(is_name).map(|key| (sighting.title.as_str(), key))
}

/// Whether a post has neither an id nor an address of its own.
fn is_nameless(sighting: &Sighting) -> bool {
    !sighting.keys.iter().any(|key| matches!(key.kind, KeyKind::Id | KeyKind::Link))
}

/// Aliases that nobody has yet. A text that changes all the time is no alias of a post that is known by its name.
fn learnt(reading: &Reading<'_>, sighting: &Sighting, by: KeyKind) -> Vec<AliasKey> {
    let is_named = matches!(by, KeyKind::Id | KeyKind::Link);
    let unknown = sighting.keys.iter().filter(|key| !reading.known.contains_key(*key));
    unknown.filter(|key| !(is_named && key.kind == KeyKind::Text)).cloned().collect()
}
