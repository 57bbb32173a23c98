//! Stories as an edition sees them.

use super::build::{CLOSES, OPENS, Shelf, approval, at, blog, folded, held, period, post};
use friday::model::entry::{Media, NewEntry, ParsedEntry, Person, Standing};
use friday::model::story::{Story, StoryEntry};
use friday::store::Approval;
use std::collections::HashSet;

const NOW: &str = "2026-11-18T09:00:00Z";

async fn stories(shelf: &Shelf) -> Vec<Story> {
    shelf.store.stories_between(at(OPENS), at(CLOSES)).await.unwrap()
}

async fn titles(shelf: &Shelf) -> Vec<String> {
    stories(shelf).await.into_iter().map(|story| story.lead.title).collect()
}

#[tokio::test]
async fn a_window_holds_its_first_instant_and_not_its_last() {
    let shelf = Shelf::new().await;
    let posts = vec![
        post("Early", "2026-11-13T11:59:59Z"),
        post("First", "2026-11-13T12:00:00Z"),
        post("Last", "2026-11-20T11:59:59Z"),
        post("Late", "2026-11-20T12:00:00Z"),
    ];
    shelf.read("leeds", posts, NOW).await;

    assert_eq!(titles(&shelf).await, ["First", "Last"]);
}

#[tokio::test]
async fn a_story_comes_with_all_that_is_shown_of_it() {
    let shelf = Shelf::new().await;
    let author = Person { name: Some("Ada Jones".to_owned()), email: None, url: None };
    let film = Media { url: "https://example.gov.uk/a.mp4".to_owned(), media_type: Some("video/mp4".to_owned()), length: None };
    let parsed = ParsedEntry {
        language: Some("cy".to_owned()),
        authors: vec![author.clone()],
        categories: vec!["data".to_owned()],
        media: vec![film.clone()],
        ..post("Bins", "2026-11-17T08:00:00Z").parsed
    };
    shelf.read("leeds", vec![NewEntry { parsed, ..post("Bins", NOW) }], NOW).await;

    let lead = StoryEntry {
        id: 1,
        blog: blog("leeds"),
        title: "Bins".to_owned(),
        link: "https://example.gov.uk/bins".to_owned(),
        excerpt: "Bins in short".to_owned(),
        language: Some("cy".to_owned()),
        authors: vec![author],
        categories: vec!["data".to_owned()],
        media: vec![film],
        dated_at: Some(at("2026-11-17T08:00:00Z")),
        seen_at: at(NOW),
        words: 300,
        silence_days: None,
        missing_since: None,
        formerly: None,
    };
    assert_eq!(stories(&shelf).await, [Story { id: 1, lead, also: Vec::new(), eligible_at: at(NOW), linked_by: Vec::new() }]);
}

#[tokio::test]
async fn held_and_old_posts_and_posts_without_a_link_stay_out() {
    let shelf = Shelf::new().await;
    let old = NewEntry { standing: Standing::Old, eligible_at: None, ..post("Old", NOW) };
    let nowhere = ParsedEntry { link: None, ..post("Nowhere", NOW).parsed };
    let posts = vec![held("Held", NOW), old, NewEntry { parsed: nowhere, ..post("Nowhere", NOW) }, post("Bins", NOW)];
    shelf.read("leeds", posts, NOW).await;

    assert_eq!(titles(&shelf).await, ["Bins"]);
}

#[tokio::test]
async fn the_earliest_by_its_authors_date_leads_and_the_others_are_listed() {
    let shelf = Shelf::new().await;
    shelf.read("leeds", vec![post("Copy", "2026-11-18T09:00:00Z")], NOW).await;
    shelf.read("kent", vec![folded("Original", "2026-11-16T09:00:00Z", 1)], NOW).await;

    let stories = stories(&shelf).await;

    assert_eq!(stories.len(), 1);
    assert_eq!(stories[0].lead.title, "Original");
    assert_eq!(stories[0].also[0].blog, blog("leeds"));
    assert_eq!(stories[0].eligible_at, at("2026-11-16T09:00:00Z"));
}

#[tokio::test]
async fn a_story_belongs_to_the_window_of_its_earliest_sighting_alone() {
    let shelf = Shelf::new().await;
    shelf.read("leeds", vec![post("Bins", "2026-11-12T09:00:00Z")], "2026-11-12T09:00:00Z").await;

    shelf.read("kent", vec![folded("Bins", NOW, 1)], NOW).await;

    assert_eq!(titles(&shelf).await, [""; 0]);
}

#[tokio::test]
async fn a_story_that_had_its_edition_never_comes_again() {
    let shelf = Shelf::new().await;
    shelf.read("leeds", vec![post("Bins", NOW)], NOW).await;
    shelf.approve(&[1]).await;

    shelf.read("kent", vec![folded("Bins", "2026-11-24T09:00:00Z", 1)], "2026-11-24T09:00:00Z").await;

    assert_eq!(shelf.store.stories_between(at(OPENS), at("2026-12-31T00:00:00Z")).await.unwrap(), []);
}

#[tokio::test]
async fn a_story_that_the_editor_left_out_never_comes_again() {
    let shelf = Shelf::new().await;
    shelf.read("leeds", vec![post("Bins", NOW)], NOW).await;
    let draft = shelf.open_draft().await;

    let left_out = Approval { stories: vec![(1, None, true, None)], ..approval(draft, &[]) };
    assert!(shelf.store.approve(left_out).await.unwrap());

    assert_eq!(shelf.store.stories_between(at(OPENS), at("2026-12-31T00:00:00Z")).await.unwrap(), []);
}

#[tokio::test]
async fn other_blogs_that_link_to_a_story_are_named_once_each() {
    let shelf = Shelf::new().await;
    let linking = |title| NewEntry { links_out: vec!["example.gov.uk/bins".to_owned()], ..post(title, NOW) };
    shelf.read("leeds", vec![post("Bins", NOW), linking("Own")], NOW).await;
    shelf.read("kent", vec![linking("Ferries"), linking("Roads")], NOW).await;
    shelf.read("croydon", vec![linking("Trams")], NOW).await;

    let stories = stories(&shelf).await;

    assert_eq!(stories[0].lead.title, "Bins");
    assert_eq!(stories[0].linked_by, [blog("croydon"), blog("kent")]);
    assert_eq!(stories[1].linked_by, []);
}

#[tokio::test]
async fn a_copy_of_a_story_does_not_count_as_a_link_to_it() {
    let shelf = Shelf::new().await;
    shelf.read("leeds", vec![post("Bins", NOW)], NOW).await;
    let copy = NewEntry { links_out: vec!["example.gov.uk/bins".to_owned()], ..folded("Copy", NOW, 1) };

    shelf.read("kent", vec![copy], NOW).await;

    assert_eq!(stories(&shelf).await[0].linked_by, []);
}

#[tokio::test]
async fn blogs_picked_in_the_last_editions_are_known() {
    let shelf = Shelf::new().await;
    shelf.read("leeds", vec![post("Bins", NOW)], NOW).await;
    shelf.read("croydon", vec![post("Trams", NOW)], NOW).await;
    let first = shelf.open_draft().await;
    let picks_bins = Approval { stories: vec![(1, Some(1), false, None), (2, None, false, None)], ..approval(first, &[]) };
    assert!(shelf.store.approve(picks_bins).await.unwrap());
    shelf.read("kent", vec![post("Ferries", "2026-11-24T09:00:00Z")], "2026-11-24T09:00:00Z").await;
    let second = shelf.edition("2026-11-27").await;
    let picks_ferries = Approval { at: at("2026-11-27T12:00:00Z"), next: period("2026-12-04"), ..approval(second, &[3]) };
    assert!(shelf.store.approve(picks_ferries).await.unwrap());

    let (none, last, both) =
        (shelf.store.lately_picked(0).await, shelf.store.lately_picked(1).await, shelf.store.lately_picked(2).await);

    assert_eq!(none.unwrap(), HashSet::new());
    assert_eq!(last.unwrap(), HashSet::from([blog("kent")]));
    assert_eq!(both.unwrap(), HashSet::from([blog("kent"), blog("leeds")]));
}
