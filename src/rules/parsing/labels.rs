//! What a post is about, in its author's words.

use super::lookup::{Name, all};
use super::text;
use super::tree::{Element, Space};
use std::collections::HashSet;

const CATEGORY: &[Name] = &[(Space::Own, "category")];
const SUBJECT: &[Name] = &[
    (Space::Dc, "subject"),
    (Space::Dcterms, "subject"),
    (Space::Atom, "category"),
    (Space::Atom03, "category"),
    (Space::Media, "category"),
];
const PODCAST: &[Name] = &[(Space::Itunes, "category")];
const KEYWORDS: &[Name] = &[(Space::Itunes, "keywords"), (Space::Media, "keywords")];

/// More labels than this label nothing.
const LABEL_LIMIT: usize = 100;

/// Bytes of one label, or of all keywords.
const LABEL_LENGTH: usize = 2000;

/// Categories, subjects and keywords, each once whatever its case.
pub fn read(element: Element<'_>) -> Vec<String> {
    let mut found: Vec<String> = all(element, CATEGORY).take(LABEL_LIMIT).filter_map(label).collect();
    for keywords in all(element, KEYWORDS) {
        found.extend(text::plain(start(&keywords.text())).split(',').take(LABEL_LIMIT).map(|word| word.trim().to_owned()));
    }
    for category in all(element, PODCAST) {
        found.extend(category.attribute("text").map(start).map(text::plain));
        found.extend(all(category, PODCAST).filter_map(|inner| inner.attribute("text").map(start).map(text::plain)));
    }
    found.extend(all(element, SUBJECT).take(LABEL_LIMIT).filter_map(label));
    distinct(found)
}

/// A label is short; more of it is not looked at.
fn start(text: &str) -> &str {
    text.get(..text.floor_char_boundary(LABEL_LENGTH)).unwrap_or(text)
}

/// Without repetitions and empty ones.
pub fn distinct(mut words: Vec<String>) -> Vec<String> {
    let mut seen = HashSet::new();
    words.truncate(LABEL_LIMIT);
    words.retain(|word| !word.is_empty() && seen.insert(word.to_lowercase()));
    words
}

/// Atom has a label for people beside the term for machines.
fn label(category: Element<'_>) -> Option<String> {
    let written = category.attribute("label").or_else(|| category.attribute("term"));
    Some(text::plain(start(written.unwrap_or(&category.text()))))
}
