//! The whole public site as static files, made by the same methods that the service answers with.

use super::Stop;
use super::site::{Publication, RecentRiver};
use crate::io::static_folder::{FolderError, Put, StaticFolder};
use crate::model::Instant;
use crate::model::document::{CSS, Document};
use crate::rules::pages::Place;
use crate::rules::pages::asked::Asked;
use crate::rules::pages::blogs::Question;
use crate::rules::publishing::sitemap;
use crate::rules::publishing::static_site::{Extent, StaticFile, files, is_inside};
use crate::rules::publishing::weeks::Week;
use futures_util::{StreamExt, stream};
use serde::Serialize;
use std::collections::BTreeSet;
use std::path::Path;

/// Documents that are being made at once.
const AHEAD: usize = 8;

/// What an export did.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Exported {
    /// Files with new bytes.
    pub written: usize,
    /// Files that had these bytes already.
    pub unchanged: usize,
    /// Files that belonged to the site and do no longer.
    pub removed: usize,
    /// Files of somebody else that stand where one of ours would.
    pub foreign: Vec<String>,
}

/// Brings a folder up to date. `style` is the stylesheet.
pub async fn export(publication: &Publication<'_>, style: &str, folder: &Path) -> anyhow::Result<Exported> {
    let mut folder = StaticFolder::open(folder, is_inside).map_err(refused)?;
    while publication.store.fill_river().await? {}
    let seen = Seen::look(publication).await?;
    let files = files(&seen.extent);
    folder.claim(&files.iter().map(StaticFile::path).collect())?;
    let mut done = Exported::default();
    let mut kept = BTreeSet::new();
    // The next documents are read from the database while one is put in its place.
    let making = files.iter().map(|file| async { (file.path(), made(publication, style, file, &seen).await) });
    let mut documents = stream::iter(making).buffered(AHEAD);
    while let Some((path, document)) = documents.next().await {
        let Some(document) = document? else { continue };
        match folder.put(&path, document.body.as_bytes())? {
            Put::Written => done.written += 1,
            Put::Unchanged => done.unchanged += 1,
            Put::Foreign => done.foreign.push(path.clone()),
        }
        kept.insert(path);
    }
    drop(documents);
    done.removed = folder.remove_others(&kept)?;
    Ok(done)
}

/// Another folder is needed: that is for the person who named it.
fn refused(error: FolderError) -> anyhow::Error {
    match error {
        FolderError::Foreign(_) | FolderError::Manifest(..) => Stop::Settings(error.to_string()).into(),
        FolderError::Disk(error) => error,
    }
}

/// What is looked up once for many files.
struct Seen {
    extent: Extent,
    river: RecentRiver,
    draft: Option<(String, Instant)>,
}

impl Seen {
    async fn look(publication: &Publication<'_>) -> anyhow::Result<Self> {
        let editions = publication.store.published_dates().await?;
        let river = publication.recent_river().await?;
        let extent = Extent {
            years: sitemap::years(&editions).into_keys().collect(),
            editions: editions.into_iter().map(|edition| edition.date).collect(),
            blogs: publication.blogs.iter().map(|blog| blog.id.clone()).collect(),
            weeks: river.weeks.iter().map(Week::name).collect(),
            has_address: publication.settings.site.url.scheme() == "https",
        };
        Ok(Self { extent, river, draft: publication.draft().await? })
    }
}

/// One file's document; none where there is nothing to show.
async fn made(publication: &Publication<'_>, style: &str, file: &StaticFile, seen: &Seen) -> anyhow::Result<Option<Document>> {
    let site = standing(publication, file);
    match file {
        StaticFile::Home => site.home().await,
        StaticFile::Editions => site.archive().await,
        StaticFile::Year(year) => site.year(*year).await,
        StaticFile::Edition(date) => site.edition(*date).await,
        StaticFile::Accessibility => site.accessibility(),
        StaticFile::WhatWeKeep => site.what_we_keep(),
        StaticFile::AboutOurFetcher => site.about_our_fetcher(),
        StaticFile::Blogs => site.blogs(&Question::default()).await,
        StaticFile::Blog(id) => site.blog_beside(id, seen.draft.clone()).await,
        StaticFile::Share => site.share(),
        StaticFile::Stories => site.newest_stories(&seen.river).map(Some),
        StaticFile::Week(_, index) => site.week_of_stories(&seen.river, *index),
        StaticFile::Feeds => site.feeds_page(),
        StaticFile::NotFound => site.not_found().map(Some),
        StaticFile::EditionsFeed(format) => site.editions_feed(*format, None).await,
        StaticFile::StoriesFeed(format) => site.stories_feed(*format, &Asked::default()).await,
        StaticFile::Opml => site.opml(),
        StaticFile::Blogroll => site.blogroll(),
        StaticFile::Style => Ok(Some(Document { media_type: CSS, body: style.to_owned(), changed_at: None })),
        StaticFile::Sitemap => site.sitemap().await,
        StaticFile::Robots => Ok(Some(site.robots())),
    }
}

/// The same publication, seen from where the file will stand.
fn standing<'a>(publication: &Publication<'a>, file: &StaticFile) -> Publication<'a> {
    let place = match file {
        StaticFile::NotFound => Place::exported_anywhere(publication.settings),
        other => Place::exported(other.depth()),
    };
    Publication { place, ..publication.clone() }
}
