//! People come once, leave for good, and are forgotten but for the mark that keeps them away.

use super::build::{Shelf, at, mark, person};
use friday::model::subscriber::{Choice, ImportCount, SubscriberState};
use friday::store::{MarkedRow, StoreError};

const NOW: &str = "2026-11-20T09:00:00Z";

async fn import(shelf: &Shelf, rows: Vec<MarkedRow>) -> ImportCount {
    shelf.store.import_subscribers(rows, at(NOW)).await.unwrap()
}

fn on_line(line: u64, mut row: MarkedRow) -> MarkedRow {
    row.row.line = line;
    row
}

async fn leave(shelf: &Shelf, subscriber: i64) -> bool {
    shelf.store.leave(subscriber, "leave page".to_owned(), at(NOW)).await.unwrap()
}

async fn erase(shelf: &Shelf, address: &str) -> bool {
    shelf.store.erase_subscriber(vec![mark(address)], at(NOW)).await.unwrap()
}

#[tokio::test]
async fn who_is_new_is_added_active() {
    let shelf = Shelf::new().await;

    let count = import(&shelf, vec![person("ada@example.org")]).await;

    assert_eq!(count, ImportCount { added: 1, skipped: 0, left: Vec::new() });
    let ada = shelf.store.subscribers().await.unwrap().remove(0);
    assert_eq!((ada.id, ada.state, ada.choice), (1, SubscriberState::Active, Choice::Everything));
    assert_eq!(ada.address.unwrap().expose(), "ada@example.org");
    assert_eq!((ada.consented_at, ada.source.as_str()), (Some(at("2026-10-30T08:00:00Z")), "sign-up page"));
}

#[tokio::test]
async fn who_stands_twice_in_a_file_is_added_once() {
    let shelf = Shelf::new().await;

    let count = import(&shelf, vec![person("ada@example.org"), person("ben@example.org"), person("ada@example.org")]).await;

    assert_eq!(count, ImportCount { added: 2, skipped: 1, left: Vec::new() });
    assert_eq!(shelf.store.subscribers().await.unwrap().len(), 2);
}

#[tokio::test]
async fn importing_again_keeps_what_a_subscriber_chose() {
    let shelf = Shelf::new().await;
    let mut picks = person("ada@example.org");
    picks.row.choice = Choice::Picks;
    import(&shelf, vec![picks]).await;

    let count = import(&shelf, vec![person("ada@example.org")]).await;

    assert_eq!(count, ImportCount { added: 0, skipped: 1, left: Vec::new() });
    assert_eq!(shelf.store.subscribers().await.unwrap()[0].choice, Choice::Picks);
}

#[tokio::test]
async fn who_left_is_named_by_line_and_not_revived() {
    let shelf = Shelf::new().await;
    import(&shelf, vec![person("ada@example.org"), person("ben@example.org")]).await;
    leave(&shelf, 1).await;

    let rows = vec![on_line(2, person("ben@example.org")), on_line(3, person("ada@example.org"))];
    let count = import(&shelf, rows).await;

    assert_eq!(count, ImportCount { added: 0, skipped: 1, left: vec![3] });
    assert_eq!(shelf.store.subscribers().await.unwrap()[0].state, SubscriberState::Left);
    assert_eq!(shelf.store.active_subscribers_after(0, 10, Choice::ALL.to_vec()).await.unwrap(), [2]);
}

#[tokio::test]
async fn an_import_that_fails_adds_nobody() {
    let shelf = Shelf::new().await;
    let trigger = "CREATE TRIGGER refuse BEFORE INSERT ON subscriber WHEN NEW.address = 'cy@example.org'
                   BEGIN SELECT RAISE(ABORT, 'no room'); END";
    shelf.another_program().execute_batch(trigger).unwrap();
    let rows = vec![person("ada@example.org"), person("ben@example.org"), person("cy@example.org")];

    let result = shelf.store.import_subscribers(rows, at(NOW)).await;

    assert!(matches!(result, Err(StoreError::Refused(_))), "{result:?}");
    assert!(shelf.store.subscribers().await.unwrap().is_empty());
}

#[tokio::test]
async fn subscribers_are_listed_in_the_order_they_came() {
    let shelf = Shelf::new().await;
    import(&shelf, vec![person("zoe@example.org"), person("ben@example.org")]).await;
    import(&shelf, vec![person("ada@example.org")]).await;

    let subscribers = shelf.store.subscribers().await.unwrap();

    let addresses: Vec<&str> = subscribers.iter().map(|one| one.address.as_ref().unwrap().expose()).collect();
    assert_eq!(addresses, ["zoe@example.org", "ben@example.org", "ada@example.org"]);
}

#[tokio::test]
async fn a_subscriber_is_found_by_the_mark_of_the_address() {
    let shelf = Shelf::new().await;
    import(&shelf, vec![person("ada@example.org"), person("ben@example.org")]).await;

    let found = shelf.store.subscriber_by_mark(vec![mark("ben@example.org")]).await.unwrap();
    let unknown = shelf.store.subscriber_by_mark(vec![mark("zoe@example.org")]).await.unwrap();

    assert_eq!(found.unwrap().id, 2);
    assert!(unknown.is_none());
}

#[tokio::test]
async fn leaving_twice_is_no_error() {
    let shelf = Shelf::new().await;
    import(&shelf, vec![person("ada@example.org")]).await;

    let first = leave(&shelf, 1).await;
    let second = leave(&shelf, 1).await;

    assert_eq!((first, second), (true, true));
    assert_eq!(shelf.store.subscribers().await.unwrap()[0].state, SubscriberState::Left);
}

#[tokio::test]
async fn nobody_leaves_who_was_never_there() {
    let shelf = Shelf::new().await;
    import(&shelf, vec![person("ada@example.org")]).await;

    let left = leave(&shelf, 99).await;

    assert!(!left);
    assert_eq!(shelf.store.subscribers().await.unwrap()[0].state, SubscriberState::Active);
}

#[tokio::test]
async fn an_erased_subscriber_keeps_the_mark_and_nothing_else_of_theirs() {
    let shelf = Shelf::new().await;
    import(&shelf, vec![person("ada@example.org")]).await;

    let erased = erase(&shelf, "ada@example.org").await;

    assert!(erased);
    let left = shelf.store.subscriber_by_mark(vec![mark("ada@example.org")]).await.unwrap().unwrap();
    assert_eq!((left.id, left.state, left.address, left.source.as_str()), (1, SubscriberState::Left, None, ""));
}

#[tokio::test]
async fn an_erased_address_is_nowhere_in_the_file() {
    let shelf = Shelf::new().await;
    let mut ada = person("ada@example.org");
    ada.marks = vec!["c0ffee".to_owned()];
    import(&shelf, vec![ada, person("ben@example.org")]).await;

    shelf.store.erase_subscriber(vec!["c0ffee".to_owned()], at(NOW)).await.unwrap();

    let bytes = shelf.left_on_disk();
    assert!(bytes.windows(15).any(|window| window == b"ben@example.org"));
    assert!(!bytes.windows(15).any(|window| window == b"ada@example.org"));
}

#[tokio::test]
async fn who_was_erased_is_not_revived_by_an_import() {
    let shelf = Shelf::new().await;
    import(&shelf, vec![person("ada@example.org")]).await;
    erase(&shelf, "ada@example.org").await;

    let count = import(&shelf, vec![on_line(7, person("ada@example.org"))]).await;

    assert_eq!(count, ImportCount { added: 0, skipped: 0, left: vec![7] });
    assert!(shelf.store.subscribers().await.unwrap()[0].address.is_none());
}

#[tokio::test]
async fn erasing_twice_is_no_error_and_erasing_an_unknown_one_says_so() {
    let shelf = Shelf::new().await;
    import(&shelf, vec![person("ada@example.org")]).await;

    let (first, second) = (erase(&shelf, "ada@example.org").await, erase(&shelf, "ada@example.org").await);
    let unknown = erase(&shelf, "zoe@example.org").await;

    assert_eq!((first, second, unknown), (true, true, false));
}

#[tokio::test]
async fn who_left_is_known_by_a_mark_of_an_older_key_and_by_address() {
    let shelf = Shelf::new().await;
    import(&shelf, vec![person("ada@example.org"), person("ben@example.org")]).await;
    shelf.store.erase_subscriber(vec![mark("ada@example.org")], at(NOW)).await.unwrap();
    let rotated = |address: &str| MarkedRow { marks: vec![format!("new {address}"), mark(address)], ..person(address) };
    let lost = MarkedRow { marks: vec!["of no known key".to_owned()], ..person("ben@example.org") };

    let count = shelf.store.import_subscribers(vec![rotated("ada@example.org"), lost], at(NOW)).await.unwrap();

    assert_eq!((count.added, count.skipped, count.left.len()), (0, 1, 1));
}

#[tokio::test]
async fn a_database_knows_the_key_it_was_first_used_with() {
    let shelf = Shelf::new().await;
    let before = shelf.store.has_key().await.unwrap();

    let first = shelf.store.knows_key(vec!["one".to_owned()]).await.unwrap();
    let other = shelf.store.knows_key(vec!["two".to_owned()]).await.unwrap();
    let rotated = shelf.store.knows_key(vec!["two".to_owned(), "one".to_owned()]).await.unwrap();

    assert_eq!((before, first, other, rotated), (false, true, false, true));
    assert!(shelf.store.has_key().await.unwrap());
}
