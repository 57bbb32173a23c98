//! Feeds of ours: whatever words are in them, every reader sees the same words and no reader breaks.

use friday::model::Instant;
use friday::model::published::{OwnEntry, OwnFeed};
use friday::rules::parsing::{Document, parse};
use friday::rules::publishing::{atom, ids, json_feed};
use proptest::prelude::*;

/// Words that break documents which are put together carelessly.
const HOSTILE: [&str; 12] = [
    "]]>",
    "<![CDATA[x]]>",
    "</title></entry></feed>",
    "&amp;&lt;&#0;&bogus;",
    "\"'><script>alert(1)</script>",
    "a\u{0}b\u{8}c\u{1b}[31md\u{7f}e\u{9b}f",
    "\u{fffe}\u{ffff}\u{feff}",
    "<!ENTITY x SYSTEM 'file:///etc/passwd'> &x;",
    "<?xml version='1.0'?>",
    "line\r\nbreak\ttab\u{2028}",
    "Llŷr a’i ffrindiau 🐉 \u{202e}txet",
    "{\"}\\u0000",
];

fn at(text: &str) -> Instant {
    text.parse().unwrap()
}

fn entry(words: &str, html: Option<String>) -> OwnEntry {
    OwnEntry {
        id: ids::of_story("key", 7),
        title: words.to_owned(),
        link: "https://ashby.example/post?a=1&b=2".to_owned(),
        published_at: at("2026-11-19T09:00:00Z"),
        updated_at: at("2026-11-20T12:00:00Z"),
        authors: vec![words.to_owned()],
        language: Some("cy".to_owned()),
        summary: Some(words.to_owned()),
        html,
        categories: vec![words.to_owned()],
    }
}

fn feed(words: &str, html: Option<String>) -> OwnFeed {
    OwnFeed {
        id: ids::of_editions("key"),
        title: words.to_owned(),
        subtitle: words.to_owned(),
        language: "en-GB".to_owned(),
        author: words.to_owned(),
        page: "https://five.example/editions".to_owned(),
        own: "https://five.example/editions.atom?before=2026-11-20".to_owned(),
        first: Some("https://five.example/editions.atom".to_owned()),
        next: Some("https://five.example/editions.atom?a=1&b=2".to_owned()),
        entries: vec![entry(words, html)],
    }
}

/// What is left of words on one line.
fn shown(words: &str) -> String {
    let spaced = words.replace(['\n', '\r', '\t'], " ");
    spaced.chars().filter(|c| !c.is_control() && !['\u{fffe}', '\u{ffff}'].contains(c)).collect()
}

fn allowed(c: char) -> bool {
    matches!(c, '\n' | '\t') || !c.is_control() && !matches!(c, '\u{fffe}' | '\u{ffff}')
}

#[test]
fn hostile_words_come_out_as_they_went_in_and_without_control_characters() {
    for words in HOSTILE {
        let html = format!("<p>{}</p>", words.replace('&', "&amp;").replace('<', "&lt;"));
        let written = atom::write(&feed(words, Some(html))).unwrap();
        let json = json_feed::write(&feed(words, None)).unwrap();
        let theirs = feed_rs::parser::parse(written.as_bytes()).unwrap();
        let in_json = feed_rs::parser::parse(json.as_bytes()).unwrap();

        assert!(written.chars().all(allowed) && json.chars().all(allowed), "{words:?}: {written} {json}");
        for read in [&theirs, &in_json] {
            assert_eq!(read.title.as_ref().unwrap().content.trim(), shown(words).trim(), "{words:?}");
            assert_eq!(read.entries.len(), 1, "{words:?}");
            assert_eq!(read.entries[0].title.as_ref().unwrap().content.trim(), shown(words).trim(), "{words:?}");
            assert_eq!(read.entries[0].id, ids::of_story("key", 7));
            assert_eq!(read.entries[0].links[0].href, "https://ashby.example/post?a=1&b=2");
        }
        assert_eq!(theirs.entries[0].authors[0].name.as_deref().unwrap().trim(), shown(words).trim(), "{words:?}");
    }
}

#[test]
fn our_own_reader_sees_both_forms_alike() {
    for words in HOSTILE {
        let written = [atom::write(&feed(words, None)).unwrap(), json_feed::write(&feed(words, None)).unwrap()];
        let read = written.map(|text| {
            let parsed = parse(Document { bytes: text.as_bytes(), content_type: None, base_url: None }).unwrap();
            let has_words = shown(words).chars().any(|c| c != '\u{feff}');
            assert!(parsed.problems.is_empty() || !has_words, "{words:?}: {:?}", parsed.problems);
            let one = &parsed.entries[0];
            (one.id.clone(), one.title.clone(), one.link.clone(), one.published, one.updated, one.language.clone())
        });

        assert_eq!(read[0], read[1], "{words:?}");
        assert_eq!(read[0].5.as_deref(), Some("cy"));
    }
}

#[test]
fn a_feed_names_itself_its_page_and_its_other_parts() {
    let written = atom::write(&feed("Five", None)).unwrap();
    let json: serde_json::Value = serde_json::from_str(&json_feed::write(&feed("Five", None)).unwrap()).unwrap();

    for link in [
        "<link rel=\"self\" type=\"application/atom+xml\" href=\"https://five.example/editions.atom?before=2026-11-20\"/>",
        "<link rel=\"alternate\" type=\"text/html\" href=\"https://five.example/editions\"/>",
        "<link rel=\"first\" type=\"application/atom+xml\" href=\"https://five.example/editions.atom\"/>",
        "<link rel=\"next\" type=\"application/atom+xml\" href=\"https://five.example/editions.atom?a=1&amp;b=2\"/>",
        "<updated>2026-11-20T12:00:00Z</updated>",
        "xml:lang=\"en-GB\"",
    ] {
        assert!(written.contains(link), "{link}: {written}");
    }
    assert!(!written.contains("hub"), "{written}");
    assert_eq!(json["version"], "https://jsonfeed.org/version/1.1");
    assert_eq!(json["next_url"], "https://five.example/editions.atom?a=1&b=2");
    assert_eq!(json["items"][0]["content_text"], "Five");
    assert_eq!(json["items"][0]["language"], "cy");
}

#[test]
fn ids_stay_when_the_site_moves_and_differ_for_each_thing() {
    let date = |text: &str| text.parse().unwrap();
    let all = [
        ids::of_editions("key"),
        ids::of_editions("another key"),
        ids::of_edition("key", date("2026-11-20")),
        ids::of_edition("key", date("2026-11-27")),
        ids::of_stories("key", ""),
        ids::of_stories("key", "q=bins"),
        ids::of_story("key", 1),
        ids::of_story("key", 11),
    ];
    let different: std::collections::BTreeSet<&String> = all.iter().collect();

    assert_eq!(different.len(), all.len());
    // Readers have kept these: a change here shows them every edition anew.
    assert_eq!(ids::of_edition("key", date("2026-11-20")), PINNED);
    for id in &all {
        let uuid = id.strip_prefix("urn:uuid:").unwrap();
        assert_eq!((uuid.len(), &uuid[14..15]), (36, "8"), "{uuid}");
        assert!(["8", "9", "a", "b"].contains(&&uuid[19..20]), "{uuid}");
    }
}

const PINNED: &str = "urn:uuid:d642dda0-6a38-8e80-93dd-5b71a956df2d";

proptest! {
    #[test]
    fn any_words_make_a_feed_that_can_be_read(words in "\\PC*|[\\x00-\\x7f]*|.*") {
        let written = atom::write(&feed(&words, Some(words.clone()))).unwrap();
        let json = json_feed::write(&feed(&words, None)).unwrap();

        prop_assert!(written.chars().all(allowed));
        prop_assert_eq!(parse(Document { bytes: written.as_bytes(), content_type: None, base_url: None }).unwrap().entries.len(), 1);
        prop_assert_eq!(parse(Document { bytes: json.as_bytes(), content_type: None, base_url: None }).unwrap().entries.len(), 1);
        prop_assert!(feed_rs::parser::parse(written.as_bytes()).is_ok());
    }
}
