//! Which files the static site has: one list, in one order. `jobs::export` makes each.

use crate::model::blog::BlogId;
use crate::model::published::FeedFormat;
use chrono::NaiveDate;
use std::path::{Component, Path};

/// One file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StaticFile {
    /// The first page.
    Home,
    /// The archive.
    Editions,
    /// The archive of one year.
    Year(i32),
    /// One edition.
    Edition(NaiveDate),
    /// The living list.
    Blogs,
    /// One blog.
    Blog(BlogId),
    /// How to take the list along.
    Share,
    /// The newest stories.
    Stories,
    /// A week of the river, by its name and its place among all weeks.
    Week(String, usize),
    /// The page that lists all feeds.
    Feeds,
    /// The accessibility statement.
    Accessibility,
    /// The privacy notice.
    WhatWeKeep,
    /// For publishers.
    AboutOurFetcher,
    /// What web hosts show for an address that is not there.
    NotFound,
    /// The feed of editions.
    EditionsFeed(FeedFormat),
    /// The feed of the river.
    StoriesFeed(FeedFormat),
    /// The list for feed readers.
    Opml,
    /// The list as a piece of HTML.
    Blogroll,
    /// The stylesheet.
    Style,
    /// The map of the site.
    Sitemap,
    /// What search engines are asked.
    Robots,
}

impl StaticFile {
    /// Where it stands in the folder, with slashes.
    pub fn path(&self) -> String {
        match self {
            Self::Home => "index.html".to_owned(),
            Self::Editions => "editions.html".to_owned(),
            Self::Year(year) => format!("editions/year/{year}.html"),
            Self::Edition(date) => format!("editions/{date}.html"),
            Self::Blogs => "blogs.html".to_owned(),
            Self::Blog(id) => format!("blogs/{id}.html"),
            Self::Share => "blogs/share.html".to_owned(),
            Self::Stories => "stories.html".to_owned(),
            Self::Week(name, _) => format!("stories/{name}.html"),
            Self::Feeds => "feeds.html".to_owned(),
            Self::Accessibility => "accessibility.html".to_owned(),
            Self::WhatWeKeep => "what-we-keep.html".to_owned(),
            Self::AboutOurFetcher => "about-our-fetcher.html".to_owned(),
            Self::NotFound => "404.html".to_owned(),
            Self::EditionsFeed(format) => format!("editions{}", format.ending()),
            Self::StoriesFeed(format) => format!("stories{}", format.ending()),
            Self::Opml => "blogs.opml".to_owned(),
            Self::Blogroll => "blogroll.html".to_owned(),
            Self::Style => "style.css".to_owned(),
            Self::Sitemap => "sitemap.xml".to_owned(),
            Self::Robots => "robots.txt".to_owned(),
        }
    }

    /// How many folders below the first page it stands.
    pub fn depth(&self) -> usize {
        self.path().matches('/').count()
    }
}

/// What a site consists of.
#[derive(Clone, Debug, Default)]
pub struct Extent {
    /// Of editions that are out.
    pub editions: Vec<NaiveDate>,
    /// Years with editions.
    pub years: Vec<i32>,
    /// The list.
    pub blogs: Vec<BlogId>,
    /// Names of the river's weeks, newest first.
    pub weeks: Vec<String>,
    /// Whether search engines may be told its address: `[site] url` begins with https.
    pub has_address: bool,
}

/// Every file of it.
pub fn files(extent: &Extent) -> Vec<StaticFile> {
    use StaticFile as File;
    let mut files = vec![File::Home, File::Editions, File::Blogs, File::Share, File::Feeds];
    files.extend([File::Accessibility, File::WhatWeKeep, File::AboutOurFetcher, File::NotFound]);
    files.extend([File::Opml, File::Blogroll, File::Style]);
    files.extend(FeedFormat::ALL.map(File::EditionsFeed));
    files.extend(FeedFormat::ALL.map(File::StoriesFeed));
    files.push(File::Stories);
    files.extend(extent.weeks.iter().cloned().enumerate().map(|(index, name)| File::Week(name, index)));
    files.extend(extent.years.iter().copied().map(File::Year));
    files.extend(extent.editions.iter().copied().map(File::Edition));
    files.extend(extent.blogs.iter().cloned().map(File::Blog));
    if extent.has_address {
        files.extend([File::Sitemap, File::Robots]);
    }
    files
}

/// Whether a path that a manifest names may be one of ours: below the folder, and nothing else. A manifest is a file that
/// anybody may have written.
pub fn is_inside(path: &str) -> bool {
    let mut parts = Path::new(path).components().peekable();
    parts.peek().is_some() && parts.all(|part| matches!(part, Component::Normal(_)))
}
