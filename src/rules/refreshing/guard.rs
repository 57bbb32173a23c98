//! Revived, re-published and taken-over feeds do not flood: what looks wrong is held, and a person is told once.

use super::Reading;
use crate::model::Instant;
use crate::rules::matching::{Sighting, canonical};
use crate::rules::parsing::language;
use std::collections::HashMap;

/// This many posts at once, all older than `OLD_DAYS`, are an archive that was switched on again.
const REVIVED_POSTS: usize = 3;

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
pub fn judge(reading: &Reading<'_>, fresh: &[Sighting], rebound: usize) -> Judgement {
    if reading.before.first_read_at.is_none() || fresh.is_empty() {
        return Judgement { held_because: None, notice: rebound_notice(reading, rebound) };
    }
    let reason = flood(reading, fresh).or_else(|| takeover(reading)).or_else(|| revived_archive(reading, fresh));
    let notice = reason.as_ref().map(|reason| {
        let id = &reading.blog.id;
        format!(
            "{}: {reason}. Held until you say: `friday blogs release {id}` (as new) or `friday blogs settle {id}` (as old)",
            reading.blog.name
        )
    });
    Judgement { held_because: reason, notice: notice.or_else(|| rebound_notice(reading, rebound)) }
}

fn flood(reading: &Reading<'_>, fresh: &[Sighting]) -> Option<String> {
    (fresh.len() > reading.flood).then(|| format!("{} new posts at once, more than {}", fresh.len(), reading.flood))
}

/// Another registrable domain or another language than before is how a lapsed domain looks after it was bought.
fn takeover(reading: &Reading<'_>) -> Option<String> {
    // The document as a whole: one post that links to a job advert elsewhere is no takeover.
    let now = commonest_domain(reading.sightings.iter().filter_map(|sighting| sighting.parsed.link.as_deref()));
    let expected = expected_domains(reading);
    if let (Some(now), Some(before)) = (&now, &reading.before.link_domain)
        && now != before
        && !expected.contains(now)
        && !is_half(reading, before)
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

/// Domains that a person wrote into the list are expected.
fn expected_domains(reading: &Reading<'_>) -> Vec<String> {
    let row = [reading.blog.site.as_ref(), reading.blog.feed.as_ref()];
    row.into_iter().flatten().filter_map(|url| canonical::registrable_domain(url.as_str())).collect()
}

fn revived_archive(reading: &Reading<'_>, fresh: &[Sighting]) -> Option<String> {
    let is_old = |at: Instant| (reading.now - at).num_days() > OLD_DAYS;
    let old = fresh.iter().filter(|sighting| sighting.parsed.dated_at().is_some_and(is_old)).count();
    (old >= REVIVED_POSTS && old * 2 > fresh.len()).then(|| format!("{old} posts older than {OLD_DAYS} days arrived as new"))
}

/// Most ids changed while titles or links stayed: bound again without a flood, and said once.
fn rebound_notice(reading: &Reading<'_>, rebound: usize) -> Option<String> {
    let all_changed = rebound >= 3 && rebound * 10 >= reading.sightings.len() * 8;
    all_changed.then(|| format!("{}: {rebound} known posts came back under new ids; nothing is shown twice", reading.blog.name))
}

/// The registrable domain that most links lead to.
pub fn commonest_domain<'a>(links: impl Iterator<Item = &'a str>) -> Option<String> {
    let mut counts: HashMap<String, usize> = HashMap::new();
    for domain in links.filter_map(canonical::registrable_domain) {
        *counts.entry(domain).or_default() += 1;
    }
    counts.into_iter().max_by(|a, b| a.1.cmp(&b.1).then_with(|| b.0.cmp(&a.0))).map(|(domain, _)| domain)
}
