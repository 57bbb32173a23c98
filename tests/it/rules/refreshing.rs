//! One reading of a feed after another: what is new, what is known, and from when on it counts.

use super::build::{Reader, at, blog, known, post, prose};
use friday::model::entry::{KeyKind, ParsedEntry, Standing};
use friday::model::update::ReadOutcome;

const BINS: &str = "https://croydon-digital.example/bins";

fn bins() -> ParsedEntry {
    post(BINS, "Bins, rebuilt from scratch", "2026-11-18T09:00:00Z")
}

/// Reads `first`, then `second`: by which key the second was known; none when it was new.
fn check(first: ParsedEntry, second: ParsedEntry, expected: Option<KeyKind>) {
    let mut reader = Reader::of_known_blog();
    reader.read("2026-11-18T12:00:00Z", vec![first]);

    let (update, outcome) = reader.read("2026-11-19T12:00:00Z", vec![second]);

    let new = usize::from(expected.is_none());
    assert_eq!(outcome, ReadOutcome::Read { entries: 1, new, held: 0 });
    assert_eq!(update.rebinds.first().map(|rebind| rebind.by), expected);
}

#[test]
fn a_first_read_places_posts_by_their_own_dates() {
    let (update, _) = Reader::new().read("2026-11-20T08:00:00Z", vec![bins()]);

    assert_eq!(update.new_entries[0].standing, Standing::Eligible);
    assert_eq!(update.new_entries[0].eligible_at, Some(at("2026-11-18T09:00:00Z")));
    assert_eq!(update.new_entries[0].because, "seen on the blog's first read: its own date counts");
}

#[test]
fn a_first_read_never_places_a_post_in_the_future() {
    let tomorrow = post(BINS, "Bins", "2026-11-21T09:00:00Z");

    let (update, _) = Reader::new().read("2026-11-20T08:00:00Z", vec![tomorrow]);

    assert_eq!(update.new_entries[0].eligible_at, Some(at("2026-11-20T08:00:00Z")));
    assert_eq!(update.health.newest_post_at, Some(at("2026-11-20T08:00:00Z")));
}

#[test]
fn a_post_without_a_date_is_old_on_a_first_read() {
    let undated = ParsedEntry { published: None, ..bins() };

    let (update, _) = Reader::new().read("2026-11-20T08:00:00Z", vec![undated]);

    assert_eq!(update.new_entries[0].standing, Standing::Old);
    assert_eq!(update.new_entries[0].eligible_at, None);
}

#[test]
fn a_first_read_of_many_posts_holds_none() {
    let archive = (0..40).map(|n| post(&format!("{BINS}/{n}"), &format!("Post {n}"), "2019-03-01T09:00:00Z")).collect();

    let (update, outcome) = Reader::new().read("2026-11-20T08:00:00Z", archive);

    assert_eq!(outcome, ReadOutcome::Read { entries: 40, new: 40, held: 0 });
    assert_eq!(update.notices, Vec::<String>::new());
}

#[test]
fn a_later_read_places_posts_by_when_they_were_first_seen() {
    let dated_earlier = post(BINS, "Bins", "2026-11-09T09:00:00Z");

    let (update, _) = Reader::of_known_blog().read("2026-11-20T08:00:00Z", vec![dated_earlier]);

    assert_eq!(update.new_entries[0].eligible_at, Some(at("2026-11-20T08:00:00Z")));
    assert_eq!(update.new_entries[0].because, "first seen on a later read");
}

#[test]
fn a_post_without_a_date_is_news_on_a_later_read() {
    let undated = ParsedEntry { published: None, ..bins() };

    let (update, _) = Reader::of_known_blog().read("2026-11-20T08:00:00Z", vec![undated]);

    assert_eq!(update.new_entries[0].standing, Standing::Eligible);
}

#[test]
fn a_known_post_read_again_changes_nothing() {
    let mut reader = Reader::of_known_blog();
    reader.read("2026-11-18T12:00:00Z", vec![bins()]);

    let (update, outcome) = reader.read("2026-11-19T12:00:00Z", vec![bins()]);

    assert_eq!(outcome, ReadOutcome::Read { entries: 1, new: 0, held: 0 });
    assert_eq!(update.rebinds, []);
    assert_eq!(update.health.last_new_post_at, Some(at("2026-11-18T12:00:00Z")));
}

#[test]
fn a_post_keeps_its_identity_through_what_blogs_do_to_it() {
    let dated = "2026-11-18T09:00:00Z";
    let title = "Bins, rebuilt from scratch";
    let with_text = |link: &str, title: &str| ParsedEntry { content: Some(prose("bin", 80)), ..post(link, title, dated) };
    let moved = "https://blog.croydon.example/bins";

    check(bins(), ParsedEntry { id: Some("guid-9".to_owned()), ..bins() }, Some(KeyKind::Link));
    check(bins(), post("http://croydon-digital.example/bins", title, dated), Some(KeyKind::BareId));
    check(bins(), post(moved, title, dated), Some(KeyKind::BareId));
    check(bins(), post(&format!("{BINS}-and-beyond"), title, dated), Some(KeyKind::TitleDay));
    check(with_text(BINS, title), with_text("https://croydon-digital.example/waste", "Waste"), Some(KeyKind::Text));
    check(bins(), post("https://croydon-digital.example/roads", "Roads", dated), None);
}

#[test]
fn a_post_that_loses_its_id_is_still_known() {
    let mut reader = Reader::of_known_blog();
    reader.read("2026-11-18T12:00:00Z", vec![bins()]);

    let (update, _) = reader.read("2026-11-19T12:00:00Z", vec![ParsedEntry { id: None, ..bins() }]);

    assert_eq!(update.new_entries, []);
}

#[test]
fn a_rebound_post_is_known_by_its_new_id_from_then_on() {
    let mut reader = Reader::of_known_blog();
    reader.read("2026-11-18T12:00:00Z", vec![bins()]);
    let with_new_id = ParsedEntry { id: Some("guid-9".to_owned()), ..bins() };
    reader.read("2026-11-19T12:00:00Z", vec![with_new_id]);
    let only_new_id = ParsedEntry { id: Some("guid-9".to_owned()), ..ParsedEntry::default() };

    let (update, _) = reader.read("2026-11-20T12:00:00Z", vec![only_new_id]);

    assert_eq!(update.new_entries, []);
    assert_eq!(update.rebinds, []);
}

#[test]
fn new_ids_for_old_posts_show_nothing_twice_and_are_told() {
    let posts = |id: &str| -> Vec<ParsedEntry> {
        let one = |n: i32| post(&format!("{BINS}/{n}"), &format!("Post number {n}"), "2026-11-18T09:00:00Z");
        (1..=5).map(|n| ParsedEntry { id: Some(format!("{id}-{n}")), ..one(n) }).collect()
    };
    let mut reader = Reader::of_known_blog();
    reader.read("2026-11-18T12:00:00Z", posts("old"));

    let (update, outcome) = reader.read("2026-11-19T12:00:00Z", posts("new"));

    assert_eq!(outcome, ReadOutcome::Read { entries: 5, new: 0, held: 0 });
    assert_eq!(update.rebinds.len(), 5);
    assert_eq!(update.notices, ["Croydon.digital: 5 known posts came back under new ids; nothing is shown twice"]);
}

#[test]
fn full_texts_instead_of_excerpts_are_no_new_ids() {
    let posts = |words: usize| -> Vec<ParsedEntry> {
        let one = |n: i32| post(&format!("{BINS}/{n}"), &format!("Post number {n}"), "2026-11-18T09:00:00Z");
        (1..=5).map(|n| ParsedEntry { content: Some(prose(&format!("p{n}w"), words)), ..one(n) }).collect()
    };
    let mut reader = Reader::of_known_blog();
    reader.read("2026-11-18T12:00:00Z", posts(20));

    let (update, _) = reader.read("2026-11-19T12:00:00Z", posts(200));

    assert_eq!(update.new_entries, []);
    assert_eq!(update.notices, Vec::<String>::new());
}

#[test]
fn the_same_post_twice_in_one_document_is_stored_once() {
    let again = ParsedEntry { link: Some(format!("{BINS}?utm_source=rss")), ..bins() };

    let (update, outcome) = Reader::of_known_blog().read("2026-11-19T12:00:00Z", vec![bins(), again]);

    assert_eq!(outcome, ReadOutcome::Read { entries: 2, new: 1, held: 0 });
    assert_eq!(update.new_entries[0].parsed.link.as_deref(), Some(BINS));
}

#[test]
fn the_language_of_the_list_wins_over_the_feeds() {
    let mut reader = Reader::of_known_blog();
    reader.blog.language = Some("cy".to_owned());

    let (update, _) = reader.read("2026-11-19T12:00:00Z", vec![ParsedEntry { language: Some("en".to_owned()), ..bins() }]);

    assert_eq!(update.new_entries[0].parsed.language.as_deref(), Some("cy"));
}

#[test]
fn a_post_that_another_blog_has_already_is_folded_into_its_story() {
    let mut reader = Reader::of_known_blog();
    reader.others = vec![known("LocalGov Drupal", 7, bins())];

    let (update, _) = reader.read("2026-11-19T12:00:00Z", vec![bins()]);

    let fold = update.new_entries[0].fold.clone().unwrap();
    assert_eq!((fold.story_id, fold.because.as_str()), (7, "same link"));
}

#[test]
fn the_pages_a_post_links_to_are_kept_in_canonical_form() {
    let html = format!(
        "<a href=\"https://www.Adur.example/forms/?utm_source=x&amp;id=7#top\">a</a> <a href=\"{BINS}\">self</a> \
         <a href=\"https://adur.example/\">home</a> <a href=\"mailto:ada@example.org\">m</a>"
    );

    let (update, _) = Reader::of_known_blog().read("2026-11-19T12:00:00Z", vec![ParsedEntry { content: Some(html), ..bins() }]);

    assert_eq!(update.new_entries[0].links_out, ["adur.example/forms?id=7"]);
    assert_eq!(update.new_entries[0].canonical_link.as_deref(), Some("croydon-digital.example/bins"));
}

#[test]
fn a_blog_that_speaks_after_half_a_year_is_revived() {
    let mut reader = Reader::of_known_blog();
    reader.blog = blog("Croydon.digital", None);
    let after_179_days = post(&format!("{BINS}/1"), "Nearly", "2027-04-09T09:00:00Z");
    let after_180_more = post(&format!("{BINS}/2"), "We are back", "2027-10-06T09:00:00Z");

    let (first, _) = reader.read("2027-04-09T10:00:00Z", vec![after_179_days]);
    let (second, _) = reader.read("2027-10-06T10:00:00Z", vec![after_180_more]);

    assert_eq!(first.health.revived_at, None);
    assert_eq!(second.health.revived_at, Some(at("2027-10-06T10:00:00Z")));
}

#[test]
fn two_posts_of_one_day_with_one_title_are_two() {
    let jobs = |slug: &str| post(&format!("{BINS}/{slug}"), "We are hiring", "2026-11-18T09:00:00Z");
    let mut reader = Reader::of_known_blog();

    let (update, _) = reader.read("2026-11-18T12:00:00Z", vec![jobs("designer"), jobs("developer")]);
    let (again, outcome) = reader.read("2026-11-19T12:00:00Z", vec![jobs("developer"), jobs("designer"), jobs("researcher")]);

    assert_eq!(update.new_entries.len(), 2);
    assert_eq!(outcome, ReadOutcome::Read { entries: 3, new: 1, held: 0 });
    assert_eq!(again.new_entries[0].parsed.link.as_deref(), Some("https://croydon-digital.example/bins/researcher"));
}

#[test]
fn a_post_without_an_address_leads_to_the_blogs_home_page() {
    let bare = ParsedEntry { link: None, ..bins() };

    let (update, _) = Reader::new().read("2026-11-20T08:00:00Z", vec![bare]);

    assert_eq!(update.new_entries[0].parsed.link.as_deref(), Some("https://croydon-digital.example/"));
    assert_eq!(update.new_entries[0].canonical_link, None);
}

#[test]
fn half_a_document_leaves_the_validators_of_the_last_whole_one() {
    let mut reader = Reader::of_known_blog();
    let whole = reader.health.validators.clone();
    reader.health.validators.etag = Some(b"\"of the whole\"".to_vec());
    reader.feed.cut_off = true;

    let (update, _) = reader.read("2026-11-18T12:00:00Z", vec![bins()]);

    assert_eq!(whole.etag.as_deref(), Some(b"\"1\"".as_slice()));
    assert_eq!(update.health.validators.etag.as_deref(), Some(b"\"of the whole\"".as_slice()));
    assert_eq!(update.health.pace.body_hash, 0, "half a document is never known again");
    assert_eq!(update.new_entries.len(), 1);
}

#[test]
fn a_date_of_before_there_were_blogs_is_as_old_as_can_be() {
    let mut reader = Reader::new();

    let (update, _) =
        reader.read("2026-11-20T12:00:00Z", vec![post("https://croydon-digital.example/x", "Bins", "0001-01-01T00:00:00Z")]);

    assert_eq!(update.new_entries[0].eligible_at, Some(at("1970-01-01T00:00:00Z")));
}
