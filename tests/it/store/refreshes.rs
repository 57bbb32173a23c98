//! One reading, written: entries, stories, aliases, and the window they fall into.

use super::build::{CLOSES, OPENS, Shelf, at, blog, folded, key, post, update};
use friday::model::entry::{KeyKind, KnownEntry, NewEntry, ParsedEntry};
use friday::model::update::{FeedUpdate, Rebind};
use std::collections::HashMap;

const NOW: &str = "2026-11-18T09:00:00Z";

async fn titles_between(shelf: &Shelf, opens_at: &str, closes_at: &str) -> Vec<String> {
    let stories = shelf.store.stories_between(at(opens_at), at(closes_at)).await.unwrap();
    stories.into_iter().map(|story| story.lead.title).collect()
}

#[tokio::test]
async fn a_new_post_is_stored_with_what_matching_needs() {
    let shelf = Shelf::new().await;
    let entry = NewEntry {
        fingerprint: Some(0xFFFF_0000_FFFF_0000),
        opening: "the bins are going digital".to_owned(),
        ..post("Bins", "2026-11-17T08:00:00Z")
    };

    shelf.read("leeds", vec![entry], NOW).await;

    assert_eq!(
        shelf.store.recent_entries(at(OPENS)).await.unwrap(),
        [KnownEntry {
            id: 1,
            story_id: 1,
            blog: blog("leeds"),
            title: "Bins".to_owned(),
            link: Some("https://example.gov.uk/bins".to_owned()),
            dated_at: Some(at("2026-11-17T08:00:00Z")),
            seen_at: at(NOW),
            fingerprint: Some(0xFFFF_0000_FFFF_0000),
            words: 300,
            opening: "the bins are going digital".to_owned(),
        }]
    );
}

#[tokio::test]
async fn a_post_without_a_title_is_called_so() {
    let shelf = Shelf::new().await;
    let nameless = ParsedEntry { title: None, ..post("Bins", NOW).parsed };

    shelf.read("leeds", vec![NewEntry { parsed: nameless, ..post("Bins", NOW) }], NOW).await;

    assert_eq!(titles_between(&shelf, OPENS, CLOSES).await, ["Untitled post"]);
}

#[tokio::test]
async fn a_post_is_found_by_each_of_its_aliases() {
    let shelf = Shelf::new().await;
    let (id, link) = (key(KeyKind::Id, "leeds tag:1"), key(KeyKind::Link, "leeds example.gov.uk/bins"));
    let unknown = key(KeyKind::Link, "leeds tag:1");
    shelf.read("leeds", vec![NewEntry { keys: vec![id.clone(), link.clone()], ..post("Bins", NOW) }], NOW).await;

    let known = shelf.store.known_keys(vec![id.clone(), link.clone(), unknown]).await.unwrap();

    assert_eq!(known, HashMap::from([(id, 1), (link, 1)]));
}

#[tokio::test]
async fn a_post_that_came_back_learns_its_new_aliases() {
    let shelf = Shelf::new().await;
    let (old, new) = (key(KeyKind::Link, "leeds example.gov.uk/bins"), key(KeyKind::Id, "leeds tag:2"));
    shelf.read("leeds", vec![NewEntry { keys: vec![old.clone()], ..post("Bins", NOW) }], NOW).await;
    let rebind = Rebind { entry_id: 1, by: old, keys: vec![new.clone()] };

    shelf.store.apply(FeedUpdate { rebinds: vec![rebind], ..update("leeds", Vec::new()) }, at(CLOSES)).await.unwrap();

    assert_eq!(shelf.store.known_keys(vec![new.clone()]).await.unwrap(), HashMap::from([(new, 1)]));
}

#[tokio::test]
async fn the_first_post_to_carry_an_alias_keeps_it() {
    let shelf = Shelf::new().await;
    let shared = key(KeyKind::Link, "leeds example.gov.uk/bins");
    let carrying = |title| NewEntry { keys: vec![shared.clone()], ..post(title, NOW) };
    let rebind = Rebind { entry_id: 2, by: key(KeyKind::Id, "leeds tag:2"), keys: vec![shared.clone()] };

    shelf.read("leeds", vec![carrying("Bins"), carrying("Roads")], NOW).await;
    shelf.store.apply(FeedUpdate { rebinds: vec![rebind], ..update("leeds", Vec::new()) }, at(NOW)).await.unwrap();

    assert_eq!(shelf.store.known_keys(vec![shared.clone()]).await.unwrap(), HashMap::from([(shared, 1)]));
}

#[tokio::test]
async fn a_folded_post_shares_the_story_it_was_folded_into() {
    let shelf = Shelf::new().await;
    shelf.read("leeds", vec![post("Bins", NOW)], NOW).await;

    shelf.read("kent", vec![folded("Bins", NOW, 1)], NOW).await;

    let stories: Vec<i64> =
        shelf.store.recent_entries(at(OPENS)).await.unwrap().into_iter().map(|entry| entry.story_id).collect();
    assert_eq!(stories, [1, 1]);
}

#[tokio::test]
async fn the_silence_before_a_post_is_counted_in_its_own_blog_by_the_authors_dates() {
    let shelf = Shelf::new().await;
    let undated = ParsedEntry { published: None, ..post("Parks", NOW).parsed };
    shelf.read("leeds", vec![post("Bins", "2026-11-14T09:00:00Z")], NOW).await;
    shelf.read("kent", vec![post("Ferries", "2026-11-16T09:00:00Z")], NOW).await;

    let latest = vec![post("Roads", "2026-11-17T08:59:59Z"), NewEntry { parsed: undated, ..post("Parks", NOW) }];
    shelf.read("leeds", latest, NOW).await;

    let stories = shelf.store.stories_between(at(OPENS), at(CLOSES)).await.unwrap();
    let silences: Vec<Option<i64>> = stories.into_iter().map(|story| story.lead.silence_days).collect();
    assert_eq!(silences, [None, None, Some(2), None]);
}

#[tokio::test]
async fn a_post_written_after_an_edition_closed_belongs_to_the_next() {
    let shelf = Shelf::new().await;
    let read_just_before = "2026-11-20T11:59:58Z";
    shelf.approve(&[]).await;

    shelf.read("leeds", vec![post("Bins", read_just_before)], read_just_before).await;

    assert_eq!(titles_between(&shelf, CLOSES, "2026-11-27T12:00:00Z").await, ["Bins"]);
    assert_eq!(titles_between(&shelf, OPENS, CLOSES).await, [""; 0]);
}

#[tokio::test]
async fn a_post_of_a_first_read_that_the_closing_edition_could_not_see_belongs_to_the_next() {
    let shelf = Shelf::new().await;
    let of_this_week = post("Bins", "2026-11-18T09:00:00Z");
    shelf.approve(&[]).await;

    shelf.read("leeds", vec![of_this_week], "2026-11-20T11:59:58Z").await;

    assert_eq!(titles_between(&shelf, CLOSES, "2026-11-27T12:00:00Z").await, ["Bins"]);
}

#[tokio::test]
async fn a_post_from_before_a_blogs_first_read_stays_in_the_week_of_its_own_date() {
    let shelf = Shelf::new().await;
    shelf.approve(&[]).await;

    shelf.read("leeds", vec![post("Bins", "2026-11-18T09:00:00Z")], "2026-11-23T09:00:00Z").await;

    assert_eq!(titles_between(&shelf, CLOSES, "2026-11-27T12:00:00Z").await, [""; 0]);
}
