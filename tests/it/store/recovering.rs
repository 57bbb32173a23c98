//! After a process that did not end well: what certainly was not handed over goes back, what may have been is decided by policy.

use super::build::{CLOSES, Shelf, at, reply};
use friday::model::delivery::UncertainPolicy::{self, Hold, Resend};
use friday::model::delivery::{Mark, SendOutcome};
use friday::model::edition::EditionState::{Paused, Sending};
use friday::store::Recovered;

const NOTHING: Recovered = Recovered { requeued: 0, resent: 0, uncertain: 0 };

async fn recover(shelf: &Shelf, epoch: i64, policy: UncertainPolicy) -> Recovered {
    shelf.store.recover(epoch, policy, at(CLOSES)).await.unwrap()
}

/// One row, handed over in epoch 1 by a process that then ended.
async fn handed_in_epoch_1() -> Shelf {
    let shelf = Shelf::sending_to(&["ada@example.org"]).await;
    hand_over(&shelf, 1).await;
    shelf
}

async fn hand_over(shelf: &Shelf, epoch: i64) {
    let row = shelf.claim(epoch, CLOSES).await.unwrap();
    assert_eq!(shelf.mark(&row, epoch).await, Mark::Handed);
}

#[tokio::test]
async fn epochs_count_up() {
    let shelf = Shelf::new().await;

    let (first, second) = (shelf.store.new_epoch().await.unwrap(), shelf.store.new_epoch().await.unwrap());

    assert_eq!((first, second), (1, 2));
}

#[tokio::test]
async fn a_row_claimed_in_an_older_epoch_goes_back_into_the_queue() {
    let shelf = Shelf::sending_to(&["ada@example.org"]).await;
    let row = shelf.claim(1, CLOSES).await.unwrap();

    let recovered = recover(&shelf, 2, Hold).await;

    assert_eq!(recovered, Recovered { requeued: 1, ..NOTHING });
    assert_eq!(shelf.ledger().await, "1 queued");
    assert_eq!(shelf.mark(&row, 1).await, Mark::NotOurs);
}

#[tokio::test]
async fn whoever_was_robbed_of_a_row_can_no_longer_write_it() {
    let shelf = Shelf::sending_to(&["ada@example.org"]).await;
    let row = shelf.claim(1, CLOSES).await.unwrap();
    recover(&shelf, 2, Hold).await;
    shelf.claim(2, CLOSES).await.unwrap();

    let marked = shelf.mark(&row, 1).await;
    shelf.record(row.id, 1, SendOutcome::Accepted(reply("250 ok")), CLOSES).await;

    assert_eq!(marked, Mark::NotOurs);
    assert_eq!(shelf.ledger().await, "1 claimed");
}

#[tokio::test]
async fn a_row_that_may_have_arrived_is_held_where_the_policy_says_so() {
    let shelf = handed_in_epoch_1().await;

    let recovered = recover(&shelf, 2, Hold).await;

    assert_eq!(recovered, Recovered { uncertain: 1, ..NOTHING });
    assert_eq!(shelf.ledger().await, "1 uncertain");
    assert!(shelf.claim(2, CLOSES).await.is_none());
}

#[tokio::test]
async fn a_row_that_may_have_arrived_is_sent_once_more_with_the_same_message_id() {
    let shelf = handed_in_epoch_1().await;

    let recovered = recover(&shelf, 2, Resend).await;

    assert_eq!(recovered, Recovered { resent: 1, ..NOTHING });
    let row = shelf.claim(2, CLOSES).await.unwrap();
    assert_eq!((row.message_id.as_str(), row.attempt), ("<2026-11-20.1@friday.example.org>", 0));
}

#[tokio::test]
async fn a_row_that_may_have_arrived_twice_is_not_sent_a_third_time() {
    let shelf = handed_in_epoch_1().await;
    recover(&shelf, 2, Resend).await;
    hand_over(&shelf, 2).await;

    let recovered = recover(&shelf, 3, Resend).await;
    let recovered_again = recover(&shelf, 4, Resend).await;

    assert_eq!((recovered, recovered_again), (Recovered { uncertain: 1, ..NOTHING }, NOTHING));
    assert_eq!(shelf.ledger().await, "1 uncertain");
}

#[tokio::test]
async fn a_row_whose_connection_broke_is_sent_once_more_at_the_next_start() {
    let shelf = handed_in_epoch_1().await;
    let broke = SendOutcome::Uncertain(reply("connection lost"));
    shelf.record(1, 1, broke, CLOSES).await;

    let recovered = recover(&shelf, 2, Resend).await;

    assert_eq!(recovered, Recovered { resent: 1, ..NOTHING });
    assert_eq!(shelf.claim(2, CLOSES).await.unwrap().id, 1);
}

#[tokio::test]
async fn rows_of_the_present_epoch_are_left_alone() {
    let shelf = Shelf::sending_to(&["ada@example.org", "ben@example.org", "cat@example.org"]).await;
    hand_over(&shelf, 2).await;
    shelf.claim(2, CLOSES).await.unwrap();

    let recovered = recover(&shelf, 2, Resend).await;

    assert_eq!(recovered, NOTHING);
    assert_eq!(shelf.ledger().await, "1 queued, 1 claimed, 1 handed");
}

#[tokio::test]
async fn a_row_whose_connection_broke_waits_for_its_instant() {
    let shelf = handed_in_epoch_1().await;
    let broke = SendOutcome::Uncertain(reply("connection lost"));
    shelf.record(1, 1, broke, "2026-11-20T12:00:01Z").await;

    let before = shelf.store.recover(2, Resend, at("2026-11-20T12:00:00Z")).await.unwrap();
    let due = shelf.store.recover(2, Resend, at("2026-11-20T12:00:01Z")).await.unwrap();

    assert_eq!((before, due), (NOTHING, Recovered { resent: 1, ..NOTHING }));
}

#[tokio::test]
async fn what_is_put_right_in_a_paused_edition_waits_for_its_resumption() {
    let shelf = handed_in_epoch_1().await;
    shelf.change(Sending, Paused).await;

    let recovered = recover(&shelf, 2, Resend).await;

    assert_eq!(recovered, Recovered { resent: 1, ..NOTHING });
    assert!(shelf.claim(2, CLOSES).await.is_none());
    shelf.change(Paused, Sending).await;
    assert_eq!(shelf.claim(2, CLOSES).await.unwrap().id, 1);
}

#[tokio::test]
async fn every_doubt_and_every_second_copy_leaves_a_line_in_the_log() {
    let shelf = handed_in_epoch_1().await;
    recover(&shelf, 2, Resend).await;
    hand_over(&shelf, 2).await;
    recover(&shelf, 3, Resend).await;

    let log: String = shelf
        .another_program()
        .query_row("SELECT group_concat(what, ', ') FROM (SELECT what FROM uncertain_log ORDER BY id)", [], |row| row.get(0))
        .unwrap();

    assert_eq!(log, "uncertain, resent, uncertain");
}
