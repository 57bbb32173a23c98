//! Editions as the API tells them.

use crate::model::edition::{BlogNote, Item, NamedLink};
use crate::model::published::{PublishedDate, PublishedEdition};
use crate::model::settings::Settings;
use crate::rules::pages::Place;
use crate::rules::parsing::sanitise;
use crate::rules::publishing::editions::web_link;
use crate::rules::publishing::ids;
use serde::Serialize;

/// One edition in a list.
#[derive(Debug, Serialize)]
pub struct EditionLine {
    id: String,
    date: String,
    title: String,
    url: String,
    published_at: String,
    updated_at: String,
}

/// One edition whole.
#[derive(Debug, Serialize)]
pub struct EditionFacts {
    #[serde(flatten)]
    line: EditionLine,
    opener_html: String,
    outro_html: String,
    items: Vec<ItemFacts>,
    everything_else: Vec<GroupFacts>,
    new_blogs: Vec<NoteFacts>,
    revived_blogs: Vec<NoteFacts>,
    corrections: Vec<CorrectionFacts>,
    next_date: Option<String>,
}

#[derive(Debug, Serialize)]
struct ItemFacts {
    title: String,
    link: String,
    language: Option<String>,
    blog: Option<String>,
    council: Option<String>,
    byline: Option<String>,
    remark_html: Option<String>,
    excerpt: Option<String>,
    published_on: Option<String>,
    also_at: Vec<NamedLink>,
    media: Vec<NamedLink>,
    is_find: bool,
}

#[derive(Debug, Serialize)]
struct GroupFacts {
    council: String,
    stories: Vec<ItemFacts>,
}

#[derive(Debug, Serialize)]
struct NoteFacts {
    name: String,
    council: Option<String>,
    about: Option<String>,
    site: Option<String>,
}

#[derive(Debug, Serialize)]
struct CorrectionFacts {
    at: String,
    note_html: String,
}

/// What names things, and where they are.
#[derive(Clone, Copy, Debug)]
pub struct Naming<'a> {
    /// For addresses.
    pub settings: &'a Settings,
    /// Where the pages are.
    pub place: &'a Place,
    /// For ids.
    pub publisher: &'a str,
}

/// An edition in a list.
pub fn line(edition: &PublishedDate, naming: Naming<'_>) -> EditionLine {
    EditionLine {
        id: ids::of_edition(naming.publisher, edition.date),
        date: edition.date.to_string(),
        title: edition.title.clone(),
        url: naming.place.page_address(&naming.settings.site.url, &format!("editions/{}", edition.date)),
        published_at: super::when(edition.published_at),
        updated_at: super::when(edition.changed_at),
    }
}

/// An edition with all its words.
pub fn whole(edition: &PublishedEdition, naming: Naming<'_>) -> EditionFacts {
    let content = &edition.content;
    let dated = PublishedDate {
        date: edition.date,
        title: content.title.clone(),
        published_at: edition.published_at,
        changed_at: edition.changed_at(),
    };
    let group = |group: &crate::model::edition::Group| GroupFacts {
        council: group.council.clone(),
        stories: group.stories.iter().map(item).collect(),
    };
    let correction = |one: &crate::model::desk::Correction| CorrectionFacts {
        at: super::when(one.at),
        note_html: sanitise::remark(&one.note),
    };
    EditionFacts {
        line: line(&dated, naming),
        opener_html: sanitise::remark(&content.opener),
        outro_html: sanitise::remark(&content.outro),
        items: content.items.iter().map(item).collect(),
        everything_else: content.everything_else.iter().map(group).collect(),
        new_blogs: content.new_blogs.iter().map(note).collect(),
        revived_blogs: content.revived_blogs.iter().map(note).collect(),
        corrections: edition.corrections.iter().map(correction).collect(),
        next_date: content.next_date.map(|date| date.to_string()),
    }
}

fn item(item: &Item) -> ItemFacts {
    let some = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
    ItemFacts {
        title: item.title.clone(),
        link: web_link(&item.link).unwrap_or_default(),
        language: item.language.clone(),
        blog: some(&item.blog),
        council: item.council.clone(),
        byline: some(&item.byline),
        remark_html: item.remark.as_deref().map(sanitise::remark),
        excerpt: item.excerpt.clone(),
        published_on: item.published_on.map(|date| date.to_string()),
        also_at: item.also_at.iter().filter(|one| web_link(&one.link).is_some()).cloned().collect(),
        media: item.media.iter().filter(|one| web_link(&one.link).is_some()).cloned().collect(),
        is_find: item.story.is_none(),
    }
}

fn note(note: &BlogNote) -> NoteFacts {
    NoteFacts {
        name: note.name.clone(),
        council: note.council.clone(),
        about: note.about.clone(),
        site: note.site.as_deref().and_then(web_link),
    }
}
