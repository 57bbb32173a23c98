//! One blog asked: its feed found if need be, fetched and parsed.

use super::Pass;
use crate::io::fetcher::Request;
use crate::model::Instant;
use crate::model::blog::{Blog, BlogHealth, BlogId};
use crate::model::feed::ParsedFeed;
use crate::model::fetched::Fetched;
use crate::rules::matching::{self, Sighting};
use crate::rules::parsing::{self, Document};
use crate::rules::refreshing::moves::{self, Place};
use crate::rules::refreshing::same_again;
use tokio::sync::Semaphore;
use url::Url;

/// A blog whose turn it is.
pub struct Turn<'a> {
    /// Its row.
    pub blog: &'a Blog,
    /// What is known of it.
    pub before: BlogHealth,
    /// Whether the validators stay at home this time, to see that the server's 304s are true.
    pub is_check: bool,
    /// Whether `before` is what the store has.
    pub is_as_stored: bool,
}

/// One feed as it came back, read.
pub struct Answer<'a> {
    pub blog: &'a Blog,
    pub before: BlogHealth,
    /// Whether the address that was asked is another one than the store has as its feed's.
    pub is_new_address: bool,
    pub fetched: Fetched,
    pub came: Came,
}

/// What an answer brought.
pub enum Came {
    /// No feed.
    Nothing,
    /// The last document once more, by its number.
    Known(u64),
    /// A feed.
    Feed(Box<Parsed>),
}

/// A document that was a feed.
pub struct Parsed {
    pub feed: ParsedFeed,
    pub sightings: Vec<Sighting>,
    /// Its number (`same_again`).
    pub body_hash: u64,
}

/// Asks for one blog; every outcome is an answer.
pub async fn ask<'a>(pass: Pass<'a>, turn: Turn<'a>, now: Instant, parsers: &Semaphore) -> Answer<'a> {
    let Turn { blog, mut before, is_check, .. } = turn;
    let url = match feed_address(pass, blog, &before, now).await {
        Ok(url) => url,
        Err(fetched) => return Answer { blog, before, is_new_address: false, fetched, came: Came::Nothing },
    };
    let is_new_address = before.feed.as_deref() != Some(url.as_str());
    before.feed = Some(url.to_string());
    let pairs = std::iter::once(&before.validators).chain(&before.other_validators);
    let validators = if is_check { Vec::new() } else { pairs.cloned().collect() };
    let fetched = pass.fetcher.fetch(&Request { url, validators, now, is_last: true, listed: listed(blog) }).await;
    let (fetched, came) = match &fetched {
        Fetched::Body { url, .. } => {
            let expected = same_again::expected(&before, url);
            read(blog, fetched, expected, parsers).await
        }
        _ => (fetched, Came::Nothing),
    };
    Answer { blog, before, is_new_address, fetched: on_one_line(fetched), came }
}

/// What is known, else what the site announces now; else the answer that there was instead.
async fn feed_address(pass: Pass<'_>, blog: &Blog, before: &BlogHealth, now: Instant) -> Result<Url, Fetched> {
    match moves::place(blog, before) {
        Place::Feed(feed) => Ok(feed),
        Place::Site(site) => discover(pass, site, listed(blog), now).await,
        Place::Nowhere => Err(Fetched::Failed("its address is unknown".to_owned())),
    }
}

/// What a person wrote into the row.
fn listed(blog: &Blog) -> Option<Url> {
    blog.feed.as_ref().or(blog.site.as_ref())?.url()
}

async fn discover(pass: Pass<'_>, site: Url, listed: Option<Url>, now: Instant) -> Result<Url, Fetched> {
    match pass.fetcher.fetch(&Request { url: site.clone(), validators: Vec::new(), now, is_last: false, listed }).await {
        Fetched::Body { bytes, url, .. } => {
            let page = Url::parse(&url).unwrap_or_else(|_| site.clone());
            // Away from the async threads: a page may be as large as a feed.
            let announced = tokio::task::spawn_blocking(move || announced(&bytes, page)).await.ok().flatten();
            let nothing = || format!("{site} announces no feed; find its address and write it into feeds.toml as feed = \"…\"");
            announced.ok_or_else(|| Fetched::Failed(nothing()))
        }
        Fetched::Failed(why) => Err(Fetched::Failed(format!("while looking for its feed: {why}"))),
        Fetched::NotModified { .. } => Err(Fetched::Failed(format!("{site} answered in an unexpected way (HTTP 304)"))),
        // What the site says about being asked holds for its feed too.
        other => Err(other),
    }
}

/// The page itself when it is a feed, else the first feed it names.
fn announced(bytes: &[u8], page: Url) -> Option<Url> {
    if parsing::parse(Document { bytes, content_type: None, base_url: None }).is_ok() {
        return Some(page);
    }
    parsing::discover::feed_links(&String::from_utf8_lossy(bytes), &page).into_iter().next()
}

/// A failure may quote the server: its words become plain ones before they are stored, shown or logged.
fn on_one_line(fetched: Fetched) -> Fetched {
    match fetched {
        Fetched::Failed(why) => Fetched::Failed(parsing::text::tidy(&why)),
        Fetched::Forbidden { why, challenge, retry_after } => {
            Fetched::Forbidden { why: parsing::text::tidy(&why), challenge, retry_after }
        }
        other => other,
    }
}

/// Parses away from the async threads; what is no feed is a failure, and leaves validators and entries alone.
async fn read(blog: &Blog, mut fetched: Fetched, expected: Option<u64>, parsers: &Semaphore) -> (Fetched, Came) {
    // A semaphore that is never closed always gives a permit. It is kept until somebody takes the answer: what was read and waits is memory.
    let _turn = parsers.acquire().await;
    let blog = blog.clone();
    let read = tokio::task::spawn_blocking(move || {
        let Fetched::Body { bytes, content_type, url, .. } = &mut fetched else { return (fetched, Came::Nothing) };
        let body_hash = same_again::number(&blog, bytes, content_type.as_deref());
        if expected == Some(body_hash) {
            bytes.let_go();
            return (fetched, Came::Known(body_hash));
        }
        match parse(&blog.id, Document { bytes, content_type: content_type.as_deref(), base_url: Some(url.as_str()) }) {
            Ok((feed, sightings)) => {
                bytes.let_go();
                (fetched, Came::Feed(Box::new(Parsed { feed, sightings, body_hash })))
            }
            Err(why) => (Fetched::Failed(why), Came::Nothing),
        }
    });
    read.await.unwrap_or_else(|_| (Fetched::Failed("the document could not be read".to_owned()), Came::Nothing))
}

fn parse(blog: &BlogId, document: Document<'_>) -> Result<(ParsedFeed, Vec<Sighting>), String> {
    let mut feed = parsing::parse_as_sent(document).map_err(|error| error.to_string())?;
    let sightings = matching::sightings(blog, std::mem::take(&mut feed.entries));
    if feed.cut_off && sightings.is_empty() {
        return Err("not a feed that can be read: it ends in the middle, before its first post".to_owned());
    }
    Ok((feed, sightings))
}
