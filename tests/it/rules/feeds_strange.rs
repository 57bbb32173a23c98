//! Anything that looks a little like a feed is read or refused; nothing panics, and what comes out is safe to show.

use crate::support::feeds::{FEED_URL, ITEM, rss};
use friday::model::feed::{ParseError, ParsedFeed};
use friday::rules::parsing::tree::{Element, Tree};
use friday::rules::parsing::{Document, parse, parse_as_sent};
use proptest::prelude::{ProptestConfig, Strategy, prop, prop_assert, prop_assert_eq, proptest};

fn read(document: &str) -> Result<ParsedFeed, ParseError> {
    parse(Document { bytes: document.as_bytes(), content_type: None, base_url: Some(FEED_URL) })
}

/// Elements that are reached from the roots.
fn count(element: Element<'_>) -> usize {
    1 + element.elements().map(count).sum::<usize>()
}

const PIECES: [&str; 37] = [
    "<rss version='2.0'>",
    "<feed xmlns='http://www.w3.org/2005/Atom'>",
    "<rdf:RDF>",
    "<channel>",
    "</channel>",
    "<item>",
    "</item>",
    "<entry>",
    "</entry>",
    "<title>",
    "</title>",
    "<link href='/1'/>",
    "<link>/1</link>",
    "<![CDATA[",
    "]]>",
    "<!--",
    "-->",
    "<!DOCTYPE x [<!ENTITY a 'b'>]>",
    "&a;",
    "&amp;",
    "&#0;",
    "&#x110000;",
    "&",
    "<",
    ">",
    "\"",
    "'",
    "<a b=\"c",
    "<br>",
    "<p xml:base='x'>",
    "<guid>1</guid>",
    "<pubDate>Wed, 18 Nov 2026</pubDate>",
    "é",
    "\u{92}",
    "\0",
    " ",
    "<?xml",
];

/// Pieces of feeds in any order, whole and broken.
fn pieces(most: usize) -> impl Strategy<Value = String> {
    prop::collection::vec(prop::sample::select(PIECES.to_vec()), 0..=most).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn pieces_of_feeds_in_any_order_are_read_or_refused(document in pieces(40)) {
        let found = read(&document);

        prop_assert!(found != Err(ParseError::Panicked));
        for entry in found.iter().flat_map(|feed| &feed.entries) {
            prop_assert!(entry.link.as_deref().is_none_or(|link| link.starts_with("http")));
            prop_assert!(!entry.title.as_deref().is_some_and(|title| title.is_empty() || title.contains(char::is_control)));
        }
    }

    #[test]
    fn what_stands_in_a_body_never_loses_the_next_post(words in pieces(12)) {
        let body = format!("<description><![CDATA[{}]]></description></item>{ITEM}", words.replace("]]>", ""));

        let feed = read(&rss(&ITEM.replace("</item>", &body))).unwrap();

        prop_assert_eq!(feed.entries.len(), 2);
    }

    #[test]
    fn a_tree_holds_every_element_once(document in pieces(40)) {
        let (tree, _) = Tree::read(&document).unwrap();

        let reached: usize = tree.roots().map(count).sum();
        prop_assert!(reached <= document.matches('<').count(), "{reached}");
    }

    #[test]
    fn any_title_that_is_written_properly_is_read_as_it_was(title in "[a-zA-Z0-9 &<>'\"é–]{1,40}") {
        let expected = title.split_whitespace().collect::<Vec<_>>().join(" ");
        let escaped = title.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
        let document = format!("<feed xmlns='http://www.w3.org/2005/Atom'><entry><title>{escaped}</title></entry></feed>");

        let feed = read(&document).unwrap();

        // What looks like a tag or an entity may go; words without either must stay as they are.
        let is_plain = !expected.contains(['<', '&']) && !expected.is_empty();
        prop_assert!(!is_plain || feed.entries[0].title.as_deref() == Some(&*expected), "{:?}", feed.entries[0].title);
    }

    #[test]
    fn with_bodies_as_they_were_sent_everything_else_is_the_same(pieces in pieces(30)) {
        let document = format!("<rss version='2.0'><channel>{pieces}");
        let strip = |mut feed: ParsedFeed| {
            feed.entries.iter_mut().for_each(|entry| (entry.summary, entry.content) = (None, None));
            feed
        };
        let bare = parse_as_sent(Document { bytes: document.as_bytes(), content_type: None, base_url: Some(FEED_URL) });

        prop_assert_eq!(read(&document).map(strip), bare.map(strip));
    }

    #[test]
    fn any_json_is_read_or_refused(document in "\\{\"version\":\"https://jsonfeed\\.org/version/1\",\"items\":\\[(\\{(\"(id|url|title|tags|authors|date_published|attachments)\":(1|null|\"x\"|\\[\\]|\\[\"x\",\\{\\}\\]|\\{\\}|true),){0,3}\"a\":1\\},){0,3}1\\]\\}") {
        prop_assert!(read(&document).is_ok(), "{document}");
    }
}
