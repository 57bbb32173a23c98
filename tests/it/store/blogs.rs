//! What is remembered about reading a blog.

use super::build::{Shelf, at, blog, held, post, update};
use friday::model::blog::{BlogHealth, Validators};
use friday::model::update::FeedUpdate;
use std::collections::HashMap;

fn health() -> BlogHealth {
    BlogHealth {
        feed: Some("https://example.gov.uk/feed.xml".to_owned()),
        row_feed: Some("http://example.gov.uk/feed".to_owned()),
        validators: Validators {
            url: "https://example.gov.uk/feed.xml".to_owned(),
            etag: Some(b"W/\"caf\xe9\x00\"".to_vec()),
            last_modified: Some(b"Fri, 20 Nov 2026 09:00:00 GMT".to_vec()),
        },
        first_read_at: Some(at("2026-11-01T09:00:00Z")),
        last_read_at: Some(at("2026-11-20T09:00:00Z")),
        last_success_at: Some(at("2026-11-19T09:00:00Z")),
        last_new_post_at: Some(at("2026-11-18T09:00:00Z")),
        newest_post_at: Some(at("2026-11-17T09:00:00Z")),
        revived_at: Some(at("2026-11-16T09:00:00Z")),
        next_read_at: Some(at("2026-11-20T10:00:00Z")),
        failures: 3,
        error: Some("no answer in 20 seconds".to_owned()),
        gone: true,
        link_domain: Some("example.gov.uk".to_owned()),
        language: Some("cy".to_owned()),
    }
}

#[tokio::test]
async fn health_comes_back_as_it_was_stored_even_an_etag_that_is_no_utf_8() {
    let shelf = Shelf::new().await;

    shelf.store.apply(FeedUpdate { health: health(), ..update("leeds", Vec::new()) }, at("2026-11-20T09:00:00Z")).await.unwrap();

    assert_eq!(shelf.store.healths().await.unwrap(), HashMap::from([(blog("leeds"), health())]));
}

#[tokio::test]
async fn a_later_reading_replaces_all_of_a_blogs_health() {
    let shelf = Shelf::new().await;
    shelf.store.apply(FeedUpdate { health: health(), ..update("leeds", Vec::new()) }, at("2026-11-20T09:00:00Z")).await.unwrap();

    shelf.read("leeds", Vec::new(), "2026-11-20T10:00:00Z").await;

    assert_eq!(shelf.store.healths().await.unwrap(), HashMap::from([(blog("leeds"), BlogHealth::default())]));
}

#[tokio::test]
async fn held_posts_are_counted_by_blog() {
    let shelf = Shelf::new().await;
    let now = "2026-11-18T09:00:00Z";
    shelf.read("leeds", vec![held("Bins", now), held("Roads", now), post("Parks", now)], now).await;
    shelf.read("kent", vec![held("Ferries", now)], now).await;
    shelf.read("croydon", vec![post("Trams", now)], now).await;

    let counts = shelf.store.held_counts().await.unwrap();

    assert_eq!(counts, HashMap::from([(blog("leeds"), 2), (blog("kent"), 1)]));
}
