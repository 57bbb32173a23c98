//! Fridays that are unlike others: thin, empty, skipped, moved, missed, late.

use super::by_hand::ready;
use crate::support::blogs::{Blogs, OPEN, councils};
use crate::support::town::{READERS, Town};

const NOON: &str = "2026-11-20T12:05:00Z";

async fn folder_town(count: usize, settings: &str) -> (Town, Blogs) {
    let blogs = Blogs::start().await;
    let town = Town::new(&format!("{OPEN}{settings}"), &councils(&blogs, count));
    town.write("readers.csv", READERS);
    town.friday(&["subscribers", "import", "readers.csv"]).await;
    (town, blogs)
}

fn mails(town: &Town) -> usize {
    std::fs::read_dir(town.path("outbox")).map_or(0, Iterator::count)
}

#[tokio::test(flavor = "multi_thread")]
async fn with_four_stories_it_is_four_for_friday() {
    let (town, _blogs, _mail) = ready(4).await;

    let approve = town.friday(&["edition", "approve"]).await;

    assert!(approve.out.starts_with("Four for Friday (20/11/2026) is approved"), "{}", approve.out);
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_story_no_mail_goes_out_and_a_line_says_so() {
    let (town, _blogs) = folder_town(0, "").await;
    town.friday(&["run", "--once"]).await;

    let noon = town.friday_at(NOON, &["run", "--once"]).await;
    let again = town.friday_at("2026-11-20T12:20:00Z", &["run", "--once"]).await;

    assert_eq!(
        noon.err,
        "No edition on Friday 20 November 2026: there are no new posts. What it would have held passes on to Friday 27 November 2026.\n"
    );
    assert_eq!((again.err.as_str(), mails(&town)), ("", 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn one_cron_line_does_the_whole_week_in_silence() {
    let (town, _blogs) = folder_town(6, "").await;
    let mut said = Vec::new();

    for hour in
        ["2026-11-20T10:00:00Z", "2026-11-20T11:00:00Z", "2026-11-20T12:00:00Z", "2026-11-20T13:00:00Z", "2026-11-20T14:00:00Z"]
    {
        let pass = town.friday_at(hour, &["run", "--once"]).await;
        said.push((pass.code, pass.out + &pass.err));
    }

    assert_eq!(said, vec![(0, String::new()); 5]);
    assert_eq!(mails(&town), 3);
    assert_eq!(town.count("SELECT count(*) FROM edition WHERE state = 'sent'"), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_skipped_friday_passes_its_stories_on() {
    let (town, _blogs) = folder_town(5, "").await;
    town.friday(&["fetch"]).await;

    let skip = town.friday(&["edition", "skip", "2026-11-20", "--because", "everybody is at a conference"]).await;
    let show = town.friday(&["edition", "show"]).await;
    let list = town.friday(&["edition", "list"]).await;

    assert_eq!(
        skip.out,
        "No edition on Friday 20 November 2026: everybody is at a conference. Its stories pass on to Friday 27 November 2026.\n"
    );
    assert!(show.out.starts_with("Five for Friday (27/11/2026) (draft): 5 picks"), "{}", show.out);
    assert_eq!(list.out, "2026-11-27  draft   \n2026-11-20  skipped   everybody is at a conference\n");
}

#[tokio::test(flavor = "multi_thread")]
async fn christmas_day_is_skipped_by_the_settings_and_the_next_date_says_so() {
    let (town, _blogs) = folder_town(5, "[edition]\nexcept = [\"2026-12-25\"]\n").await;
    town.friday_at("2026-12-17T09:00:00Z", &["fetch"]).await;
    let week = "2026-12-18T11:00:00Z";

    let preview = town.friday_at(week, &["edition", "preview"]).await;

    assert_eq!(preview.code, 1, "posts of November are no news in December: {}", preview.out);
    let list = town.friday_at(week, &["edition", "list"]).await;
    assert!(list.out.starts_with("2026-12-18  draft"), "{}", list.out);
    let skip = town.friday_at(week, &["edition", "skip", "--because", "snow"]).await;
    assert!(skip.out.contains("pass on to Friday 1 January 2027"), "{}", skip.out);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_moved_edition_is_due_on_its_new_day() {
    let (town, _blogs) = folder_town(5, "").await;
    town.friday(&["fetch"]).await;

    let moved = town.friday(&["edition", "move", "2026-11-20", "--to", "2026-11-21"]).await;
    town.friday_at(NOON, &["run", "--once"]).await;
    let on_friday = mails(&town);
    town.friday_at("2026-11-21T12:05:00Z", &["run", "--once"]).await;
    let taken = town.friday_at("2026-11-21T13:00:00Z", &["edition", "move", "2026-11-27", "--to", "2026-11-21"]).await;

    assert_eq!(moved.out, "The edition of Friday 20 November 2026 moves to Saturday 21 November 2026.\n");
    assert_eq!((on_friday, mails(&town)), (0, 3));
    assert_eq!(taken.code, 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_missed_week_is_found_and_its_stories_pass_on() {
    let (town, _blogs) = folder_town(5, "").await;
    town.friday(&["run", "--once"]).await;

    let monday = town.friday_at("2026-11-23T09:00:00Z", &["run", "--once"]).await;
    town.friday_at("2026-11-27T12:01:00Z", &["run", "--once"]).await;

    assert_eq!(
        monday.err,
        "No edition on Friday 20 November 2026: friday was not running at its hour. What it would have held passes on to Friday 27 November 2026.\n"
    );
    assert_eq!(mails(&town), 3);
    assert_eq!(town.count("SELECT count(*) FROM edition_story"), 5);
}

#[tokio::test(flavor = "multi_thread")]
async fn with_an_editor_nothing_leaves_unseen() {
    let (town, _blogs) = folder_town(5, "[editors]\naddresses = [\"editor@example.org\"]\n").await;
    town.friday(&["run", "--once"]).await;

    let noon = town.friday_at(NOON, &["run", "--once"]).await;
    let later = town.friday_at("2026-11-20T13:00:00Z", &["run", "--once"]).await;
    let unseen = mails(&town);
    town.friday_at("2026-11-22T10:00:00Z", &["edition", "approve", "--by", "Ada"]).await;
    town.friday_at("2026-11-22T10:01:00Z", &["run", "--once"]).await;

    assert!(noon.err.starts_with("The edition of Friday 20 November 2026 waits for your approval"), "{}", noon.err);
    assert_eq!((later.err.as_str(), unseen, mails(&town)), ("", 0, 3));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_edition_approved_in_time_but_not_sent_needs_a_fresh_word() {
    let (town, _blogs) = folder_town(5, "").await;
    town.friday(&["fetch"]).await;
    town.friday(&["edition", "approve"]).await;

    let late = town.friday_at("2026-11-22T10:00:00Z", &["run", "--once"]).await;
    let before = mails(&town);
    town.friday_at("2026-11-22T11:00:00Z", &["edition", "approve", "2026-11-20"]).await;
    town.friday_at("2026-11-22T11:01:00Z", &["run", "--once"]).await;

    assert!(late.err.contains("approve it once more to send it late: `friday edition approve 2026-11-20`"), "{}", late.err);
    assert_eq!((before, mails(&town)), (0, 3));
}

#[tokio::test(flavor = "multi_thread")]
async fn no_post_is_in_two_editions_or_in_none() {
    let (town, blogs) = folder_town(5, "").await;
    town.friday(&["run", "--once"]).await;
    town.friday_at("2026-11-27T11:00:00Z", &["run", "--once"]).await;
    let later =
        crate::support::blogs::rss("ashby", &[("ashby.example/two", "A second thing", "Tue, 24 Nov 2026 10:00:00 GMT", "words")]);
    blogs.say("ashby/feed", vec![crate::support::blogs::Answer::ok(later)]);
    town.friday_at("2026-11-27T11:30:00Z", &["fetch", "--force"]).await;
    town.friday_at("2026-11-27T12:00:00Z", &["run", "--once"]).await;

    let editions = town.count("SELECT count(*) FROM edition WHERE state = 'sent'");
    let stories = town.count("SELECT count(*) FROM edition_story");
    let unmentioned = town
        .count("SELECT count(*) FROM entry WHERE standing = 'eligible' AND story_id NOT IN (SELECT story_id FROM edition_story)");

    assert_eq!((editions, stories, unmentioned), (1, 6, 0));
}
