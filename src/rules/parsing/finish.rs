//! The last step, the same for every format: bodies sanitised, excerpts cut, languages settled, oddities told.

use super::sanitise::Cleaner;
use super::{excerpt, language, nesting};
use crate::model::Instant;
use crate::model::entry::{Media, ParsedEntry, Person};
use std::borrow::Cow;
use std::collections::HashSet;
use url::Url;

/// Bytes of one body that are kept; a post that is longer is no post.
const BODY_LIMIT: usize = 512 * 1024;

/// A post in its document's own words.
#[derive(Debug, Default)]
pub struct Draft<'a> {
    /// Raw.
    pub id: Option<String>,
    /// Plain text.
    pub title: Option<String>,
    /// Absolute.
    pub link: Option<String>,
    /// In document order.
    pub authors: Vec<Person>,
    /// UTC.
    pub published: Option<Instant>,
    /// UTC.
    pub updated: Option<Instant>,
    /// HTML, anybody's.
    pub summary: Option<Cow<'a, str>>,
    /// HTML, anybody's.
    pub content: Option<Cow<'a, str>>,
    /// BCP 47, as declared.
    pub language: Option<String>,
    /// Plain words.
    pub categories: Vec<String>,
    /// In document order.
    pub media: Vec<Media>,
    /// Where relative addresses in its bodies start from.
    pub base: Option<Url>,
}

/// A post that can be stored and shown.
pub fn post(draft: Draft<'_>, feed_language: Option<&str>, cleaner: &mut Cleaner) -> ParsedEntry {
    let summary = draft.summary.as_deref().map(|html| nesting::defused(start(html, BODY_LIMIT)));
    let content = draft.content.as_deref().map(|html| nesting::defused(start(html, BODY_LIMIT)));
    let excerpt = excerpt::of_post(draft.title.as_deref(), summary.as_deref(), content.as_deref());
    let words = format!("{} {}", draft.title.as_deref().unwrap_or_default(), excerpt.as_deref().unwrap_or_default());
    let mut clean =
        |html: Option<Cow<'_, str>>| html.map(|html| cleaner.body(&html, draft.base.as_ref())).filter(|html| !html.is_empty());
    ParsedEntry {
        id: draft.id,
        language: draft.language.or_else(|| settle_language(feed_language, &words)),
        title: draft.title,
        link: draft.link,
        authors: draft.authors,
        published: draft.published,
        updated: draft.updated,
        summary: clean(summary),
        content: clean(content),
        excerpt,
        categories: draft.categories,
        media: draft.media,
    }
}

/// At most so many bytes, cut between characters.
fn start(text: &str, bytes: usize) -> &str {
    text.get(..text.floor_char_boundary(bytes)).unwrap_or(text)
}

/// A feed's language holds unless the words plainly say otherwise: bilingual blogs declare one language.
fn settle_language(declared: Option<&str>, words: &str) -> Option<String> {
    match (declared, language::detect(words)) {
        (Some(declared), Some(found)) if language::primary(declared) != found => Some(found.to_owned()),
        (Some(declared), _) => Some(declared.to_owned()),
        (None, found) => found.map(str::to_owned),
    }
}

/// What is odd about the posts of a document, in plain words.
pub fn oddities(entries: &[ParsedEntry]) -> Vec<String> {
    let count = |odd: &dyn Fn(&ParsedEntry) -> bool| entries.iter().filter(|entry| odd(entry)).count();
    let mut problems = Vec::new();
    let mut say = |number: usize, what: &str| {
        if number > 0 {
            problems.push(format!("{number} of {} entries {what}", entries.len()));
        }
    };
    let mut seen = HashSet::new();
    say(count(&|entry| entry.id.is_none()), "have no id: their link identifies them");
    say(entries.iter().filter_map(|entry| entry.id.as_ref()).filter(|id| !seen.insert(*id)).count(), "repeat another one's id");
    say(count(&|entry| entry.dated_at().is_none()), "have no date that can be read");
    say(count(&|entry| entry.title.is_none()), "have no title");
    say(count(&|entry| entry.link.is_none()), "have no link");
    if entries.is_empty() {
        problems.push("the feed has no entries".to_owned());
    }
    problems
}
