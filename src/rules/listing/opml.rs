//! Lists of other readers: OPML 2.0 out, anything that calls itself OPML in (<http://opml.org/spec2.opml>).

mod export;

pub use export::{exported, write};

use super::new_row::{ABOUT_LIMIT, free_id};
use crate::model::blog::{Blog, BlogId};
use crate::rules::matching::canonical;
use crate::rules::parsing::text;
use crate::rules::parsing::transcode::to_utf8;
use crate::rules::parsing::tree::{Element, Tree};
use std::collections::HashSet;
use url::Url;

/// Bytes of a file; a list of ten thousand blogs takes three of them.
pub const BYTE_LIMIT: usize = 8 * 1024 * 1024;

/// Outlines of a file, folders among them.
pub const OUTLINE_LIMIT: usize = 10_000;

/// Folders within folders.
pub const DEPTH_LIMIT: usize = 64;

/// Why a file is not taken in at all; each says what to do next.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OpmlError {
    /// Over `BYTE_LIMIT`.
    #[error("it is larger than 8 MiB; split it")]
    TooLarge,
    /// Over `OUTLINE_LIMIT`.
    #[error("it has more than {OUTLINE_LIMIT} outlines; split it")]
    TooMany,
    /// Over `DEPTH_LIMIT`, or the limits of the XML reader.
    #[error("its outlines are nested more than {DEPTH_LIMIT} deep, or never closed; export it again from where it came")]
    TooDeep,
    /// Neither `<opml>` nor an outline in it.
    #[error("it is not OPML; export a list of subscriptions as OPML and give that file")]
    NotOpml,
}

/// One feed of the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outline {
    /// `title`, else `text`; plain text.
    pub title: Option<String>,
    /// `xmlUrl`, in any case; `url` where the type says feed.
    pub feed: Url,
    /// `htmlUrl`.
    pub site: Option<Url>,
    /// `description`, when it is a line.
    pub about: Option<String>,
    /// `language`.
    pub language: Option<String>,
    /// `category`, and the titles of the folders around it.
    pub topics: Vec<String>,
}

/// What a file holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outlines {
    /// In document order, doubles included.
    pub feeds: Vec<Outline>,
    /// Addresses that are none, as written.
    pub unusable: Vec<String>,
}

/// Reads a file, mending what can be mended: bare ampersands, unclosed tags, any case, any encoding.
pub fn read(bytes: &[u8]) -> Result<Outlines, OpmlError> {
    if bytes.len() > BYTE_LIMIT {
        return Err(OpmlError::TooLarge);
    }
    let (document, _) = to_utf8(bytes, None);
    let (tree, _) = Tree::read(&document).map_err(|_| OpmlError::TooDeep)?;
    let mut reader = Reader::default();
    for root in tree.roots() {
        reader.walk(root, 0)?;
    }
    if reader.is_opml { Ok(reader.found) } else { Err(OpmlError::NotOpml) }
}

#[derive(Default)]
struct Reader {
    found: Outlines,
    folders: Vec<String>,
    count: usize,
    is_opml: bool,
}

impl Reader {
    fn walk(&mut self, element: Element<'_>, depth: usize) -> Result<(), OpmlError> {
        let name = element.local();
        let is_outline = name.eq_ignore_ascii_case("outline");
        self.is_opml |= is_outline || name.eq_ignore_ascii_case("opml");
        self.count += usize::from(is_outline);
        if depth > DEPTH_LIMIT {
            return Err(OpmlError::TooDeep);
        }
        if self.count > OUTLINE_LIMIT {
            return Err(OpmlError::TooMany);
        }
        let is_folder = is_outline && !self.take(element);
        let title = is_folder.then(|| title(element)).flatten();
        let folders = self.folders.len();
        self.folders.extend(title);
        for inside in element.elements() {
            self.walk(inside, depth + 1)?;
        }
        self.folders.truncate(folders);
        Ok(())
    }

    /// Whether the outline was a feed, usable or not.
    fn take(&mut self, outline: Element<'_>) -> bool {
        let Some(written) = feed_address(outline) else { return false };
        let Some(feed) = web_address(written) else {
            self.found.unusable.push(written.chars().take(200).collect());
            return true;
        };
        let categories = outline.attribute("category").unwrap_or_default().split(',').map(|one| one.trim().trim_matches('/'));
        let mut topics: Vec<String> = Vec::new();
        for topic in self.folders.iter().map(String::as_str).chain(categories) {
            if !topic.is_empty() && !topics.iter().any(|known| known == topic) {
                topics.push(topic.to_owned());
            }
        }
        self.found.feeds.push(Outline {
            title: title(outline),
            feed,
            site: outline.attribute("htmlUrl").and_then(web_address),
            about: outline.attribute("description").map(text::tidy).filter(|about| is_line(about)),
            language: outline.attribute("language").map(str::to_owned).filter(|language| language != "unknown"),
            topics,
        });
        true
    }
}

fn title(outline: Element<'_>) -> Option<String> {
    ["title", "text"].iter().find_map(|name| outline.attribute(name)).map(text::title).filter(|title| !title.is_empty())
}

fn is_line(about: &str) -> bool {
    !about.is_empty() && about.chars().count() <= ABOUT_LIMIT
}

/// `url` is a feed's only where the type says so: elsewhere it is a link to a page, or another outline to include.
fn feed_address<'a>(outline: Element<'a>) -> Option<&'a str> {
    let kind = outline.attribute("type").unwrap_or_default().to_lowercase();
    let is_feed = matches!(kind.as_str(), "rss" | "atom" | "feed" | "rss1" | "rss2");
    outline.attribute("xmlUrl").or_else(|| outline.attribute("url").filter(|_| is_feed))
}

/// http and https; feed: is another name for them.
fn web_address(written: &str) -> Option<Url> {
    let written = written.trim();
    let bare = written.strip_prefix("feed:").unwrap_or(written);
    let whole = if bare.starts_with("//") { format!("https:{bare}") } else { bare.to_owned() };
    let url = Url::parse(&whole).ok()?;
    (matches!(url.scheme(), "http" | "https") && url.host().is_some()).then_some(url)
}

/// Rows for the feeds that are neither on the list nor twice in the file, and how many were.
pub fn new_rows(outlines: &[Outline], rows: &[Blog]) -> (Vec<Blog>, usize) {
    let canonical = |address: &str| canonical::link(address).unwrap_or_else(|| address.to_owned());
    let mut feeds: HashSet<String> =
        rows.iter().filter_map(|row| row.feed.as_ref()).map(|feed| canonical(feed.as_str())).collect();
    let mut ids: HashSet<BlogId> = rows.iter().map(|row| row.id.clone()).collect();
    let mut new = Vec::new();
    for outline in outlines.iter().filter(|outline| feeds.insert(canonical(outline.feed.as_str()))) {
        let blog = row(outline, &ids);
        ids.insert(blog.id.clone());
        new.push(blog);
    }
    let known = outlines.len() - new.len();
    (new, known)
}

fn row(outline: &Outline, ids: &HashSet<BlogId>) -> Blog {
    let name = outline.title.clone().unwrap_or_else(|| outline.feed.host_str().unwrap_or("blog").to_owned());
    Blog {
        id: free_id(&name, None, |id| ids.contains(id)),
        council: None,
        name,
        about: outline.about.clone(),
        site: outline.site.clone().map(Into::into),
        feed: Some(outline.feed.clone().into()),
        language: outline.language.clone(),
        topics: outline.topics.clone(),
        region: None,
        via: None,
        listed: true,
        retired: None,
        line: 0,
    }
}
