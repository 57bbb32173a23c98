//! How a blog is: the states of the list, their patience and their reasons.

use chrono::{DateTime, TimeDelta, Utc};
use friday::model::blog::{Blog, BlogHealth};
use friday::model::listing::BlogState as State;
use friday::model::manners::Moving;
use friday::rules::listing::state::{Report, alert, state};

fn now() -> DateTime<Utc> {
    "2026-11-20T11:30:00Z".parse().unwrap()
}

fn days_ago(days: i64) -> Option<DateTime<Utc>> {
    Some(now() - TimeDelta::days(days))
}

fn blog(row: &str) -> Blog {
    friday::config::feeds::parse("feeds.toml", &format!("[[blog]]\nname = \"Ashby\"\n{row}")).unwrap().remove(0)
}

fn ashby() -> Blog {
    blog("feed = \"https://ashby.example/feed\"")
}

/// Read well an hour ago, with its newest post so many days old.
fn read_well(newest_post: i64) -> BlogHealth {
    BlogHealth {
        row_feed: ashby().row_address(),
        first_read_at: days_ago(800),
        last_read_at: Some(now() - TimeDelta::hours(1)),
        last_success_at: Some(now() - TimeDelta::hours(1)),
        newest_post_at: days_ago(newest_post),
        ..BlogHealth::default()
    }
}

/// Failed so many times in a row since the last success so many days ago.
fn failing(failures: u32, last_success: i64) -> BlogHealth {
    BlogHealth {
        failures,
        last_success_at: days_ago(last_success),
        error: Some("ashby.example cannot be reached".to_owned()),
        ..read_well(10)
    }
}

fn of(health: &BlogHealth) -> Report {
    state(&ashby(), health, now())
}

#[test]
fn a_blog_is_active_until_it_has_not_posted_for_ninety_days_and_dormant_after_a_year() {
    for (days, expected) in
        [(0, State::Active), (89, State::Active), (90, State::Quiet), (364, State::Quiet), (365, State::Dormant)]
    {
        assert_eq!(of(&read_well(days)).state, expected, "{days} days");
    }
}

#[test]
fn a_state_says_why_and_since_when() {
    let quiet = of(&read_well(100));

    assert_eq!(quiet.because, "no post for three months: the last is of 12 August 2026");
    assert_eq!(quiet.since, days_ago(10));
}

#[test]
fn a_blog_without_dates_is_judged_by_what_friday_saw() {
    let silent = BlogHealth { newest_post_at: None, first_read_at: days_ago(100), ..read_well(0) };
    let fresh = BlogHealth { last_new_post_at: days_ago(3), ..silent.clone() };

    assert_eq!((of(&silent).state, of(&fresh).state), (State::Quiet, State::Active));
}

#[test]
fn one_failure_and_a_weekend_of_them_do_not_make_a_blog_failing() {
    assert_eq!(of(&failing(1, 30)).state, State::Active);
    assert_eq!(of(&failing(9, 2)).state, State::Active);
    assert_eq!(of(&failing(2, 9)).state, State::Active);
    assert!(of(&failing(1, 30)).because.ends_with("the last attempt failed: ashby.example cannot be reached"));
}

#[test]
fn several_failures_over_three_days_make_a_blog_failing() {
    let report = of(&failing(3, 3));

    assert_eq!((report.state, report.since), (State::Failing, days_ago(3)));
    assert_eq!(report.because, "3 attempts failed since 17 November 2026: ashby.example cannot be reached");
}

#[test]
fn a_blog_that_never_answered_is_failing_after_three_attempts() {
    let never = BlogHealth { last_success_at: None, first_read_at: None, newest_post_at: None, ..failing(3, 0) };

    assert_eq!(of(&never).state, State::Failing);
    assert_eq!(
        of(&BlogHealth { failures: 2, ..never }).because,
        "not read with success yet; the last attempt failed: ashby.example cannot be reached"
    );
}

#[test]
fn gone_is_retired_by_its_publisher_until_the_row_changes() {
    let gone = BlogHealth { gone: true, ..failing(1, 1) };

    assert_eq!(of(&gone).because, "its publisher says that the feed is gone for good (HTTP 410)");
    assert_eq!(of(&gone).state, State::Retired);
    assert_eq!(state(&blog("feed = \"https://ashby.example/new\""), &gone, now()).state, State::New);
}

#[test]
fn a_blog_has_moved_once_its_redirect_is_believed_and_not_before() {
    let moving = Moving { to: "https://new.example/feed".to_owned(), since: days_ago(2).unwrap(), fetches: 2, matches: true };
    let watched = BlogHealth { moving: Some(moving), ..read_well(1) };
    let believed = BlogHealth { moved_to: Some("https://new.example/feed".to_owned()), moved_at: days_ago(1), ..read_well(1) };

    assert_eq!(of(&watched).state, State::Active);
    assert!(of(&watched).because.ends_with("; it has redirected to https://new.example/feed since 18 November 2026"));
    assert_eq!((of(&believed).state, of(&believed).since), (State::Moved, days_ago(1)));
    assert!(
        alert(&ashby(), State::Active, &of(&believed))
            .unwrap()
            .starts_with("Ashby has moved: its feed is at https://new.example/feed")
    );
}

#[test]
fn what_a_person_wrote_comes_before_everything_else() {
    let row = blog("feed = \"https://ashby.example/feed\"\nretired = \"the team was split up\"");

    let report = state(&row, &failing(9, 90), now());

    assert_eq!((report.state, report.because.as_str()), (State::Retired, "the team was split up"));
}

#[test]
fn rows_without_address_and_rows_not_read_yet_say_so() {
    assert_eq!(state(&blog(""), &BlogHealth::default(), now()).state, State::AddressUnknown);
    assert_eq!(of(&BlogHealth::default()).state, State::New);
}

#[test]
fn only_changes_that_somebody_should_know_are_told() {
    let told = |before, health: &BlogHealth| alert(&ashby(), before, &of(health));

    assert_eq!(told(State::Failing, &failing(3, 3)), None, "nothing changed");
    assert_eq!(told(State::Active, &read_well(100)), None, "quiet needs nobody");
    assert_eq!(told(State::New, &read_well(1)), None, "a new blog that is read is no news");
    assert!(told(State::Active, &failing(3, 3)).unwrap().starts_with("Ashby is failing: 3 attempts failed"));
    assert!(told(State::Quiet, &read_well(400)).unwrap().starts_with("Ashby is dormant: no post for a year"));
    assert!(told(State::Failing, &read_well(1)).unwrap().starts_with("Ashby can be read again"));
    assert!(told(State::Dormant, &read_well(1)).unwrap().starts_with("Ashby writes again"));
    assert!(told(State::Active, &BlogHealth { gone: true, ..failing(1, 1) }).unwrap().contains("is read no longer"));
}
