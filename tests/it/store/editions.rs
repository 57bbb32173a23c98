//! Editions, read and moved through the states of sending.

use super::build::{CLOSES, Shelf, approval, at, content, frozen, period};
use friday::model::edition::EditionState::{Approved, Draft, Paused, Sending, Sent, Skipped};
use friday::model::edition::{Frozen, FrozenText, Group, Item, NamedLink};
use friday::model::subscriber::Choice;
use friday::store::{Approval, StoreError};

#[tokio::test]
async fn editions_come_newest_date_first() {
    let shelf = Shelf::new().await;
    shelf.approve(&[]).await;
    shelf.store.skip(period("2026-12-25"), "Christmas".to_owned(), period("2027-01-01"), at(CLOSES)).await.unwrap();

    let editions = shelf.store.editions().await.unwrap();

    let dates: Vec<_> = editions.iter().map(|edition| (edition.period.date.to_string(), edition.state)).collect();
    let expected = [("2026-12-25".to_owned(), Skipped), ("2026-11-27".to_owned(), Draft), ("2026-11-20".to_owned(), Approved)];
    assert_eq!(dates, expected);
}

#[tokio::test]
async fn frozen_words_come_back_as_they_were() {
    let shelf = Shelf::new().await;
    let draft = shelf.open_draft().await;
    let mut words = content();
    let link = NamedLink { name: "Kent \u{1f4fb}".to_owned(), link: "https://example.gov.uk/a?b=1&c=\"2\"".to_owned() };
    let other = Item { also_at: vec![link], title: "Fersiwn <b>Gymraeg</b>".to_owned(), ..words.items[0].clone() };
    words.everything_else.push(Group { council: "Gwynedd".to_owned(), stories: vec![other] });

    assert!(shelf.store.approve(Approval { content: words.clone(), ..approval(draft, &[]) }).await.unwrap());

    assert_eq!(shelf.store.content(1).await.unwrap(), Some(words));
}

#[tokio::test]
async fn frozen_texts_come_back_byte_for_byte() {
    let shelf = Shelf::new().await;
    let draft = shelf.open_draft().await;
    let text = "Ŵythnos dda\r\n-- \r\n'quoted' \"twice\"\n\n".to_owned();
    let picks = FrozenText { choice: Choice::Picks, text, html: "<p>\u{a0}&amp;</p>".to_owned() };
    let texts = Frozen { texts: vec![picks], ..frozen() };

    assert!(shelf.store.approve(Approval { frozen: texts.clone(), ..approval(draft, &[]) }).await.unwrap());

    assert_eq!(shelf.store.frozen(1).await.unwrap(), Some(texts));
}

/// `Frozen::texts` promises the order of `Choice::ALL`: picks, everything.
#[tokio::test]
async fn frozen_texts_come_back_picks_first() {
    let shelf = Shelf::new().await;
    shelf.approve(&[]).await;

    assert_eq!(shelf.store.frozen(1).await.unwrap(), Some(frozen()));
}

#[tokio::test]
async fn an_edition_moves_from_the_state_it_is_in_and_from_no_other() {
    let shelf = Shelf::new().await;
    shelf.approve(&[]).await;

    let begun = shelf.store.change_state(1, Approved, Sending).await.unwrap();
    let begun_again = shelf.store.change_state(1, Approved, Sending).await.unwrap();
    let paused = shelf.store.change_state(1, Sending, Paused).await.unwrap();
    let resumed = shelf.store.change_state(1, Paused, Sending).await.unwrap();
    let unknown = shelf.store.change_state(99, Approved, Sending).await.unwrap();

    assert_eq!((begun, begun_again, paused, resumed, unknown), (true, false, true, true, false));
    assert_eq!(shelf.edition("2026-11-20").await.state, Sending);
}

#[tokio::test]
async fn a_draft_is_not_sent_unapproved() {
    let shelf = Shelf::new().await;
    let draft = shelf.open_draft().await;

    let result = shelf.store.change_state(1, Draft, Sending).await;

    assert!(matches!(result, Err(StoreError::Refused(_))), "{result:?}");
    assert_eq!(shelf.edition("2026-11-20").await, draft);
}

#[tokio::test]
async fn a_late_edition_is_approved_afresh_with_the_same_window() {
    let shelf = Shelf::new().await;
    shelf.approve(&[]).await;

    let approved = shelf.store.approve_afresh(1, "Ben".to_owned(), at("2026-11-21T09:00:00Z")).await.unwrap();

    assert!(approved);
    let edition = shelf.edition("2026-11-20").await;
    assert_eq!((edition.approved_by.as_deref(), edition.approved_at), (Some("Ben"), Some(at("2026-11-21T09:00:00Z"))));
    assert_eq!((edition.closes_at, edition.state), (Some(at(CLOSES)), Approved));
}

#[tokio::test]
async fn neither_a_draft_nor_what_is_sent_already_is_approved_afresh() {
    let shelf = Shelf::new().await;
    shelf.approve(&[]).await;
    shelf.change(Approved, Sending).await;
    shelf.change(Sending, Sent).await;

    let sent = shelf.store.approve_afresh(1, "Ben".to_owned(), at("2026-11-21T09:00:00Z")).await.unwrap();
    let draft = shelf.store.approve_afresh(2, "Ben".to_owned(), at("2026-11-21T09:00:00Z")).await.unwrap();

    assert_eq!((sent, draft), (false, false));
}
