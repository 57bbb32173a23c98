//! Do two blogs tell the same story?

use super::build::{known, post, prose};
use friday::model::blog::BlogId;
use friday::model::entry::{KeyKind, KnownEntry, ParsedEntry};
use friday::rules::matching::candidates::{Candidates, Traces};
use friday::rules::matching::{fold, sightings};

const DATED: &str = "2026-11-18T09:00:00Z";
const TITLE: &str = "How we rebuilt the bins form";

/// Folds a new post of Croydon's into what Adur's blog had before: the reason, or none.
fn check(new: ParsedEntry, before: ParsedEntry, expected: Option<&str>) {
    check_against(new, &[known("Adur blog", 7, before)], expected);
}

fn check_against(new: ParsedEntry, others: &[KnownEntry], expected: Option<&str>) {
    let croydon = BlogId::from_name("Croydon.digital");
    let sighting = sightings(&croydon, vec![new]).remove(0);

    let folded = fold(&croydon, &sighting, others);

    // What is folded has to be found first.
    let recent: Candidates = others.iter().map(|other| (other.id, traces(other))).collect();
    let found = recent.like(&sighting.traces());
    assert!(folded.is_none() || others.iter().any(|other| found.contains(&other.id)), "no trace in common");

    assert_eq!(folded.as_ref().map(|fold| fold.because.as_str()), expected);
    assert!(folded.is_none_or(|fold| fold.story_id == 7));
}

fn traces(known: &KnownEntry) -> Traces {
    Traces::of_known(known)
}

fn with_text(link: &str, title: &str, text: &str) -> ParsedEntry {
    ParsedEntry { content: Some(format!("<p>{text}</p>")), ..post(link, title, DATED) }
}

#[test]
fn the_same_link_in_two_blogs_is_one_story() {
    let link = "https://gds.example/2026/bins";

    check(post(link, "Bins", DATED), post(link, "Worth a read: bins", DATED), Some("same link"));
    check(post(link, "Bins", DATED), post("http://www.gds.example/2026/bins/?utm_source=x#top", "B", DATED), Some("same link"));
}

#[test]
fn a_link_that_its_query_alone_tells_apart_is_a_link() {
    check(
        post("https://gds.example/?p=12", "Bins", DATED),
        post("https://gds.example/?p=12&utm_medium=rss", "B", DATED),
        Some("same link"),
    );
}

#[test]
fn the_same_link_is_the_same_story_however_late() {
    let link = "https://gds.example/2026/bins";

    check(post(link, "Bins", DATED), post(link, "Bins", "2025-01-05T09:00:00Z"), Some("same link"));
}

#[test]
fn a_home_page_as_link_says_nothing() {
    check(post("https://gds.example/", "Bins", DATED), post("https://gds.example", "Roads", DATED), None);
}

#[test]
fn links_that_differ_in_what_identifies_them_are_two_stories() {
    check(post("https://gds.example/?p=1", "Bins", DATED), post("https://gds.example/?p=2", "Roads", DATED), None);
    check(post("https://gds.example/Bins", "Bins", DATED), post("https://gds.example/bins", "Roads", DATED), None);
}

#[test]
fn a_copy_under_another_title_is_one_story() {
    let text = prose("bin", 200);

    check(
        with_text("https://croydon-digital.example/bins", TITLE, &text),
        with_text("https://adur-blog.example/guest", "Guest post: bins", &text),
        Some("same text (100 % alike)"),
    );
}

#[test]
fn weeknotes_with_a_common_frame_are_two_stories() {
    let frame = "Hello and welcome to our weeknotes. Every Friday the digital team writes down what it did, what it learnt \
                 and what comes next. As always we are on three services.";
    let close = "That is all for this week. Write to us if you want to know more, and see you next Friday.";
    let week = |link: &str, number: &str| {
        with_text(link, &format!("Weeknotes {number}"), &format!("{frame} {} {close}", prose(&format!("week{number}n"), 60)))
    };

    check(week("https://croydon-digital.example/13", "13"), week("https://adur-blog.example/12", "12"), None);
    check(week("https://croydon-digital.example/12", "12"), week("https://adur-blog.example/12", "12b"), None);
}

#[test]
fn the_same_title_over_different_words_is_two_stories() {
    check(
        with_text("https://croydon-digital.example/ai", "What we learnt about AI", &prose("croydon", 120)),
        with_text("https://adur-blog.example/ai", "What we learnt about AI", &prose("adur", 120)),
        None,
    );
}

#[test]
fn an_excerpt_and_the_full_text_are_one_story() {
    let text = prose("bin", 400);
    let excerpt: String = text.split(' ').take(30).collect::<Vec<_>>().join(" ");
    let full = with_text("https://adur-blog.example/bins", "How we rebuilt the bins form!", &text);
    let cut = ParsedEntry { summary: Some(excerpt), ..post("https://croydon-digital.example/bins", TITLE, DATED) };

    check(cut.clone(), full.clone(), Some("same title and same beginning (100 % of its words)"));
    check(full, cut, Some("same title and same beginning (100 % of its words)"));
}

#[test]
fn an_excerpt_of_a_few_words_proves_nothing() {
    let text = prose("bin", 400);
    let few: String = text.split(' ').take(8).collect::<Vec<_>>().join(" ");

    check(
        ParsedEntry { summary: Some(few), ..post("https://croydon-digital.example/bins", TITLE, DATED) },
        with_text("https://adur-blog.example/bins", TITLE, &text),
        None,
    );
}

#[test]
fn a_title_of_two_words_proves_nothing() {
    let text = prose("bin", 400);
    let excerpt: String = text.split(' ').take(30).collect::<Vec<_>>().join(" ");

    check(
        ParsedEntry { summary: Some(excerpt), ..post("https://croydon-digital.example/bins", "Weeknotes 12", DATED) },
        with_text("https://adur-blog.example/bins", "Weeknotes 12", &text),
        None,
    );
}

#[test]
fn posts_without_any_text_are_told_apart_even_under_one_title() {
    check(
        post("https://croydon-digital.example/1", "Service designer wanted", DATED),
        post("https://adur-blog.example/1", "Service designer wanted", DATED),
        None,
    );
}

#[test]
fn a_text_that_comes_back_months_later_is_a_story_of_its_own() {
    let text = prose("bin", 200);
    let then = |published: &str| ParsedEntry {
        content: Some(text.clone()),
        ..post("https://adur-blog.example/bins", "Bins", published)
    };
    let now = with_text("https://croydon-digital.example/bins", "Bins", &text);

    check(now.clone(), then("2026-10-19T09:00:00Z"), Some("same text (100 % alike)"));
    check(now, then("2026-10-18T08:00:00Z"), None);
}

#[test]
fn nothing_folds_within_one_blog() {
    let text = prose("bin", 200);
    let own = known("Croydon.digital", 7, with_text("https://croydon-digital.example/bins", TITLE, &text));

    check_against(with_text("https://croydon-digital.example/bins", TITLE, &text), &[own], None);
}

#[test]
fn the_first_story_that_agrees_is_taken() {
    let link = "https://gds.example/2026/bins";
    let others = [
        known("Dorset blog", 6, post("https://dorset-blog.example/x", "Maps", DATED)),
        known("Adur blog", 7, post(link, "Bins", DATED)),
        known("Barnet blog", 8, post(link, "Bins", DATED)),
    ];

    check_against(post(link, "Bins", DATED), &others, Some("same link"));
}

#[test]
fn a_home_page_given_as_every_link_identifies_no_post() {
    let home = "https://croydon-digital.example/news";
    let entries =
        vec![ParsedEntry { id: None, ..post(home, "Bins", DATED) }, ParsedEntry { id: None, ..post(home, "Roads", DATED) }];

    let seen = sightings(&BlogId::from_name("Croydon.digital"), entries);

    let kinds: Vec<Vec<KeyKind>> = seen.iter().map(|one| one.keys.iter().map(|key| key.kind).collect()).collect();
    assert_eq!(kinds, [[KeyKind::TitleDay, KeyKind::Text], [KeyKind::TitleDay, KeyKind::Text]]);
}
