//! Bulletins: a day's stories once, beside the editions and not instead of them.

use super::build::{Shelf, at, content, day, folded, frozen, held, post, update};
use friday::model::edition::{EditionState, MailingKind};
use friday::store::Closing;

const SEVEN: &str = "2026-11-18T07:00:00Z";
const NEXT_SEVEN: &str = "2026-11-19T07:00:00Z";

async fn arrived(shelf: &Shelf, opens_at: &str, closes_at: &str) -> Vec<i64> {
    let stories = shelf.store.stories_arrived(at(opens_at), at(closes_at)).await.unwrap();
    stories.iter().map(|story| story.id).collect()
}

fn closing(date: &str, closes_at: &str, stories: &[i64]) -> Closing {
    Closing {
        date: day(date),
        opens_at: at(SEVEN),
        closes_at: at(closes_at),
        content: content(),
        frozen: frozen(),
        sha256: "5f1d".to_owned(),
        stories: stories.to_vec(),
    }
}

#[tokio::test]
async fn a_window_is_half_open() {
    let shelf = Shelf::new().await;
    shelf.read("leeds", vec![post("At-seven", SEVEN)], SEVEN).await;
    shelf.read("leeds", vec![post("A-second-before", "2026-11-19T06:59:59Z")], "2026-11-19T06:59:59Z").await;
    shelf.read("leeds", vec![post("At-next-seven", NEXT_SEVEN)], NEXT_SEVEN).await;

    assert_eq!(arrived(&shelf, SEVEN, NEXT_SEVEN).await, [1, 2]);
}

#[tokio::test]
async fn what_a_bulletin_told_no_other_tells_and_editions_tell_it_all_the_same() {
    let shelf = Shelf::new().await;
    shelf.read("leeds", vec![post("Bins", "2026-11-18T09:00:00Z")], "2026-11-18T09:00:00Z").await;

    let is_closed = shelf.store.close_bulletin(closing("2026-11-19", NEXT_SEVEN, &[1])).await.unwrap();
    let for_editions = shelf.store.stories_between(at("2026-11-13T12:00:00Z"), at("2026-11-20T12:00:00Z")).await.unwrap();

    assert!(is_closed);
    assert!(arrived(&shelf, SEVEN, NEXT_SEVEN).await.is_empty());
    assert_eq!(for_editions.len(), 1);
    assert!(shelf.store.editions().await.unwrap().is_empty());
}

#[tokio::test]
async fn a_date_has_one_bulletin_and_a_story_is_in_one() {
    let shelf = Shelf::new().await;
    let nine = "2026-11-18T09:00:00Z";
    shelf.read("leeds", vec![post("Bins", nine), post("Roads", nine)], nine).await;

    let first = shelf.store.close_bulletin(closing("2026-11-19", NEXT_SEVEN, &[1])).await.unwrap();
    let same_date = shelf.store.close_bulletin(closing("2026-11-19", NEXT_SEVEN, &[2])).await.unwrap();
    let same_story = shelf.store.close_bulletin(closing("2026-11-20", NEXT_SEVEN, &[1])).await.unwrap();
    shelf.store.skip_bulletin(day("2026-11-19"), at(SEVEN), at(NEXT_SEVEN), "no posts".to_owned()).await.unwrap();

    assert_eq!((first, same_date, same_story), (true, false, false));
    let bulletins = shelf.store.bulletins().await.unwrap();
    assert_eq!(bulletins.len(), 1);
    assert_eq!((bulletins[0].kind, bulletins[0].state), (MailingKind::Bulletin, EditionState::Approved));
    assert_eq!(shelf.store.mailing(bulletins[0].id).await.unwrap().as_ref(), bulletins.first());
}

#[tokio::test]
async fn what_waits_for_a_person_or_was_seen_elsewhere_before_is_no_news() {
    let shelf = Shelf::new().await;
    shelf.read("leeds", vec![post("Bins", "2026-11-17T09:00:00Z")], "2026-11-17T09:00:00Z").await;
    shelf.store.close_bulletin(closing("2026-11-18", SEVEN, &[])).await.unwrap();
    let nine = "2026-11-18T09:00:00Z";
    shelf.read("york", vec![folded("Bins-again", nine, 1), held("Flood", nine)], nine).await;

    assert!(arrived(&shelf, SEVEN, NEXT_SEVEN).await.is_empty());
}

#[tokio::test]
async fn of_a_first_reading_only_yesterdays_posts_are_news() {
    let shelf = Shelf::new().await;
    let entries = vec![post("Old", "2026-11-14T09:00:00Z"), post("Yesterday", "2026-11-17T20:00:00Z")];

    shelf.store.apply(vec![update("leeds", entries)], at("2026-11-18T12:00:00Z")).await.unwrap();

    let stories = shelf.store.stories_arrived(at(SEVEN), at(NEXT_SEVEN)).await.unwrap();
    assert!(stories.len() <= 1, "{stories:?}");
}

#[tokio::test]
async fn one_that_was_never_begun_gives_its_stories_back() {
    let shelf = Shelf::new().await;
    shelf.read("leeds", vec![post("Bins", "2026-11-18T09:00:00Z")], "2026-11-18T09:00:00Z").await;
    shelf.store.close_bulletin(closing("2026-11-19", NEXT_SEVEN, &[1])).await.unwrap();
    let bulletin = shelf.store.bulletins().await.unwrap().remove(0).id;

    let first = shelf.store.pass_bulletin_on(bulletin, "too late".to_owned()).await.unwrap();
    let second = shelf.store.pass_bulletin_on(bulletin, "too late".to_owned()).await.unwrap();

    assert_eq!((first, second), (true, false));
    assert_eq!(arrived(&shelf, SEVEN, "2026-11-20T07:00:00Z").await, [1]);
    assert_eq!(shelf.store.bulletins().await.unwrap()[0].closes_at, None);
}

#[tokio::test]
async fn only_active_daily_readers_are_counted() {
    let shelf = Shelf::new().await;
    shelf.subscribe(&["ada@example.org", "bo@example.org", "cy@example.org"]).await;
    let daily = "UPDATE subscriber SET choice = 'daily' WHERE id < 3; UPDATE subscriber SET state = 'paused' WHERE id = 2";
    shelf.another_program().execute_batch(daily).unwrap();

    assert_eq!(shelf.store.daily_readers().await.unwrap(), 1);
}
