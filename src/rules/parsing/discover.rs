//! What a web page says about feeds: those it announces (`<link rel="alternate">`), those it links to, and what it is made with.

use crate::rules::listing::feed_kind::{FeedKind, looks_like_a_feed};
use crate::rules::listing::platform::Platform;
use crate::rules::matching::canonical::registrable_domain;
use html5ever::tokenizer::{BufferQueue, Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts};
use std::cell::RefCell;
use url::Url;

/// Links kept of one page; more are no blog's.
const LINK_LIMIT: usize = 50;

/// Bytes of a page that are looked at; feeds are announced at its head.
const PAGE_LIMIT: usize = 2 * 1024 * 1024;

/// The media types that feeds are announced with.
const FEED_TYPES: [&str; 4] = ["application/rss+xml", "application/atom+xml", "application/feed+json", "application/rdf+xml"];

/// A feed that a page names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FeedLink {
    /// Absolute.
    pub url: Url,
    /// Whose posts it promises, judged by title and address.
    pub kind: FeedKind,
}

/// A page, as far as feeds are concerned.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Page {
    /// In its head, best first: in page order, with comments, single authors and the like behind.
    pub announced: Vec<FeedLink>,
    /// In its body, on the same registrable domain: a blogroll's feeds are other people's.
    pub linked: Vec<FeedLink>,
    /// What it seems to be made with.
    pub platform: Option<Platform>,
    /// Whether it has a field for a password and announces nothing.
    pub asks_for_login: bool,
}

/// The feeds of posts that a page announces, best first; none of comments, of one author or of one subject.
pub fn feed_links(html: &str, page: &Url) -> Vec<Url> {
    let announced = read_page(html, page).announced;
    announced.into_iter().filter(|link| link.kind == FeedKind::Posts).map(|link| link.url).collect()
}

/// Reads a page. Any text is one; what is no HTML names no feeds.
pub fn read_page(html: &str, page: &Url) -> Page {
    let html = html.get(..html.floor_char_boundary(PAGE_LIMIT)).unwrap_or(html);
    let html = &super::nesting::defused(html);
    let sink = LinkSink { page, base: RefCell::new(page.clone()), seen: RefCell::default() };
    let tokenizer = Tokenizer::new(sink, TokenizerOpts::default());
    let input = BufferQueue::default();
    input.push_back(html.as_ref().into());
    let _ = tokenizer.feed(&input); // The sink never asks for a script to be run, so there is nothing to resume.
    tokenizer.end();
    let seen = tokenizer.sink.seen.into_inner();
    let asks_for_login = seen.has_password_field && seen.announced.is_empty();
    let platform = Platform::recognise(page, seen.generator.as_deref(), html);
    Page { announced: best_first(seen.announced), linked: best_first(seen.linked), platform, asks_for_login }
}

fn best_first(mut links: Vec<FeedLink>) -> Vec<FeedLink> {
    let mut known = std::collections::HashSet::new();
    links.retain(|link| known.insert(link.url.clone()));
    links.sort_by_key(|link| link.kind);
    links.truncate(LINK_LIMIT);
    links
}

#[derive(Default)]
struct Seen {
    announced: Vec<FeedLink>,
    linked: Vec<FeedLink>,
    generator: Option<String>,
    has_password_field: bool,
}

struct LinkSink<'p> {
    page: &'p Url,
    base: RefCell<Url>,
    seen: RefCell<Seen>,
}

impl TokenSink for LinkSink<'_> {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        if let Token::TagToken(tag) = token
            && tag.kind == TagKind::StartTag
        {
            self.see(&tag);
        }
        TokenSinkResult::Continue
    }
}

impl LinkSink<'_> {
    fn see(&self, tag: &Tag) {
        let name: &str = &tag.name;
        match name {
            "base" => {
                if let Some(base) = self.target(tag) {
                    self.base.replace(base);
                }
            }
            "link" => self.see_link(tag),
            "a" => self.see_anchor(tag),
            "meta" if is_word(tag, "name", "generator") => self.seen.borrow_mut().generator = attribute(tag, "content"),
            "input" if is_word(tag, "type", "password") => self.seen.borrow_mut().has_password_field = true,
            _ => {}
        }
    }

    fn see_link(&self, tag: &Tag) {
        let rel = attribute(tag, "rel").unwrap_or_default().to_lowercase();
        let kind = attribute(tag, "type").unwrap_or_default().to_lowercase();
        let media_type = kind.split(';').next().unwrap_or_default().trim();
        if !rel.split_whitespace().any(|word| word == "alternate") || !FEED_TYPES.contains(&media_type) {
            return;
        }
        if let Some(url) = self.target(tag) {
            let title = attribute(tag, "title").unwrap_or_default();
            let kind = FeedKind::of_link(&url, &title, self.page);
            self.seen.borrow_mut().announced.push(FeedLink { url, kind });
        }
    }

    fn see_anchor(&self, tag: &Tag) {
        let Some(url) = self.target(tag).filter(looks_like_a_feed) else { return };
        if registrable_domain(url.as_str()) == registrable_domain(self.page.as_str()) {
            let kind = FeedKind::of_link(&url, &attribute(tag, "title").unwrap_or_default(), self.page);
            self.seen.borrow_mut().linked.push(FeedLink { url, kind });
        }
    }

    /// Where it leads: absolute, without a fragment, http or https.
    fn target(&self, tag: &Tag) -> Option<Url> {
        let mut url = self.base.borrow().join(attribute(tag, "href")?.trim()).ok()?;
        url.set_fragment(None);
        matches!(url.scheme(), "http" | "https").then_some(url)
    }
}

fn is_word(tag: &Tag, name: &str, word: &str) -> bool {
    attribute(tag, name).is_some_and(|value| value.trim().eq_ignore_ascii_case(word))
}

fn attribute(tag: &Tag, name: &str) -> Option<String> {
    let wanted = |found: &&html5ever::Attribute| {
        let local: &str = &found.name.local;
        local == name
    };
    tag.attrs.iter().find(wanted).map(|found| found.value.to_string())
}
