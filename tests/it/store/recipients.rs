//! Recipients, taken in slices that can be taken again.

use super::build::{CLOSES, Shelf, at, recipient};
use friday::model::delivery::UncertainPolicy::Hold;
use friday::model::edition::EditionState::{Approved, Sending};
use friday::model::subscriber::Choice;

/// An edition, row 1, that is being sent but has no recipients yet.
async fn before_the_first_slice() -> Shelf {
    let shelf = Shelf::new().await;
    shelf.subscribe(&["ada@example.org", "ben@example.org", "cat@example.org"]).await;
    shelf.approve(&[]).await;
    shelf.change(Approved, Sending).await;
    shelf
}

async fn add(shelf: &Shelf, slice: &[i64]) {
    shelf.store.add_recipients(1, slice.iter().copied().map(recipient).collect(), at(CLOSES)).await.unwrap();
}

#[tokio::test]
async fn active_subscribers_come_in_slices_by_row() {
    let shelf = Shelf::new().await;
    shelf.subscribe(&["ada@example.org", "ben@example.org", "cat@example.org", "dan@example.org"]).await;
    shelf.store.leave(2, "leave page".to_owned(), at(CLOSES)).await.unwrap();

    let first = shelf.store.active_subscribers_after(0, 2, Choice::ALL.to_vec()).await.unwrap();
    let second = shelf.store.active_subscribers_after(3, 2, Choice::ALL.to_vec()).await.unwrap();
    let third = shelf.store.active_subscribers_after(4, 2, Choice::ALL.to_vec()).await.unwrap();

    assert_eq!((first, second, third), (vec![1, 3], vec![4], vec![]));
}

#[tokio::test]
async fn a_slice_that_is_taken_twice_counts_once() {
    let shelf = before_the_first_slice().await;

    add(&shelf, &[1, 2]).await;
    add(&shelf, &[1, 2]).await;
    add(&shelf, &[3]).await;
    shelf.store.finish_recipients(1, at(CLOSES)).await.unwrap();

    assert_eq!(shelf.ledger().await, "3 queued");
}

#[tokio::test]
async fn taking_goes_on_where_it_was_interrupted() {
    let shelf = before_the_first_slice().await;

    let at_the_start = shelf.store.recipients_taken_to(1).await.unwrap();
    add(&shelf, &[1, 2]).await;
    let after_a_slice = shelf.store.recipients_taken_to(1).await.unwrap();
    add(&shelf, &[1]).await;
    add(&shelf, &[]).await;
    let after_old_slices = shelf.store.recipients_taken_to(1).await.unwrap();

    assert_eq!((at_the_start, after_a_slice, after_old_slices), (0, 2, 2));
}

#[tokio::test]
async fn nothing_is_handed_out_before_the_last_slice_is_in() {
    let shelf = before_the_first_slice().await;
    add(&shelf, &[1, 2]).await;

    let early = shelf.claim(1, CLOSES).await;
    shelf.store.finish_recipients(1, at(CLOSES)).await.unwrap();
    let then = shelf.claim(1, CLOSES).await;

    assert!(early.is_none());
    assert_eq!(then.unwrap().id, 1);
}

#[tokio::test]
async fn an_edition_without_its_recipients_is_not_done() {
    let shelf = before_the_first_slice().await;

    let early = shelf.store.finish_if_done(1, Hold, at(CLOSES)).await.unwrap();
    shelf.store.finish_recipients(1, at(CLOSES)).await.unwrap();
    let then = shelf.store.finish_if_done(1, Hold, at(CLOSES)).await.unwrap();

    assert_eq!((early, then), (false, true));
}

#[tokio::test]
async fn recipients_are_finished_once() {
    let shelf = before_the_first_slice().await;
    add(&shelf, &[1, 2, 3]).await;

    shelf.store.finish_recipients(1, at("2026-11-20T12:00:00Z")).await.unwrap();
    shelf.store.finish_recipients(1, at("2026-11-20T13:00:00Z")).await.unwrap();

    assert_eq!(shelf.edition("2026-11-20").await.recipients_taken_at, Some(at("2026-11-20T12:00:00Z")));
}

#[tokio::test]
async fn a_recipient_that_cannot_be_added_is_an_error_and_not_left_out() {
    let shelf = before_the_first_slice().await;
    let with_a_stranger = vec![(1, "<one@friday.example.org>".to_owned()), (999, "<two@friday.example.org>".to_owned())];

    let result = shelf.store.add_recipients(1, with_a_stranger, at(CLOSES)).await;

    assert!(result.is_err());
    assert_eq!(shelf.store.recipients_taken_to(1).await.unwrap(), 0, "nothing of the slice is in");
}

#[tokio::test]
async fn nobody_is_added_once_the_last_slice_is_in() {
    let shelf = before_the_first_slice().await;
    add(&shelf, &[1]).await;
    shelf.store.finish_recipients(1, at(CLOSES)).await.unwrap();

    add(&shelf, &[2]).await;

    assert_eq!(shelf.ledger().await, "1 queued");
}
