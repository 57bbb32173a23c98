//! Retention: what has had its time goes, what is needed for ever stays.

use super::build::{CLOSES, Shelf, at, mark, person, reply};
use friday::model::delivery::{DeliveryState, SendOutcome};

const LEFT_ON: &str = "2026-11-01T12:00:00Z";
const A_MONTH_LATER: &str = "2026-12-01T12:00:00Z";

#[tokio::test]
async fn who_left_long_ago_loses_the_address_and_keeps_the_mark() {
    let shelf = Shelf::new().await;
    shelf.subscribe(&["ada@example.org", "bo@example.org", "cy@example.org"]).await;
    shelf.store.leave(1, "page".to_owned(), at(LEFT_ON)).await.unwrap();
    shelf.store.leave(2, "page".to_owned(), at(A_MONTH_LATER)).await.unwrap();

    let first = shelf.store.erase_long_left(at("2026-11-02T12:00:00Z"), at(A_MONTH_LATER)).await.unwrap();
    let second = shelf.store.erase_long_left(at("2026-11-02T12:00:00Z"), at(A_MONTH_LATER)).await.unwrap();

    assert_eq!((first, second), (1, 0));
    let people = shelf.store.subscribers().await.unwrap();
    let known: Vec<bool> = people.iter().map(|one| one.address.is_some()).collect();
    assert_eq!(known, [false, true, true]);
    assert!(shelf.store.subscriber_by_mark(vec![mark("ada@example.org")]).await.unwrap().is_some());
    let everything = shelf.store.everything_about(1).await.unwrap().unwrap();
    let actions: Vec<&str> =
        everything["consent"].as_array().unwrap().iter().map(|one| one["action"].as_str().unwrap()).collect();
    assert_eq!(actions, ["import", "leave", "erase"]);
}

/// Edition 1 went to three people on 20 November: two took it, one was suppressed.
async fn sent() -> Shelf {
    let shelf = Shelf::sending_to(&["ada@example.org", "bo@example.org", "cy@example.org"]).await;
    let settle =
        "UPDATE delivery SET state = CASE id WHEN 3 THEN 'suppressed' ELSE 'accepted' END, reply = '250 2.0.0 kept as 1';
                  UPDATE mailing SET state = 'sent', sent_at = 1795176000 WHERE id = 1;
                  INSERT INTO uncertain_log (delivery_id, epoch, what, because, at) VALUES (1, 1, 'uncertain', 'interrupted', 1)";
    shelf.another_program().execute_batch(settle).unwrap();
    shelf
}

#[tokio::test]
async fn servers_words_are_forgotten_once_a_mailing_is_long_over() {
    let shelf = sent().await;

    let too_soon = shelf.store.forget_replies(at("2026-11-20T00:00:00Z"), at(A_MONTH_LATER)).await.unwrap();
    let due = shelf.store.forget_replies(at("2027-02-20T00:00:00Z"), at("2027-05-20T00:00:00Z")).await.unwrap();
    let again = shelf.store.forget_replies(at("2027-02-20T00:00:00Z"), at("2027-05-20T00:00:00Z")).await.unwrap();

    assert_eq!((too_soon, due, again), (0, 3, 0));
    assert_eq!(shelf.ledger().await, "2 accepted, 1 suppressed");
}

#[tokio::test]
async fn old_rows_become_sums_that_still_balance() {
    let shelf = sent().await;

    let too_soon = shelf.store.count_old_rows(at("2026-11-20T00:00:00Z"), at(A_MONTH_LATER)).await.unwrap();
    let due = shelf.store.count_old_rows(at("2027-12-30T00:00:00Z"), at("2027-12-31T00:00:00Z")).await.unwrap();
    let again = shelf.store.count_old_rows(at("2027-12-30T00:00:00Z"), at("2027-12-31T00:00:00Z")).await.unwrap();

    assert_eq!((too_soon, due, again), (0, 3, 0));
    let rows: i64 = shelf.another_program().query_row("SELECT count(*) FROM delivery", [], |row| row.get(0)).unwrap();
    assert_eq!(rows, 0);
    assert_eq!(shelf.store.ledger(1).await.unwrap().of(DeliveryState::Accepted), 2);
    assert_eq!(shelf.ledger().await, "2 accepted, 1 suppressed");
}

#[tokio::test]
async fn a_mailing_that_is_being_sent_keeps_every_row() {
    let shelf = Shelf::sending_to(&["ada@example.org"]).await;

    let counted = shelf.store.count_old_rows(at("2030-01-01T00:00:00Z"), at("2030-01-01T00:00:00Z")).await.unwrap();

    assert_eq!((counted, CLOSES), (0, "2026-11-20T12:00:00Z"));
    assert_eq!(shelf.ledger().await, "1 queued");
}

#[tokio::test]
async fn people_are_given_out_page_by_page() {
    let shelf = Shelf::new().await;
    shelf.subscribe(&["ada@example.org", "bo@example.org", "cy@example.org"]).await;

    let first = shelf.store.people_after(0, 2).await.unwrap();
    let rest = shelf.store.people_after(2, 2).await.unwrap();

    assert_eq!((first.len(), rest.len(), rest[0].subscriber.id), (2, 1, 3));
    assert!(shelf.store.row_with_mark(vec![mark("zoe@example.org")]).await.unwrap().is_none());
}

#[tokio::test]
async fn nothing_is_left_of_an_erased_address_that_a_server_quoted_when_it_refused() {
    let mut ada = person("ada@example.org");
    ada.marks = vec!["c0ffee".to_owned()];
    let shelf = Shelf::sending_to_rows(vec![ada]).await;
    let row = shelf.claim(1, CLOSES).await.unwrap();
    shelf.mark(&row, 1).await;
    let refused = SendOutcome::Refused(reply("550 5.1.1 <ada@example.org>: no such user"));
    shelf.record(row.id, 1, refused, CLOSES).await;
    assert_eq!(shelf.store.ended_by_returns().await.unwrap()[&1].status, "5.1.1");

    assert!(shelf.store.erase_subscriber(vec!["c0ffee".to_owned()], at(A_MONTH_LATER)).await.unwrap());

    let bytes = shelf.left_on_disk();
    assert!(!bytes.windows(15).any(|window| window == b"ada@example.org"));
}

#[tokio::test]
async fn a_mailbox_that_has_been_gone_for_long_loses_its_address_and_keeps_its_mark() {
    let shelf = Shelf::new().await;
    shelf.subscribe(&["ada@example.org", "bo@example.org"]).await;
    let bounced = "UPDATE subscriber SET state = 'bounced', changed_at = ?1 WHERE id = 1";
    shelf.another_program().execute(bounced, [at(LEFT_ON).timestamp()]).unwrap();

    let early = shelf.store.erase_long_bounced(at(LEFT_ON), at(A_MONTH_LATER)).await.unwrap();
    let due = shelf.store.erase_long_bounced(at(A_MONTH_LATER), at(A_MONTH_LATER)).await.unwrap();

    assert_eq!((early, due), (0, 1));
    let ada = shelf.store.subscriber_by_mark(vec![mark("ada@example.org")]).await.unwrap().unwrap();
    assert_eq!((ada.address, ada.state.word()), (None, "left"));
}

#[tokio::test]
async fn every_row_of_an_address_is_erased_whichever_key_marked_it() {
    let shelf = Shelf::new().await;
    let mut old = person("ada@example.org");
    old.marks = vec!["by an older key".to_owned()];
    shelf.store.import_subscribers(vec![old], at(LEFT_ON)).await.unwrap();
    let second = "INSERT INTO subscriber (address, address_mark, choice, state, source, wording, created_at, changed_at)
                  VALUES ('Ada@example.org', ?1, 'picks', 'left', '', '', 1, 1)";
    shelf.another_program().execute(second, ["by the present key"]).unwrap();

    let marks = vec!["by the present key".to_owned(), "by an older key".to_owned()];
    assert!(shelf.store.erase_subscriber(marks, at(LEFT_ON)).await.unwrap());

    assert!(shelf.store.subscribers().await.unwrap().iter().all(|one| one.address.is_none()));
}
