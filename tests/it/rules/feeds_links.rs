//! Which page a post is at, and where relative addresses start from.

use crate::support::feeds::{atom, entry, item, only, read, read_at_home, rss};
use friday::model::entry::ParsedEntry;

/// Where an entry's page is.
fn check(found: ParsedEntry, page: Option<&str>) {
    assert_eq!(found.link.as_deref(), page, "{found:?}");
}

#[test]
fn the_page_is_the_alternate_link_and_html_before_other_kinds() {
    let edit = "<link rel='edit' href='/edit'/><link rel='self' href='/self'/><link rel='replies' href='/replies'/>";

    check(entry(&format!("{edit}<link href='/page'/>")), Some("https://ashby.example/page"));
    check(entry(&format!("{edit}<link rel='Alternate' href='/page'/>")), Some("https://ashby.example/page"));
    check(
        entry("<link type='application/pdf' href='/pdf'/><link type='text/html' href='/page'/>"),
        Some("https://ashby.example/page"),
    );
    check(entry("<link type='application/pdf' href='/pdf'/>"), Some("https://ashby.example/pdf"));
    check(entry(edit), None);
}

#[test]
fn an_rss_link_wins_over_an_atom_link_beside_it() {
    check(
        item("<atom:link href='https://ashby.example/atom'/><link>https://ashby.example/rss</link>"),
        Some("https://ashby.example/rss"),
    );
    check(item("<link></link><atom:link href='https://ashby.example/atom'/>"), Some("https://ashby.example/atom"));
    check(item("<link href='https://ashby.example/attribute'/>"), Some("https://ashby.example/attribute"));
}

#[test]
fn a_guid_is_the_page_unless_it_says_that_it_is_not() {
    check(item("<guid>https://ashby.example/1</guid>"), Some("https://ashby.example/1"));
    check(item("<guid isPermaLink='true'>1</guid>"), Some("https://ashby.example/blog/1"));
    check(item("<guid isPermaLink='false'>https://ashby.example/1</guid>"), None);
    check(item("<guid>1</guid>"), None);
    check(item("<guid>https://ashby.example/1</guid><link>https://ashby.example/2</link>"), Some("https://ashby.example/2"));
}

#[test]
fn what_stands_in_for_a_missing_link() {
    check(entry("<id>https://ashby.example/1</id>"), Some("https://ashby.example/1"));
    check(entry("<id>urn:1</id><content src='/body'/>"), Some("https://ashby.example/body"));
    check(item("<enclosure url='/talk.mp3'/>"), Some("https://ashby.example/talk.mp3"));
    check(item("<title>Bins</title>"), None);
}

#[test]
fn what_is_no_web_address_is_no_link() {
    for href in ["javascript:alert(1)", "data:text/html,x", "mailto:ada@example.org", "ftp://ashby.example/", "https://"] {
        check(item(&format!("<link>{href}</link>")), None);
    }
    check(item(&format!("<link>https://ashby.example/{}</link>", "a".repeat(2000))), None);
}

#[test]
fn bases_are_taken_together_from_the_outside_in() {
    let inside = |base: &str| {
        only(read(&format!(
            "<feed xmlns='http://www.w3.org/2005/Atom' xml:base='https://other.example/a/'>\
             <entry xml:base='{base}'><link href='page'/></entry></feed>"
        )))
    };

    check(inside("b/"), Some("https://other.example/a/b/page"));
    check(inside("/c/"), Some("https://other.example/c/page"));
    check(inside("https://third.example/"), Some("https://third.example/page"));
    check(entry("<link xml:base='/d/' href='page'/>"), Some("https://ashby.example/d/page"));
    check(entry("<link xml:base='https://[' href='page'/>"), Some("https://ashby.example/blog/page"));
}

#[test]
fn a_relative_id_is_resolved_only_where_the_document_says_against_what() {
    let id = |words: &str| entry(words).id.unwrap();

    assert_eq!(id("<id xml:base='https://other.example/'>1</id>"), "https://other.example/1");
    assert_eq!(id("<id>1</id>"), "1");
    assert_eq!(id("<id xml:base='https://other.example/'>urn:1</id>"), "urn:1");
    assert_eq!(id("<id xml:base='https://other.example/'>number one</id>"), "number one");
    assert_eq!(item("<guid xml:base='https://other.example/'>1</guid>").id.as_deref(), Some("1"));
}

#[test]
fn a_body_starts_from_its_base_else_from_its_posts_page() {
    let body = |attributes: &str, link: &str| {
        entry(&format!("{link}<content type='html' {attributes}>&lt;img src=\"a.png\"&gt;</content>")).content.unwrap()
    };

    assert_eq!(body("xml:base='https://other.example/b/'", ""), "<img src=\"https://other.example/b/a.png\">");
    assert_eq!(body("", "<link href='https://ashby.example/p/1'/>"), "<img src=\"https://ashby.example/p/a.png\">");
    assert_eq!(body("", ""), "<img src=\"https://ashby.example/blog/a.png\">");
}

#[test]
fn a_feed_that_was_not_fetched_starts_from_its_own_address() {
    let own = "<link rel='self' href='https://own.example/feed/'/><link href='https://site.example/'/>";
    let post = "<entry><link href='page'/></entry>";

    check(only(read_at_home(&atom(&format!("{own}{post}")))), Some("https://own.example/feed/page"));
    check(only(read_at_home(&atom(&format!("<link href='https://site.example/'/>{post}")))), Some("https://site.example/page"));
    check(only(read_at_home(&atom(post))), None);
    check(
        only(read_at_home(&rss("<link>https://site.example/</link><item><link>/page</link></item>"))),
        Some("https://site.example/page"),
    );
    check(only(read(&atom(&format!("{own}{post}")))), Some("https://ashby.example/blog/page"));
}
