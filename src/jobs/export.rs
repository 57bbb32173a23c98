//! The whole public site as static files, made by the same methods that the service answers with.

use super::Stop;
use super::site::{Publication, RecentRiver};
use crate::io::static_folder::{FolderError, Put, StaticFolder};
use crate::model::document::{CSS, Document};
use crate::rules::pages::Place;
use crate::rules::pages::asked::Asked;
use crate::rules::pages::blogs::Question;
use crate::rules::publishing::sitemap;
use crate::rules::publishing::static_site::{Extent, StaticFile, files, is_inside};
use crate::rules::publishing::weeks::Week;
use serde::Serialize;
use std::collections::BTreeSet;
use std::path::Path;

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
    let (files, river) = plan(publication).await?;
    folder.claim(&files.iter().map(StaticFile::path).collect())?;
    let mut done = Exported::default();
    let mut kept = BTreeSet::new();
    for file in &files {
        let Some(document) = made(publication, style, file, &river).await? else { continue };
        let path = file.path();
        match folder.put(&path, document.body.as_bytes())? {
            Put::Written => done.written += 1,
            Put::Unchanged => done.unchanged += 1,
            Put::Foreign => done.foreign.push(path.clone()),
        }
        kept.insert(path);
    }
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

/// Every file, and the stories of those that show them.
async fn plan(publication: &Publication<'_>) -> anyhow::Result<(Vec<StaticFile>, RecentRiver)> {
    let editions = publication.store.published_dates().await?;
    let river = publication.recent_river().await?;
    let extent = Extent {
        years: sitemap::years(&editions).into_keys().collect(),
        editions: editions.into_iter().map(|edition| edition.date).collect(),
        blogs: publication.blogs.iter().map(|blog| blog.id.clone()).collect(),
        weeks: river.weeks.iter().map(Week::name).collect(),
        has_address: publication.settings.site.url.scheme() == "https",
    };
    Ok((files(&extent), river))
}

/// One file's document; none where there is nothing to show.
async fn made(
    publication: &Publication<'_>,
    style: &str,
    file: &StaticFile,
    river: &RecentRiver,
) -> anyhow::Result<Option<Document>> {
    let site = standing(publication, file);
    match file {
        StaticFile::Home | StaticFile::Editions | StaticFile::Year(_) | StaticFile::Edition(_) => Ok(None),
        StaticFile::Accessibility | StaticFile::WhatWeKeep | StaticFile::AboutOurFetcher => Ok(None),
        StaticFile::Blogs => site.blogs(&Question::default()).await,
        StaticFile::Blog(id) => site.blog(id).await,
        StaticFile::Share => site.share(),
        StaticFile::Stories => site.newest_stories(river).map(Some),
        StaticFile::Week(_, index) => site.week_of_stories(river, *index),
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
