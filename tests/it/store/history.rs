//! What is known about a post by its address.

use super::build::{Shelf, at, blog, folded, held, key, post, update};
use friday::model::edition::EditionState;
use friday::model::entry::{KeyKind, Standing};
use friday::model::update::{FeedUpdate, Rebind};
use friday::store::EntryFact;

const NOW: &str = "2026-11-18T09:00:00Z";

async fn facts(shelf: &Shelf, link: &str) -> Vec<EntryFact> {
    shelf.store.facts_about(link.to_owned()).await.unwrap()
}

/// Entry 1 comes back under a further alias.
async fn rebind(shelf: &Shelf, by: KeyKind, new: (KeyKind, &str), now: &str) {
    let rebind = Rebind { entry_id: 1, by, closeness: None, keys: vec![key(new.0, new.1)] };
    shelf.store.apply(vec![FeedUpdate { rebinds: vec![rebind], ..update("leeds", Vec::new()) }], at(now)).await.unwrap();
}

#[tokio::test]
async fn a_post_that_nobody_saw_has_no_facts() {
    let shelf = Shelf::new().await;
    shelf.read("leeds", vec![post("Bins", NOW)], NOW).await;

    assert_eq!(facts(&shelf, "example.gov.uk/roads").await, []);
}

#[tokio::test]
async fn a_posts_facts_are_those_of_its_entry() {
    let shelf = Shelf::new().await;
    shelf.read("leeds", vec![held("Bins", "2026-11-17T08:00:00Z")], NOW).await;

    let expected = EntryFact {
        blog: blog("leeds"),
        story_id: 1,
        title: "Bins".to_owned(),
        link: "https://example.gov.uk/bins".to_owned(),
        language: None,
        dated_at: Some(at("2026-11-17T08:00:00Z")),
        seen_at: at(NOW),
        standing: Standing::Held,
        because: "held: a flood".to_owned(),
        eligible_at: None,
        folded_because: None,
        rebound_by: None,
        edited: None,
        missing_since: None,
        siblings: Vec::new(),
        edition: None,
    };
    assert_eq!(facts(&shelf, "example.gov.uk/bins").await, [expected]);
}

#[tokio::test]
async fn every_sighting_is_told_oldest_first_with_its_siblings() {
    let shelf = Shelf::new().await;
    shelf.read("leeds", vec![post("Bins", NOW)], "2026-11-18T09:00:00Z").await;
    shelf.read("kent", vec![folded("Bins", NOW, 1)], "2026-11-18T10:00:00Z").await;

    let facts = facts(&shelf, "example.gov.uk/bins").await;

    assert_eq!((&facts[0].blog, &facts[0].folded_because), (&blog("leeds"), &None));
    assert_eq!((&facts[1].blog, facts[1].folded_because.as_deref()), (&blog("kent"), Some("same link")));
    assert_eq!(facts[0].siblings, [(blog("kent"), "https://example.gov.uk/bins".to_owned())]);
    assert_eq!(facts.len(), 2);
}

#[tokio::test]
async fn a_post_is_found_by_a_link_that_it_came_back_under() {
    let shelf = Shelf::new().await;
    shelf.read("leeds", vec![post("Bins", NOW)], NOW).await;

    rebind(&shelf, KeyKind::Text, (KeyKind::Link, "leeds example.gov.uk/bins-again"), NOW).await;

    let facts = facts(&shelf, "example.gov.uk/bins-again").await;
    assert_eq!(facts.len(), 1);
    assert_eq!((facts[0].title.as_str(), facts[0].rebound_by.as_deref()), ("Bins", Some("text")));
}

#[tokio::test]
async fn the_key_told_is_the_one_by_which_the_post_was_last_recognised() {
    let shelf = Shelf::new().await;
    shelf.read("leeds", vec![post("Bins", NOW)], NOW).await;

    rebind(&shelf, KeyKind::TitleDay, (KeyKind::Id, "leeds tag:2"), "2026-11-19T09:00:00Z").await;
    rebind(&shelf, KeyKind::Link, (KeyKind::Id, "leeds tag:3"), "2026-11-20T09:00:00Z").await;

    assert_eq!(facts(&shelf, "example.gov.uk/bins").await[0].rebound_by.as_deref(), Some("link"));
}

#[tokio::test]
async fn the_edition_of_a_story_is_told_for_each_of_its_sightings() {
    let shelf = Shelf::new().await;
    shelf.read("leeds", vec![post("Bins", NOW)], NOW).await;
    shelf.read("kent", vec![folded("Bins", NOW, 1)], NOW).await;

    shelf.approve(&[1]).await;

    let facts = facts(&shelf, "example.gov.uk/bins").await;
    let expected = Some(("2026-11-20".to_owned(), EditionState::Approved, Some(1), false));
    assert_eq!((&facts[0].edition, &facts[1].edition), (&expected, &expected));
}
