//! Mail that came back: written down once, and what it does to the subscriber.

use super::build::{CLOSES, Shelf, at, reply};
use friday::model::delivery::SendOutcome;
use friday::model::returned::{Noted, Returned, ReturnedKind};
use friday::model::subscriber::SubscriberState;

const HANDED: &str = "2026-11-20T12:01:00Z";
const NOW: &str = "2026-11-20T13:00:00Z";
const STALE: &str = "2026-10-21T13:00:00Z";

/// An edition accepted for ada (row 1) and bo (row 2).
async fn accepted() -> Shelf {
    let shelf = Shelf::sending_to(&["ada@example.org", "bo@example.org"]).await;
    let handed = at(HANDED).timestamp();
    let sql = "UPDATE delivery SET state = 'accepted', handed_at = ?1, changed_at = ?1";
    assert_eq!(shelf.another_program().execute(sql, [handed]).unwrap(), 2);
    shelf
}

fn returned(kind: ReturnedKind, mark: &str) -> Returned {
    Returned { mark: mark.to_owned(), subscriber: 1, mailing: Some(1), kind, status: "5.1.1".to_owned() }
}

async fn note(shelf: &Shelf, returned: Returned) -> Noted {
    shelf.store.note_return(returned, at(STALE), at(NOW)).await.unwrap()
}

async fn states(shelf: &Shelf) -> Vec<SubscriberState> {
    shelf.store.subscribers().await.unwrap().iter().map(|subscriber| subscriber.state).collect()
}

#[tokio::test]
async fn a_hard_return_ends_the_mail_of_its_subscriber_alone() {
    let shelf = accepted().await;

    assert_eq!(note(&shelf, returned(ReturnedKind::Hard, "a")).await, Noted::New);

    assert_eq!(states(&shelf).await, [SubscriberState::Bounced, SubscriberState::Active]);
    let why = shelf.store.ended_by_returns().await.unwrap();
    assert_eq!(why.len(), 1);
    assert_eq!((why[&1].kind, why[&1].status.as_str(), why[&1].at), (ReturnedKind::Hard, "5.1.1", at(NOW)));
}

#[tokio::test]
async fn a_complaint_ends_it_too_and_the_others_count() {
    let shelf = accepted().await;

    for (kind, mark) in [(ReturnedKind::Soft, "a"), (ReturnedKind::Ours, "b"), (ReturnedKind::Report, "c")] {
        assert_eq!(note(&shelf, returned(kind, mark)).await, Noted::New);
    }
    assert_eq!(states(&shelf).await, [SubscriberState::Active, SubscriberState::Active]);
    note(&shelf, returned(ReturnedKind::Complaint, "d")).await;

    assert_eq!(states(&shelf).await, [SubscriberState::Left, SubscriberState::Active]);
    let count = shelf.store.return_count(at("2026-11-20T00:00:00Z")).await.unwrap();
    assert_eq!((count.of(ReturnedKind::Soft), count.of(ReturnedKind::Complaint), count.of(ReturnedKind::Hard)), (1, 1, 0));
    assert_eq!((count.accepted, count.ours_status.as_deref()), (2, Some("5.1.1")));
}

#[tokio::test]
async fn the_same_report_counts_once() {
    let shelf = accepted().await;

    assert_eq!(note(&shelf, returned(ReturnedKind::Soft, "a")).await, Noted::New);
    assert_eq!(note(&shelf, returned(ReturnedKind::Soft, "a")).await, Noted::Known);

    assert_eq!(shelf.store.return_count(at(HANDED)).await.unwrap().of(ReturnedKind::Soft), 1);
}

#[tokio::test]
async fn a_report_about_a_mail_that_was_never_handed_over_is_stale() {
    let shelf = Shelf::sending_to(&["ada@example.org"]).await;

    assert_eq!(note(&shelf, returned(ReturnedKind::Hard, "a")).await, Noted::Stale);
    assert_eq!(note(&shelf, Returned { mailing: Some(99), ..returned(ReturnedKind::Hard, "b") }).await, Noted::Stale);
    assert_eq!(
        note(&shelf, Returned { mailing: None, subscriber: 99, ..returned(ReturnedKind::Complaint, "c") }).await,
        Noted::Stale
    );

    assert_eq!(states(&shelf).await, [SubscriberState::Active]);
}

#[tokio::test]
async fn a_report_older_than_the_address_says_nothing_about_it() {
    let shelf = accepted().await;
    let changed = "UPDATE subscriber SET changed_at = ?1 WHERE id = 1";
    shelf.another_program().execute(changed, [at(HANDED).timestamp() + 1]).unwrap();

    assert_eq!(note(&shelf, returned(ReturnedKind::Hard, "a")).await, Noted::Stale);
    let late = shelf.store.note_return(Returned { subscriber: 2, ..returned(ReturnedKind::Hard, "b") }, at(NOW), at(NOW)).await;

    assert_eq!(late.unwrap(), Noted::Stale);
    assert_eq!(note(&shelf, returned(ReturnedKind::Complaint, "c")).await, Noted::New);
}

#[tokio::test]
async fn a_mailing_that_did_not_come_back_has_arrived() {
    let shelf = accepted().await;
    let read = |arrived: &'static str| shelf.store.return_history(1, at(STALE), at(arrived));

    assert_eq!(read("2026-11-27T13:00:00Z").await.unwrap().last_arrived, Some(at(HANDED)));
    assert_eq!(read("2026-11-20T12:00:00Z").await.unwrap().last_arrived, None);
    note(&shelf, returned(ReturnedKind::Soft, "a")).await;
    let history = read("2026-11-27T13:00:00Z").await.unwrap();

    assert_eq!((history.last_arrived, history.soft), (None, vec![(1, at(NOW))]));
}

#[tokio::test]
async fn who_has_failed_too_often_is_given_up_once() {
    let shelf = accepted().await;
    note(&shelf, returned(ReturnedKind::Soft, "a")).await;

    assert!(shelf.store.give_up_on(1, at(NOW)).await.unwrap());
    assert!(!shelf.store.give_up_on(1, at(NOW)).await.unwrap());

    assert_eq!(states(&shelf).await, [SubscriberState::Bounced, SubscriberState::Active]);
    assert_eq!(shelf.store.ended_by_returns().await.unwrap()[&1].kind, ReturnedKind::Soft);
}

#[tokio::test]
async fn old_reports_are_forgotten_but_for_those_that_ended_mail() {
    let shelf = accepted().await;
    note(&shelf, returned(ReturnedKind::Soft, "a")).await;
    note(&shelf, returned(ReturnedKind::Hard, "b")).await;

    assert_eq!(shelf.store.forget_returns(at("2027-06-01T00:00:00Z")).await.unwrap(), 1);

    assert_eq!(shelf.store.ended_by_returns().await.unwrap().len(), 1);
    assert_eq!(shelf.store.return_count(at(HANDED)).await.unwrap().of(ReturnedKind::Soft), 0);
}

/// What somebody did, as evidence.
fn did(shelf: &Shelf, action: &str, when: &str) {
    let sql = "INSERT INTO consent_event (subscriber_id, action, at, page, actor) VALUES (1, ?1, ?2, '/', 'reader')";
    shelf.another_program().execute(sql, rusqlite::params![action, at(when).timestamp()]).unwrap();
}

#[tokio::test]
async fn who_comes_back_begins_anew_and_is_not_judged_by_what_came_back_before() {
    let shelf = accepted().await;
    note(&shelf, returned(ReturnedKind::Soft, "a")).await;
    let read = || shelf.store.return_history(1, at(STALE), at("2026-11-27T13:00:00Z"));
    let before = read().await.unwrap().soft.len();

    did(&shelf, "confirm", "2026-11-20T14:00:00Z");

    assert_eq!((before, read().await.unwrap().soft.len()), (1, 0));
}

#[tokio::test]
async fn a_complaint_about_a_mail_from_before_they_agreed_again_is_stale() {
    let shelf = accepted().await;

    did(&shelf, "confirm", "2026-11-20T12:30:00Z");

    assert_eq!(note(&shelf, returned(ReturnedKind::Complaint, "a")).await, Noted::Stale);
    assert_eq!(states(&shelf).await, [SubscriberState::Active, SubscriberState::Active]);
}

#[tokio::test]
async fn who_had_taken_a_break_is_still_on_it_when_a_refusal_is_forgiven() {
    let shelf = Shelf::sending_to(&["ada@example.org", "bo@example.org"]).await;
    for _ in 0..2 {
        let row = shelf.claim(1, CLOSES).await.unwrap();
        shelf.mark(&row, 1).await;
        if row.subscriber_id == 1 {
            shelf.store.take_break(1, true, None, at(CLOSES)).await.unwrap();
        }
        shelf.record(row.id, 1, SendOutcome::Refused(reply("550 5.1.1 no such user")), CLOSES).await;
    }
    assert_eq!(states(&shelf).await, [SubscriberState::Bounced, SubscriberState::Bounced]);

    shelf.store.pause(1, "about us".to_owned(), true, at(NOW)).await.unwrap();

    assert_eq!(states(&shelf).await, [SubscriberState::Paused, SubscriberState::Active]);
}
