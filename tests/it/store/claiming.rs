//! A row is claimed once, handed over once, and recorded by whoever claimed it.

use super::build::{CLOSES, Shelf, at, mark, reply};
use friday::model::delivery::Mark::{Handed, NotOurs, OtherBytes, Suppressed};
use friday::model::delivery::{DomainRest, Obstacle, Phase, Reply, SendOutcome, UncertainPolicy};
use friday::model::edition::EditionState::{Paused, Sending};
use friday::model::subscriber::Choice;

#[tokio::test]
async fn a_claimed_row_tells_what_the_sender_needs() {
    let shelf = Shelf::sending_to(&["ada@example.org"]).await;

    let row = shelf.claim(1, CLOSES).await.unwrap();

    assert_eq!((row.id, row.subscriber_id, row.attempt, row.choice), (1, 1, 0, Choice::Everything));
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
            loop {
                let rows = store.claim(1, 1, at(CLOSES), 3).await.unwrap().rows;
                if rows.is_empty() {
                    break;
                }
                claimed.extend(rows.iter().map(|row| row.id));
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

    let older = shelf.mark(&row, 1).await;
    let newer = shelf.mark(&row, 3).await;
    let first = shelf.mark(&row, 2).await;
    let second = shelf.mark(&row, 2).await;

    assert_eq!((older, newer, first, second), (NotOurs, NotOurs, Handed, NotOurs));
    assert_eq!(shelf.ledger().await, "1 handed");
}

#[tokio::test]
async fn an_outcome_is_recorded_by_the_claiming_epoch_alone() {
    let shelf = Shelf::sending_to(&["ada@example.org"]).await;
    let row = shelf.claim(2, CLOSES).await.unwrap();
    shelf.mark(&row, 2).await;
    let accepted = || SendOutcome::Accepted(reply("250 ok"));

    shelf.record(row.id, 1, accepted(), CLOSES).await;
    let after_a_stranger = shelf.ledger().await;
    shelf.record(row.id, 2, accepted(), CLOSES).await;

    assert_eq!(after_a_stranger, "1 handed");
    assert_eq!(shelf.ledger().await, "1 accepted");
}

#[tokio::test]
async fn an_outcome_is_final() {
    let shelf = Shelf::sending_to(&["ada@example.org"]).await;
    let row = shelf.claim(1, CLOSES).await.unwrap();
    shelf.record(row.id, 1, SendOutcome::Accepted(reply("250 ok")), CLOSES).await;

    let refused = SendOutcome::Refused(reply("550 no such user"));
    shelf.record(row.id, 1, refused, CLOSES).await;

    assert_eq!(shelf.ledger().await, "1 accepted");
}

#[tokio::test]
async fn a_deferred_row_comes_back_at_its_instant_and_not_before() {
    let shelf = Shelf::sending_to(&["ada@example.org"]).await;
    let row = shelf.claim(1, CLOSES).await.unwrap();
    let later = SendOutcome::Deferred(reply("451 try later"));
    shelf.record(row.id, 1, later, "2026-11-20T12:15:00Z").await;

    let before = shelf.claim(1, "2026-11-20T12:14:59Z").await;
    let due = shelf.claim(1, "2026-11-20T12:15:00Z").await.unwrap();

    assert!(before.is_none());
    assert_eq!((due.id, due.attempt), (1, 1));
    assert_eq!(due.message_id, "<2026-11-20.1@friday.example.org>");
}

#[tokio::test]
async fn a_blocked_row_goes_back_into_the_queue() {
    let shelf = Shelf::sending_to(&["ada@example.org"]).await;
    let row = shelf.claim(1, CLOSES).await.unwrap();

    let blocked = SendOutcome::Blocked(Obstacle { why: "no connection".to_owned(), reply: None });
    shelf.record(row.id, 1, blocked, CLOSES).await;

    assert_eq!(shelf.ledger().await, "1 queued");
    assert_eq!(shelf.claim(1, CLOSES).await.unwrap().id, 1);
}

#[tokio::test]
async fn who_leaves_between_claim_and_hand_over_is_not_mailed() {
    let shelf = Shelf::sending_to(&["ada@example.org"]).await;
    let row = shelf.claim(1, CLOSES).await.unwrap();
    shelf.store.leave(1, "leave page".to_owned(), at(CLOSES)).await.unwrap();

    assert_eq!(shelf.mark(&row, 1).await, Suppressed);
    assert_eq!(shelf.ledger().await, "1 suppressed");
}

#[tokio::test]
async fn what_is_claimed_when_a_mailing_is_paused_is_not_handed_over_and_is_given_back() {
    let shelf = Shelf::sending_to(&["ada@example.org"]).await;
    let row = shelf.claim(1, CLOSES).await.unwrap();
    shelf.change(Sending, Paused).await;

    assert_eq!(shelf.mark(&row, 1).await, NotOurs);
    assert_eq!(shelf.store.unclaim(1, 1, at(CLOSES)).await.unwrap(), 1);
    assert_eq!(shelf.ledger().await, "1 queued");
}

#[tokio::test]
async fn what_may_have_arrived_goes_out_again_with_the_same_bytes_or_not_at_all() {
    let shelf = Shelf::sending_to(&["ada@example.org"]).await;
    let row = shelf.claim(1, CLOSES).await.unwrap();
    shelf.mark(&row, 1).await;
    shelf.store.recover(2, UncertainPolicy::Resend, at(CLOSES)).await.unwrap();
    shelf.claim(2, CLOSES).await.unwrap();

    let other = shelf.store.mark_handed(&row, 2, b"another letter".to_vec(), at(CLOSES)).await.unwrap();

    assert_eq!(other, OtherBytes);
    assert_eq!(shelf.ledger().await, "1 uncertain");
}

#[tokio::test]
async fn what_was_surely_not_taken_may_go_out_with_other_bytes() {
    let shelf = Shelf::sending_to(&["ada@example.org"]).await;
    let row = shelf.claim(1, CLOSES).await.unwrap();
    shelf.mark(&row, 1).await;
    shelf.record(row.id, 1, SendOutcome::Deferred(reply("451 later")), CLOSES).await;
    shelf.claim(1, CLOSES).await.unwrap();

    let other = shelf.store.mark_handed(&row, 1, b"another letter".to_vec(), at(CLOSES)).await.unwrap();

    assert_eq!(other, Handed);
}

#[tokio::test]
async fn a_domain_that_rests_is_put_off_and_the_others_go_on() {
    let shelf = Shelf::sending_to(&["ada@example.org", "ben@other.example", "cat@example.org"]).await;
    let until = at("2026-11-20T12:05:00Z");
    let rest = DomainRest { domain: "example.org".to_owned(), until, because: "4.7.0 slow down".to_owned(), times: 1 };
    shelf.store.let_rest(rest).await.unwrap();

    let now: Vec<i64> = shelf.store.claim(1, 1, at(CLOSES), 10).await.unwrap().rows.iter().map(|row| row.id).collect();
    let then: Vec<i64> = shelf.store.claim(1, 1, until, 10).await.unwrap().rows.iter().map(|row| row.id).collect();

    assert_eq!((now, then), (vec![2], vec![1, 3]));
}

#[tokio::test]
async fn a_mailbox_that_does_not_exist_is_not_mailed_again() {
    let shelf = Shelf::sending_to(&["ada@example.org", "ben@example.org"]).await;
    let (ada, ben) = (shelf.claim(1, CLOSES).await.unwrap(), shelf.claim(1, CLOSES).await.unwrap());
    let refused = |words| SendOutcome::Refused(Reply::new(Phase::Rcpt, 550, words));

    shelf.record(ada.id, 1, refused("5.1.1 no such user"), CLOSES).await;
    shelf.record(ben.id, 1, refused("5.7.1 not wanted"), CLOSES).await;

    let states: Vec<&str> = shelf.store.subscribers().await.unwrap().iter().map(|person| person.state.word()).collect();
    assert_eq!(states, ["bounced", "active"]);
}

#[tokio::test]
async fn refusals_that_were_about_us_are_forgiven_when_the_mailing_pauses() {
    let shelf = Shelf::sending_to(&["ada@example.org"]).await;
    let row = shelf.claim(1, CLOSES).await.unwrap();
    shelf.record(row.id, 1, SendOutcome::Refused(Reply::new(Phase::Rcpt, 550, "5.1.1 no such user")), CLOSES).await;

    shelf.store.pause(1, "the first 20 replies were all refusals".to_owned(), true, at(CLOSES)).await.unwrap();

    let edition = shelf.edition("2026-11-20").await;
    assert_eq!((edition.state, edition.paused_because.as_deref()), (Paused, Some("the first 20 replies were all refusals")));
    assert_eq!(shelf.store.subscribers().await.unwrap()[0].state.word(), "active");
    shelf.change(Paused, Sending).await;
    assert_eq!(shelf.claim(1, CLOSES).await.unwrap().id, row.id);
}

#[tokio::test]
async fn who_moves_between_claim_and_hand_over_is_not_mailed_at_the_old_address() {
    let shelf = Shelf::sending_to(&["ada@example.org"]).await;
    let row = shelf.claim(1, CLOSES).await.unwrap();
    shelf.another_program().execute("UPDATE subscriber SET address = 'ada@elsewhere.example'", []).unwrap();

    assert_eq!(shelf.mark(&row, 1).await, NotOurs);
    shelf.store.unclaim(1, 1, at(CLOSES)).await.unwrap();
    assert_eq!(shelf.claim(1, CLOSES).await.unwrap().address.expose(), "ada@elsewhere.example");
}

#[tokio::test]
async fn six_thousand_readers_whose_domain_rests_hide_nobody_behind_them() {
    let mut addresses: Vec<String> = (0..6000).map(|number| format!("reader{number}@resting.example")).collect();
    addresses.push("ada@example.org".to_owned());
    let shelf = Shelf::sending_to(&[]).await;
    shelf
        .store
        .import_subscribers(addresses.iter().map(|address| super::build::person(address)).collect(), at(CLOSES))
        .await
        .unwrap();
    shelf.another_program().execute("UPDATE mailing SET recipients_taken_at = NULL", []).unwrap();
    let people = shelf.store.active_subscribers_after(0, 10_000, Choice::ALL.to_vec()).await.unwrap();
    shelf.store.add_recipients(1, people.into_iter().map(super::build::recipient).collect(), at(CLOSES)).await.unwrap();
    shelf.store.finish_recipients(1, at(CLOSES)).await.unwrap();
    let until = at("2026-11-20T13:00:00Z");
    let rest = DomainRest { domain: "resting.example".to_owned(), until, because: "4.7.0 slow down".to_owned(), times: 1 };
    shelf.store.let_rest(rest).await.unwrap();

    let first = shelf.store.claim(1, 1, at(CLOSES), 10).await.unwrap();
    let second = shelf.store.claim(1, 1, at(CLOSES), 10).await.unwrap();

    assert_eq!((first.rows.len(), first.is_all), (0, false), "it says that it has not looked at all");
    assert_eq!((second.rows.len(), second.is_all), (1, true));
}
