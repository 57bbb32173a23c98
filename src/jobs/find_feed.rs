//! Finds the feed of a blog from any address of it: one GET for each address tried, never the same one twice.

use crate::io::fetcher::{Fetcher, Request};
use crate::model::Instant;
use crate::model::feed::{ParseError, ParsedFeed};
use crate::model::fetched::Fetched;
use crate::rules::listing::check::Absence;
use crate::rules::listing::feed_kind::FeedKind;
use crate::rules::listing::platform::guesses;
use crate::rules::listing::same_feed;
use crate::rules::parsing::discover::{FeedLink, Page, read_page};
use crate::rules::parsing::{self, Document, transcode};
use std::collections::HashSet;
use url::Url;

/// Announced or linked feeds that are looked into; a page that names more is no blog's.
const TRY_LIMIT: usize = 6;

/// A feed that was read.
#[derive(Clone, Debug)]
pub struct Candidate {
    /// The address to write down: the one asked for, or where a lasting redirect led.
    pub url: Url,
    /// Whose posts.
    pub kind: FeedKind,
    /// Its document.
    pub feed: ParsedFeed,
    /// Where a lasting redirect led, if there was one.
    pub lasting: Option<Url>,
}

/// What came of one address.
#[derive(Clone, Debug)]
pub enum Looked {
    /// A feed.
    Feed(Box<Candidate>),
    /// A web page.
    Page(Box<Page>, Url),
    /// Nothing is there any more; in plain words.
    Dead(Absence, String),
    /// Something that is neither page nor feed; in plain words.
    NotAFeed(String),
    /// No answer that can be used, this time.
    Failed(String),
}

/// What a page led to.
#[derive(Clone, Debug, Default)]
pub struct Found {
    /// Feeds of posts, each another one, best first.
    pub feeds: Vec<Candidate>,
    /// Feeds that the page names and nobody asked for.
    pub set_aside: Vec<FeedLink>,
    /// Addresses that were tried in vain, with the reason.
    pub tried: Vec<(Url, String)>,
    /// Whether the page wants a login.
    pub asks_for_login: bool,
}

/// A search that remembers which addresses were asked.
#[derive(Debug)]
pub struct Search<'a> {
    fetcher: &'a Fetcher,
    now: Instant,
    asked: HashSet<String>,
    /// The address that a person gave: the first one looked at.
    listed: Option<Url>,
    found: Found,
}

impl<'a> Search<'a> {
    /// Nothing asked yet.
    pub fn new(fetcher: &'a Fetcher, now: Instant) -> Self {
        Self { fetcher, now, asked: HashSet::new(), listed: None, found: Found::default() }
    }

    /// Asks for one address.
    pub async fn look(&mut self, url: &Url) -> Looked {
        self.asked.insert(key(url));
        let listed = Some(self.listed.get_or_insert_with(|| url.clone()).clone());
        let request = Request { url: url.clone(), validators: Vec::new(), now: self.now, is_last: false, listed };
        let (bytes, content_type, place, lasting) = match self.fetcher.fetch(&request).await {
            Fetched::Body { bytes, content_type, url, hints, .. } => (bytes, content_type, url, hints.lasting),
            no_document => return without_document(url, no_document),
        };
        let place = Url::parse(&place).unwrap_or_else(|_| url.clone());
        self.asked.insert(key(&place));
        let lasting = lasting.and_then(|lasting| Url::parse(&lasting).ok());
        let asked = url.clone();
        let read = tokio::task::spawn_blocking(move || read(&bytes, content_type.as_deref(), &asked, place, lasting));
        read.await.unwrap_or_else(|_| Looked::NotAFeed("the document could not be read".to_owned()))
    }

    /// Follows a page to its feeds: announced, then linked to, then guessed from what the page is made with.
    pub async fn follow(mut self, page: &Page, place: &Url) -> Found {
        self.found.asks_for_login = page.asks_for_login;
        for links in [&page.announced, &page.linked] {
            let wanted: Vec<Url> =
                links.iter().filter(|link| link.kind == FeedKind::Posts).map(|link| link.url.clone()).collect();
            self.found.set_aside.extend(links.iter().filter(|link| link.kind != FeedKind::Posts).cloned());
            for url in wanted.iter().take(TRY_LIMIT) {
                self.try_one(url).await;
            }
            if !self.found.feeds.is_empty() {
                return self.found;
            }
        }
        // Behind a login a guess would lead to the login again.
        if page.asks_for_login {
            return self.found;
        }
        for url in guesses(page.platform, place) {
            self.try_one(&url).await;
            if !self.found.feeds.is_empty() {
                break;
            }
        }
        self.found
    }

    async fn try_one(&mut self, url: &Url) {
        if self.asked.contains(&key(url)) {
            return;
        }
        match self.look(url).await {
            Looked::Feed(candidate) if candidate.kind != FeedKind::Posts => {
                self.found.set_aside.push(FeedLink { url: candidate.url, kind: candidate.kind });
            }
            // RSS and Atom of the same posts are one choice, not two.
            Looked::Feed(candidate) if self.found.feeds.iter().any(|known| same_feed(&known.feed, &candidate.feed)) => {}
            Looked::Feed(candidate) => self.found.feeds.push(*candidate),
            Looked::Page(..) => self.found.tried.push((url.clone(), ParseError::Html.to_string())),
            Looked::Dead(_, why) | Looked::NotAFeed(why) | Looked::Failed(why) => self.found.tried.push((url.clone(), why)),
        }
    }
}

fn without_document(url: &Url, fetched: Fetched) -> Looked {
    match fetched {
        Fetched::Gone { url } => Looked::Dead(Absence::Gone, format!("{url} is gone for good (HTTP 410)")),
        Fetched::Missing { url } => Looked::Dead(Absence::Missing, format!("there is nothing at {url} (HTTP 404)")),
        Fetched::Forbidden { why, .. } | Fetched::Failed(why) => Looked::Failed(why),
        Fetched::Busy { status, .. } => Looked::Failed(format!("{url}: the server asks for patience (HTTP {status})")),
        Fetched::Spared { until } => Looked::Failed(format!(
            "{url} was not asked: its server asked for patience until {}",
            until.format("%-d %B %Y %H:%M")
        )),
        Fetched::NotModified { .. } | Fetched::Body { .. } => {
            Looked::Failed(format!("{url} answered in an unexpected way (HTTP 304)"))
        }
    }
}

/// Two spellings of one address are asked once.
fn key(url: &Url) -> String {
    let mut url = url.clone();
    url.set_fragment(None);
    url.into()
}

fn read(bytes: &[u8], content_type: Option<&str>, asked: &Url, place: Url, lasting: Option<Url>) -> Looked {
    let document = Document { bytes, content_type, base_url: Some(place.as_str()) };
    match parsing::parse(document) {
        Ok(feed) if feed.cut_off && feed.entries.is_empty() => {
            Looked::NotAFeed("it ends in the middle, before its first post".to_owned())
        }
        Ok(feed) => {
            let url = lasting.clone().unwrap_or_else(|| asked.clone());
            // The page that led here is not known any more: only the document speaks for itself.
            let kind = FeedKind::Posts.of_document(&feed);
            Looked::Feed(Box::new(Candidate { url, kind, feed, lasting }))
        }
        Err(ParseError::Html) => {
            let (html, _) = transcode::to_utf8(bytes, content_type);
            Looked::Page(Box::new(read_page(&html, &place)), place)
        }
        Err(error) => Looked::NotAFeed(error.to_string()),
    }
}
