//! One fact under several names: each name alone is read, and of any two the earlier in these lists wins, wherever it stands.

use crate::support::feeds::{entry, item, read, rss};
use friday::model::Instant;
use friday::model::entry::ParsedEntry;
use friday::model::feed::FeedDetails;

/// Every name alone, and every two with the weaker one first; `value` makes a text of a number that `fact` gives back.
fn check(names: &[&str], value: impl Fn(usize) -> String, fact: impl Fn(&str) -> Option<String>) {
    let element = |at: usize| format!("<{0}>{1}</{0}>", names[at], value(at));
    for strong in 0..names.len() {
        assert_eq!(fact(&element(strong)), Some(value(strong)), "{} alone", names[strong]);
        for weak in strong + 1..names.len() {
            let both = element(weak) + &element(strong);
            assert_eq!(fact(&both), Some(value(strong)), "{} beside {}", names[strong], names[weak]);
        }
    }
}

fn words(number: usize) -> String {
    format!("words {number}")
}

fn page(number: usize) -> String {
    format!("https://ashby.example/{number}")
}

fn date(number: usize) -> String {
    format!("2026-11-{:02}T10:00:00Z", number + 1)
}

fn written(at: Option<Instant>) -> Option<String> {
    at.map(|at| at.format("%Y-%m-%dT%H:%M:%SZ").to_string())
}

fn check_post(names: &[&str], fact: impl Fn(ParsedEntry) -> Option<String>) {
    check(names, words, |inside| fact(item(inside)));
}

fn check_feed(names: &[&str], value: impl Fn(usize) -> String, fact: impl Fn(FeedDetails) -> Option<String>) {
    check(names, value, |inside| fact(read(&rss(inside)).feed));
}

#[test]
fn a_posts_title() {
    check_post(&["title", "atom:title", "old:title", "dc:title", "media:title", "itunes:title"], |entry| entry.title);
}

#[test]
fn a_posts_summary() {
    check_post(
        &[
            "description",
            "atom:summary",
            "summary",
            "old:summary",
            "abstract",
            "dc:description",
            "dcterms:abstract",
            "media:description",
            "itunes:summary",
            "itunes:subtitle",
        ],
        |entry| entry.summary,
    );
}

#[test]
fn a_posts_content() {
    check_post(&["content:encoded", "atom:content", "content", "old:content", "xhtml:body", "fullitem"], |entry| entry.content);
}

#[test]
fn a_posts_id() {
    check_post(&["guid", "atom:id", "id", "old:id", "dc:identifier"], |entry| entry.id);
}

#[test]
fn a_posts_first_appearance() {
    let names = [
        "pubDate",
        "atom:published",
        "published",
        "dcterms:issued",
        "old:issued",
        "issued",
        "dcterms:created",
        "old:created",
        "created",
        "dc:date",
        "dcterms:date",
        "date",
    ];

    check(&names, date, |inside| written(item(inside).published));
}

#[test]
fn a_posts_latest_change() {
    let names = ["atom:updated", "updated", "dcterms:modified", "old:modified", "modified", "dc:date"];

    check(&names, date, |inside| written(item(inside).updated));
}

#[test]
fn a_posts_page() {
    check(&["link", "atom:link", "old:link", "guid", "atom:id", "old:id", "id"], page, |inside| item(inside).link);
}

#[test]
fn a_posts_language() {
    let tag = |number: usize| ["cy", "en"][number].to_owned();

    check(&["dc:language", "language"], tag, |inside| item(inside).language);
}

#[test]
fn a_posts_authors() {
    check_post(
        &["author", "atom:author", "old:author", "dc:creator", "dc:author", "dcterms:creator", "itunes:author"],
        |entry| entry.authors[0].name.clone(),
    );
}

#[test]
fn a_feeds_title() {
    check_feed(&["title", "atom:title", "old:title", "dc:title", "media:title"], words, |feed| feed.title);
}

#[test]
fn a_feeds_subtitle() {
    check_feed(
        &[
            "description",
            "atom:subtitle",
            "subtitle",
            "old:tagline",
            "tagline",
            "abstract",
            "dc:description",
            "dcterms:abstract",
            "itunes:subtitle",
            "itunes:summary",
        ],
        words,
        |feed| feed.subtitle,
    );
}

#[test]
fn a_feeds_rights() {
    check_feed(
        &["copyright", "atom:rights", "rights", "old:copyright", "dc:rights", "dcterms:rights", "media:copyright"],
        words,
        |feed| feed.rights,
    );
}

#[test]
fn a_feeds_id() {
    check_feed(&["atom:id", "id", "old:id", "guid", "dc:identifier"], words, |feed| feed.id);
}

#[test]
fn a_feeds_language() {
    let tag = |number: usize| ["cy", "en-GB", "fr"][number].to_owned();

    check_feed(&["language", "dc:language", "dcterms:language"], tag, |feed| feed.language);
}

#[test]
fn a_feeds_dates() {
    let published = ["pubDate", "atom:published", "published", "dcterms:issued", "old:issued"];
    let updated = ["lastBuildDate", "atom:updated", "updated", "old:modified", "modified", "dcterms:modified", "dc:date"];

    check_feed(&published, date, |feed| written(feed.published));
    check_feed(&updated, date, |feed| written(feed.updated));
}

#[test]
fn a_feeds_authors() {
    check_feed(
        &["author", "atom:author", "managingEditor", "dc:creator", "dc:author", "itunes:author", "webMaster"],
        words,
        |feed| feed.authors[0].name.clone(),
    );
}

#[test]
fn a_feeds_picture() {
    check_feed(
        &["image", "itunes:image", "atom:logo", "logo", "atom:icon", "icon", "media:thumbnail", "media:content"],
        page,
        |feed| feed.image,
    );
}

#[test]
fn a_date_that_cannot_be_read_gives_way_to_the_next_name() {
    let found = item("<pubDate>soon</pubDate><dc:date>2026-11-18</dc:date>");

    assert_eq!(written(found.published).as_deref(), Some("2026-11-18T00:00:00Z"));
}

#[test]
fn categories_of_all_names_are_gathered_once_each() {
    let found = item(
        "<category>Waste</category><category>waste</category><dc:subject>Forms</dc:subject><media:keywords>Maps, , Bins</media:keywords>\
         <itunes:category text='News'><itunes:category text='Local'/></itunes:category><atom:category term='t' label='Label'/>",
    );

    assert_eq!(found.categories, ["Waste", "Maps", "Bins", "News", "Local", "Forms", "Label"]);
    assert_eq!(entry("<category term='waste'/>").categories, ["waste"]);
}
