//! Entries looked up, released, settled and forgotten.

use super::build::{CLOSES, OPENS, Shelf, at, blog, held, key, post};
use friday::model::entry::{KeyKind, NewEntry, ParsedEntry};
use friday::model::known::Asked;
use std::collections::HashMap;

const NOW: &str = "2026-11-18T09:00:00Z";
const NEXT_CLOSES: &str = "2026-11-27T12:00:00Z";

fn unpacked(words: &[u8]) -> String {
    std::io::read_to_string(flate2::read::ZlibDecoder::new(words)).unwrap()
}

async fn titles_between(shelf: &Shelf, opens_at: &str, closes_at: &str) -> Vec<String> {
    let stories = shelf.store.stories_between(at(opens_at), at(closes_at)).await.unwrap();
    stories.into_iter().map(|story| story.lead.title).collect()
}

fn undated(title: &str) -> NewEntry {
    NewEntry { parsed: ParsedEntry { published: None, ..post(title, NOW).parsed }, ..post(title, NOW) }
}

#[tokio::test]
async fn recent_entries_come_oldest_first_by_their_date_or_else_by_first_sight() {
    let shelf = Shelf::new().await;
    let posts = vec![post("Roads", "2026-11-19T09:00:00Z"), undated("Parks"), post("Bins", "2026-11-17T09:00:00Z")];
    shelf.read("leeds", posts, NOW).await;

    let recent = shelf.store.recent_entries(at(OPENS), |entry| entry).await.unwrap();

    let titles: Vec<&str> = recent.iter().map(|entry| entry.title.as_str()).collect();
    assert_eq!(titles, ["Bins", "Parks", "Roads"]);
}

#[tokio::test]
async fn recent_entries_begin_at_the_very_instant_asked_for() {
    let shelf = Shelf::new().await;
    shelf.read("leeds", vec![post("Bins", "2026-11-13T11:59:59Z"), post("Roads", "2026-11-13T12:00:00Z")], NOW).await;

    let recent = shelf.store.recent_entries(at("2026-11-13T12:00:00Z"), |entry| entry).await.unwrap();

    let titles: Vec<&str> = recent.iter().map(|entry| entry.title.as_str()).collect();
    assert_eq!(titles, ["Roads"]);
}

#[tokio::test]
async fn released_posts_become_news_of_that_instant() {
    let shelf = Shelf::new().await;
    shelf.read("leeds", vec![held("Bins", NOW), held("Roads", NOW)], NOW).await;
    shelf.read("kent", vec![held("Ferries", NOW)], NOW).await;

    let released = shelf.store.release(blog("leeds"), at("2026-11-20T13:00:00Z")).await.unwrap();

    assert_eq!(released, 2);
    assert_eq!(titles_between(&shelf, "2026-11-20T13:00:00Z", NEXT_CLOSES).await, ["Bins", "Roads"]);
    assert_eq!(shelf.store.held_counts().await.unwrap(), HashMap::from([(blog("kent"), 1)]));
}

/// An approval closes its window a second ahead, so a release in the same second comes before that close.
#[tokio::test]
async fn posts_released_in_the_second_of_an_approval_are_not_lost() {
    let shelf = Shelf::new().await;
    shelf.read("leeds", vec![held("Bins", NOW)], NOW).await;
    shelf.approve(&[]).await;

    shelf.store.release(blog("leeds"), at("2026-11-20T11:59:59Z")).await.unwrap();

    assert_eq!(titles_between(&shelf, CLOSES, NEXT_CLOSES).await, ["Bins"]);
}

#[tokio::test]
async fn settled_posts_enter_no_edition() {
    let shelf = Shelf::new().await;
    shelf.read("leeds", vec![held("Bins", NOW)], NOW).await;
    shelf.read("kent", vec![held("Ferries", NOW)], NOW).await;

    let settled = shelf.store.settle(blog("leeds")).await.unwrap();

    assert_eq!(settled, 1);
    assert_eq!(shelf.store.release(blog("leeds"), at(NOW)).await.unwrap(), 0);
    assert_eq!(shelf.store.held_counts().await.unwrap(), HashMap::from([(blog("kent"), 1)]));
}

#[tokio::test]
async fn posts_held_since_before_the_limit_are_settled() {
    let shelf = Shelf::new().await;
    shelf.read("leeds", vec![held("Bins", NOW)], "2026-11-04T08:59:59Z").await;
    shelf.read("kent", vec![held("Ferries", NOW)], "2026-11-04T09:00:00Z").await;

    let settled = shelf.store.settle_forgotten(at("2026-11-04T09:00:00Z")).await.unwrap();

    assert_eq!(settled, 1);
    assert_eq!(shelf.store.held_counts().await.unwrap(), HashMap::from([(blog("kent"), 1)]));
}

#[tokio::test]
async fn bodies_seen_before_the_limit_are_forgotten_and_the_rest_of_the_post_stays() {
    let shelf = Shelf::new().await;
    let body = ParsedEntry {
        summary: Some("<p>short</p>".to_owned()),
        content: Some("<p>long</p>".to_owned()),
        ..post("Bins", NOW).parsed
    };
    shelf.read("leeds", vec![NewEntry { parsed: body.clone(), ..post("Bins", NOW) }, post("Roads", NOW)], NOW).await;
    shelf.read("kent", vec![NewEntry { parsed: body, ..post("Bins", NOW) }], "2026-11-18T09:00:01Z").await;

    let forgotten = shelf.store.forget_bodies(at("2026-11-18T09:00:01Z")).await.unwrap();
    let forgotten_again = shelf.store.forget_bodies(at("2026-11-18T09:00:01Z")).await.unwrap();

    assert_eq!((forgotten, forgotten_again), (1, 0));
    let (posts, words): (String, Vec<u8>) =
        shelf.another_program().query_row("SELECT posts, words FROM body", [], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
    assert_eq!((posts.as_str(), unpacked(&words).as_str()), ("[3]", r#"["<p>short</p>"]"#));
    let stories = shelf.store.stories_between(at(OPENS), at(CLOSES)).await.unwrap();
    assert_eq!(stories[0].lead.title, "Bins");
    assert_eq!(stories[0].lead.excerpt, "Bins in short");
    assert_eq!(stories[0].lead.link, "https://example.gov.uk/bins");
}

#[tokio::test]
async fn a_blogs_own_entries_are_its_latest_and_those_asked_for() {
    let shelf = Shelf::new().await;
    shelf.read("kent", vec![post("Ferries", "2026-11-16T09:00:00Z")], "2026-11-17T09:00:00Z").await;
    let days = ["2026-11-01", "2026-11-02", "2026-11-03", "2026-11-04"];
    let named =
        |day: &str| NewEntry { keys: vec![key(KeyKind::Id, &format!("leeds {day}"))], ..post(day, &format!("{day}T09:00:00Z")) };
    let posts = days.iter().map(|day| named(day)).collect();
    shelf.read("leeds", posts, "2026-11-17T09:00:00Z").await;

    let keys = vec![key(KeyKind::Id, "leeds 2026-11-01")];
    let known = shelf.store.known(vec![Asked { blog: blog("leeds"), keys: keys.clone() }], 2).await.unwrap();

    let known = &known[&blog("leeds")];
    assert_eq!(known.keys, HashMap::from([(keys[0].clone(), 2)]));
    let titles: Vec<&str> = known.entries.iter().map(|entry| entry.title.as_str()).collect();
    assert_eq!(titles, ["2026-11-01", "2026-11-03", "2026-11-04"]);
}

#[tokio::test]
async fn entries_are_found_by_their_rows_oldest_first() {
    let shelf = Shelf::new().await;
    shelf.read("leeds", vec![post("Bins", "2026-11-16T09:00:00Z")], "2026-11-17T09:00:00Z").await;
    shelf.read("kent", vec![post("Ferries", "2026-11-15T09:00:00Z")], "2026-11-17T09:00:00Z").await;

    let found = shelf.store.entries(vec![1, 2, 77]).await.unwrap();

    assert_eq!(found.iter().map(|entry| entry.title.as_str()).collect::<Vec<_>>(), ["Ferries", "Bins"]);
}
