//! Mails to single people: durable, once where nothing went wrong, and without an address when they have ended.

use super::build::{Shelf, at};
use super::requests::MONDAY;
use friday::model::notice::NoticeEnd;

#[tokio::test]
async fn a_notice_is_claimed_once() {
    let shelf = Shelf::new().await;
    shelf.sign_up("ada@example.org", MONDAY).await;

    let first = shelf.store.claim_notice(at(MONDAY)).await.unwrap();
    let second = shelf.store.claim_notice(at(MONDAY)).await.unwrap();

    assert_eq!(first.map(|notice| notice.attempt), Some(1));
    assert!(second.is_none());
}

#[tokio::test]
async fn what_a_dead_process_had_claimed_goes_again() {
    let shelf = Shelf::new().await;
    shelf.sign_up("ada@example.org", MONDAY).await;
    let before = shelf.store.claim_notice(at(MONDAY)).await.unwrap().unwrap();

    let recovered = shelf.store.recover_notices().await.unwrap();

    let after = shelf.store.claim_notice(at(MONDAY)).await.unwrap().unwrap();
    assert_eq!((recovered, after.id, after.attempt), (1, before.id, 2));
}

#[tokio::test]
async fn a_notice_that_was_put_off_waits_for_its_time() {
    let shelf = Shelf::new().await;
    shelf.sign_up("ada@example.org", MONDAY).await;
    let notice = shelf.store.claim_notice(at(MONDAY)).await.unwrap().unwrap();
    let later = NoticeEnd::Later("451 later".to_owned(), at("2026-11-16T09:05:00Z"));

    shelf.store.end_notice(notice.id, later, at(MONDAY)).await.unwrap();

    assert!(!shelf.store.has_notice_due(at("2026-11-16T09:04:59Z")).await.unwrap());
    assert!(shelf.store.claim_notice(at("2026-11-16T09:04:59Z")).await.unwrap().is_none());
    assert!(shelf.store.claim_notice(at("2026-11-16T09:05:00Z")).await.unwrap().is_some());
}

#[tokio::test]
async fn a_notice_that_has_ended_holds_no_address() {
    let shelf = Shelf::new().await;
    for (address, end) in [
        ("ada@example.org", NoticeEnd::Sent("250 OK".to_owned())),
        ("bo@example.org", NoticeEnd::Failed("550 no such user".to_owned())),
    ] {
        shelf.sign_up(address, MONDAY).await;
        let notice = shelf.store.claim_notice(at(MONDAY)).await.unwrap().unwrap();
        shelf.store.end_notice(notice.id, end, at(MONDAY)).await.unwrap();
    }

    let sql = "SELECT count(*) FROM notice WHERE address IS NULL";
    let without: i64 = shelf.another_program().query_row(sql, [], |row| row.get(0)).unwrap();
    assert_eq!(without, 2);
    assert_eq!(shelf.store.notice_counts().await.unwrap(), [("failed".to_owned(), 1), ("sent".to_owned(), 1)]);
}

#[tokio::test]
async fn a_mail_that_found_no_server_for_a_week_is_given_up_with_its_request() {
    let shelf = Shelf::new().await;
    shelf.sign_up("ada@example.org", MONDAY).await;
    let later = "2026-11-24T09:00:00Z";

    shelf.store.forget_requests(at(later)).await.unwrap();
    shelf.sign_up("bo@example.org", later).await;

    let next = shelf.store.claim_notice(at(later)).await.unwrap().unwrap();
    assert_eq!(next.address.expose(), "bo@example.org");
    assert_eq!(shelf.store.notice_counts().await.unwrap(), [("claimed".to_owned(), 1), ("failed".to_owned(), 1)]);
}

#[tokio::test]
async fn being_forgotten_stops_what_was_queued() {
    let shelf = Shelf::new().await;
    shelf.sign_up("ada@example.org", MONDAY).await;

    shelf.store.erase_by_reader(1, at(MONDAY)).await.unwrap();

    assert!(shelf.store.claim_notice(at(MONDAY)).await.unwrap().is_none());
}
