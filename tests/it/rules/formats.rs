//! The same post in each of the formats that councils publish in.

use super::build::at;
use friday::model::entry::{Media, ParsedEntry};
use friday::model::feed::ParsedFeed;
use friday::rules::parsing::{Document, parse};

pub const RSS: &str = r#"<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel><title>Croydon &amp; digital</title><link>https://croydon.example/</link><description>Notes</description><language>en-gb</language>
<item><title>Bins &amp;amp; beyond</title><link>/2026/bins/</link><guid isPermaLink="false">tag:croydon.example,2026:7</guid>
<pubDate>Wed, 18 Nov 2026 10:30:00 +0100</pubDate><dc:creator>Ada Jones</dc:creator><category>Waste</category><category>waste</category>
<description>We asked forty residents how they look up bin days, and this is what they told us.</description>
<content:encoded><![CDATA[<p>We <b>asked</b>.</p><script>track()</script><a href="../forms">forms</a>]]></content:encoded>
<enclosure url="https://croydon.example/talk.mp3" type="audio/mpeg" length="1234"/></item></channel></rss>"#;

pub const ATOM: &str = r#"<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en"><id>urn:feed</id><title>Croydon</title><updated>2026-11-18T12:00:00Z</updated>
<link rel="self" href="https://croydon.example/feed.atom"/><link href="https://croydon.example/"/>
<entry><id>urn:uuid:7</id><title type="html">Bins &lt;em&gt;and&lt;/em&gt; beyond</title>
<link rel="self" href="https://croydon.example/entry/7.atom"/><link rel="alternate" type="text/html" href="/2026/bins/"/>
<link rel="enclosure" type="video/mp4" href="/talk.mp4"/>
<published>2026-11-18T09:30:00Z</published><updated>2026-11-19T09:30:00+00:00</updated>
<author><name>Ada Jones</name><email>ada@example.org</email><uri>https://ada.example/</uri></author>
<author><name>Bo Lin</name></author><category term="waste" label="Waste"/>
<summary>We asked forty residents how they look up bin days, and this is what they told us.</summary>
<content type="html">&lt;p onclick="x()"&gt;We asked.&lt;/p&gt;</content></entry></feed>"#;

pub const RDF: &str = r#"<?xml version="1.0" encoding="utf-8"?>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel rdf:about="https://croydon.example/"><title>Croydon</title><link>https://croydon.example/</link><description>Notes</description></channel>
<item rdf:about="https://croydon.example/2026/bins/"><title>Bins and beyond</title><link>https://croydon.example/2026/bins/</link>
<description>We asked.</description><dc:creator>Ada Jones</dc:creator><dc:date>2026-11-18T10:30:00+01:00</dc:date></item></rdf:RDF>"#;

pub const JSON: &str = r#"{"version":"https://jsonfeed.org/version/1.1","title":"Croydon","home_page_url":"https://croydon.example/","language":"en-GB",
"items":[{"id":"7","url":"https://croydon.example/2026/bins/","title":"Bins <em>and</em> beyond","date_published":"2026-11-18T10:30:00+01:00",
"content_html":"<p>We asked.</p><iframe src='https://evil.example/'></iframe>","tags":["Waste"],"authors":[{"name":"Ada Jones","url":"https://ada.example/"}]}]}"#;

fn read(document: &str) -> ParsedFeed {
    parse(Document { bytes: document.as_bytes(), content_type: None, base_url: Some("https://croydon.example/feed/") }).unwrap()
}

/// What every format has to say about the one post: format, title and id.
fn check(document: &str, format: &str, title: &str, id: Option<&str>) -> ParsedEntry {
    let feed = read(document);

    let entry = feed.entries[0].clone();
    assert_eq!((feed.format, feed.entries.len()), (format, 1));
    assert_eq!((entry.title.as_deref(), entry.id.as_deref()), (Some(title), id));
    assert_eq!(entry.link.as_deref(), Some("https://croydon.example/2026/bins/"));
    assert_eq!(entry.published, Some(at("2026-11-18T09:30:00Z")));
    assert_eq!(entry.authors[0].name.as_deref(), Some("Ada Jones"));
    entry
}

#[test]
fn rss_2_is_read() {
    let entry = check(RSS, "rss2", "Bins & beyond", Some("tag:croydon.example,2026:7"));

    let excerpt = "We asked forty residents how they look up bin days, and this is what they told us.";
    assert_eq!(entry.excerpt.as_deref(), Some(excerpt));
    assert_eq!(
        entry.content.as_deref(),
        Some("<p>We <b>asked</b>.</p><a href=\"https://croydon.example/2026/forms\" rel=\"nofollow noopener ugc\">forms</a>")
    );
    assert_eq!(entry.categories, ["Waste"]);
    assert_eq!(entry.language.as_deref(), Some("en-gb"));
}

#[test]
fn an_enclosure_is_kept_with_type_and_length() {
    let url = "https://croydon.example/talk.mp3".to_owned();

    let media = read(RSS).entries[0].media.clone();

    assert_eq!(media, [Media { url, media_type: Some("audio/mpeg".to_owned()), length: Some(1234) }]);
}

#[test]
fn atom_is_read() {
    let entry = check(ATOM, "atom", "Bins and beyond", Some("urn:uuid:7"));

    assert_eq!(entry.updated, Some(at("2026-11-19T09:30:00Z")));
    assert_eq!(entry.authors[0].email.as_deref(), Some("ada@example.org"));
    assert_eq!(entry.authors[0].url.as_deref(), Some("https://ada.example/"));
    assert_eq!(entry.authors[1].name.as_deref(), Some("Bo Lin"));
    assert_eq!(entry.content.as_deref(), Some("<p>We asked.</p>"));
    assert_eq!(entry.categories, ["Waste"]);
    assert_eq!(entry.media[0].url, "https://croydon.example/talk.mp4");
}

#[test]
fn rdf_is_read_and_has_no_id_but_its_address() {
    let feed = read(RDF);

    let entry = &feed.entries[0];
    assert_eq!(feed.format, "rss1");
    assert_eq!(entry.title.as_deref(), Some("Bins and beyond"));
    assert_eq!(entry.link.as_deref(), Some("https://croydon.example/2026/bins/"));
    assert_eq!(entry.published, Some(at("2026-11-18T09:30:00Z")));
    assert_eq!(entry.authors[0].name.as_deref(), Some("Ada Jones"));
    assert_eq!(entry.excerpt.as_deref(), Some("We asked."));
}

#[test]
fn json_feed_is_read() {
    let entry = check(JSON, "json", "Bins and beyond", Some("7"));

    assert_eq!(entry.content.as_deref(), Some("<p>We asked.</p>"));
    assert_eq!(entry.authors[0].url.as_deref(), Some("https://ada.example/"));
    assert_eq!(entry.language.as_deref(), Some("en-GB"));
    assert_eq!(entry.categories, ["Waste"]);
}

#[test]
fn a_feed_describes_itself() {
    let (rss, atom) = (read(RSS).feed, read(ATOM).feed);

    assert_eq!(rss.title.as_deref(), Some("Croydon & digital"));
    assert_eq!(rss.subtitle.as_deref(), Some("Notes"));
    assert_eq!(rss.link.as_deref(), Some("https://croydon.example/"));
    assert_eq!(rss.id, None);
    assert_eq!(atom.id.as_deref(), Some("urn:feed"));
    assert_eq!(atom.link.as_deref(), Some("https://croydon.example/"));
    assert_eq!(atom.updated, Some(at("2026-11-18T12:00:00Z")));
}

#[test]
fn a_whole_feed_without_oddities_has_no_problems() {
    for document in [RSS, ATOM, JSON] {
        assert_eq!(read(document).problems, Vec::<String>::new());
    }
}

#[test]
fn an_id_is_never_invented() {
    for document in [
        RSS.replace("<guid isPermaLink=\"false\">tag:croydon.example,2026:7</guid>", ""),
        ATOM.replace("<id>urn:uuid:7</id>", ""),
    ] {
        let feed = read(&document);

        assert_eq!(feed.entries[0].id, None);
        assert_eq!(feed.problems, ["1 of 1 entries have no id: their link identifies them"]);
    }
}

#[test]
fn a_guid_that_is_an_address_stands_in_for_a_missing_link() {
    let document = RSS
        .replace("<link>/2026/bins/</link>", "")
        .replace("<guid isPermaLink=\"false\">tag:croydon.example,2026:7</guid>", "<guid>https://croydon.example/?p=7</guid>");

    assert_eq!(read(&document).entries[0].link.as_deref(), Some("https://croydon.example/?p=7"));
}

#[test]
fn a_date_that_cannot_be_read_is_no_date_and_is_told() {
    let feed = read(&RSS.replace("Wed, 18 Nov 2026 10:30:00 +0100", "last Wednesday"));

    assert_eq!(feed.entries[0].published, None);
    assert_eq!(
        feed.problems,
        ["1 dates cannot be read, the first is “last Wednesday”", "1 of 1 entries have no date that can be read"]
    );
}

#[test]
fn a_link_that_runs_code_is_no_link() {
    let feed = read(&RSS.replace("<link>/2026/bins/</link>", "<link>javascript:alert(1)</link>"));

    assert_eq!(feed.entries[0].link, None);
}
