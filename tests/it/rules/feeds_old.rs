//! Formats of before 2005 that are still served: Atom 0.3, RSS 0.90, 1.0 and 1.1, CDF.

use super::build::at;
use crate::support::feeds::{only, read};
use friday::model::feed::ParsedFeed;

const RDF: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";
const PAGE: &str = "https://ashby.example/1";

/// A feed of one post "Bins" at the page, and the feed's title.
fn check(document: &str, format: &str) -> ParsedFeed {
    let feed = read(document);

    let entry = only(feed.clone());
    assert_eq!((feed.format, feed.feed.title.as_deref()), (format, Some("Ashby")));
    assert_eq!((entry.title.as_deref(), entry.link.as_deref()), (Some("Bins"), Some(PAGE)));
    feed
}

#[test]
fn atom_0_3_is_read_with_its_own_names() {
    let feed = check(
        "<feed version='0.3' xmlns='http://purl.org/atom/ns#'><title>Ashby</title><tagline>Notes</tagline>\
         <copyright>The council</copyright><modified>2003-11-18T10:00:00Z</modified>\
         <entry><title mode='escaped' type='text/html'>&lt;b&gt;Bins&lt;/b&gt;</title>\
         <link rel='alternate' type='text/html' href='/1'/><id>tag:1</id><issued>2003-11-17T10:00:00Z</issued>\
         <modified>2003-11-18T10:00:00Z</modified><author><name>Ada</name><url>/ada</url></author>\
         <content type='text/html' mode='escaped'>&lt;p&gt;We asked.&lt;/p&gt;</content></entry></feed>",
        "atom",
    );

    let entry = only(feed.clone());
    assert_eq!(feed.problems, ["Atom 0.3 is a draft of 2003: RFC 4287 replaced it"]);
    assert_eq!((feed.feed.subtitle.as_deref(), feed.feed.rights.as_deref()), (Some("Notes"), Some("The council")));
    assert_eq!((entry.id.as_deref(), entry.content.as_deref()), (Some("tag:1"), Some("<p>We asked.</p>")));
    assert_eq!(entry.published, Some(at("2003-11-17T10:00:00Z")));
    assert_eq!(entry.updated, Some(at("2003-11-18T10:00:00Z")));
    assert_eq!(entry.authors[0].url.as_deref(), Some("https://ashby.example/ada"));
}

#[test]
fn rss_0_90_is_rdf_in_netscapes_namespace() {
    let feed = check(
        &format!(
            "<rdf:RDF xmlns:rdf='{RDF}' xmlns='http://my.netscape.com/rdf/simple/0.9/'><channel><title>Ashby</title></channel>\
             <item><title>Bins</title><link>{PAGE}</link></item></rdf:RDF>"
        ),
        "rss1",
    );

    assert_eq!(only(feed).id, None);
}

#[test]
fn rss_1_has_its_addresses_in_attributes() {
    let feed = check(
        &format!(
            "<rdf:RDF xmlns:rdf='{RDF}' xmlns='http://purl.org/rss/1.0/'><channel rdf:about='https://ashby.example/rdf'>\
             <title>Ashby</title><link>https://ashby.example/</link><image rdf:resource='https://ashby.example/i.png'/></channel>\
             <item rdf:about='{PAGE}'><title>Bins</title></item></rdf:RDF>"
        ),
        "rss1",
    );

    assert_eq!(feed.feed.id.as_deref(), Some("https://ashby.example/rdf"));
    assert_eq!(feed.feed.image.as_deref(), Some("https://ashby.example/i.png"));
    assert_eq!(only(feed).id.as_deref(), Some(PAGE));
}

#[test]
fn rss_1_hangs_its_picture_on_the_root() {
    let feed = check(
        &format!(
            "<rdf:RDF xmlns:rdf='{RDF}' xmlns='http://purl.org/rss/1.0/'><channel><title>Ashby</title></channel>\
             <image rdf:about='x'><title>Arms</title><url>/arms.png</url></image>\
             <item><title>Bins</title><link>{PAGE}</link></item></rdf:RDF>"
        ),
        "rss1",
    );

    assert_eq!(feed.feed.image.as_deref(), Some("https://ashby.example/arms.png"));
}

#[test]
fn rss_1_1_is_a_bare_channel() {
    check(
        &format!(
            "<Channel xmlns='http://purl.org/net/rss1.1#' xmlns:rdf='{RDF}' rdf:about='https://ashby.example/feed'>\
             <title>Ashby</title><items rdf:parseType='Collection'><item rdf:about='{PAGE}'><title>Bins</title>\
             <link>{PAGE}</link></item></items></Channel>"
        ),
        "rss1",
    );
}

#[test]
fn rdf_without_a_channel_is_read_for_its_posts() {
    let document = format!("<rdf:RDF xmlns:rdf='{RDF}'><item><title>Bins</title><link>{PAGE}</link></item></rdf:RDF>");

    let entry = only(read(&document));

    assert_eq!((entry.title.as_deref(), entry.link.as_deref()), (Some("Bins"), Some(PAGE)));
}

#[test]
fn cdf_has_its_addresses_and_dates_in_attributes() {
    let feed = check(
        "<CHANNEL HREF='https://ashby.example/'><TITLE>Ashby</TITLE><ABSTRACT>Notes</ABSTRACT>\
         <ITEM HREF='/1' LASTMOD='1998-11-18T10:00'><TITLE>Bins</TITLE><ABSTRACT>We asked.</ABSTRACT></ITEM></CHANNEL>",
        "cdf",
    );

    let entry = only(feed.clone());
    assert_eq!((feed.feed.link.as_deref(), feed.feed.subtitle.as_deref()), (Some("https://ashby.example/"), Some("Notes")));
    assert_eq!(entry.summary.as_deref(), Some("We asked."));
    assert_eq!(entry.updated, Some(at("1998-11-18T10:00:00Z")));
}

#[test]
fn cdf_also_writes_its_links_as_html_does() {
    check(
        "<Channel><Abstract>Notes</Abstract><A HREF='https://ashby.example/'/><Title>Ashby</Title>\
         <Item><A HREF='/1'>here</A><Title>Bins</Title></Item></Channel>",
        "cdf",
    );
}
