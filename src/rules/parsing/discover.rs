//! Where a site says its feed is: `<link rel="alternate" type="application/rss+xml" href="…">`.

use html5ever::tokenizer::{BufferQueue, Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts};
use std::cell::RefCell;
use url::Url;

/// Feed addresses that an HTML page announces, best first: absolute, without those of comments.
pub fn feed_links(html: &str, page: &Url) -> Vec<Url> {
    let sink = LinkSink { found: RefCell::new(Vec::new()), base: RefCell::new(page.clone()) };
    let tokenizer = Tokenizer::new(sink, TokenizerOpts::default());
    let input = BufferQueue::default();
    input.push_back(html.into());
    let _ = tokenizer.feed(&input); // The sink never asks for a script to be run, so there is nothing to resume.
    tokenizer.end();
    let mut found = tokenizer.sink.found.into_inner();
    found.sort_by_key(|link| link.is_about_comments);
    found.into_iter().map(|link| link.url).collect()
}

struct FeedLink {
    url: Url,
    is_about_comments: bool,
}

struct LinkSink {
    found: RefCell<Vec<FeedLink>>,
    base: RefCell<Url>,
}

impl TokenSink for LinkSink {
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

impl LinkSink {
    fn see(&self, tag: &Tag) {
        let name: &str = &tag.name;
        match name {
            "base" => {
                let base = attribute(tag, "href").and_then(|href| self.base.borrow().join(&href).ok());
                if let Some(base) = base {
                    self.base.replace(base);
                }
            }
            "link" => self.see_link(tag),
            _ => {}
        }
    }

    fn see_link(&self, tag: &Tag) {
        let rel = attribute(tag, "rel").unwrap_or_default().to_lowercase();
        let kind = attribute(tag, "type").unwrap_or_default().to_lowercase();
        let is_feed = ["application/rss+xml", "application/atom+xml", "application/feed+json", "application/rdf+xml"];
        if !rel.split_whitespace().any(|word| word == "alternate") || !is_feed.contains(&kind.trim()) {
            return;
        }
        let url = attribute(tag, "href").and_then(|href| self.base.borrow().join(href.trim()).ok());
        let title = attribute(tag, "title").unwrap_or_default().to_lowercase();
        if let Some(url) = url.filter(|url| matches!(url.scheme(), "http" | "https")) {
            let is_about_comments = title.contains("comment") || url.path().contains("/comments/");
            self.found.borrow_mut().push(FeedLink { url, is_about_comments });
        }
    }
}

fn attribute(tag: &Tag, name: &str) -> Option<String> {
    let wanted = |found: &&html5ever::Attribute| {
        let local: &str = &found.name.local;
        local == name
    };
    tag.attrs.iter().find(wanted).map(|found| found.value.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(html: &str, expected: &[&str]) {
        let page = Url::parse("https://blog.example/about/").expect("a literal address");

        let found: Vec<String> = feed_links(html, &page).iter().map(Url::to_string).collect();

        assert_eq!(found, expected);
    }

    #[test]
    fn announced_feeds_are_found_and_made_absolute() {
        check(
            "<head><link rel=\"alternate\" type=\"application/rss+xml\" href=\"../feed/\"><link rel=stylesheet href=x></head>",
            &["https://blog.example/feed/"],
        );
    }

    #[test]
    fn the_feed_of_comments_comes_last() {
        check(
            "<link rel=alternate type=application/rss+xml title='Blog » Comments Feed' href=/comments/feed/>\
             <link rel=alternate type=application/atom+xml title='Blog » Feed' href=/feed/>",
            &["https://blog.example/feed/", "https://blog.example/comments/feed/"],
        );
    }

    #[test]
    fn a_base_element_moves_what_follows() {
        check(
            "<base href='/x/'><link rel=alternate type=application/feed+json href=feed.json>",
            &["https://blog.example/x/feed.json"],
        );
    }

    #[test]
    fn pages_without_a_feed_and_links_that_are_no_web_addresses_give_nothing() {
        check("<p>Hello", &[]);
        check("<link rel=alternate type=application/rss+xml href='javascript:x'>", &[]);
    }
}
