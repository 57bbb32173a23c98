//! One reading, written: entries, stories, aliases, and the window they fall into.

use super::build::{CLOSES, OPENS, Shelf, at, blog, folded, key, post, update};
use friday::model::entry::{AliasKey, Fingerprint, KeyKind, KnownEntry, NewEntry, ParsedEntry, Standing};
use friday::model::known::Asked;
use friday::model::update::{Edit, FeedUpdate, Part, Rebind};
use friday::model::wishes::Tombstone;
use std::collections::HashMap;

const NOW: &str = "2026-11-18T09:00:00Z";

/// Which entries carry these aliases.
async fn known_keys(shelf: &Shelf, keys: Vec<AliasKey>) -> HashMap<AliasKey, i64> {
    let mut known = shelf.store.known(vec![Asked { blog: blog("leeds"), keys }], 0).await.unwrap();
    known.remove(&blog("leeds")).unwrap().keys
}

async fn titles_between(shelf: &Shelf, opens_at: &str, closes_at: &str) -> Vec<String> {
    let stories = shelf.store.stories_between(at(opens_at), at(closes_at)).await.unwrap();
    stories.into_iter().map(|story| story.lead.title).collect()
}

#[tokio::test]
async fn a_new_post_is_stored_with_what_matching_needs() {
    let shelf = Shelf::new().await;
    let print = Fingerprint {
        text: Some(0xFFFF_0000_FFFF_0000),
        shingles: vec![1, 0xFFFF_FFFF],
        words: 300,
        opening: vec![7, 0xFFFF, 0],
    };
    let entry = NewEntry { print: print.clone(), ..post("Bins", "2026-11-17T08:00:00Z") };

    shelf.read("leeds", vec![entry], NOW).await;

    assert_eq!(
        shelf.store.recent_entries(at(OPENS), |entry| entry).await.unwrap(),
        [KnownEntry {
            id: 1,
            story_id: 1,
            blog: blog("leeds"),
            title: "Bins".to_owned(),
            link: Some("https://example.gov.uk/bins".to_owned()),
            dated_at: Some(at("2026-11-17T08:00:00Z")),
            seen_at: at(NOW),
            print,
            language: None,
            standing: Standing::Eligible,
            because: "first seen on a later read".to_owned(),
            missing_since: None,
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

    let known = known_keys(&shelf, vec![id.clone(), link.clone(), unknown]).await;

    assert_eq!(known, HashMap::from([(id, 1), (link, 1)]));
}

#[tokio::test]
async fn a_post_that_came_back_learns_its_new_aliases() {
    let shelf = Shelf::new().await;
    let (old, new) = (key(KeyKind::Link, "leeds example.gov.uk/bins"), key(KeyKind::Id, "leeds tag:2"));
    shelf.read("leeds", vec![NewEntry { keys: vec![old.clone()], ..post("Bins", NOW) }], NOW).await;
    let rebind = Rebind { entry_id: 1, by: old.kind, closeness: None, keys: vec![new.clone()] };

    shelf.store.apply(vec![FeedUpdate { rebinds: vec![rebind], ..update("leeds", Vec::new()) }], at(CLOSES)).await.unwrap();

    assert_eq!(known_keys(&shelf, vec![new.clone()]).await, HashMap::from([(new, 1)]));
}

#[tokio::test]
async fn the_first_post_to_carry_an_alias_keeps_it() {
    let shelf = Shelf::new().await;
    let shared = key(KeyKind::Link, "leeds example.gov.uk/bins");
    let carrying = |title| NewEntry { keys: vec![shared.clone()], ..post(title, NOW) };
    let rebind = Rebind { entry_id: 2, by: KeyKind::Id, closeness: None, keys: vec![shared.clone()] };

    shelf.read("leeds", vec![carrying("Bins"), carrying("Roads")], NOW).await;
    shelf.store.apply(vec![FeedUpdate { rebinds: vec![rebind], ..update("leeds", Vec::new()) }], at(NOW)).await.unwrap();

    assert_eq!(known_keys(&shelf, vec![shared.clone()]).await, HashMap::from([(shared, 1)]));
}

#[tokio::test]
async fn a_folded_post_shares_the_story_it_was_folded_into() {
    let shelf = Shelf::new().await;
    shelf.read("leeds", vec![post("Bins", NOW)], NOW).await;

    shelf.read("kent", vec![folded("Bins", NOW, 1)], NOW).await;

    let stories: Vec<i64> =
        shelf.store.recent_entries(at(OPENS), |entry| entry).await.unwrap().into_iter().map(|entry| entry.story_id).collect();
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

fn edit(title: &str, changed: Vec<Part>) -> Edit {
    Edit {
        entry_id: 1,
        changed,
        title: title.to_owned(),
        link: Some("https://example.gov.uk/bins-2".to_owned()),
        canonical_link: Some("example.gov.uk/bins-2".to_owned()),
        excerpt: Some("Bins, at length".to_owned()),
        language: Some("cy".to_owned()),
        print: Fingerprint { words: 400, ..Fingerprint::default() },
    }
}

async fn edited(shelf: &Shelf, edit: Edit, now: &str) {
    shelf.store.apply(vec![FeedUpdate { edits: vec![edit], ..update("leeds", Vec::new()) }], at(now)).await.unwrap();
}

#[tokio::test]
async fn an_edited_post_is_shown_in_its_newest_words_and_keeps_the_first() {
    let shelf = Shelf::new().await;
    shelf.read("leeds", vec![post("Bins", NOW)], NOW).await;

    edited(&shelf, edit("Bins, mended", vec![Part::Title]), "2026-11-19T09:00:00Z").await;

    let lead = shelf.store.stories_between(at(OPENS), at(CLOSES)).await.unwrap().remove(0).lead;
    assert_eq!((lead.title.as_str(), lead.excerpt.as_str(), lead.words), ("Bins, mended", "Bins, at length", 400));
    assert_eq!((lead.link.as_str(), lead.language.as_deref()), ("https://example.gov.uk/bins-2", Some("cy")));
    assert_eq!(lead.formerly, Some(("Bins".to_owned(), "https://example.gov.uk/bins".to_owned())));
    let first: (String, String) =
        shelf.another_program().query_row("SELECT title, excerpt FROM entry", [], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
    assert_eq!(first, ("Bins".to_owned(), "Bins in short".to_owned()));
}

#[tokio::test]
async fn an_edit_makes_a_post_no_more_eligible_than_it_was() {
    let shelf = Shelf::new().await;
    shelf.read("leeds", vec![post("Bins", NOW)], NOW).await;

    edited(&shelf, edit("Bins, mended", vec![Part::Title]), "2026-11-23T09:00:00Z").await;

    assert_eq!(titles_between(&shelf, CLOSES, "2026-11-27T12:00:00Z").await, [""; 0]);
    assert_eq!(titles_between(&shelf, OPENS, CLOSES).await, ["Bins, mended"]);
}

#[tokio::test]
async fn a_second_edit_replaces_the_first_and_tells_all_that_changed() {
    let shelf = Shelf::new().await;
    shelf.read("leeds", vec![post("Bins", NOW)], NOW).await;
    edited(&shelf, edit("Bins, mended", vec![Part::Title, Part::Link]), "2026-11-19T09:00:00Z").await;

    let without_excerpt = Edit { excerpt: None, ..edit("Bins, mended again", vec![Part::Title, Part::Text]) };
    edited(&shelf, without_excerpt, "2026-11-20T09:00:00Z").await;

    let fact = shelf.store.facts_about("example.gov.uk/bins-2".to_owned()).await.unwrap().remove(0);
    let (edited_at, mut parts, first_title) = fact.edited.unwrap();
    parts.sort();
    assert_eq!((edited_at, first_title.as_str()), (at("2026-11-20T09:00:00Z"), "Bins"));
    assert_eq!(parts, [Part::Title, Part::Text, Part::Link]);
    let lead = shelf.store.stories_between(at(OPENS), at(CLOSES)).await.unwrap().remove(0).lead;
    assert_eq!((lead.title.as_str(), lead.excerpt.as_str()), ("Bins, mended again", "Bins, at length"));
}

#[tokio::test]
async fn an_edited_post_is_found_by_its_first_address_too() {
    let shelf = Shelf::new().await;
    shelf.read("leeds", vec![post("Bins", NOW)], NOW).await;
    edited(&shelf, edit("Bins, mended", vec![Part::Link]), NOW).await;

    assert_eq!(shelf.store.facts_about("example.gov.uk/bins".to_owned()).await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_missing_post_is_marked_until_it_is_found_again() {
    let shelf = Shelf::new().await;
    shelf.read("leeds", vec![post("Bins", NOW)], NOW).await;
    let missing_since = async || shelf.store.stories_between(at(OPENS), at(CLOSES)).await.unwrap().remove(0).lead.missing_since;

    shelf
        .store
        .apply(vec![FeedUpdate { missing: vec![1], ..update("leeds", Vec::new()) }], at("2026-11-19T09:00:00Z"))
        .await
        .unwrap();
    let marked = missing_since().await;
    shelf.store.apply(vec![FeedUpdate { found_again: vec![1], ..update("leeds", Vec::new()) }], at(CLOSES)).await.unwrap();

    assert_eq!((marked, missing_since().await), (Some(at("2026-11-19T09:00:00Z")), None));
}

#[tokio::test]
async fn how_close_a_recognition_was_is_kept() {
    let shelf = Shelf::new().await;
    shelf.read("leeds", vec![post("Bins", NOW)], NOW).await;
    let closeness = Some("same title, text 87 % alike".to_owned());
    let rebind = Rebind { entry_id: 1, by: KeyKind::Likeness, closeness, keys: vec![key(KeyKind::Id, "leeds tag:2")] };

    shelf.store.apply(vec![FeedUpdate { rebinds: vec![rebind], ..update("leeds", Vec::new()) }], at(CLOSES)).await.unwrap();

    let fact = shelf.store.facts_about("example.gov.uk/bins".to_owned()).await.unwrap().remove(0);
    assert_eq!(fact.rebound_by.as_deref(), Some("likeness (same title, text 87 % alike)"));
}

#[tokio::test]
async fn a_blog_that_is_forgotten_while_it_is_read_stays_forgotten() {
    let shelf = Shelf::new().await;
    shelf.read("leeds", vec![post("Bins", NOW)], NOW).await;
    let tombstone =
        Tombstone { blog: blog("leeds"), addresses: Vec::new(), because: "its makers asked".to_owned(), made_at: at(NOW) };
    shelf.store.forget_blog(tombstone).await.unwrap();

    let rows =
        shelf.store.apply(vec![update("leeds", vec![post("Roads", NOW)]), update("kent", vec![post("Ferries", NOW)])], at(NOW));

    assert_eq!(rows.await.unwrap(), [vec![], vec![2]]);
}

#[tokio::test]
async fn an_alias_of_another_blog_is_none_of_this_one() {
    let shelf = Shelf::new().await;
    let shared = key(KeyKind::Id, "a number that two blogs have come upon");
    shelf.read("leeds", vec![NewEntry { keys: vec![shared.clone()], ..post("Bins", NOW) }], NOW).await;

    let asked = vec![Asked { blog: blog("kent"), keys: vec![shared] }];
    let known = shelf.store.known(asked, 10).await.unwrap();

    assert_eq!(known[&blog("kent")].keys, HashMap::new());
}
