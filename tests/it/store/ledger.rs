//! The ledger as a whole: its sums, its waiting rows, its end.

use super::build::{CLOSES, Shelf, at, mark, reply};
use friday::model::address::EmailAddress;
use friday::model::delivery::DeliveryState::{Accepted, Claimed, Deferred, Queued, Refused, Uncertain};
use friday::model::delivery::{DeliveryState, LedgerCount, Mark, Reply, SendOutcome, UncertainPolicy, WaitingDelivery};
use friday::model::edition::EditionState::{self, Sending, Sent};

const LATER: &str = "2026-11-20T12:15:00Z";

/// Claims and hands over the next row in epoch 1, with this end.
async fn hand_over(shelf: &Shelf, outcome: fn(Reply) -> SendOutcome, said: &str) {
    let row = shelf.claim(1, CLOSES).await.unwrap();
    assert_eq!(shelf.mark(&row, 1).await, Mark::Handed);
    shelf.record(row.id, 1, outcome(reply(said)), LATER).await;
}

async fn finish(shelf: &Shelf, now: &str) -> bool {
    shelf.store.finish_if_done(1, UncertainPolicy::Hold, at(now)).await.unwrap()
}

fn waiting(id: i64, state: DeliveryState, address: &str, reply: &str, next_at: Option<&str>) -> WaitingDelivery {
    let address = EmailAddress::parse(address).unwrap();
    WaitingDelivery { id, state, address, reply: reply.to_owned(), next_at: next_at.map(at) }
}

#[tokio::test]
async fn the_ledger_counts_recipients_and_rows_by_state() {
    let shelf = Shelf::sending_to(&["ada@example.org", "ben@example.org", "cat@example.org"]).await;
    hand_over(&shelf, SendOutcome::Accepted, "250 ok").await;
    shelf.claim(1, CLOSES).await.unwrap();

    let ledger = shelf.store.ledger(1).await.unwrap();

    assert_eq!(ledger, LedgerCount { recipients: 3, states: vec![(Queued, 1), (Claimed, 1), (Accepted, 1)] });
}

#[tokio::test]
async fn the_ledger_balances_at_every_step() {
    let shelf =
        Shelf::sending_to(&["ada@example.org", "ben@example.org", "cat@example.org", "dan@example.org", "eve@example.org"]).await;
    assert_eq!(shelf.ledger().await, "5 queued");

    hand_over(&shelf, SendOutcome::Accepted, "250 ok").await;
    hand_over(&shelf, SendOutcome::Deferred, "451 later").await;
    assert_eq!(shelf.ledger().await, "3 queued, 1 accepted, 1 deferred");

    let row = shelf.claim(1, CLOSES).await.unwrap();
    assert_eq!(shelf.ledger().await, "2 queued, 1 claimed, 1 accepted, 1 deferred");

    shelf.mark(&row, 1).await;
    assert_eq!(shelf.ledger().await, "2 queued, 1 handed, 1 accepted, 1 deferred");

    shelf.store.recover(2, UncertainPolicy::Hold, at(CLOSES)).await.unwrap();
    assert_eq!(shelf.ledger().await, "2 queued, 1 accepted, 1 deferred, 1 uncertain");

    shelf.store.erase_subscriber(vec![mark("dan@example.org")], at(CLOSES)).await.unwrap();
    assert_eq!(shelf.ledger().await, "1 queued, 1 accepted, 1 deferred, 1 uncertain, 1 suppressed");

    shelf.store.expire(1, (at("2026-11-23T12:00:00Z"), at("2026-11-01T00:00:00Z")), at("2026-11-23T12:00:00Z")).await.unwrap();
    assert_eq!(shelf.ledger().await, "1 queued, 1 accepted, 1 uncertain, 1 suppressed, 1 expired");

    hand_over(&shelf, SendOutcome::Refused, "550 no").await;
    assert_eq!(shelf.ledger().await, "1 accepted, 1 refused, 1 uncertain, 1 suppressed, 1 expired");
    assert!(finish(&shelf, CLOSES).await);
}

#[tokio::test]
async fn a_ledger_balances_while_its_recipients_are_being_taken() {
    let shelf = Shelf::new().await;
    shelf.subscribe(&["ada@example.org", "ben@example.org"]).await;
    shelf.approve(&[]).await;

    shelf.store.add_recipients(1, vec![super::build::recipient(1)], at(CLOSES)).await.unwrap();

    assert_eq!(shelf.ledger().await, "1 queued");
}

#[tokio::test]
async fn a_row_first_tried_too_long_ago_expires_and_one_never_tried_does_not() {
    let shelf = Shelf::sending_to(&["ada@example.org", "ben@example.org"]).await;
    hand_over(&shelf, SendOutcome::Deferred, "451 later").await;

    let at_the_limit = shelf
        .store
        .expire(1, (at("2026-11-20T12:00:00Z"), at("2026-11-01T00:00:00Z")), at("2026-11-23T12:00:00Z"))
        .await
        .unwrap();
    let after_it = shelf
        .store
        .expire(1, (at("2026-11-20T12:00:01Z"), at("2026-11-01T00:00:00Z")), at("2026-11-23T12:00:01Z"))
        .await
        .unwrap();

    assert_eq!((at_the_limit, after_it), (0, 1));
    assert_eq!(shelf.ledger().await, "1 queued, 1 expired");
}

#[tokio::test]
async fn rows_in_flight_do_not_expire() {
    let shelf = Shelf::sending_to(&["ada@example.org"]).await;
    shelf.claim(1, CLOSES).await.unwrap();

    let expired = shelf
        .store
        .expire(1, (at("2026-12-31T00:00:00Z"), at("2026-11-01T00:00:00Z")), at("2026-12-31T00:00:00Z"))
        .await
        .unwrap();

    assert_eq!(expired, 0);
    assert_eq!(shelf.ledger().await, "1 claimed");
}

#[tokio::test]
async fn an_edition_is_sent_when_every_row_has_ended() {
    let shelf = Shelf::sending_to(&["ada@example.org", "ben@example.org"]).await;
    hand_over(&shelf, SendOutcome::Accepted, "250 ok").await;
    hand_over(&shelf, SendOutcome::Uncertain, "connection lost").await;

    let ended = finish(&shelf, "2026-11-20T12:05:00Z").await;
    let ended_again = finish(&shelf, "2026-11-20T12:06:00Z").await;

    assert_eq!((ended, ended_again), (true, false));
    let edition = shelf.edition("2026-11-20").await;
    assert_eq!((edition.state, edition.sent_at), (Sent, Some(at("2026-11-20T12:05:00Z"))));
}

#[tokio::test]
async fn an_edition_waits_for_the_one_further_attempt_that_the_policy_gives() {
    let shelf = Shelf::sending_to(&["ada@example.org"]).await;
    hand_over(&shelf, SendOutcome::Uncertain, "connection lost").await;

    let before = shelf.store.finish_if_done(1, UncertainPolicy::Resend, at(LATER)).await.unwrap();
    shelf.store.recover(2, UncertainPolicy::Resend, at(LATER)).await.unwrap();
    let row = shelf.claim(2, LATER).await.unwrap();
    shelf.record(row.id, 2, SendOutcome::Uncertain(reply("lost again")), LATER).await;
    let after = shelf.store.finish_if_done(1, UncertainPolicy::Resend, at(LATER)).await.unwrap();

    assert_eq!((before, after), (false, true));
    assert_eq!(shelf.ledger().await, "1 uncertain");
}

#[tokio::test]
async fn an_edition_is_not_sent_while_a_row_waits_or_is_in_flight() {
    let shelf = Shelf::sending_to(&["ada@example.org"]).await;

    let queued = finish(&shelf, CLOSES).await;
    let row = shelf.claim(1, CLOSES).await.unwrap();
    let claimed = finish(&shelf, CLOSES).await;
    shelf.mark(&row, 1).await;
    let handed = finish(&shelf, CLOSES).await;
    shelf.record(row.id, 1, SendOutcome::Deferred(reply("451")), LATER).await;
    let deferred = finish(&shelf, CLOSES).await;

    assert_eq!((queued, claimed, handed, deferred), (false, false, false, false));
    assert_eq!(shelf.edition("2026-11-20").await.state, Sending);
}

#[tokio::test]
async fn a_paused_edition_is_not_finished_behind_the_editors_back() {
    let shelf = Shelf::sending_to(&["ada@example.org"]).await;
    hand_over(&shelf, SendOutcome::Accepted, "250 ok").await;
    shelf.change(Sending, EditionState::Paused).await;

    assert!(!finish(&shelf, CLOSES).await);
}

#[tokio::test]
async fn unsettled_rows_come_worst_first_and_no_more_than_asked_for() {
    let shelf =
        Shelf::sending_to(&["ada@example.org", "ben@example.org", "cat@example.org", "dan@example.org", "eve@example.org"]).await;
    hand_over(&shelf, SendOutcome::Deferred, "451 later").await;
    hand_over(&shelf, SendOutcome::Refused, "550 no").await;
    hand_over(&shelf, SendOutcome::Accepted, "250 ok").await;
    hand_over(&shelf, SendOutcome::Uncertain, "connection lost").await;

    let unsettled = shelf.store.unsettled(1, 10).await.unwrap();
    let worst = shelf.store.unsettled(1, 1).await.unwrap();

    let lost = waiting(4, Uncertain, "dan@example.org", "connection lost", None);
    let refused = waiting(2, Refused, "ben@example.org", "550 no", None);
    let deferred = waiting(1, Deferred, "ada@example.org", "451 later", Some(LATER));
    assert_eq!(unsettled, [lost.clone(), refused, deferred]);
    assert_eq!(worst, [lost]);
}

#[tokio::test]
async fn the_next_attempt_is_the_earliest_waiting_row() {
    let shelf = Shelf::sending_to(&["ada@example.org", "ben@example.org"]).await;
    hand_over(&shelf, SendOutcome::Deferred, "451 later").await;

    let while_one_is_queued = shelf.store.next_attempt(1).await.unwrap();
    hand_over(&shelf, SendOutcome::Accepted, "250 ok").await;
    let while_one_is_deferred = shelf.store.next_attempt(1).await.unwrap();
    shelf.store.erase_subscriber(vec![mark("ada@example.org")], at(CLOSES)).await.unwrap();
    let while_none_waits = shelf.store.next_attempt(1).await.unwrap();

    assert_eq!((while_one_is_queued, while_one_is_deferred, while_none_waits), (Some(at(CLOSES)), Some(at(LATER)), None));
}

#[tokio::test]
async fn a_row_never_tried_expires_when_its_mailing_is_old_news() {
    let shelf = Shelf::sending_to(&["ada@example.org"]).await;
    let tried = at("2026-11-01T00:00:00Z");

    let in_time = shelf.store.expire(1, (tried, at(CLOSES)), at(LATER)).await.unwrap();
    let too_late = shelf.store.expire(1, (tried, at("2026-11-20T12:00:01Z")), at(LATER)).await.unwrap();

    assert_eq!((in_time, too_late), (0, 1));
}
