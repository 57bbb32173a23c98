//! Feeds of ours.

use super::Publication;
use crate::model::document::{ATOM, Document, JSON_FEED};
use crate::model::published::{FeedFormat, OwnFeed, PublishedEdition};
use crate::rules::pages;
use crate::rules::pages::asked::Asked;
use crate::rules::publishing::stories::{self, Making};
use crate::rules::publishing::{atom, editions, json_feed};
use anyhow::Context;
use chrono::NaiveDate;
use minijinja::context;
use minijinja::value::{Serde, Value};

/// Stories in one document.
pub const NEWEST: usize = 50;

/// Editions in one document, which are long: some five months. Older ones follow page by page (RFC 5005 §3).
const EDITIONS: usize = 20;

impl Publication<'_> {
    /// The newest editions, or those before a date.
    pub async fn editions_feed(&self, format: FeedFormat, before: Option<NaiveDate>) -> anyhow::Result<Option<Document>> {
        let publisher = self.publisher().await?;
        let mut found = self.store.published_editions(before, EDITIONS + 1).await?;
        let has_more = found.len() > EDITIONS && !self.place.is_static();
        found.truncate(EDITIONS);
        let with_html = |edition: PublishedEdition| anyhow::Ok((self.edition_html(&edition)?, edition));
        let editions: Vec<_> =
            found.into_iter().map(with_html).map(|made| made.map(|(html, edition)| (edition, html))).collect::<Result<_, _>>()?;
        let feed = editions::feed(editions, (self.settings, &self.place, &publisher), (format.ending(), before, has_more));
        written(format, &feed).map(Some)
    }

    /// The stories that fit a search, newest first, from where its turn says.
    pub async fn stories_feed(&self, format: FeedFormat, search: &Asked) -> anyhow::Result<Option<Document>> {
        let mut found = self.river(search, NEWEST + 1).await?;
        let has_more = found.len() > NEWEST && !self.place.is_static();
        found.truncate(NEWEST);
        let publisher = self.publisher().await?;
        let (settings, blogs, place) = (self.settings, self.blogs, &self.place);
        let making = Making { settings, blogs, place, publisher: &publisher, ending: format.ending() };
        written(format, &stories::feed(making, search, &found, has_more)).map(Some)
    }

    /// An edition's words as HTML that stands alone.
    pub fn edition_html(&self, edition: &PublishedEdition) -> anyhow::Result<String> {
        let page = editions::page(edition, self.settings, &self.place);
        let body = editions::body(edition, &self.settings.edition.language, page);
        let html = self.pages.render(&self.place, "web/out/edition.html", Value::from(Serde(&body)));
        Ok(html.context("the template web/out/edition.html does not work")?.trim().to_owned())
    }

    /// The page that lists all feeds.
    pub fn feeds_page(&self) -> anyhow::Result<Option<Document>> {
        let feeds: Vec<Value> = pages::feeds::all().into_iter().map(|feed| Value::from(Serde(feed))).collect();
        self.html("web/out/feeds.html", context! { canonical => "feeds", feeds }, None).map(Some)
    }

    /// What ids begin from.
    pub(super) async fn publisher(&self) -> anyhow::Result<String> {
        let publisher = self.store.publisher().await?;
        publisher.context("the database was never used with a key, and without one no feed has an id; run `friday fetch`")
    }
}

/// In the format asked for.
pub(super) fn written(format: FeedFormat, feed: &OwnFeed) -> anyhow::Result<Document> {
    let changed_at = (!feed.entries.is_empty()).then(|| feed.updated_at());
    Ok(match format {
        FeedFormat::Atom => Document { media_type: ATOM, body: atom::write(feed)?, changed_at },
        FeedFormat::Json => Document { media_type: JSON_FEED, body: json_feed::write(feed)?, changed_at },
    })
}
