//! The row of a new blog: what its feed says of itself, under what a person says about it.

use crate::model::blog::{Blog, BlogId};
use crate::model::feed::ParsedFeed;
use crate::rules::matching::canonical;
use url::Url;

/// Characters of a feed's own description that are taken over; a longer one is no line.
pub const ABOUT_LIMIT: usize = 160;

/// What a person said about the blog; everything left out is taken from the feed.
#[derive(Clone, Debug, Default)]
pub struct Wish {
    /// What it calls itself.
    pub name: Option<String>,
    /// Who runs it.
    pub council: Option<String>,
    /// One line in their own words.
    pub about: Option<String>,
}

/// The row for a feed at `feed`, found from the page `page`; its id differs from those of `rows`.
pub fn new_row(wish: &Wish, feed: &Url, page: Option<&Url>, document: &ParsedFeed, rows: &[Blog]) -> Blog {
    let name = wish.name.clone().or_else(|| document.feed.title.as_deref().map(own_name)).filter(|name| !name.is_empty());
    let name = name.unwrap_or_else(|| feed.host_str().unwrap_or("blog").to_owned());
    Blog {
        id: free_id(&name, wish.council.as_deref(), |id| rows.iter().any(|row| row.id == *id)),
        council: wish.council.clone(),
        about: wish.about.clone().or_else(|| about(document, &name)),
        site: site(feed, page, document).map(Into::into),
        feed: Some(feed.clone().into()),
        name,
        language: None,
        topics: Vec::new(),
        region: None,
        via: None,
        listed: true,
        retired: None,
        line: 0,
    }
}

/// "Ashby Digital - Medium" is called "Ashby Digital".
fn own_name(title: &str) -> String {
    let title = title.trim();
    ["- Medium", "– Medium", "| Medium"].iter().find_map(|end| title.strip_suffix(end)).unwrap_or(title).trim().to_owned()
}

fn about(document: &ParsedFeed, name: &str) -> Option<String> {
    let about = document.feed.subtitle.as_deref()?.trim();
    let says_something = !about.is_empty() && !about.eq_ignore_ascii_case(name) && about.chars().count() <= ABOUT_LIMIT;
    says_something.then(|| about.to_owned())
}

/// The feed's own word for its site, unless that is somebody else's while the page is the blog's; else the page.
fn site(feed: &Url, page: Option<&Url>, document: &ParsedFeed) -> Option<Url> {
    let said = document.feed.link.as_deref().and_then(|link| Url::parse(link).ok());
    let said = said.filter(|link| matches!(link.scheme(), "http" | "https") && link.host().is_some());
    let domain = |url: &Url| canonical::registrable_domain(url.as_str());
    match page {
        Some(page) => {
            said.filter(|said| domain(said) == domain(page) || domain(said) == domain(feed)).or_else(|| Some(page.clone()))
        }
        None => said,
    }
}

/// The name's own id, else one with the council's name, else with a number.
pub fn free_id(name: &str, council: Option<&str>, is_taken: impl Fn(&BlogId) -> bool) -> BlogId {
    let is_free = |id: &BlogId| !id.as_str().is_empty() && !id.is_reserved() && !is_taken(id);
    let plain = [BlogId::from_name(name), BlogId::from_name(&format!("{} {name}", council.unwrap_or("blog")))];
    let numbered = (2..).map(|number| BlogId::from_name(&format!("{name} {number}")));
    plain.into_iter().chain(numbered).find(is_free).unwrap_or_else(|| BlogId::from_name("blog"))
}
