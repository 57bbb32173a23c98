//! JSON Feed as publishers write it, which is seldom as its specification says.

use super::build::at;
use crate::support::feeds::{only, read, read_at_home};
use friday::model::entry::{ParsedEntry, Person};
use friday::rules::parsing::{Document, parse};
use serde_json::{Value, json};

const VERSION: &str = "https://jsonfeed.org/version/1.1";

fn feed(items: Value) -> Value {
    json!({"version": VERSION, "title": "Ashby", "home_page_url": "https://ashby.example/", "items": items})
}

/// What is read of an item that has these members beside the usual ones.
fn item(members: Value) -> ParsedEntry {
    let mut item =
        json!({"id": "1", "url": "https://ashby.example/1", "title": "Bins", "date_published": "2026-11-18T10:30:00Z"});
    item.as_object_mut().unwrap().extend(members.as_object().unwrap().clone());
    let read = read(&feed(json!([item])).to_string());
    assert_eq!(read.problems, Vec::<String>::new());
    only(read)
}

fn refusal(document: &str) -> String {
    parse(Document { bytes: document.as_bytes(), ..Document::default() }).unwrap_err().to_string()
}

#[test]
fn a_version_that_is_none_is_read_as_the_newest_and_told() {
    let problems = |version: Value| {
        let mut feed =
            feed(json!([{"id": "1", "url": "https://a.example/", "title": "T", "date_published": "2026-11-18T10:30:00Z"}]));
        feed["version"] = version;
        read(&feed.to_string()).problems
    };
    let told = ["its version is not one of JSON Feed's: read as 1.1"];

    for version in [json!("1.0"), json!("http://jsonfeed.org/version/1"), json!(1), Value::Null] {
        assert_eq!(problems(version.clone()), told, "{version}");
    }
    assert_eq!(problems(json!("https://jsonfeed.org/version/1")), Vec::<String>::new());
}

#[test]
fn a_title_is_not_necessary() {
    let feed = read(&json!({"version": VERSION, "items": []}).to_string());

    assert_eq!((feed.feed.title, feed.problems), (None, vec!["the feed has no entries".to_owned()]));
    assert_eq!(only(read(&self::feed(json!([{"id": "1", "title": null}])).to_string())).title, None);
}

#[test]
fn a_number_is_the_text_that_it_looks_like() {
    let found = item(json!({"id": 17, "title": 2026}));

    assert_eq!((found.id.as_deref(), found.title.as_deref()), (Some("17"), Some("2026")));
}

#[test]
fn what_is_no_text_in_a_texts_place_is_left_out() {
    let found = item(json!({"summary": {"a": 1}, "content_text": ["x"], "language": true}));

    assert_eq!((found.summary, found.content), (None, None));
}

#[test]
fn tags_are_a_list_or_a_text_with_commas() {
    assert_eq!(item(json!({"tags": ["Waste", "waste", 7, null]})).categories, ["Waste", "7"]);
    assert_eq!(item(json!({"tags": "Waste, Forms,"})).categories, ["Waste", "Forms"]);
    assert_eq!(item(json!({"tags": {"a": 1}})).categories, Vec::<String>::new());
}

#[test]
fn an_attachment_needs_an_address_alone() {
    let media = item(json!({"attachments": [
        {"url": "/a.mp3"}, {"mime_type": "audio/mpeg"}, {"url": "/b.mp3", "mime_type": "audio/mpeg", "size_in_bytes": 7}, "x"
    ]}))
    .media;

    let found: Vec<_> = media.iter().map(|one| (one.url.as_str(), one.media_type.as_deref(), one.length)).collect();
    assert_eq!(
        found,
        [("https://ashby.example/a.mp3", None, None), ("https://ashby.example/b.mp3", Some("audio/mpeg"), Some(7))]
    );
}

#[test]
fn authors_are_many_or_one_objects_or_names() {
    let ada = Person { name: Some("Ada".to_owned()), ..Person::default() };

    for members in [
        json!({"authors": [{"name": "Ada"}]}),
        json!({"author": {"name": "Ada"}}),
        json!({"author": "Ada"}),
        json!({"authors": "Ada"}),
        json!({"authors": [], "author": {"name": "Ada"}}),
        json!({"authors": ["Ada", {}]}),
    ] {
        assert_eq!(item(members.clone()).authors, std::slice::from_ref(&ada), "{members}");
    }
    let page = item(json!({"authors": [{"url": "/ada"}]})).authors;
    assert_eq!(page[0].url.as_deref(), Some("https://ashby.example/ada"));
}

#[test]
fn html_wins_over_text_and_text_is_no_html() {
    let both = item(json!({"content_html": "<p>Asked</p>", "content_text": "asked"}));
    let text = item(json!({"content_text": "1 < 2 & 3"}));

    assert_eq!(both.content.as_deref(), Some("<p>Asked</p>"));
    assert_eq!((text.content.as_deref(), text.excerpt.as_deref()), (Some("1 &lt; 2 &amp; 3"), Some("1 < 2 & 3")));
}

#[test]
fn dates_may_be_in_any_dialect() {
    let found = item(json!({"date_published": "Wed, 18 Nov 2026 10:30:00 BST", "date_modified": "19 Nov 2026 00:00 GMT"}));

    assert_eq!((found.published, found.updated), (Some(at("2026-11-18T09:30:00Z")), Some(at("2026-11-19T00:00:00Z"))));
}

#[test]
fn a_link_is_the_url_else_the_external_one_else_the_id() {
    let link = |item: Value| only(read_at_home(&feed(json!([item])).to_string())).link;

    assert_eq!(link(json!({"id": "1", "url": "/1", "external_url": "/2"})).as_deref(), Some("https://ashby.example/1"));
    assert_eq!(link(json!({"id": "1", "external_url": "/2"})).as_deref(), Some("https://ashby.example/2"));
    assert_eq!(link(json!({"id": "https://ashby.example/3"})).as_deref(), Some("https://ashby.example/3"));
    assert_eq!(link(json!({"id": "1"})), None);
}

#[test]
fn an_id_is_never_invented() {
    assert_eq!(only(read(&feed(json!([{"url": "https://ashby.example/1"}])).to_string())).id, None);
}

#[test]
fn an_item_that_names_its_language_is_believed() {
    assert_eq!(item(json!({"language": "cy"})).language.as_deref(), Some("cy"));
}

#[test]
fn a_date_without_a_zone_is_told_as_in_every_format() {
    let post = json!({"id": "1", "url": "/1", "title": "Bins", "date_published": "2026-11-18 10:30"});

    assert_eq!(read(&feed(json!([post])).to_string()).problems, ["dates have no zone: taken as UTC"]);
}

#[test]
fn a_feed_that_was_not_fetched_starts_from_its_own_address() {
    let document =
        json!({"version": VERSION, "feed_url": "https://own.example/feed/json", "items": [{"id": "1", "url": "page"}]});

    assert_eq!(only(read_at_home(&document.to_string())).link.as_deref(), Some("https://own.example/feed/page"));
}

#[test]
fn other_json_says_that_it_is_no_feed() {
    let not = "not a feed that can be read: ";

    assert_eq!(refusal("[1]"), format!("{not}JSON, but no JSON Feed"));
    assert_eq!(refusal("{\"a\": 1}"), format!("{not}JSON, but no JSON Feed: it has no items"));
    assert!(refusal("{\"version\": ").starts_with(&format!("{not}broken JSON (")));
    assert!(refusal(&"[".repeat(100_000)).starts_with(&format!("{not}broken JSON (")));
}

#[test]
fn of_a_long_feed_the_newest_are_kept() {
    let dated = |day: i64| chrono::DateTime::from_timestamp(1_700_000_000 + day * 86_400, 0).unwrap().to_rfc3339();
    let items =
        (0..600).map(|day| json!({"id": day, "url": format!("/{day}"), "title": "T", "date_published": dated(day)})).collect();

    let feed = read(&feed(items).to_string());

    assert_eq!(feed.problems, ["600 entries: the newest 500 are read"]);
    assert_eq!((feed.entries[0].id.as_deref(), feed.entries[499].id.as_deref()), (Some("599"), Some("100")));
}

#[test]
fn blanks_around_a_text_are_none_of_it() {
    let padded = item(
        json!({"content_html": " <p>Bins</p>\n", "summary": "\t\n ", "url": " ", "external_url": " https://ashby.example/2 "}),
    );
    let blank = item(json!({"content_html": "        ", "content_text": "Bins"}));

    assert_eq!((padded.content.as_deref(), padded.summary.as_deref()), (Some("<p>Bins</p>"), None));
    assert_eq!(padded.link.as_deref(), Some("https://ashby.example/2"));
    assert_eq!(blank.longer_body(), Some("Bins"));
}

#[test]
fn of_many_people_and_attachments_the_first_are_kept() {
    let people: Vec<Value> = (0..60).map(|number| json!({"name": format!("Writer {number}")})).collect();
    let files: Vec<Value> = (0..120).map(|number| json!({"url": format!("/{number}.mp3")})).collect();

    let post = item(json!({"authors": people, "attachments": files}));

    assert_eq!((post.authors.len(), post.media.len()), (50, 100));
    assert_eq!(post.authors[49].name.as_deref(), Some("Writer 49"));
}
