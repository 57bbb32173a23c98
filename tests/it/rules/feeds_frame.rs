//! What stands around the posts: junk, wrappers, versions, namespaces, packed files.

use crate::support::feeds::{ENTRY, ITEM, only, read, rss, titles};
use flate2::Compression;
use flate2::write::GzEncoder;
use friday::model::feed::{ParseError, ParsedFeed};
use friday::rules::parsing::{Document, parse};
use std::io::Write;

/// Reads a document of this format with exactly these problems; its one post is there.
fn check(document: &str, format: &str, problems: &[&str]) {
    let feed = read(document);

    assert_eq!((feed.format, titles(&feed)), (format, vec!["Bins"]), "{document}");
    assert_eq!(feed.problems, problems, "{document}");
}

fn versioned(version: &str) -> String {
    format!("<rss{version}><channel>{ITEM}</channel></rss>")
}

#[test]
fn an_rss_without_a_version_is_rss_2() {
    check(&versioned(""), "rss2", &["<rss> has no version: read as RSS 2.0"]);
    check(&versioned(" version=\"\""), "rss2", &["<rss> has no version: read as RSS 2.0"]);
}

#[test]
fn every_version_of_rss_is_read_and_a_rare_one_is_told() {
    check(&versioned(" version='0.91'"), "rss0", &[]);
    check(&versioned(" version='0.92'"), "rss0", &[]);
    check(&versioned(" version='0.93'"), "rss0", &["RSS version 0.93 is not in common use"]);
    check(&versioned(" version='0.94'"), "rss0", &["RSS version 0.94 is not in common use"]);
    check(&versioned(" version='2.1'"), "rss2", &["RSS version 2.1 is not in common use"]);
    check(&versioned(" version='two'"), "rss2", &["RSS version two is not in common use"]);
}

#[test]
fn old_software_shouts() {
    let shouted = rss(ITEM).replace("rss", "RSS").replace("channel", "CHANNEL").replace("item", "ITEM").replace("title", "TITLE");

    check(&shouted, "rss2", &[]);
}

#[test]
fn words_before_the_first_element_are_ignored() {
    check(&format!("Warning: no cache {}", rss(ITEM)), "rss2", &["there is text before its first element: ignored"]);
    check(&format!("\n\n  <?xml version=\"1.0\"?>{}", rss(ITEM)), "rss2", &[]);
    check(&format!("\u{feff}{}", rss(ITEM)), "rss2", &[]);
}

#[test]
fn markup_around_the_feed_does_not_hide_it() {
    check(&format!("<br /><b>Notice</b>: cache {}", rss(ITEM)), "rss2", &["something stands before the feed: ignored"]);
    check(&format!("{}<script>track()</script><!-- 0.1 s -->", rss(ITEM)), "rss2", &[]);
    check(&format!("<xml>{}</xml>", rss(ITEM)), "rss2", &["the feed stands inside another element"]);
}

#[test]
fn a_post_outside_the_feed_belongs_to_it() {
    check(&format!("<rss version='2.0'><channel><title>T</title></channel>{ITEM}</rss>"), "rss2", &[]);
    check(&format!("<rss version='2.0'><channel><title>T</title></channel></rss>{ITEM}"), "rss2", &[]);
    check(&format!("<rss version='2.0'><channel><items>{ITEM}</items></channel></rss>"), "rss2", &[]);
}

#[test]
fn atom_in_a_wrong_namespace_or_none_is_atom() {
    let problem = ["the Atom namespace is missing or wrong"];

    check(&format!("<feed>{ENTRY}</feed>"), "atom", &problem);
    check(&format!("<feed xmlns=\"https://ashby.example/atom\">{ENTRY}</feed>"), "atom", &problem);
    check(&format!("<feed xmlns=\"https://www.w3.org/2005/Atom/\">{ENTRY}</feed>"), "atom", &[]);
}

#[test]
fn a_default_namespace_on_rss_does_not_hide_its_words() {
    for namespace in ["http://backend.userland.com/rss2", "http://purl.org/rss/1.0/", "https://ashby.example/rss"] {
        check(&versioned(&format!(" version='2.0' xmlns='{namespace}'")), "rss2", &[]);
    }
}

#[test]
fn rss_in_the_namespace_of_atom_is_rss() {
    check(&versioned(" version='2.0' xmlns='http://www.w3.org/2005/Atom'"), "rss2", &[]);
}

#[test]
fn prefixes_are_known_by_their_namespace_not_by_their_letters() {
    let prefixed = ENTRY.replace("</", "</x:").replace('<', "<x:").replace("<x:/x:", "</x:");

    check(&format!("<x:feed xmlns:x=\"http://www.w3.org/2005/Atom\">{prefixed}</x:feed>"), "atom", &[]);
    check(
        &format!(
            "<rss version='2.0' xmlns:d='http://purl.org/dc/elements/1.1/'><channel>{}</channel></rss>",
            ITEM.replace("title>", "d:title>")
        ),
        "rss2",
        &[],
    );
}

#[test]
fn a_lone_atom_entry_is_a_feed_of_one() {
    check(&ENTRY.replace("<entry>", "<entry xmlns=\"http://www.w3.org/2005/Atom\">"), "atom", &[]);
}

#[test]
fn other_documents_say_what_they_are() {
    let refused = |document: &str| parse(Document { bytes: document.as_bytes(), ..Document::default() }).unwrap_err().to_string();

    let not = "not a feed that can be read: ";
    assert_eq!(refused("hello"), format!("{not}it is neither XML nor JSON"));
    assert_eq!(refused("<urlset><url/></urlset>"), format!("{not}this is a site map"));
    assert_eq!(refused("<svg/>"), format!("{not}its first element is <svg>"));
    assert_eq!(refused("<opml version='2.0'/>"), format!("{not}this is an OPML list of feeds; `friday blogs import` reads it"));
    assert_eq!(refused("<!doctype html><body><rss version='2.0'/></body>"), "this is a web page, not a feed");
}

fn packed(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn read_bytes(bytes: &[u8]) -> Result<ParsedFeed, ParseError> {
    parse(Document { bytes, ..Document::default() })
}

#[test]
fn a_packed_file_is_unpacked_and_a_bomb_is_not() {
    let whole = packed(rss(ITEM).as_bytes());
    let refused = |bytes: &[u8]| read_bytes(bytes).unwrap_err().to_string();

    assert_eq!(only(read_bytes(&whole).unwrap()).title.as_deref(), Some("Bins"));
    assert!(refused(&whole[..whole.len() - 12]).contains("a packed file that is damaged"));
    assert!(refused(&packed(&vec![b' '; 16 * 1024 * 1024 + 1])).ends_with("a packed file of more than 16 MiB"));
}

#[test]
fn a_page_that_begins_without_html_is_a_page() {
    for page in
        ["<!doctype html><title>Brill</title><h1>Brill</h1>", "<meta charset=utf-8><p>Hello", "<!DOCTYPE html>\n<link rel=x>"]
    {
        let error = parse(Document { bytes: page.as_bytes(), content_type: None, base_url: None }).unwrap_err();

        assert_eq!(error, ParseError::Html, "{page}");
    }
}
