//! Editors are reminded of a draft that waits: by mail, once each, also from cron.

use super::leaving::Running;
use crate::support::blogs::{Blogs, OPEN, councils};
use crate::support::editor::EDITORS;
use crate::support::reader::{notices, wait_for};
use crate::support::town::Town;

async fn waiting(count: usize) -> (Town, Blogs) {
    let blogs = Blogs::start().await;
    let town = Town::new(&format!("{OPEN}{EDITORS}"), &councils(&blogs, count));
    let read = town.friday_at("2026-11-18T12:00:00Z", &["run", "--once"]).await;
    assert_eq!((read.code, read.err.as_str()), (0, ""));
    (town, blogs)
}

/// One pass from cron at each of these hours of the week; it says nothing.
async fn passes(town: &Town, hours: &[&str]) {
    for hour in hours {
        let pass = town.friday_at(hour, &["run", "--once"]).await;
        assert_eq!((pass.code, pass.err.as_str()), (0, ""), "{hour}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn two_mails_tell_an_editor_what_waits() {
    let (town, _blogs) = waiting(7).await;

    passes(&town, &["2026-11-19T11:00:00Z", "2026-11-19T12:00:00Z", "2026-11-19T13:00:00Z"]).await;
    let first = notices(&town);
    passes(&town, &["2026-11-20T10:00:00Z", "2026-11-20T11:00:00Z", "2026-11-20T11:30:00Z"]).await;
    let both = notices(&town);

    assert_eq!((first.len(), both.len()), (1, 2));
    assert_eq!(
        (first[0].to.as_str(), first[0].subject.as_str()),
        ("ed@example.org", "Five for Friday waits for you: due tomorrow at 12:00")
    );
    assert_eq!(both[1].subject, "Five for Friday waits for you: due today at 12:00");
    let text = first[0].text.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(text.contains("1. ") && text.contains("5. ") && !text.contains("6. "), "{text}");
    assert!(text.contains("– Ashby") && text.contains("And 2 other posts under everything else."), "{text}");
    assert!(text.contains("None of them has a remark yet") && text.contains("/desk/write"), "{text}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_missed_reminder_comes_late_and_only_the_last_of_two() {
    let (town, _blogs) = waiting(2).await;

    passes(&town, &["2026-11-20T10:30:00Z", "2026-11-20T11:00:00Z"]).await;

    assert_eq!(notices(&town).len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clock_that_jumps_back_reminds_nobody_twice() {
    let (town, _blogs) = waiting(2).await;

    passes(&town, &["2026-11-20T10:00:00Z", "2026-11-19T13:00:00Z", "2026-11-20T10:30:00Z", "2026-11-19T14:00:00Z"]).await;

    assert_eq!(notices(&town).len(), 2, "one for each occasion");
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_is_reminded_of_nothing_nor_of_what_is_approved() {
    let (empty, _blogs) = waiting(0).await;
    let (done, _others) = waiting(2).await;
    done.friday_at("2026-11-18T13:00:00Z", &["edition", "approve"]).await;

    for town in [&empty, &done] {
        passes(town, &["2026-11-19T12:00:00Z", "2026-11-20T10:00:00Z"]).await;
        assert_eq!(notices(town).len(), 0);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_remark_in_the_file_counts() {
    let (town, _blogs) = waiting(1).await;
    town.friday_at("2026-11-18T13:00:00Z", &["edition", "draft"]).await;
    let file = town.read("editions/2026-11-20.md");
    town.write("editions/2026-11-20.md", &super::by_hand::with_remark(&file, "Ashby", "Worth your time."));

    passes(&town, &["2026-11-19T12:00:00Z"]).await;

    assert!(notices(&town)[0].text.contains("Each of them has a remark of yours."), "{}", notices(&town)[0].text);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_service_reminds_and_a_restart_does_not_do_so_again() {
    let (town, _blogs) = waiting(2).await;
    let settings = town.read("friday.toml");
    for _ in 0..2 {
        town.write("friday.toml", &settings);
        let running = Running::start(&town, "2026-11-20T10:00:30Z");
        wait_for(&town, 1);
        assert_eq!(running.get("/").0, 200);
    }

    assert_eq!((town.count("SELECT count(*) FROM reminder"), town.count("SELECT count(*) FROM notice")), (1, 1));
}
