//! Editions as entries of a feed: the mail's words, with what was corrected since above them.

use super::ids;
use crate::model::edition::{Item, NamedLink};
use crate::model::published::{OwnEntry, OwnFeed, PublishedEdition};
use crate::model::settings::Settings;
use crate::rules::composing::title::{long_date, plain_date};
use crate::rules::pages::Place;
use crate::rules::parsing::{excerpt, language, sanitise};
use chrono::NaiveDate;
use serde::Serialize;

/// What `web/out/edition.html` sees: HTML that is sanitised already, and plain words.
#[derive(Debug, Serialize)]
pub struct EditionBody {
    corrections: Vec<CorrectionView>,
    opener: String,
    picks: Vec<ItemView>,
    outro: String,
    /// Posts of the rest of the week, which stand on the edition's own page.
    more: usize,
    page: String,
}

#[derive(Debug, Serialize)]
struct CorrectionView {
    date: String,
    note: String,
}

#[derive(Debug, Serialize)]
struct ItemView {
    title: String,
    link: Option<String>,
    lang: Option<String>,
    byline: String,
    published_on: Option<String>,
    remark: Option<String>,
    excerpt: Option<String>,
    links: Vec<NamedLink>,
    also_at: Vec<NamedLink>,
    media: Vec<NamedLink>,
}

/// The words of an edition, ready for its template; `own` is the feed's language, `page` the address of the edition's page.
pub fn body(edition: &PublishedEdition, own: &str, page: String) -> EditionBody {
    let content = &edition.content;
    let correction = |one: &crate::model::desk::Correction| CorrectionView {
        date: plain_date(one.at.date_naive()),
        note: sanitise::remark(&one.note),
    };
    EditionBody {
        corrections: edition.corrections.iter().map(correction).collect(),
        opener: sanitise::remark(&content.opener),
        picks: content.items.iter().map(|pick| item(pick, own)).collect(),
        outro: sanitise::remark(&content.outro),
        more: content.everything_else.iter().map(|group| group.stories.len()).sum(),
        page,
    }
}

fn item(item: &Item, own: &str) -> ItemView {
    ItemView {
        title: item.title.clone(),
        link: web_link(&item.link),
        lang: foreign(item.language.as_deref(), own),
        byline: item.byline.clone(),
        published_on: item.published_on.map(plain_date),
        remark: item.remark.as_deref().map(sanitise::remark),
        excerpt: item.excerpt.clone().filter(|_| item.remark.is_none()),
        links: links(&item.links),
        also_at: links(&item.also_at),
        media: links(&item.media),
    }
}

fn links(all: &[NamedLink]) -> Vec<NamedLink> {
    all.iter().filter(|one| web_link(&one.link).is_some()).cloned().collect()
}

/// The tag, where its language is not ours.
pub fn foreign(tag: Option<&str>, own: &str) -> Option<String> {
    tag.filter(|tag| language::primary(tag) != language::primary(own)).map(str::to_owned)
}

/// The address, if it is one of the web: others may run code in a reader that does not look.
pub fn web_link(link: &str) -> Option<String> {
    url::Url::parse(link).ok().filter(|url| matches!(url.scheme(), "http" | "https")).map(|_| link.to_owned())
}

/// The feed of these editions, newest first, each with its HTML; `has_more` older ones are there.
pub fn feed(
    editions: Vec<(PublishedEdition, String)>,
    (settings, place, publisher): (&Settings, &Place, &str),
    (ending, before, has_more): (&str, Option<NaiveDate>, bool),
) -> OwnFeed {
    let site = &settings.site;
    let newest = place.file_address(&site.url, &format!("editions{ending}"));
    let part = |date: NaiveDate| format!("{newest}?before={date}");
    OwnFeed {
        id: ids::of_editions(publisher),
        title: site.title.clone(),
        subtitle: format!("Every edition of {}, with its remarks.", site.title),
        language: settings.edition.language.clone(),
        author: settings.mail.organisation.clone().unwrap_or_else(|| site.title.clone()),
        page: place.page_address(&site.url, "editions"),
        own: before.map_or_else(|| newest.clone(), part),
        first: before.map(|_| newest.clone()),
        next: editions.last().filter(|_| has_more).map(|(oldest, _)| part(oldest.date)),
        entries: editions.into_iter().map(|(edition, html)| entry(&edition, html, (settings, place, publisher))).collect(),
    }
}

/// Where an edition's page is.
pub fn page(edition: &PublishedEdition, settings: &Settings, place: &Place) -> String {
    place.page_address(&settings.site.url, &format!("editions/{}", edition.date))
}

fn entry(edition: &PublishedEdition, html: String, (settings, place, publisher): (&Settings, &Place, &str)) -> OwnEntry {
    let content = &edition.content;
    let titles: Vec<&str> = content.items.iter().map(|item| item.title.as_str()).collect();
    OwnEntry {
        id: ids::of_edition(publisher, edition.date),
        title: content.title.clone(),
        link: page(edition, settings, place),
        published_at: edition.published_at,
        updated_at: edition.changed_at(),
        authors: Vec::new(),
        language: None,
        summary: Some(format!("{}: {}", long_date(edition.date), excerpt::cut(&titles.join(" · "), 300))),
        html: Some(html),
        categories: Vec::new(),
    }
}
