//! Revived, re-published and taken-over feeds do not flood: what looks wrong is held, and a person is told once.

use super::recognising::Recognised;
use super::{Reading, is_weak, standing};
use crate::model::Instant;
use crate::model::entry::Standing;
use crate::rules::matching::{Sighting, canonical};
use crate::rules::parsing::language;
use std::collections::HashMap;

/// This many posts at once, all older than `OLD_DAYS`, are an archive that was switched on again.
const REVIVED_POSTS: usize = 3;

/// As many known posts in a feed that moved to another domain show that it is the same blog.
const CONTINUED_POSTS: usize = 3;

/// As many posts under new ids are worth a word.
const REBOUND_POSTS: usize = 3;

/// A post this much older than its first sighting is no news.
const OLD_DAYS: i64 = 90;

/// Whether the new entries of this reading have to wait for a person, and why.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Judgement {
    /// In plain words; none: they may enter an edition.
    pub held_because: Option<String>,
    /// What to tell a person, with the next step.
    pub notice: Option<String>,
}

/// Looks at the new entries of a known blog as a whole; a first read is judged by dates instead (`standing`).
pub fn judge(reading: &Reading<'_>, recognised: &Recognised<'_>) -> Judgement {
    let fresh = &recognised.fresh;
    if reading.before.first_read_at.is_none() || fresh.is_empty() {
        return Judgement { held_because: None, notice: rebound_notice(reading, recognised) };
    }
    let reason = flood(reading, fresh).or_else(|| takeover(reading, recognised)).or_else(|| revived_archive(reading, fresh));
    let notice = match &reason {
        Some(reason) if is_told(reading, reason) => None,
        Some(reason) => {
            let id = &reading.blog.id;
            Some(format!(
                "{}: {reason}. Held until you say: `friday blogs release {id}` (as new) or `friday blogs settle {id}` (as old)",
                reading.blog.name
            ))
        }
        None => rebound_notice(reading, recognised),
    };
    Judgement { held_because: reason, notice }
}

/// Posts that wait for the same reason were told of when they came.
fn is_told(reading: &Reading<'_>, reason: &str) -> bool {
    let because = standing::held_because(reason);
    reading.own.iter().any(|known| known.standing == Standing::Held && known.because == because)
}

fn flood(reading: &Reading<'_>, fresh: &[(usize, &Sighting)]) -> Option<String> {
    (fresh.len() > reading.flood).then(|| format!("{} new posts at once, more than {}", fresh.len(), reading.flood))
}

/// Another registrable domain or another language than before is how a lapsed domain looks after it was bought.
fn takeover(reading: &Reading<'_>, recognised: &Recognised<'_>) -> Option<String> {
    // The document as a whole: one post that links to a job advert elsewhere is no takeover.
    let now = commonest_domain(reading.sightings.iter().filter_map(|sighting| sighting.parsed.link.as_deref()));
    let expected = standing::expected_domains(reading);
    if let (Some(now), Some(before)) = (&now, &reading.before.link_domain)
        && now != before
        && !expected.contains(now)
        && !is_half(reading, before)
        && !goes_on(reading, recognised)
    {
        return Some(format!("its posts now lead to {now}, formerly to {before}"));
    }
    let declared = reading.feed.feed.language.as_deref().map(language::primary);
    match (declared, reading.before.language.as_deref().map(language::primary)) {
        (Some(now), Some(before)) if now != before => Some(format!("its language is now {now}, formerly {before}")),
        _ => None,
    }
}

/// Whether at least half of the document still leads to the domain it led to before.
fn is_half(reading: &Reading<'_>, domain: &str) -> bool {
    let links = reading.sightings.iter().filter_map(|sighting| sighting.parsed.link.as_deref());
    let domains: Vec<String> = links.filter_map(canonical::registrable_domain).collect();
    domains.iter().filter(|found| *found == domain).count() * 2 >= domains.len()
}

/// A blog that moved brings its posts along: three at least, and half of the document, are known and were never held.
fn goes_on(reading: &Reading<'_>, recognised: &Recognised<'_>) -> bool {
    let known = recognised.present.iter().filter(|(known, _)| standing::is_trusted(known)).count();
    known >= CONTINUED_POSTS && known * 2 >= reading.sightings.len()
}

fn revived_archive(reading: &Reading<'_>, fresh: &[(usize, &Sighting)]) -> Option<String> {
    let is_old = |at: Instant| (reading.now - at).num_days() > OLD_DAYS;
    let old = fresh.iter().filter(|(_, sighting)| sighting.parsed.dated_at().is_some_and(is_old)).count();
    (old >= REVIVED_POSTS && old * 2 > fresh.len()).then(|| format!("{old} posts older than {OLD_DAYS} days arrived as new"))
}

/// Most ids changed while titles or links stayed: bound again without a flood, and said once.
fn rebound_notice(reading: &Reading<'_>, recognised: &Recognised<'_>) -> Option<String> {
    let rebound = recognised.rebinds.iter().filter(|rebind| is_weak(rebind.by)).count();
    let most_changed = rebound >= REBOUND_POSTS && rebound * 10 >= reading.sightings.len() * 6;
    most_changed.then(|| format!("{}: {rebound} known posts came back under new ids; nothing is shown twice", reading.blog.name))
}

/// The registrable domain that most links lead to.
pub fn commonest_domain<'a>(links: impl Iterator<Item = &'a str>) -> Option<String> {
    let mut counts: HashMap<String, usize> = HashMap::new();
    for domain in links.filter_map(canonical::registrable_domain) {
        *counts.entry(domain).or_default() += 1;
    }
    counts.into_iter().max_by(|a, b| a.1.cmp(&b.1).then_with(|| b.0.cmp(&a.0))).map(|(domain, _)| domain)
}
