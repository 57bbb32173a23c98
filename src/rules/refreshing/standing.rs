//! May a new entry enter an edition, and from which instant on?

use super::Reading;
use super::guard::Judgement;
use crate::model::Instant;
use crate::model::entry::{KnownEntry, Standing};
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
        return Placed { standing: Standing::Held, because: held_because(reason), eligible_at: None };
    }
    if reading.before.first_read_at.is_some() {
        return eligible("first seen on a later read", reading.now);
    }
    match sighting.parsed.dated_at() {
        // Some software writes the year 1 where it has no date.
        Some(at) => eligible("seen on the blog's first read: its own date counts", at.clamp(Instant::UNIX_EPOCH, reading.now)),
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

/// The reason stored with an entry that is held.
pub fn held_because(reason: &str) -> String {
    format!("{HELD}: {reason}")
}

/// Whether a link leads to the blog's own domain, as far as that is known.
pub fn is_own_page(reading: &Reading<'_>, link: Option<&str>) -> bool {
    let Some(domain) = link.and_then(canonical::registrable_domain) else { return false };
    match &reading.before.link_domain {
        None => true,
        Some(own) => domain == *own || expected_domains(reading).contains(&domain),
    }
}

/// Domains that a person wrote into the list are expected.
pub fn expected_domains(reading: &Reading<'_>) -> Vec<String> {
    let row = [reading.blog.site.as_ref(), reading.blog.feed.as_ref()];
    row.into_iter().flatten().filter_map(|url| canonical::registrable_domain(url.as_str())).collect()
}

/// Whether a known post speaks for its blog: it was never held, or a person released it.
pub fn is_trusted(known: &KnownEntry) -> bool {
    match known.standing {
        Standing::Eligible => true,
        Standing::Held => false,
        Standing::Old => !known.because.starts_with(HELD),
    }
}

/// How the reason of every entry begins that was held once.
const HELD: &str = "held";
