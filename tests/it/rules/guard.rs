//! Revived, re-published and taken-over feeds do not flood.

use super::build::{Reader, post};
use friday::model::entry::{ParsedEntry, Standing};
use friday::model::feed::{FeedDetails, ParsedFeed};
use friday::model::update::ReadOutcome;

const SITE: &str = "https://croydon-digital.example";
const NOW: &str = "2026-11-19T12:00:00Z";

fn posts(count: usize, site: &str, published: &str) -> Vec<ParsedEntry> {
    (1..=count).map(|n| post(&format!("{site}/new/{n}"), &format!("New post number {n}"), published)).collect()
}

fn declared(language: &str) -> ParsedFeed {
    ParsedFeed { feed: FeedDetails { language: Some(language.to_owned()), ..FeedDetails::default() }, ..ParsedFeed::default() }
}

/// Reads `entries` as one document of a known blog: how many are held, and why.
fn check(reader: &mut Reader, entries: Vec<ParsedEntry>, held: usize, because: &str) {
    let (update, outcome) = reader.read(NOW, entries);

    let new = update.new_entries.len();
    assert_eq!(outcome, ReadOutcome::Read { entries: new, new, held });
    let reasons: Vec<&str> = update.new_entries.iter().map(|entry| entry.because.as_str()).collect();
    assert!(reasons.iter().all(|reason| *reason == because), "{reasons:?}");
    let standing = if held == 0 { Standing::Eligible } else { Standing::Held };
    assert!(update.new_entries.iter().all(|entry| entry.standing == standing && entry.eligible_at.is_some() == (held == 0)));
    assert_eq!(update.notices.len(), usize::from(held > 0));
}

const NOT_HELD: &str = "first seen on a later read";

#[test]
fn fifteen_new_posts_at_once_are_a_busy_week() {
    check(&mut Reader::of_known_blog(), posts(15, SITE, NOW), 0, NOT_HELD);
}

#[test]
fn sixteen_new_posts_at_once_are_held() {
    check(&mut Reader::of_known_blog(), posts(16, SITE, NOW), 16, "held: 16 new posts at once, more than 15");
}

#[test]
fn the_notice_of_a_hold_names_both_ways_out() {
    let (update, _) = Reader::of_known_blog().read(NOW, posts(16, SITE, NOW));

    assert_eq!(
        update.notices,
        ["Croydon.digital: 16 new posts at once, more than 15. Held until you say: `friday blogs release croydon-digital` \
          (as new) or `friday blogs settle croydon-digital` (as old)"]
    );
}

#[test]
fn known_posts_do_not_count_towards_a_flood() {
    let mut reader = Reader::of_known_blog();
    reader.read("2026-11-12T12:00:00Z", posts(10, SITE, NOW));

    let (_, outcome) = reader.read(NOW, posts(20, SITE, NOW));

    assert_eq!(outcome, ReadOutcome::Read { entries: 20, new: 10, held: 0 });
}

#[test]
fn posts_that_lead_to_another_domain_are_held() {
    check(
        &mut Reader::of_known_blog(),
        posts(2, "https://casino.example", NOW),
        2,
        "held: its posts now lead to casino.example, formerly to croydon-digital.example",
    );
}

#[test]
fn another_host_of_the_same_domain_is_no_takeover() {
    check(&mut Reader::of_known_blog(), posts(2, "https://blog.croydon-digital.example", NOW), 0, NOT_HELD);
}

#[test]
fn councils_share_a_public_suffix_but_no_domain() {
    let mut reader = Reader::of_known_blog();
    reader.health.link_domain = Some("dorset.gov.uk".to_owned());

    check(
        &mut reader,
        posts(1, "https://news.croydon.gov.uk", NOW),
        1,
        "held: its posts now lead to croydon.gov.uk, formerly to dorset.gov.uk",
    );
}

#[test]
fn a_domain_that_the_row_names_is_expected() {
    let mut reader = Reader::of_known_blog();
    reader.blog.site = "https://blog.croydon.gov.uk/".parse().ok();

    check(&mut reader, posts(2, "https://blog.croydon.gov.uk", NOW), 0, NOT_HELD);
}

#[test]
fn posts_of_a_feed_that_changed_its_language_are_held() {
    let mut reader = Reader::new();
    reader.feed = declared("en-GB");
    reader.read("2026-10-20T12:00:00Z", posts(1, SITE, "2026-10-12T09:00:00Z"));
    reader.feed = declared("id");

    check(&mut reader, vec![post(&format!("{SITE}/slot"), "Slot gacor", NOW)], 1, "held: its language is now id, formerly en");
}

#[test]
fn another_variety_of_the_same_language_is_no_takeover() {
    let mut reader = Reader::of_known_blog();
    reader.health.language = Some("en-GB".to_owned());
    reader.feed = declared("en-US");

    check(&mut reader, posts(1, SITE, NOW), 0, NOT_HELD);
}

#[test]
fn a_feed_that_stops_declaring_its_language_is_no_takeover() {
    let mut reader = Reader::of_known_blog();
    reader.health.language = Some("en-GB".to_owned());

    check(&mut reader, posts(1, SITE, NOW), 0, NOT_HELD);
    assert_eq!(reader.health.language.as_deref(), Some("en-GB"));
}

#[test]
fn three_old_posts_at_once_are_a_revived_archive() {
    check(
        &mut Reader::of_known_blog(),
        posts(3, SITE, "2026-08-20T09:00:00Z"),
        3,
        "held: 3 posts older than 90 days arrived as new",
    );
}

#[test]
fn two_old_posts_are_late_ones() {
    check(&mut Reader::of_known_blog(), posts(2, SITE, "2026-08-20T09:00:00Z"), 0, NOT_HELD);
}

#[test]
fn three_old_posts_among_as_many_fresh_ones_are_late_ones() {
    let mut entries = posts(6, SITE, NOW);
    for entry in entries.iter_mut().take(3) {
        entry.published = Some("2026-01-05T09:00:00Z".parse().unwrap());
    }

    check(&mut Reader::of_known_blog(), entries, 0, NOT_HELD);
}

#[test]
fn a_blog_that_was_taken_over_is_not_trusted_at_its_next_post() {
    let mut reader = Reader::of_known_blog();
    reader.read("2026-11-18T12:00:00Z", posts(2, "https://casino.example", NOW));

    let (update, _) = reader.read(NOW, posts(3, "https://casino.example", NOW));

    assert_eq!(update.new_entries.len(), 1);
    assert_eq!(update.new_entries[0].standing, Standing::Held);
}

#[test]
fn a_feed_in_another_language_is_not_trusted_at_its_next_post() {
    let mut reader = Reader::of_known_blog();
    reader.health.language = Some("en-GB".to_owned());
    reader.feed = declared("id");
    reader.read("2026-11-18T12:00:00Z", posts(2, SITE, NOW));

    let (update, _) = reader.read(NOW, posts(3, SITE, NOW));

    assert_eq!(update.new_entries[0].standing, Standing::Held);
}

#[test]
fn one_post_that_links_to_a_job_advert_elsewhere_is_no_takeover() {
    let mut reader = Reader::of_known_blog();
    reader.read("2026-11-18T12:00:00Z", posts(3, SITE, NOW));
    let advert = post("https://jobs.example/designer", "We are hiring", NOW);

    let (update, _) = reader.read(NOW, posts(3, SITE, NOW).into_iter().chain([advert]).collect());

    assert_eq!(update.new_entries.len(), 1);
    assert_eq!(update.new_entries[0].standing, Standing::Eligible);
}

/// A blog that was read with these posts a week ago and is read again.
fn known_with(posts: Vec<ParsedEntry>) -> Reader {
    let mut reader = Reader::new();
    reader.read("2026-11-12T12:00:00Z", posts);
    reader
}

#[test]
fn a_hold_is_told_once_however_often_the_feed_is_read() {
    let mut reader = Reader::of_known_blog();
    let (first, _) = reader.read("2026-11-18T12:00:00Z", posts(16, SITE, NOW));
    let (second, outcome) = reader.read(NOW, posts(16, SITE, NOW));

    assert_eq!((first.notices.len(), second.notices.len()), (1, 0));
    assert_eq!(outcome, ReadOutcome::Read { entries: 16, new: 0, held: 0 });
}

#[test]
fn further_posts_that_are_held_for_the_same_reason_are_not_told_again() {
    let mut reader = Reader::of_known_blog();
    reader.read("2026-11-18T12:00:00Z", posts(2, "https://casino.example", NOW));

    let (update, outcome) = reader.read(NOW, posts(3, "https://casino.example", NOW));

    assert_eq!(outcome, ReadOutcome::Read { entries: 3, new: 1, held: 1 });
    assert_eq!(update.notices, Vec::<String>::new());
}

#[test]
fn a_new_post_beside_a_held_flood_is_news() {
    let mut reader = Reader::of_known_blog();
    reader.read("2026-11-18T12:00:00Z", posts(16, SITE, NOW));

    let (update, _) = reader.read(NOW, posts(17, SITE, NOW));

    assert_eq!(update.new_entries.len(), 1);
    assert_eq!(update.new_entries[0].standing, Standing::Eligible);
}

#[test]
fn a_hold_teaches_no_domain_and_no_language_however_often_it_is_read() {
    let mut reader = Reader::of_known_blog();
    reader.health.language = Some("en".to_owned());
    reader.feed = declared("id");
    for hour in 1..4 {
        reader.read(&format!("2026-11-18T{:02}:00:00Z", hour + 10), posts(2, "https://casino.example", NOW));
    }

    let (update, _) = reader.read(NOW, posts(3, "https://casino.example", NOW));

    assert_eq!(reader.health.link_domain.as_deref(), Some("croydon-digital.example"));
    assert_eq!(reader.health.language.as_deref(), Some("en"));
    assert_eq!(update.new_entries[0].standing, Standing::Held);
}

#[test]
fn a_takeover_that_was_settled_is_not_trusted_either() {
    let mut reader = Reader::of_known_blog();
    reader.read("2026-11-17T12:00:00Z", posts(2, "https://casino.example", NOW));
    for known in &mut reader.own {
        if known.standing == Standing::Held {
            known.standing = Standing::Old;
            known.because = "held, then settled as old by a person".to_owned();
        }
    }
    reader.read("2026-11-18T12:00:00Z", posts(2, "https://casino.example", NOW));

    let (update, _) = reader.read(NOW, posts(3, "https://casino.example", NOW));

    assert_eq!(update.new_entries[0].standing, Standing::Held);
}

#[test]
fn what_a_person_released_is_learnt_from() {
    let mut reader = Reader::of_known_blog();
    reader.read("2026-11-17T12:00:00Z", posts(2, "https://new.example", NOW));
    reader.health.link_domain = None;
    for known in &mut reader.own {
        known.standing = Standing::Eligible;
    }
    reader.read("2026-11-18T12:00:00Z", posts(2, "https://new.example", NOW));

    check(&mut reader, vec![post("https://new.example/x", "Another one", NOW)], 0, NOT_HELD);
}

#[test]
fn a_feed_address_that_a_person_changed_is_expected() {
    let mut reader = known_with(posts(4, SITE, "2026-11-10T09:00:00Z"));
    reader.blog.feed = "https://blog.croydon.gov.uk/feed.xml".parse().ok();

    check(&mut reader, posts(2, "https://blog.croydon.gov.uk/b", NOW), 0, NOT_HELD);
}

#[test]
fn a_blog_that_moves_with_all_its_posts_is_no_takeover() {
    let dated = "2026-11-10T09:00:00Z";
    let mut reader = known_with(posts(4, SITE, dated));
    let moved = posts(4, "https://croydon-news.example", dated).into_iter().enumerate();
    let moved = moved.map(|(n, post)| ParsedEntry { id: Some(format!("ghost-{n}")), ..post });
    let news = post("https://croydon-news.example/hello", "Our new home", NOW);

    let (update, outcome) = reader.read(NOW, [news].into_iter().chain(moved).collect());

    assert_eq!(outcome, ReadOutcome::Read { entries: 5, new: 1, held: 0 });
    assert_eq!(update.new_entries[0].standing, Standing::Eligible);
    assert_eq!(update.notices, ["Croydon.digital: 4 known posts came back under new ids; nothing is shown twice"]);
    assert_eq!(reader.health.link_domain.as_deref(), Some("croydon-news.example"));
}

#[test]
fn one_id_for_all_posts_holds_none_and_merges_none() {
    let shared = |count| -> Vec<ParsedEntry> {
        posts(count, SITE, NOW).into_iter().map(|post| ParsedEntry { id: Some("urn:feed".to_owned()), ..post }).collect()
    };
    let mut reader = known_with(shared(5));

    let (update, outcome) = reader.read(NOW, shared(6));

    assert_eq!(outcome, ReadOutcome::Read { entries: 6, new: 1, held: 0 });
    assert_eq!(update.new_entries[0].parsed.title.as_deref(), Some("New post number 6"));
}

#[test]
fn a_language_that_goes_back_and_forth_is_held_and_told_once() {
    let mut reader = Reader::of_known_blog();
    reader.health.language = Some("en".to_owned());
    reader.feed = declared("cy");
    let (first, _) = reader.read("2026-11-17T12:00:00Z", posts(1, SITE, NOW));
    reader.feed = declared("en");
    let (second, _) = reader.read("2026-11-18T12:00:00Z", posts(2, SITE, NOW));
    reader.feed = declared("cy");
    let (third, _) = reader.read(NOW, posts(3, SITE, NOW));

    let standing = |update: &friday::model::update::FeedUpdate| update.new_entries[0].standing;
    assert_eq!([standing(&first), standing(&second), standing(&third)], [Standing::Held, Standing::Eligible, Standing::Held]);
    assert_eq!([first.notices.len(), second.notices.len(), third.notices.len()], [1, 0, 0]);
}
