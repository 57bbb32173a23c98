//! A known post in other words: taken over quietly, never news.

use super::Reading;
use crate::model::entry::KnownEntry;
use crate::model::update::{Edit, Part};
use crate::rules::matching::{Sighting, canonical};

/// What changed since the reading before; none when nothing did. What a feed leaves out is no change.
pub fn edit(reading: &Reading<'_>, known: &KnownEntry, sighting: &Sighting) -> Option<Edit> {
    let parsed = &sighting.parsed;
    let title = parsed.title.clone().unwrap_or_else(|| known.title.clone());
    let link = parsed.link.clone().or_else(|| known.link.clone());
    let language = reading.blog.language.clone().or_else(|| parsed.language.clone()).or_else(|| known.language.clone());
    let has_text = sighting.print.text.is_some();
    let changed = [
        (Part::Title, title != known.title),
        // A post that was stored before its text was hashed has learnt nothing about edits yet.
        (Part::Text, has_text && known.print.text.is_some() && sighting.print.text != known.print.text),
        (Part::Link, link != known.link && page(link.as_deref()) != page(known.link.as_deref())),
        (Part::Language, language != known.language),
    ];
    let changed: Vec<Part> = changed.into_iter().filter(|(_, is_changed)| *is_changed).map(|(part, _)| part).collect();
    (!changed.is_empty()).then(|| Edit {
        entry_id: known.id,
        changed,
        title,
        canonical_link: page(link.as_deref()),
        link,
        excerpt: if has_text { parsed.excerpt.clone() } else { None },
        language,
        print: if has_text { sighting.print.clone() } else { known.print.clone() },
    })
}

fn page(link: Option<&str>) -> Option<String> {
    link.and_then(canonical::link)
}
