//! May a new entry enter an edition, and from which instant on?

use super::Reading;
use super::guard::Judgement;
use crate::model::Instant;
use crate::model::entry::{ParsedEntry, Standing};
use crate::rules::matching::{Sighting, canonical};

/// A verdict and its reason, as `friday why` tells it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Placed {
    /// The verdict.
    pub standing: Standing,
    /// In plain words.
    pub because: String,
    /// The instant that places it in a window.
    pub eligible_at: Option<Instant>,
}

/// First sight decides; on a blog's first read the post's own date does, so that a new blog does not flood.
pub fn place(reading: &Reading<'_>, sighting: &Sighting, judged: &Judgement) -> Placed {
    if let Some(reason) = &judged.held_because {
        return Placed { standing: Standing::Held, because: format!("held: {reason}"), eligible_at: None };
    }
    if reading.before.first_read_at.is_some() {
        return eligible("first seen on a later read", reading.now);
    }
    match sighting.parsed.dated_at() {
        Some(at) => eligible("seen on the blog's first read: its own date counts", at.min(reading.now)),
        None => Placed {
            standing: Standing::Old,
            because: "seen on the blog's first read without a date: taken as old".to_owned(),
            eligible_at: None,
        },
    }
}

fn eligible(because: &str, at: Instant) -> Placed {
    Placed { standing: Standing::Eligible, because: because.to_owned(), eligible_at: Some(at) }
}

/// Where a post's body links to, canonical, its own host left out: the raw material of "linked by others".
pub fn links_out(entry: &ParsedEntry) -> Vec<String> {
    let html = [entry.content.as_deref(), entry.summary.as_deref()].into_iter().flatten().collect::<String>();
    let own = entry.link.as_deref().and_then(canonical::link).unwrap_or_default();
    let mut links: Vec<String> = html
        .split("href=\"")
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
        .filter_map(|href| canonical::link(&href.replace("&amp;", "&")))
        .filter(|link| *link != own && link.contains(['/', '?']))
        .collect();
    links.sort();
    links.dedup();
    links.truncate(100);
    links
}
