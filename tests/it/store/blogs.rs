//! What is remembered about reading a blog.

use super::build::{Shelf, at, blog, held, post, update};
use friday::model::blog::{BlogHealth, BlogId, Validators};
use friday::model::feed::Rhythm;
use friday::model::manners::{HostPause, Moving, Pace, Trouble};
use friday::model::update::{Begun, FeedUpdate};
use std::collections::HashMap;
use std::time::Duration;

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
        other_validators: vec![Validators {
            url: "http://example.gov.uk/feed".to_owned(),
            etag: Some(b"\xff".to_vec()),
            last_modified: None,
        }],
        moved_to: Some("https://example.gov.uk/feed.xml".to_owned()),
        moved_at: Some(at("2026-11-15T09:00:00Z")),
        moving: Some(Moving {
            to: "https://news.example.gov.uk/feed".to_owned(),
            since: at("2026-11-16T09:00:00Z"),
            fetches: 4,
            matches: true,
        }),
        trouble: Some(Trouble::BotProtection),
        trouble_since: Some(at("2026-11-19T10:00:00Z")),
        pace: pace(),
    }
}

fn pace() -> Pace {
    Pace {
        fresh_for: Some(Duration::from_secs(7200)),
        rhythm: Rhythm { skip_hours: vec![0, 23], skip_days: vec![chrono::Weekday::Sun], ..Rhythm::default() },
        posting_gap: Some(Duration::from_secs(300_000)),
        body_hash: u64::MAX,
        same_bodies: 5,
        whole_at: Some(at("2026-11-10T09:00:00Z")),
        forced_at: Some(at("2026-11-11T09:00:00Z")),
    }
}

#[tokio::test]
async fn health_comes_back_as_it_was_stored_even_an_etag_that_is_no_utf_8() {
    let shelf = Shelf::new().await;

    shelf
        .store
        .apply(vec![FeedUpdate { health: health(), ..update("leeds", Vec::new()) }], at("2026-11-20T09:00:00Z"))
        .await
        .unwrap();

    assert_eq!(shelf.store.healths().await.unwrap(), HashMap::from([(blog("leeds"), health())]));
}

#[tokio::test]
async fn a_later_reading_replaces_all_of_a_blogs_health() {
    let shelf = Shelf::new().await;
    shelf
        .store
        .apply(vec![FeedUpdate { health: health(), ..update("leeds", Vec::new()) }], at("2026-11-20T09:00:00Z"))
        .await
        .unwrap();

    shelf.read("leeds", Vec::new(), "2026-11-20T10:00:00Z").await;

    assert_eq!(shelf.store.healths().await.unwrap(), HashMap::from([(blog("leeds"), BlogHealth::default())]));
}

#[tokio::test]
async fn where_the_times_alone_are_new_nothing_else_is_written() {
    let shelf = Shelf::new().await;
    let stored = FeedUpdate { health: health(), ..update("leeds", Vec::new()) };
    shelf.store.apply(vec![stored], at("2026-11-20T09:00:00Z")).await.unwrap();
    let times = |health| BlogHealth {
        last_read_at: Some(at("2026-11-20T10:00:00Z")),
        last_success_at: Some(at("2026-11-20T10:00:00Z")),
        next_read_at: Some(at("2026-11-20T11:00:00Z")),
        ..health
    };

    let later = FeedUpdate { health: times(BlogHealth::default()), is_as_stored: true, ..update("leeds", Vec::new()) };
    shelf.store.apply(vec![later], at("2026-11-20T10:00:00Z")).await.unwrap();

    assert_eq!(shelf.store.healths().await.unwrap(), HashMap::from([(blog("leeds"), times(health()))]));
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

#[tokio::test]
async fn a_reading_that_began_is_remembered_although_its_end_never_came() {
    let shelf = Shelf::new().await;
    shelf
        .store
        .apply(vec![FeedUpdate { health: health(), ..update("leeds", Vec::new()) }], at("2026-11-20T09:00:00Z"))
        .await
        .unwrap();
    let begun = |health| BlogHealth { next_read_at: Some(at("2026-11-20T11:00:00Z")), ..health };

    let both = vec![(blog("leeds"), begun(health())), (blog("new"), begun(BlogHealth::default()))];
    // As the first is stored already, its times alone are written.
    let as_begun = |(blog, health): (BlogId, BlogHealth)| Begun { is_as_stored: blog.as_str() == "leeds", blog, health };
    shelf.store.begin_readings(both.iter().cloned().map(as_begun).collect()).await.unwrap();

    assert_eq!(shelf.store.healths().await.unwrap(), HashMap::from_iter(both));
}

#[tokio::test]
async fn each_kind_of_trouble_can_be_stored() {
    let shelf = Shelf::new().await;
    for trouble in Trouble::ALL {
        let health = BlogHealth { trouble: Some(trouble), ..health() };

        let begun = Begun { blog: blog("leeds"), health: health.clone(), is_as_stored: false };
        shelf.store.begin_readings(vec![begun]).await.unwrap();

        assert_eq!(shelf.store.healths().await.unwrap(), HashMap::from([(blog("leeds"), health)]));
    }
}

#[tokio::test]
async fn a_host_is_left_alone_until_the_longest_of_its_pauses_is_over() {
    let shelf = Shelf::new().await;
    let pause = |origin: &str, until| HostPause { origin: origin.to_owned(), until: at(until) };
    let (plain, other_port) = ("http://example.gov.uk", "http://example.gov.uk:8080");
    let now = at("2026-11-20T09:00:00Z");
    for one in
        [pause(plain, "2026-11-20T12:00:00Z"), pause(plain, "2026-11-20T10:00:00Z"), pause(other_port, "2026-11-20T10:00:00Z")]
    {
        shelf.store.pause_host(one, now).await.unwrap();
    }

    let at_nine = shelf.store.host_pauses(now).await.unwrap();
    let at_eleven = shelf.store.host_pauses(at("2026-11-20T11:00:00Z")).await.unwrap();

    assert_eq!(at_nine, [pause(plain, "2026-11-20T12:00:00Z"), pause(other_port, "2026-11-20T10:00:00Z")]);
    assert_eq!(at_eleven, [pause(plain, "2026-11-20T12:00:00Z")]);
}
