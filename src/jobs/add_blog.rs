//! Adds a blog to the list from any of its addresses.

use super::Stop;
use super::find_feed::{Candidate, Found, Looked, Search};
use crate::model::blog::Blog;
use crate::model::feed::ParsedFeed;
use crate::model::web_address::WebAddress;
use crate::rules::listing::check::same_address;
use crate::rules::listing::feed_kind::FeedKind;
use crate::rules::listing::new_row::{Wish, new_row};
use url::Url;

/// What came of looking for a blog's feed.
#[derive(Debug)]
pub enum Addition {
    /// One feed: its row, and the document.
    Row {
        /// The row, not yet written.
        blog: Box<Blog>,
        /// The feed as it is now.
        document: Box<ParsedFeed>,
    },
    /// Several feeds, or none but those of comments and the like: a person chooses.
    Choices(Found),
    /// No row can be made of it.
    Refused(Refusal),
}

/// Why no row can be made of an address.
#[derive(Debug)]
pub enum Refusal {
    /// This row of the list is the blog.
    Listed(Box<Blog>),
    /// The page leads to no feed.
    NoFeed(Found),
    /// It is the feed of comments.
    Comments,
    /// The address answers, with something that is neither page nor feed; in plain words.
    NotAFeed(String),
    /// The server says that nothing is there; in plain words.
    Dead(String),
    /// No answer that can be used, this time; in the words of the log.
    Failed(String),
}

/// Looks for the feed and makes its row; writes nothing.
pub async fn prepare(mut search: Search<'_>, rows: &[Blog], url: &Url, wish: &Wish) -> Addition {
    // A blog that is on the list already need not be asked.
    if let Some(listed) = listed(url, rows) {
        return Addition::Refused(Refusal::Listed(Box::new(listed.clone())));
    }
    let (candidate, page) = match search.look(url).await {
        Looked::Feed(found) if found.kind == FeedKind::Comments => return Addition::Refused(Refusal::Comments),
        Looked::Feed(found) => (*found, None),
        Looked::Page(page, place) => {
            let mut found = search.follow(&page, &place).await;
            match (found.feeds.len(), found.set_aside.is_empty()) {
                (1, _) => (found.feeds.remove(0), Some(place)),
                (0, true) => return Addition::Refused(Refusal::NoFeed(found)),
                _ => return Addition::Choices(found),
            }
        }
        Looked::NotAFeed(why) => return Addition::Refused(Refusal::NotAFeed(why)),
        Looked::Dead(_, why) => return Addition::Refused(Refusal::Dead(why)),
        Looked::Failed(why) => return Addition::Refused(Refusal::Failed(why)),
    };
    let Candidate { url: feed, feed: document, .. } = candidate;
    let blog = new_row(wish, &feed, page.as_ref(), &document, rows);
    match same_address(&blog, rows) {
        Some(other) => Addition::Refused(Refusal::Listed(Box::new(other.clone()))),
        None => Addition::Row { blog: Box::new(blog), document: Box::new(document) },
    }
}

/// The row whose feed is at this very address.
pub fn listed<'a>(url: &Url, rows: &'a [Blog]) -> Option<&'a Blog> {
    let is_meant = |known: &WebAddress| known.as_str().trim_end_matches('/') == url.as_str().trim_end_matches('/');
    rows.iter().find(|blog| blog.feed.as_ref().is_some_and(is_meant))
}

/// A refusal for a terminal.
pub fn refusal(url: &Url, refusal: &Refusal) -> Stop {
    Stop::Failed(match refusal {
        Refusal::Listed(other) => already(other),
        Refusal::NoFeed(found) => none_found(url, found),
        Refusal::Comments => format!("{url} is the feed of comments; give the address of the blog itself"),
        Refusal::NotAFeed(why) => format!("{url}: {why}"),
        Refusal::Dead(why) | Refusal::Failed(why) => why.clone(),
    })
}

/// "it is on the list already …", for a terminal.
pub fn already(other: &Blog) -> String {
    let retired = other.retired.as_ref().map(|why| format!(" (retired: {why})")).unwrap_or_default();
    format!("it is on the list already: {:?} in line {}{retired}", other.name, other.line)
}

fn none_found(url: &Url, found: &Found) -> String {
    if found.asks_for_login {
        return format!("{url} wants a login, and friday has none: only public blogs can be read");
    }
    let tried: Vec<String> = found.tried.iter().map(|(_, why)| format!("\n  {why}")).collect();
    let next = "if you know its address, give that instead; some blogs have none, and their makers can be asked for one";
    format!("no feed was found from {url}; {next}. Tried:{}", tried.concat())
}
