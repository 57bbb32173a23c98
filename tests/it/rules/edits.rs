//! A post that is edited after first sight is taken over quietly; one that is taken down is flagged.

use super::build::{Reader, at, post, prose};
use friday::model::entry::ParsedEntry;
use friday::model::update::{FeedUpdate, Part};

const BINS: &str = "https://croydon-digital.example/bins";
const DATED: &str = "2026-11-16T09:00:00Z";

fn bins() -> ParsedEntry {
    ParsedEntry {
        content: Some(prose("bin", 60)),
        excerpt: Some("Bins in short".to_owned()),
        language: Some("en".to_owned()),
        ..post(BINS, "Bins, rebuilt", DATED)
    }
}

/// Reads the post as it was, then as it is: what changed.
fn check(now: ParsedEntry, expected: &[Part]) -> FeedUpdate {
    let mut reader = Reader::of_known_blog();
    reader.read("2026-11-17T12:00:00Z", vec![bins()]);

    let (update, _) = reader.read("2026-11-18T12:00:00Z", vec![now.clone()]);
    let (again, _) = reader.read("2026-11-19T12:00:00Z", vec![now]);

    assert_eq!(update.new_entries, []);
    assert_eq!(update.edits.iter().flat_map(|edit| edit.changed.clone()).collect::<Vec<_>>(), expected);
    assert_eq!(again.edits, []);
    update
}

#[test]
fn a_post_that_stays_as_it_was_is_not_edited() {
    check(bins(), &[]);
    check(ParsedEntry { link: Some(format!("{BINS}/?utm_source=rss")), ..bins() }, &[]);
}

#[test]
fn another_title_text_address_or_language_is_an_edit_and_no_news() {
    check(ParsedEntry { title: Some("Bins, rebuilt twice".to_owned()), ..bins() }, &[Part::Title]);
    check(ParsedEntry { content: Some(prose("bin", 61)), ..bins() }, &[Part::Text]);
    check(ParsedEntry { link: Some(format!("{BINS}-2")), ..bins() }, &[Part::Link]);
    check(ParsedEntry { language: Some("cy".to_owned()), ..bins() }, &[Part::Language]);
}

#[test]
fn an_edit_brings_the_newest_words() {
    let mended = ParsedEntry {
        title: Some("Bins, mended".to_owned()),
        content: Some(prose("bin", 61)),
        excerpt: Some("Bins, at length".to_owned()),
        ..bins()
    };

    let update = check(mended, &[Part::Title, Part::Text]);

    assert_eq!(update.edits[0].title, "Bins, mended");
    assert_eq!(update.edits[0].excerpt.as_deref(), Some("Bins, at length"));
    assert_eq!(update.edits[0].print.words, 61);
}

#[test]
fn what_a_feed_leaves_out_is_no_edit() {
    check(ParsedEntry { title: None, content: None, excerpt: None, language: None, ..bins() }, &[]);
}

#[test]
fn an_edit_changes_neither_date_nor_eligibility() {
    let mut reader = Reader::of_known_blog();
    reader.read("2026-11-17T12:00:00Z", vec![bins()]);

    let edited = ParsedEntry { title: Some("Bins!!!".to_owned()), published: Some(at("2026-11-18T09:00:00Z")), ..bins() };
    let (update, _) = reader.read("2026-11-18T12:00:00Z", vec![edited]);

    assert_eq!(update.health.last_new_post_at, Some(at("2026-11-17T12:00:00Z")));
    assert_eq!(update.health.newest_post_at, Some(at(DATED)));
}

/// Six posts of six days, newest first.
fn week() -> Vec<ParsedEntry> {
    let one = |day: u32| post(&format!("{BINS}/{day}"), &format!("Notes from {day}"), &format!("2026-11-{day}T09:00:00Z"));
    (11..=16).rev().map(one).collect()
}

/// Reads the week, then the week without these places: the titles that are missing.
fn check_missing(gone: &[usize], expected: &[&str]) -> Reader {
    let mut reader = Reader::new();
    reader.read("2026-11-17T12:00:00Z", week());
    let left = week().into_iter().enumerate().filter(|(place, _)| !gone.contains(place)).map(|(_, post)| post).collect();

    reader.read("2026-11-18T12:00:00Z", left);

    let missing = reader.own.iter().filter(|known| known.missing_since.is_some());
    assert_eq!(missing.map(|known| known.title.as_str()).collect::<Vec<_>>(), expected);
    reader
}

#[test]
fn a_post_that_is_gone_between_others_is_missing() {
    check_missing(&[2], &["Notes from 14"]);
}

#[test]
fn the_newest_post_is_missing_when_those_before_it_stay() {
    check_missing(&[0], &["Notes from 16"]);
}

#[test]
fn posts_that_fell_off_the_end_are_not_missing() {
    check_missing(&[5], &[]);
    check_missing(&[3, 4, 5], &[]);
}

#[test]
fn an_old_post_pinned_to_the_top_makes_no_other_one_missing() {
    // The 11th stays; the 12th and 13th fell off the end.
    check_missing(&[3, 4], &[]);
}

#[test]
fn a_feed_that_shows_another_choice_tells_nothing() {
    check_missing(&[0, 1, 2], &[]);
}

#[test]
fn a_missing_post_that_comes_back_is_found_again_and_is_no_news() {
    let mut reader = check_missing(&[2], &["Notes from 14"]);

    let (update, _) = reader.read("2026-11-19T12:00:00Z", week());

    assert_eq!(update.found_again, [3]);
    assert_eq!(update.new_entries, []);
    assert_eq!(reader.own.iter().filter(|known| known.missing_since.is_some()).count(), 0);
}

#[test]
fn a_missing_post_is_told_missing_since_the_first_time() {
    let mut reader = check_missing(&[2], &["Notes from 14"]);

    let (update, _) = reader
        .read("2026-11-19T12:00:00Z", week().into_iter().filter(|post| post.title.as_deref() != Some("Notes from 14")).collect());

    assert_eq!(update.missing, Vec::<i64>::new());
    assert_eq!(reader.own[2].missing_since, Some(at("2026-11-18T12:00:00Z")));
}

#[test]
fn a_document_that_was_cut_off_tells_nothing_about_what_is_missing() {
    let mut reader = Reader::new();
    reader.read("2026-11-17T12:00:00Z", week());
    reader.feed.cut_off = true;
    let mut left = week();
    left.remove(2);

    let (update, _) = reader.read("2026-11-18T12:00:00Z", left);

    assert_eq!(update.missing, Vec::<i64>::new());
}

#[test]
fn an_edited_address_is_not_a_missing_post() {
    let mut reader = Reader::new();
    reader.read("2026-11-17T12:00:00Z", week());
    let mut edited = week();
    edited[2].link = Some(format!("{BINS}/fourteen"));
    edited[2].id = Some("tag:croydon,2026:14".to_owned());

    let (update, _) = reader.read("2026-11-18T12:00:00Z", edited);

    assert_eq!((update.missing, update.new_entries), (Vec::new(), Vec::new()));
}

#[test]
fn a_post_that_was_stored_without_a_hash_of_its_text_is_not_called_edited() {
    let mut reader = Reader::of_known_blog();
    reader.read("2026-11-17T12:00:00Z", vec![bins()]);
    reader.own.iter_mut().for_each(|known| known.print.text = None);

    let (update, _) = reader.read("2026-11-18T12:00:00Z", vec![bins()]);

    assert_eq!(update.edits, []);
}
