//! Adds a blog to the list from any of its addresses.

use super::Stop;
use super::find_feed::{Candidate, Found, Looked, Search};
use super::list_file::ListFile;
use crate::config::edit::append;
use crate::model::blog::Blog;
use crate::model::feed::ParsedFeed;
use crate::rules::listing::check::same_address;
use crate::rules::listing::feed_kind::FeedKind;
use crate::rules::listing::new_row::{Wish, new_row};
use url::Url;

/// What came of it.
#[derive(Debug)]
pub enum Addition {
    /// One feed: its row, the document, and the list with the row at its end.
    Row {
        /// The row.
        blog: Box<Blog>,
        /// The feed as it is now.
        document: Box<ParsedFeed>,
        /// The new text of feeds.toml, not yet written.
        text: String,
    },
    /// Several feeds, or none but those of comments and the like: a person chooses.
    Choices(Found),
}

/// Looks for the feed and makes its row; writes nothing.
pub async fn prepare(mut search: Search<'_>, list: &ListFile, url: &Url, wish: &Wish) -> anyhow::Result<Addition> {
    // A blog that is on the list already need not be asked.
    refuse_double(url, &list.blogs)?;
    let (candidate, page) = match search.look(url).await {
        Looked::Feed(found) if found.kind == FeedKind::Comments => {
            let why = format!("{url} is the feed of comments; give the address of the blog itself");
            return Err(Stop::Failed(why).into());
        }
        Looked::Feed(found) => (*found, None),
        Looked::Page(page, place) => {
            let mut found = search.follow(&page, &place).await;
            match (found.feeds.len(), found.set_aside.is_empty()) {
                (1, _) => (found.feeds.remove(0), Some(place)),
                (0, true) => return Err(none_found(url, &found).into()),
                _ => return Ok(Addition::Choices(found)),
            }
        }
        Looked::NotAFeed(why) => return Err(Stop::Failed(format!("{url}: {why}")).into()),
        Looked::Dead(_, why) | Looked::Failed(why) => return Err(Stop::Failed(why).into()),
    };
    let Candidate { url: feed, feed: document, .. } = candidate;
    let blog = new_row(wish, &feed, page.as_ref(), &document, &list.blogs);
    if let Some(other) = same_address(&blog, &list.blogs) {
        return Err(already(other).into());
    }
    let text = append(&list.text, std::slice::from_ref(&blog)).map_err(Stop::Failed)?;
    Ok(Addition::Row { blog: Box::new(blog), document: Box::new(document), text })
}

fn refuse_double(url: &Url, blogs: &[Blog]) -> Result<(), Stop> {
    let is_meant = |known: &Url| known.as_str().trim_end_matches('/') == url.as_str().trim_end_matches('/');
    match blogs.iter().find(|blog| blog.feed.as_ref().is_some_and(is_meant)) {
        Some(other) => Err(already(other)),
        None => Ok(()),
    }
}

fn already(other: &Blog) -> Stop {
    let retired = other.retired.as_ref().map(|why| format!(" (retired: {why})")).unwrap_or_default();
    Stop::Failed(format!("it is on the list already: {:?} in line {}{retired}", other.name, other.line))
}

fn none_found(url: &Url, found: &Found) -> Stop {
    if found.asks_for_login {
        return Stop::Failed(format!("{url} wants a login, and friday has none: only public blogs can be read"));
    }
    let tried: Vec<String> = found.tried.iter().map(|(_, why)| format!("\n  {why}")).collect();
    let next = "if you know its address, give that instead; some blogs have none, and their makers can be asked for one";
    Stop::Failed(format!("no feed was found from {url}; {next}. Tried:{}", tried.concat()))
}
