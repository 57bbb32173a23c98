//! Documents that are odd, broken or no feeds at all.

use super::formats::{ATOM, JSON, RDF, RSS};
use friday::model::feed::{ParseError, ParsedFeed};
use friday::rules::parsing::{Document, parse};
use proptest::prelude::{any, prop, prop_assert, prop_assert_eq, proptest};

fn read(bytes: &[u8]) -> Result<ParsedFeed, ParseError> {
    parse(Document { bytes, content_type: None, base_url: Some("https://croydon.example/feed/") })
}

fn check(bytes: &[u8], expected: &ParseError) {
    assert_eq!(read(bytes).as_ref(), Err(expected));
}

/// An RSS document of one post with this title and body; `language` stands in its channel.
fn one_post(language: &str, title: &str, body: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"utf-16\"?><rss version=\"2.0\"><channel><title>T</title>{language}\
         <item><title>{title}</title><link>https://croydon.example/1</link><description>{body}</description></item></channel></rss>"
    )
}

const WELSH: &str = "Mae ein tîm wedi bod yn gweithio ar y wefan newydd gyda thrigolion y sir ac mae hyn wedi bod yn help mawr";
const ENGLISH: &str = "Our team has been working on the new website with the people of the county and this has been a great help";

fn check_language(declared: &str, body: &str, expected: Option<&str>) {
    let feed = read(one_post(declared, "T", body).as_bytes()).unwrap();

    assert_eq!(feed.entries[0].language.as_deref(), expected);
}

#[test]
fn an_empty_document_is_told_from_a_broken_one() {
    check(b"", &ParseError::Empty);
    check(b" \r\n\t ", &ParseError::Empty);
}

#[test]
fn a_web_page_is_told_from_a_broken_feed() {
    check(b"<!DOCTYPE html><html><head><title>Sign in</title></head><body>Sign in</body></html>", &ParseError::Html);
    check(b"<html lang=en><p>Just a moment...", &ParseError::Html);
}

#[test]
fn other_documents_are_no_feeds() {
    for document in
        ["hello", "{}", "[1,2,3]", "<?xml version=\"1.0\"?><svg/>", "<opml version=\"2.0\"><body/></opml>", "%PDF-1.7"]
    {
        let read = read(document.as_bytes());

        assert!(matches!(read, Err(ParseError::NotAFeed(_) | ParseError::Html)), "{document}: {read:?}");
    }
}

#[test]
fn a_document_cut_off_in_the_middle_does_not_panic() {
    for document in [RSS, ATOM, RDF, JSON] {
        for length in (0..document.len()).step_by(7) {
            assert_ne!(read(&document.as_bytes()[..length]), Err(ParseError::Panicked), "cut at {length}");
        }
    }
}

#[test]
fn two_byte_text_that_says_so_is_read() {
    let document = one_post("", "Dŵr", "Tŷ");
    let big: Vec<u8> = document.encode_utf16().flat_map(u16::to_be_bytes).collect();
    let little: Vec<u8> = [0xff, 0xfe].into_iter().chain(document.encode_utf16().flat_map(u16::to_le_bytes)).collect();

    for bytes in [big, little, document.into_bytes()] {
        assert_eq!(read(&bytes).unwrap().entries[0].title.as_deref(), Some("Dŵr"));
    }
}

#[test]
fn an_old_charset_is_read_as_it_was_meant() {
    let bytes = b"<?xml version=\"1.0\" encoding=\"iso-8859-1\"?><rss version=\"2.0\"><channel><title>T</title>\
                  <item><title>Council\x92s caf\xe9</title></item></channel></rss>";

    let feed = read(bytes).unwrap();

    assert_eq!(feed.entries[0].title.as_deref(), Some("Council’s café"));
}

#[test]
fn a_titles_markup_is_gone_and_its_words_stay() {
    let title = |raw: &str| read(one_post("", raw, "").as_bytes()).unwrap().entries[0].title.clone();

    assert_eq!(title("&lt;b&gt;Bins&lt;/b&gt; &amp;amp; more").as_deref(), Some("Bins & more"));
    assert_eq!(title("Why &amp;lt;table&amp;gt; matters").as_deref(), Some("Why <table> matters"));
    assert_eq!(title("One\n two\t three").as_deref(), Some("One two three"));
    assert_eq!(title("").as_deref(), None);
}

#[test]
fn the_language_comes_from_the_feed_unless_the_words_plainly_differ() {
    check_language("", ENGLISH, Some("en"));
    check_language("", WELSH, Some("cy"));
    check_language("<language>en-gb</language>", ENGLISH, Some("en-gb"));
    check_language("<language>en-gb</language>", WELSH, Some("cy"));
    check_language("<language>cy</language>", "Byr", Some("cy"));
    check_language("<language>English</language>", "Short", None);
}

#[test]
fn an_entry_that_names_its_language_is_believed() {
    let feed = read(ATOM.replace("<content ", "<content xml:lang=\"cy\" ").as_bytes()).unwrap();

    assert_eq!(feed.entries[0].language.as_deref(), Some("cy"));
}

#[test]
fn an_entry_that_names_no_language_has_its_feeds() {
    assert_eq!(read(ATOM.as_bytes()).unwrap().entries[0].language.as_deref(), Some("en"));
}

#[test]
fn five_hundred_entries_are_read_and_the_rest_is_told() {
    let item = |n| {
        format!(
            "<item><title>T</title><guid>{n}</guid><link>https://a.example/</link><pubDate>Wed, 18 Nov 2026 10:30:00 GMT</pubDate></item>"
        )
    };
    let items: String = (0..501).map(item).collect();
    let document = format!("<rss version=\"2.0\"><channel><title>T</title>{items}</channel></rss>");

    let feed = read(document.as_bytes()).unwrap();

    assert_eq!(feed.entries.len(), 500);
    assert_eq!(feed.problems, ["501 entries: the newest 500 are read"]);
}

#[test]
fn a_feed_without_posts_is_a_feed() {
    let feed = read(b"<rss version=\"2.0\"><channel><title>New</title></channel></rss>").unwrap();

    assert_eq!(feed.entries, []);
    assert_eq!(feed.problems, ["the feed has no entries"]);
}

/// What holds for everything that was read, however odd the document.
fn is_safe(feed: &ParsedFeed) -> bool {
    feed.entries.iter().all(|entry| {
        let title = entry.title.as_deref().unwrap_or("-");
        let link = entry.link.as_deref().unwrap_or("http");
        let body = entry.content.as_deref().unwrap_or_default().to_lowercase();
        !title.is_empty() && !title.chars().any(char::is_control) && link.starts_with("http") && !body.contains("<script")
    })
}

proptest! {
    #[test]
    fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..600)) {
        let read = read(&bytes);

        hold_what_must(&read)?;
    }

    #[test]
    fn a_damaged_feed_is_read_or_refused(
        which in 0_usize..4,
        start in any::<prop::sample::Index>(),
        length in 0_usize..40,
        put in prop::collection::vec(any::<u8>(), 0..12),
    ) {
        let mut bytes = [RSS, ATOM, RDF, JSON][which].as_bytes().to_vec();
        let start = start.index(bytes.len());
        let end = (start + length).min(bytes.len());
        bytes.splice(start..end, put);

        let read = read(&bytes);

        hold_what_must(&read)?;
    }

    #[test]
    fn the_same_document_is_read_the_same_way_twice(title in "[a-zA-Z<>&;\"' ]{0,40}") {
        let document = one_post("", &title, &title);

        prop_assert_eq!(read(document.as_bytes()), read(document.as_bytes()));
    }
}

/// Nothing panics, and what was read is safe to show.
fn hold_what_must(read: &Result<ParsedFeed, ParseError>) -> Result<(), proptest::test_runner::TestCaseError> {
    prop_assert!(*read != Err(ParseError::Panicked), "the parser panicked");
    prop_assert!(read.as_ref().map_or(true, is_safe), "{read:?}");
    Ok(())
}
