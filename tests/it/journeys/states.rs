//! The states of the list as an operator meets them: in the list, and once when they change.

use crate::support::blogs::{Answer, Blogs, OPEN, councils};
use crate::support::town::Town;

async fn list(town: &Town, now: &str) -> Vec<serde_json::Value> {
    let said = town.friday_at(now, &["blogs", "list", "--json"]).await;
    serde_json::from_str(&said.out).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_list_shows_state_last_post_last_reading_and_the_next() {
    let blogs = Blogs::start().await;
    let town = Town::new(OPEN, &councils(&blogs, 2));
    town.friday(&["fetch"]).await;

    let said = town.friday_at("2026-11-20T12:00:00Z", &["blogs", "list"]).await;

    let lines: Vec<&str> = said.out.lines().collect();
    assert_eq!(lines[0], "STATE   LAST POST      READ     NEXT  BLOG");
    assert!(lines[1].starts_with("active  2026-11-18  30m ago   in 3"), "{}", said.out);
    assert!(lines[1].ends_with("m  ashby-digital"), "{}", said.out);
    assert!(said.out.lines().all(|line| line.chars().count() <= 80));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_silent_blog_becomes_quiet_then_dormant_and_its_end_of_silence_is_told() {
    let blogs = Blogs::start().await;
    let town = Town::new(OPEN, &councils(&blogs, 1));
    let read = async |now: &str| town.friday_at(now, &["run", "--once"]).await.err;
    read("2026-11-20T11:30:00Z").await;

    let quiet = read("2027-03-01T11:30:00Z").await;
    let dormant = read("2027-12-01T11:30:00Z").await;
    let still_dormant = read("2027-12-02T12:30:00Z").await;
    let at_last = list(&town, "2027-12-02T12:30:00Z").await;

    assert!(!quiet.contains("Ashby Digital is"), "{quiet}");
    assert!(dormant.contains("Ashby Digital is dormant: no post for a year: the last is of 18 November 2026"), "{dormant}");
    assert!(!still_dormant.contains("dormant"), "{still_dormant}");
    assert_eq!((&at_last[0]["state"], &at_last[0]["since"]), (&"dormant".into(), &"2027-11-18T10:00:00Z".into()));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_failing_blog_is_told_once_and_again_when_it_recovers() {
    let blogs = Blogs::start().await;
    let town = Town::new(OPEN, &councils(&blogs, 1));
    let well =
        Answer::ok(crate::support::blogs::rss("ashby", &[("ashby.example/1", "One", "Wed, 18 Nov 2026 10:00:00 GMT", "words")]));
    town.friday(&["fetch"]).await;
    blogs.say("ashby/feed", vec![Answer::status(500)]);
    let mut said = Vec::new();
    for day in 21..=25 {
        said.push(town.friday_at(&format!("2026-11-{day}T11:30:00Z"), &["fetch", "--force"]).await.err);
    }
    blogs.say("ashby/feed", vec![well]);

    let recovered = town.friday_at("2026-11-26T11:30:00Z", &["fetch", "--force"]).await.err;

    let told: Vec<usize> = said.iter().enumerate().filter(|(_, err)| err.contains("is failing")).map(|(at, _)| at).collect();
    assert_eq!(told, [2], "three failures over three days: {said:?}");
    assert!(recovered.contains("Ashby Digital can be read again"), "{recovered}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_that_could_not_be_kept_is_told_once_it_is() {
    let blogs = Blogs::start().await;
    let town = Town::new(OPEN, &councils(&blogs, 2));
    let database = rusqlite::Connection::open(town.path("friday.db")).unwrap();
    town.friday(&["fetch"]).await;
    blogs.say("ashby/feed", vec![Answer::status(500)]);
    for day in 21..=23 {
        town.friday_at(&format!("2026-11-{day}T11:30:00Z"), &["fetch", "--force"]).await;
    }
    let post = ("ashby.example/1", "One", "Wed, 18 Nov 2026 10:00:00 GMT", "words");
    blogs.say("ashby/feed", vec![Answer::ok(crate::support::blogs::rss("ashby", &[post]))]);
    let refuse =
        "CREATE TRIGGER refuse BEFORE UPDATE ON blog WHEN new.failures < old.failures BEGIN SELECT raise(ABORT, 'no'); END";
    database.execute_batch(refuse).unwrap();

    let refused = town.friday_at("2026-11-26T11:30:00Z", &["fetch", "--force"]).await.err;
    database.execute_batch("DROP TRIGGER refuse").unwrap();
    let kept = town.friday_at("2026-11-27T11:30:00Z", &["fetch", "--force"]).await.err;

    assert!(refused.contains("ashby-digital: what was read could not be kept"), "{refused}");
    assert!(!refused.contains("can be read again"), "{refused}");
    assert!(kept.contains("Ashby Digital can be read again"), "{kept}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_feed_that_is_gone_is_retired_by_its_publisher_and_told() {
    let blogs = Blogs::start().await;
    let town = Town::new(OPEN, &councils(&blogs, 1));
    town.friday(&["fetch"]).await;
    blogs.say("ashby/feed", vec![Answer::status(410)]);

    let said = town.friday_at("2026-11-21T11:30:00Z", &["fetch", "--force"]).await;
    let rows = list(&town, "2026-11-21T12:00:00Z").await;

    assert!(said.err.contains("Ashby Digital is read no longer: its publisher says that the feed is gone"), "{}", said.err);
    assert_eq!((&rows[0]["state"], &rows[0]["next_read_at"]), (&"retired".into(), &serde_json::Value::Null));
}
