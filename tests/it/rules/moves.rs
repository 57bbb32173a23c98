//! Where a blog is read, and when a redirect is believed.

use super::build::{Reader, at, blog, post};
use friday::model::blog::{Blog, BlogHealth};
use friday::model::entry::ParsedEntry;
use friday::model::fetched::{CacheHints, Fetched};
use friday::model::manners::Moving;
use friday::rules::refreshing::health::without_document;
use friday::rules::refreshing::moves::{Place, as_listed, leave, place, watch};
use url::Url;

const OLD: &str = "https://croydon-digital.example/feed/";
const NEW: &str = "https://news.croydon-digital.example/feed/";

fn row() -> Blog {
    blog("Croydon.digital", None)
}

/// Read at its row's address.
fn settled() -> BlogHealth {
    BlogHealth { feed: Some(OLD.to_owned()), row_feed: Some(OLD.to_owned()), ..BlogHealth::default() }
}

fn watched(fetches: u32, matches: bool) -> BlogHealth {
    let moving = Moving { to: NEW.to_owned(), since: at("2026-11-01T12:00:00Z"), fetches, matches };
    BlogHealth { moving: Some(moving), ..settled() }
}

/// One more answer found at the end of a lasting redirect; where the blog is read afterwards.
fn check(mut health: BlogHealth, to: &str, is_known: bool, now: &str, expected: Option<&str>) {
    let notice = watch(&row(), &mut health, Some(to), is_known, at(now));

    assert_eq!(health.moved_to.as_deref(), expected);
    assert_eq!(health.moved_at, expected.map(|_| at(now)));
    assert_eq!(health.moving.is_none(), expected.is_some());
    assert_eq!(notice.is_some(), expected.is_some(), "{notice:?}");
}

#[test]
fn a_lasting_redirect_is_believed_after_seven_days_and_five_readings() {
    check(settled(), NEW, true, "2026-11-01T12:00:00Z", None);
    check(watched(9, true), NEW, true, "2026-11-08T11:59:59Z", None);
    check(watched(3, true), NEW, true, "2026-11-20T12:00:00Z", None);
    check(watched(4, true), NEW, true, "2026-11-08T12:00:00Z", Some(NEW));
}

#[test]
fn a_redirect_to_something_else_is_never_believed() {
    check(watched(90, false), NEW, true, "2026-12-20T12:00:00Z", None);
}

#[test]
fn a_redirect_that_changes_its_mind_starts_anew() {
    check(watched(90, true), "https://casino.example/feed", true, "2026-12-20T12:00:00Z", None);
}

#[test]
fn another_path_of_the_same_host_needs_no_known_post() {
    let mut health = settled();

    watch(&row(), &mut health, Some("https://croydon-digital.example/atom.xml"), false, at("2026-11-01T12:00:00Z"));

    assert!(health.moving.unwrap().matches);
}

#[test]
fn https_in_place_of_http_is_believed_at_once() {
    let plain = BlogHealth { feed: Some("http://croydon-digital.example/feed/".to_owned()), ..settled() };
    let mut row = row();
    row.feed = "http://croydon-digital.example/feed/".parse().ok();
    let mut health = plain.clone();

    let notice = watch(&row, &mut health, Some(OLD), false, at("2026-11-01T12:00:00Z"));
    let mut elsewhere = plain;
    watch(&row, &mut elsewhere, Some("https://croydon-digital.example/other/"), false, at("2026-11-01T12:00:00Z"));

    assert_eq!(health.moved_to.as_deref(), Some(OLD));
    let words = "Croydon.digital: its feed has moved to https://croydon-digital.example/feed/ and is read there; \
                 write feed = \"https://croydon-digital.example/feed/\" into its row";
    assert_eq!(notice.as_deref(), Some(words));
    assert_eq!(elsewhere.moved_to, None);
}

#[test]
fn an_old_address_that_answers_for_itself_again_ends_the_watch() {
    for lasting in [None, Some(OLD)] {
        let mut health = watched(90, true);

        let notice = watch(&row(), &mut health, lasting, true, at("2026-12-20T12:00:00Z"));

        assert_eq!((health.moving, health.moved_to, notice), (None, None, None));
    }
}

#[test]
fn a_move_back_to_the_rows_own_address_is_no_override() {
    let moved = BlogHealth {
        feed: Some(NEW.to_owned()),
        moved_to: Some(NEW.to_owned()),
        moved_at: Some(at("2026-10-01T12:00:00Z")),
        moving: Some(Moving { to: OLD.to_owned(), since: at("2026-11-01T12:00:00Z"), fetches: 9, matches: true }),
        ..settled()
    };

    let mut health = moved;
    let notice = watch(&row(), &mut health, Some(OLD), true, at("2026-11-20T12:00:00Z"));

    assert_eq!((health.moved_to, health.moved_at, health.moving, notice), (None, None, None, None));
}

#[test]
fn an_old_address_that_vanishes_during_the_wait_gives_way() {
    for (fetched, moved) in [
        (Fetched::Missing { url: OLD.to_owned() }, true),
        (Fetched::Gone { url: OLD.to_owned() }, true),
        (Fetched::Missing { url: NEW.to_owned() }, false),
        (Fetched::Failed("no answer".to_owned()), false),
    ] {
        let (update, _) = without_document(&row(), &watched(1, true), &fetched, at("2026-11-02T12:00:00Z"));

        assert_eq!(update.health.moved_to.as_deref(), moved.then_some(NEW), "{fetched:?}");
        assert_eq!((update.health.gone, update.health.error.is_none(), update.notices.len()), (false, moved, usize::from(moved)));
        assert!(update.health.next_read_at.unwrap() >= at("2026-11-02T13:00:30Z"));
    }
}

#[test]
fn an_old_address_that_vanishes_behind_a_strange_redirect_is_lost() {
    let mut health = watched(9, false);

    assert_eq!(leave(&row(), &mut health, OLD, at("2026-11-02T12:00:00Z")), None);
    assert_eq!(health.moved_to, None);
}

#[test]
fn a_blog_is_read_where_it_moved_then_where_its_row_says_then_where_it_was_found() {
    let feed = |address: &str| Place::Feed(Url::parse(address).unwrap());
    let moved = BlogHealth { moved_to: Some(NEW.to_owned()), ..settled() };
    let mut found = row();
    found.feed = None;
    let found_elsewhere = BlogHealth { feed: Some(NEW.to_owned()), ..settled() };
    let lost = BlogHealth { failures: 3, ..found_elsewhere.clone() };
    let mut nowhere = found.clone();
    nowhere.site = None;

    assert_eq!(place(&row(), &moved), feed(NEW));
    assert_eq!(place(&row(), &settled()), feed(OLD));
    assert_eq!(place(&found, &found_elsewhere), feed(NEW));
    assert_eq!(place(&found, &lost), Place::Site(found.site.clone().unwrap().url().unwrap()));
    assert_eq!(place(&found, &BlogHealth::default()), Place::Site(found.site.clone().unwrap().url().unwrap()));
    assert_eq!(place(&nowhere, &BlogHealth::default()), Place::Nowhere);
}

#[test]
fn a_row_that_changed_ends_a_move_its_watch_and_a_410() {
    let all = BlogHealth {
        moved_to: Some(NEW.to_owned()),
        moved_at: Some(at("2026-11-01T12:00:00Z")),
        first_read_at: Some(at("2026-10-01T12:00:00Z")),
        gone: true,
        failures: 9,
        ..watched(3, true)
    };
    let mut changed = row();
    changed.feed = "https://croydon-digital.example/atom.xml".parse().ok();

    let listed = as_listed(&changed, &all);

    assert_eq!(as_listed(&row(), &all), all);
    assert_eq!(listed.row_feed.as_deref(), Some("https://croydon-digital.example/atom.xml"));
    assert_eq!(place(&changed, &listed), Place::Feed(changed.feed.clone().unwrap().url().unwrap()));
    assert_eq!((listed.moving, listed.gone, listed.failures), (None, false, 0));
    assert_eq!(listed.first_read_at, all.first_read_at, "a move is no first read");
}

fn posts(site: &str) -> Vec<ParsedEntry> {
    (1..=3).map(|n| post(&format!("{site}/{n}"), &format!("Post number {n} of {site}"), "2026-11-10T09:00:00Z")).collect()
}

/// The first document behind a redirect to another host, to a blog that knows the posts of its own site: is it the same blog?
fn is_recognised(reader: &mut Reader, entries: Vec<ParsedEntry>) -> bool {
    reader.hints = CacheHints { lasting: Some(NEW.to_owned()), ..CacheHints::default() };
    reader.health.feed = Some(OLD.to_owned());
    let (update, _) = reader.read("2026-11-12T12:00:00Z", entries);
    update.health.moving.unwrap().matches
}

#[test]
fn a_document_that_shares_a_post_is_the_same_blog() {
    let site = "https://croydon-digital.example";
    let mut reader = Reader::new();
    reader.read("2026-11-11T12:00:00Z", posts(site));

    assert!(is_recognised(&mut reader, posts(site)));
}

#[test]
fn a_document_of_other_posts_is_another_blog() {
    let mut reader = Reader::new();
    reader.read("2026-11-11T12:00:00Z", posts("https://croydon-digital.example"));

    assert!(!is_recognised(&mut reader, posts("https://hotel.example")));
}

#[test]
fn what_a_row_led_to_from_the_beginning_is_the_blog() {
    assert!(is_recognised(&mut Reader::new(), posts("https://elsewhere.example")));
}
