//! One item of a JSON Feed.

use super::loose::{self, Members, filled};
use crate::model::Instant;
use crate::model::entry::Person;
use crate::rules::parsing::construct::Construct;
use crate::rules::parsing::dated::DateNotes;
use crate::rules::parsing::finish::Draft;
use crate::rules::parsing::links::absolute;
use crate::rules::parsing::{labels, language, text};
use std::borrow::Cow;
use url::Url;

/// An item whose dates were read.
pub struct Item<'a> {
    members: &'a Members,
    published: Option<Instant>,
    updated: Option<Instant>,
}

impl<'a> Item<'a> {
    /// Reads its dates, in any dialect.
    pub fn read(members: &'a Members, notes: &mut DateNotes) -> Self {
        let mut date = |name| filled(members, name).and_then(|text| notes.note(&text));
        Self { members, published: date("date_published"), updated: date("date_modified") }
    }

    /// When it appeared, else when it changed.
    pub fn dated_at(&self) -> Option<Instant> {
        self.published.or(self.updated)
    }

    /// The item as a post; one without authors has its feed's.
    pub fn draft(&self, of_feed: &[Person], base: Option<&Url>) -> Draft<'a> {
        let members = self.members;
        let id = filled(members, "id");
        let page = filled(members, "url").or_else(|| filled(members, "external_url"));
        let link = page.or_else(|| id.clone().filter(|id| id.starts_with("http"))).and_then(|href| absolute(&href, base));
        let authors = Some(loose::people(members, base)).filter(|authors| !authors.is_empty());
        let (summary, content) = bodies(members);
        Draft {
            id: id.map(Cow::into_owned),
            title: filled(members, "title").map(|title| text::title(&title)).filter(|title| !title.is_empty()),
            authors: authors.unwrap_or_else(|| of_feed.to_vec()),
            published: self.published,
            updated: self.updated,
            summary,
            content,
            language: filled(members, "language").as_deref().and_then(language::tag),
            categories: labels::distinct(loose::tags(members).iter().map(|tag| text::plain(tag)).collect()),
            media: loose::media(members, base),
            base: link.as_deref().and_then(|link| Url::parse(link).ok()).or_else(|| base.cloned()),
            link,
        }
    }
}

/// Summary and content; of two contents the one in HTML counts, and the other is its summary where there is none.
fn bodies(members: &Members) -> (Option<Cow<'_, str>>, Option<Cow<'_, str>>) {
    let words = |name| filled(members, name).map(|words| Construct::Plain(words).html());
    match filled(members, "content_html") {
        Some(html) => (words("summary").or_else(|| words("content_text")), Some(html)),
        None => (words("summary"), words("content_text")),
    }
}
