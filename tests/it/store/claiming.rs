//! A row is claimed once, handed over once, and recorded by whoever claimed it.

use super::build::{CLOSES, Shelf, at, mark, reply};
use friday::model::delivery::{Obstacle, SendOutcome};
use friday::model::edition::EditionState::{Paused, Sending};
use friday::model::subscriber::Choice;

#[tokio::test]
async fn a_claimed_row_tells_what_the_sender_needs() {
    let shelf = Shelf::sending_to(&["ada@example.org"]).await;

    let row = shelf.claim(1, CLOSES).await.unwrap();

    assert_eq!((row.id, row.subscriber_id, row.attempt, row.choice), (1, 1, 1, Choice::Everything));
    assert_eq!(row.address.expose(), "ada@example.org");
    assert_eq!(row.message_id, "<2026-11-20.1@friday.example.org>");
}

#[tokio::test]
async fn each_row_is_claimed_once_in_order() {
    let shelf = Shelf::sending_to(&["ada@example.org", "ben@example.org"]).await;

    let (first, second, third) = (shelf.claim(1, CLOSES).await, shelf.claim(1, CLOSES).await, shelf.claim(1, CLOSES).await);

    assert_eq!((first.unwrap().id, second.unwrap().id), (1, 2));
    assert!(third.is_none());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_row_is_claimed_once_even_by_eight_senders() {
    let addresses: Vec<String> = (1..=200).map(|number| format!("reader{number}@example.org")).collect();
    let shelf = Shelf::sending_to(&addresses.iter().map(String::as_str).collect::<Vec<_>>()).await;

    let mut senders = tokio::task::JoinSet::new();
    for _ in 0..8 {
        let store = shelf.store.clone();
        senders.spawn(async move {
            let mut claimed = Vec::new();
            while let Some(row) = store.claim(1, 1, at(CLOSES)).await.unwrap() {
                claimed.push(row.id);
            }
            claimed
        });
    }
    let mut claimed = senders.join_all().await.concat();

    claimed.sort_unstable();
    assert_eq!(claimed, (1..=200).collect::<Vec<i64>>());
    assert_eq!(shelf.ledger().await, "200 claimed");
}

#[tokio::test]
async fn who_left_in_between_is_suppressed_and_the_next_row_comes() {
    let shelf = Shelf::sending_to(&["ada@example.org", "ben@example.org"]).await;
    shelf.store.leave(1, "leave page".to_owned(), at(CLOSES)).await.unwrap();

    let row = shelf.claim(1, CLOSES).await.unwrap();

    assert_eq!(row.address.expose(), "ben@example.org");
    assert_eq!(shelf.ledger().await, "1 claimed, 1 suppressed");
}

#[tokio::test]
async fn who_was_erased_in_between_is_suppressed_at_once() {
    let shelf = Shelf::sending_to(&["ada@example.org", "ben@example.org"]).await;

    shelf.store.erase_subscriber(vec![mark("ada@example.org")], at(CLOSES)).await.unwrap();

    assert_eq!(shelf.ledger().await, "1 queued, 1 suppressed");
}

#[tokio::test]
async fn a_paused_edition_hands_nothing_out() {
    let shelf = Shelf::sending_to(&["ada@example.org"]).await;
    shelf.change(Sending, Paused).await;

    let paused = shelf.claim(1, CLOSES).await;
    shelf.change(Paused, Sending).await;
    let resumed = shelf.claim(1, CLOSES).await;

    assert!(paused.is_none());
    assert_eq!(resumed.unwrap().id, 1);
}

#[tokio::test]
async fn a_row_is_marked_handed_once_and_by_its_epoch_alone() {
    let shelf = Shelf::sending_to(&["ada@example.org"]).await;
    let row = shelf.claim(2, CLOSES).await.unwrap();

    let older = shelf.store.mark_handed(row.id, 1, at(CLOSES)).await.unwrap();
    let newer = shelf.store.mark_handed(row.id, 3, at(CLOSES)).await.unwrap();
    let first = shelf.store.mark_handed(row.id, 2, at(CLOSES)).await.unwrap();
    let second = shelf.store.mark_handed(row.id, 2, at(CLOSES)).await.unwrap();

    assert_eq!((older, newer, first, second), (false, false, true, false));
    assert_eq!(shelf.ledger().await, "1 handed");
}

#[tokio::test]
async fn an_outcome_is_recorded_by_the_claiming_epoch_alone() {
    let shelf = Shelf::sending_to(&["ada@example.org"]).await;
    let row = shelf.claim(2, CLOSES).await.unwrap();
    shelf.store.mark_handed(row.id, 2, at(CLOSES)).await.unwrap();
    let accepted = || SendOutcome::Accepted(reply("250 ok"));

    shelf.store.record(row.id, 1, accepted(), at(CLOSES), at(CLOSES)).await.unwrap();
    let after_a_stranger = shelf.ledger().await;
    shelf.store.record(row.id, 2, accepted(), at(CLOSES), at(CLOSES)).await.unwrap();

    assert_eq!(after_a_stranger, "1 handed");
    assert_eq!(shelf.ledger().await, "1 accepted");
}

#[tokio::test]
async fn an_outcome_is_final() {
    let shelf = Shelf::sending_to(&["ada@example.org"]).await;
    let row = shelf.claim(1, CLOSES).await.unwrap();
    shelf.store.record(row.id, 1, SendOutcome::Accepted(reply("250 ok")), at(CLOSES), at(CLOSES)).await.unwrap();

    let refused = SendOutcome::Refused(reply("550 no such user"));
    shelf.store.record(row.id, 1, refused, at(CLOSES), at(CLOSES)).await.unwrap();

    assert_eq!(shelf.ledger().await, "1 accepted");
}

#[tokio::test]
async fn a_deferred_row_comes_back_at_its_instant_and_not_before() {
    let shelf = Shelf::sending_to(&["ada@example.org"]).await;
    let row = shelf.claim(1, CLOSES).await.unwrap();
    let later = SendOutcome::Deferred(reply("451 try later"));
    shelf.store.record(row.id, 1, later, at("2026-11-20T12:15:00Z"), at(CLOSES)).await.unwrap();

    let before = shelf.claim(1, "2026-11-20T12:14:59Z").await;
    let due = shelf.claim(1, "2026-11-20T12:15:00Z").await.unwrap();

    assert!(before.is_none());
    assert_eq!((due.id, due.attempt), (1, 2));
    assert_eq!(due.message_id, "<2026-11-20.1@friday.example.org>");
}

#[tokio::test]
async fn a_blocked_row_goes_back_into_the_queue() {
    let shelf = Shelf::sending_to(&["ada@example.org"]).await;
    let row = shelf.claim(1, CLOSES).await.unwrap();

    let blocked = SendOutcome::Blocked(Obstacle { why: "no connection".to_owned(), reply: None });
    shelf.store.record(row.id, 1, blocked, at(CLOSES), at(CLOSES)).await.unwrap();

    assert_eq!(shelf.ledger().await, "1 queued");
    assert_eq!(shelf.claim(1, CLOSES).await.unwrap().id, 1);
}
