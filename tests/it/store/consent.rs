//! The evidence is only ever added to; erasure takes out of it what points to a person, and no more.

use super::build::{Shelf, at, mark, person};
use super::requests::{MONDAY, sign_up_of};
use friday::model::request::{Confirmed, RequestKind, SignUpEnd};
use friday::model::subscriber::{Choice, SubscriberState};
use serde_json::Value;

/// What the schema says to a change of the evidence.
fn check(shelf: &Shelf, sql: &str, refused: bool) {
    let result = shelf.another_program().execute_batch(sql);

    assert_eq!(result.is_err(), refused, "{sql}: {result:?}");
}

#[tokio::test]
async fn nobody_deletes_or_changes_what_was_written_down() {
    let shelf = Shelf::new().await;
    shelf.confirmed("ada@example.org", MONDAY).await;

    for sql in [
        "DELETE FROM consent_event",
        "UPDATE consent_event SET at = 0",
        "UPDATE consent_event SET action = 'import'",
        "UPDATE consent_event SET detail = 'picks'",
        "UPDATE consent_event SET actor = 'operator'",
        "UPDATE consent_event SET page = ''",
        "UPDATE consent_event SET wording_id = NULL",
        "UPDATE consent_event SET visitor_mark = 'another'",
        "UPDATE consent_event SET id = id + 100",
    ] {
        check(&shelf, sql, true);
    }
    assert_eq!(shelf.actions(1).await, "request, confirm");
}

#[tokio::test]
async fn marks_of_visitors_go_after_their_time_and_nothing_else_does() {
    let shelf = Shelf::new().await;
    shelf.confirmed("ada@example.org", MONDAY).await;
    let before = shelf.actions(1).await;

    let early = shelf.store.forget_visitors(at(MONDAY)).await.unwrap();
    let late = shelf.store.forget_visitors(at("2026-11-16T09:00:01Z")).await.unwrap();

    assert_eq!((early, late), (0, 1));
    assert_eq!(shelf.actions(1).await, before);
    assert!(shelf.evidence(1).await.iter().all(|event| event["visitor_mark"].is_null()));
}

#[tokio::test]
async fn who_is_forgotten_leaves_dates_and_actions_and_nothing_that_names_them() {
    let shelf = Shelf::new().await;
    let mut ada = person("ada@example.org");
    ada.marks = vec!["c0ffee".to_owned()];
    ada.row.source = "Ada's own business card".to_owned();
    ada.row.wording = "Ada Lovelace said yes on the telephone".to_owned();
    shelf.store.import_subscribers(vec![ada, person("bo@example.org")], at(MONDAY)).await.unwrap();

    shelf.store.erase_by_reader(1, at(MONDAY)).await.unwrap();

    let data = shelf.store.everything_about(1).await.unwrap().unwrap();
    assert_eq!((&data["subscription"]["address"], shelf.state(1).await), (&Value::Null, SubscriberState::Left));
    let evidence = shelf.evidence(1).await;
    let events: Vec<(&str, &str, bool)> = evidence
        .iter()
        .map(|event| (event["action"].as_str().unwrap(), event["page"].as_str().unwrap(), event["wording"].is_null()))
        .collect();
    assert_eq!(events, [("import", "", true), ("erase", "/manage", true)]);
    let bytes = shelf.left_on_disk();
    let holds = |words: &[u8]| bytes.windows(words.len()).any(|window| window == words);
    assert!(holds(b"bo@example.org") && holds(b"Yes, every Friday"));
    assert!(!holds(b"ada@example.org") && !holds(b"Lovelace") && !holds(b"business card"));
}

#[tokio::test]
async fn words_that_others_were_shown_too_stay() {
    let shelf = Shelf::new().await;
    shelf.subscribe(&["ada@example.org", "bo@example.org"]).await;

    shelf.store.erase_by_reader(1, at(MONDAY)).await.unwrap();

    assert_eq!(shelf.evidence(2).await[0]["wording"], Value::from("Yes, every Friday"));
}

#[tokio::test]
async fn choices_and_breaks_are_written_down_once_each() {
    let shelf = Shelf::new().await;
    let ada = shelf.confirmed("ada@example.org", MONDAY).await;

    for _ in 0..2 {
        shelf.store.choose(ada, Choice::Daily, Some("at home".to_owned()), at(MONDAY)).await.unwrap();
        shelf.store.take_break(ada, true, None, at(MONDAY)).await.unwrap();
    }
    let paused = shelf.state(ada).await;
    shelf.store.take_break(ada, false, None, at(MONDAY)).await.unwrap();

    assert_eq!((paused, shelf.state(ada).await), (SubscriberState::Paused, SubscriberState::Active));
    assert_eq!(shelf.actions(ada).await, "request, confirm, choice, pause, resume");
    let sql = "SELECT visitor_mark FROM consent_event WHERE action = 'choice'";
    let mark: String = shelf.another_program().query_row(sql, [], |row| row.get(0)).unwrap();
    assert_eq!(mark, "at home");
}

#[tokio::test]
async fn who_left_cannot_choose_pause_or_come_back_by_an_old_page() {
    let shelf = Shelf::new().await;
    let ada = shelf.confirmed("ada@example.org", MONDAY).await;
    shelf.store.leave(ada, "page".to_owned(), at(MONDAY)).await.unwrap();

    shelf.store.choose(ada, Choice::Picks, None, at(MONDAY)).await.unwrap();
    shelf.store.take_break(ada, true, None, at(MONDAY)).await.unwrap();
    shelf.store.take_break(ada, false, None, at(MONDAY)).await.unwrap();

    assert_eq!(shelf.state(ada).await, SubscriberState::Left);
    assert_eq!(shelf.actions(ada).await, "request, confirm, leave");
}

/// Ada asks to move to another address and the mailbox there answers.
async fn moved(shelf: &Shelf, ada: i64, to: &str) -> Confirmed {
    let end = shelf.store.ask_to_change(ada, sign_up_of(to), at(MONDAY)).await.unwrap();
    assert_eq!(end, SignUpEnd::Queued);
    let request = shelf.notices(MONDAY).await.pop().unwrap().request_id.unwrap();
    let first = shelf.store.change_address(request, None, at(MONDAY)).await.unwrap();
    let second = shelf.store.change_address(request, None, at(MONDAY)).await.unwrap();
    assert!(first == second || matches!(first, Confirmed::Joined(_)), "{first:?} {second:?}");
    first
}

fn address_of(subscriber: &friday::model::subscriber::Subscriber) -> &str {
    subscriber.address.as_ref().map_or("", |address| address.expose())
}

#[tokio::test]
async fn a_new_address_takes_over_when_it_answers_and_the_old_one_cannot_be_imported_again() {
    let shelf = Shelf::new().await;
    let ada = shelf.confirmed("ada@example.org", MONDAY).await;

    let end = moved(&shelf, ada, "ada@example.net").await;
    let told: Vec<String> = shelf.notices(MONDAY).await.into_iter().map(|notice| notice.address.expose().to_owned()).collect();
    let count = shelf.store.import_subscribers(vec![person("ada@example.org")], at(MONDAY)).await.unwrap();

    assert_eq!(end, Confirmed::Done(ada));
    assert_eq!(address_of(&shelf.store.subscriber(ada).await.unwrap().unwrap()), "ada@example.net");
    assert_eq!(told, ["ada@example.org"]);
    assert_eq!((count.added, count.left.len()), (0, 1));
    assert_eq!(shelf.actions(ada).await, "request, confirm, ask to change address, change address");
}

#[tokio::test]
async fn a_new_address_that_is_subscribed_already_stays_and_the_old_one_leaves() {
    let shelf = Shelf::new().await;
    let ada = shelf.confirmed("ada@example.org", MONDAY).await;
    let home = shelf.confirmed("ada@example.net", MONDAY).await;
    let tuesday = "2026-11-17T10:00:00Z";

    let asked = shelf.store.ask_to_change(ada, sign_up_of("ada@example.net"), at(tuesday)).await.unwrap();
    let request = shelf.notices(tuesday).await.pop().unwrap().request_id.unwrap();
    let end = shelf.store.change_address(request, None, at(tuesday)).await.unwrap();

    assert_eq!((asked, end), (SignUpEnd::Queued, Confirmed::Joined(home)));
    assert_eq!((shelf.state(ada).await, shelf.state(home).await), (SubscriberState::Left, SubscriberState::Active));
}

#[tokio::test]
async fn a_new_address_that_once_left_may_come_back_this_way() {
    let shelf = Shelf::new().await;
    let ada = shelf.confirmed("ada@example.org", MONDAY).await;
    shelf.subscribe(&["ada@example.net"]).await;
    shelf.store.leave(2, "page".to_owned(), at(MONDAY)).await.unwrap();

    let end = moved(&shelf, ada, "ada@example.net").await;
    let count = shelf.store.import_subscribers(vec![person("ada@example.org")], at(MONDAY)).await.unwrap();

    assert_eq!(end, Confirmed::Done(ada));
    assert_eq!(address_of(&shelf.store.subscriber(ada).await.unwrap().unwrap()), "ada@example.net");
    assert_eq!(shelf.state(2).await, SubscriberState::Left);
    assert_eq!(count.left.len(), 1);
}

#[tokio::test]
async fn a_mistyped_new_address_is_worth_nothing_once_another_is_asked_for() {
    let shelf = Shelf::new().await;
    let ada = shelf.confirmed("ada@example.org", MONDAY).await;
    shelf.store.ask_to_change(ada, sign_up_of("adda@example.net"), at(MONDAY)).await.unwrap();
    let mistyped = shelf.notices(MONDAY).await.pop().unwrap().request_id.unwrap();

    moved(&shelf, ada, "ada@example.net").await;

    assert_eq!(shelf.store.change_address(mistyped, None, at(MONDAY)).await.unwrap(), Confirmed::Gone);
}

#[tokio::test]
async fn a_page_is_no_machine_for_writing_to_others() {
    let shelf = Shelf::new().await;
    let ada = shelf.confirmed("ada@example.org", MONDAY).await;
    let mut ends = Vec::new();

    for n in 0..5 {
        ends.push(shelf.store.ask_to_change(ada, sign_up_of(&format!("victim{n}@example.net")), at(MONDAY)).await.unwrap());
    }

    assert_eq!(ends.iter().filter(|end| **end == SignUpEnd::Queued).count(), 3);
}

#[tokio::test]
async fn the_old_mailbox_has_no_say_after_a_move_not_even_by_links_that_were_answered() {
    let shelf = Shelf::new().await;
    shelf.sign_up("ada@example.org", MONDAY).await;
    let first = shelf.notices(MONDAY).await[0].request_id.unwrap();
    shelf.store.confirm(first, None, at(MONDAY)).await.unwrap();
    moved(&shelf, 1, "ada@example.net").await;
    let tuesday = "2026-11-17T10:00:00Z";
    let ask = shelf.store.ask_to_change(1, sign_up_of("ada@example.com"), at(tuesday)).await.unwrap();
    let third = shelf.notices(tuesday).await.pop().unwrap().request_id.unwrap();
    shelf.store.change_address(third, None, at(tuesday)).await.unwrap();

    let old = shelf.store.confirm(first, None, at(tuesday)).await.unwrap();
    let second = shelf.store.change_address(2, None, at(tuesday)).await.unwrap();
    let present = shelf.store.change_address(third, None, at(tuesday)).await.unwrap();
    let open = shelf.store.can_confirm(first, RequestKind::Subscribe, at(tuesday)).await.unwrap();

    assert_eq!((ask, old, second, present), (SignUpEnd::Queued, Confirmed::Gone, Confirmed::Gone, Confirmed::Done(1)));
    assert!(!open);
}

#[tokio::test]
async fn a_link_answered_from_an_address_that_is_no_longer_theirs_opens_no_page() {
    let shelf = Shelf::new().await;
    shelf.sign_up("ada@example.org", MONDAY).await;
    let request = shelf.notices(MONDAY).await[0].request_id.unwrap();
    shelf.store.confirm(request, None, at(MONDAY)).await.unwrap();
    let another = "UPDATE subscriber SET address = 'ada@example.net', address_mark = 'another'";
    shelf.another_program().execute(another, []).unwrap();

    let answer = shelf.store.confirm(request, None, at(MONDAY)).await.unwrap();
    let open = shelf.store.can_confirm(request, RequestKind::Subscribe, at(MONDAY)).await.unwrap();

    assert_eq!((answer, open), (Confirmed::Gone, false));
}

#[tokio::test]
async fn a_move_leaves_everybodys_history_with_its_own_person() {
    let shelf = Shelf::new().await;
    let ada = shelf.confirmed("ada@example.org", MONDAY).await;
    shelf.subscribe(&["ada@example.net"]).await;
    shelf.store.leave(2, "page".to_owned(), at(MONDAY)).await.unwrap();

    moved(&shelf, ada, "ada@example.net").await;

    let of = |address: &'static str| shelf.store.subscriber_by_mark(vec![mark(address)]);
    let (old, new) = (of("ada@example.org").await.unwrap().unwrap(), of("ada@example.net").await.unwrap().unwrap());
    assert_eq!((new.id, old.id, old.state), (ada, 3, SubscriberState::Left));
    assert_eq!((shelf.actions(2).await.as_str(), shelf.actions(3).await.as_str()), ("import, leave, erase", ""));
    assert_eq!(shelf.actions(ada).await, "request, confirm, ask to change address, change address");
}

#[tokio::test]
async fn who_complained_is_not_written_to_by_way_of_another_address_either() {
    let shelf = Shelf::new().await;
    let ada = shelf.confirmed("ada@example.org", MONDAY).await;
    shelf.subscribe(&["bo@example.net"]).await;
    let complaint =
        "INSERT INTO consent_event (subscriber_id, action, at, page, actor) VALUES (2, 'complaint', ?1, 'mail', 'server');";
    let left = "UPDATE subscriber SET state = 'left' WHERE id = 2";
    shelf.another_program().execute(complaint, [at(MONDAY).timestamp()]).unwrap();
    shelf.another_program().execute(left, []).unwrap();

    let end = shelf.store.ask_to_change(ada, sign_up_of("bo@example.net"), at(MONDAY)).await.unwrap();

    assert_eq!(end, SignUpEnd::HeldBack);
    assert!(shelf.notices(MONDAY).await.is_empty());
}

#[tokio::test]
async fn a_move_is_found_by_every_key_that_marked_the_new_address() {
    let shelf = Shelf::new().await;
    let ada = shelf.confirmed("ada@example.org", MONDAY).await;
    let mut home = person("ada@example.net");
    home.marks = vec!["by an older key".to_owned()];
    shelf.store.import_subscribers(vec![home], at(MONDAY)).await.unwrap();
    let mut asked = sign_up_of("ada@example.net");
    asked.marks.push("by an older key".to_owned());

    shelf.store.ask_to_change(ada, asked, at(MONDAY)).await.unwrap();
    let request = shelf.notices(MONDAY).await.pop().unwrap().request_id.unwrap();
    let end = shelf.store.change_address(request, None, at(MONDAY)).await.unwrap();

    assert_eq!(end, Confirmed::Joined(2));
}

#[tokio::test]
async fn a_move_to_another_spelling_changes_the_spelling() {
    let shelf = Shelf::new().await;
    let ada = shelf.confirmed("ada@example.org", MONDAY).await;
    let december = "2026-12-20T09:00:00Z";

    shelf.store.ask_to_change(ada, sign_up_of("Ada@example.org"), at(december)).await.unwrap();
    let request = shelf.notices(december).await.pop().unwrap().request_id.unwrap();
    let end = shelf.store.change_address(request, None, at(december)).await.unwrap();

    assert_eq!(end, Confirmed::Done(ada));
    assert_eq!(address_of(&shelf.store.subscriber(ada).await.unwrap().unwrap()), "Ada@example.org");
}

#[tokio::test]
async fn who_asks_to_move_leaves_a_mark_of_where_they_asked_from() {
    let shelf = Shelf::new().await;
    let ada = shelf.confirmed("ada@example.org", MONDAY).await;

    shelf.store.ask_to_change(ada, sign_up_of("ada@example.net"), at(MONDAY)).await.unwrap();
    let request = shelf.notices(MONDAY).await.pop().unwrap().request_id.unwrap();
    shelf.store.change_address(request, Some("another visitor".to_owned()), at(MONDAY)).await.unwrap();

    let sql = "SELECT group_concat(visitor_mark, ', ') FROM consent_event WHERE action LIKE '%change address'";
    let marks: String = shelf.another_program().query_row(sql, [], |row| row.get(0)).unwrap();
    assert_eq!(marks, "a visitor, another visitor");
}

#[tokio::test]
async fn nobody_changes_the_words_that_people_were_shown() {
    let shelf = Shelf::new().await;
    shelf.confirmed("ada@example.org", MONDAY).await;

    check(&shelf, "UPDATE wording SET words = 'something else'", true);
    check(&shelf, "DELETE FROM wording", true);
}
