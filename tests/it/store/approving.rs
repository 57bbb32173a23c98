//! An approval freezes everything in one transaction, or nothing.

use super::build::{CLOSES, OPENS, Shelf, approval, at, content, frozen, period, post};
use friday::model::edition::{DraftEdits, Edition, EditionState, MailingKind, Score, ScorePart};
use friday::store::Approval;

const NOW: &str = "2026-11-18T09:00:00Z";

#[tokio::test]
async fn an_approval_freezes_words_texts_and_window() {
    let shelf = Shelf::new().await;
    shelf.read("leeds", vec![post("Bins", NOW)], NOW).await;
    let draft = shelf.open_draft().await;

    let approved = shelf.store.approve(approval(draft.clone(), &[1])).await.unwrap();

    assert!(approved);
    let expected = Edition {
        kind: MailingKind::Edition,
        state: EditionState::Approved,
        closes_at: Some(at(CLOSES)),
        approved_at: Some(at(CLOSES)),
        approved_by: Some("Ada".to_owned()),
        sha256: Some("5f1d".to_owned()),
        ..draft
    };
    assert_eq!(shelf.edition("2026-11-20").await, expected);
    assert_eq!(shelf.store.content(1).await.unwrap(), Some(content()));
    assert_eq!(shelf.store.frozen(1).await.unwrap().unwrap().subject, "One for Friday");
}

#[tokio::test]
async fn the_next_draft_opens_at_the_instant_of_the_close() {
    let shelf = Shelf::new().await;

    shelf.approve(&[]).await;

    let (this, next) = (shelf.edition("2026-11-20").await, shelf.edition("2026-11-27").await);
    assert_eq!((next.state, next.revision), (EditionState::Draft, 0));
    assert_eq!(this.closes_at, Some(at("2026-11-20T12:00:00Z")));
    assert_eq!(next.opens_at, at("2026-11-20T12:00:00Z"));
}

#[tokio::test]
async fn a_scored_story_is_approved_with_its_place() {
    let shelf = Shelf::new().await;
    shelf.read("leeds", vec![post("Bins", NOW), post("Roads", NOW)], NOW).await;
    let draft = shelf.open_draft().await;
    let part = ScorePart { name: "freshness".to_owned(), value: 1.5, because: "two days old".to_owned() };
    let score = Score { total: 1.5, parts: vec![part] };

    let stories = vec![(1, Some(1), false, Some(score)), (2, None, true, None)];
    assert!(shelf.store.approve(Approval { stories, ..approval(draft, &[]) }).await.unwrap());

    let bins = shelf.store.facts_about("example.gov.uk/bins".to_owned()).await.unwrap();
    let roads = shelf.store.facts_about("example.gov.uk/roads".to_owned()).await.unwrap();
    assert_eq!(bins[0].edition, Some(("2026-11-20".to_owned(), EditionState::Approved, Some(1), false)));
    assert_eq!(roads[0].edition, Some(("2026-11-20".to_owned(), EditionState::Approved, None, true)));
}

#[tokio::test]
async fn a_story_that_arrived_meanwhile_stops_an_approval() {
    let shelf = Shelf::new().await;
    let draft = shelf.open_draft().await;
    let decided = approval(draft.clone(), &[]);
    shelf.read("leeds", vec![post("Bins", NOW)], NOW).await;

    let approved = shelf.store.approve(decided).await.unwrap();

    assert!(!approved);
    assert_eq!(shelf.store.editions().await.unwrap(), [draft]);
    assert_eq!(shelf.store.content(1).await.unwrap(), None);
}

#[tokio::test]
async fn a_story_in_the_place_of_another_stops_an_approval() {
    let shelf = Shelf::new().await;
    shelf.read("leeds", vec![post("Bins", NOW), post("Late", "2026-11-21T09:00:00Z")], NOW).await;
    let draft = shelf.open_draft().await;

    let approved = shelf.store.approve(approval(draft, &[2])).await.unwrap();

    assert!(!approved);
}

#[tokio::test]
async fn somebody_who_saved_meanwhile_stops_an_approval() {
    let shelf = Shelf::new().await;
    let draft = shelf.open_draft().await;
    let decided = approval(draft, &[]);
    let edits = DraftEdits { outro: Some("See you".to_owned()), ..DraftEdits::default() };
    shelf.store.save_edits(1, 0, edits).await.unwrap();

    let approved = shelf.store.approve(decided).await.unwrap();

    assert!(!approved);
    assert_eq!(shelf.edition("2026-11-20").await.state, EditionState::Draft);
}

#[tokio::test]
async fn an_edition_is_approved_once() {
    let shelf = Shelf::new().await;
    let draft = shelf.open_draft().await;
    assert!(shelf.store.approve(approval(draft.clone(), &[])).await.unwrap());
    let after_the_first = shelf.store.editions().await.unwrap();

    let again = shelf.store.approve(Approval { by: "Ben".to_owned(), ..approval(draft, &[]) }).await.unwrap();

    assert!(!again);
    assert_eq!(shelf.store.editions().await.unwrap(), after_the_first);
}

#[tokio::test]
async fn an_approval_that_fails_in_the_middle_changes_nothing() {
    let shelf = Shelf::new().await;
    let draft = shelf.open_draft().await;
    let mut twice_the_same_text = frozen();
    twice_the_same_text.texts[1].choice = twice_the_same_text.texts[0].choice;

    let result = shelf.store.approve(Approval { frozen: twice_the_same_text, ..approval(draft.clone(), &[]) }).await;

    assert!(result.is_err());
    assert_eq!(shelf.store.editions().await.unwrap(), [draft]);
    assert_eq!(shelf.store.content(1).await.unwrap(), None);
    assert_eq!(shelf.store.frozen(1).await.unwrap(), None);
}

/// Without the next draft, the window that was to open now would be open to nobody.
#[tokio::test]
async fn an_approval_that_cannot_open_the_next_draft_does_not_pretend_to() {
    let shelf = Shelf::new().await;
    let draft = shelf.open_draft().await;
    let because = "a bank holiday".to_owned();
    shelf.store.skip(period("2026-11-27"), because, period("2026-12-04"), at(OPENS)).await.unwrap();

    let result = shelf.store.approve(approval(draft, &[])).await;

    let has_a_draft = shelf.store.editions().await.unwrap().iter().any(|edition| edition.state == EditionState::Draft);
    assert!(has_a_draft, "{result:?}");
}
