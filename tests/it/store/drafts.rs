//! The one draft: opened, edited, passed on, moved.

use super::build::{CLOSES, OPENS, Shelf, at, day, period};
use friday::model::calendar::Period;
use friday::model::edition::{DraftEdits, EditedItem, Edition, EditionState, MailingKind};
use friday::store::{DraftRevision, DraftSave};
use std::collections::BTreeMap;

fn edits(opener: &str) -> DraftEdits {
    DraftEdits { opener: Some(opener.to_owned()), left_out: vec![3], ..DraftEdits::default() }
}

/// No edition on 20 November; the one of the 27th takes over.
async fn skip(shelf: &Shelf) -> bool {
    let because = "a bank holiday".to_owned();
    shelf.store.skip(period("2026-11-20"), because, period("2026-11-27"), at(OPENS)).await.unwrap()
}

async fn move_to(shelf: &Shelf, nominal: &str, date: &str) -> bool {
    shelf.store.move_edition(day(nominal), day(date), Some("a strike".to_owned())).await.unwrap()
}

#[tokio::test]
async fn a_draft_is_opened_untouched() {
    let shelf = Shelf::new().await;

    shelf.store.open_draft(period("2026-11-20"), at(OPENS)).await.unwrap();

    assert_eq!(
        shelf.store.editions().await.unwrap(),
        [Edition {
            kind: MailingKind::Edition,
            id: 1,
            period: period("2026-11-20"),
            state: EditionState::Draft,
            opens_at: at(OPENS),
            closes_at: None,
            approved_at: None,
            approved_by: None,
            because: None,
            revision: 0,
            edits: DraftEdits::default(),
            sha256: None,
            recipients_taken_at: None,
            paused_because: None,
            sent_at: None,
        }]
    );
}

#[tokio::test]
async fn opening_a_draft_twice_is_harmless() {
    let shelf = Shelf::new().await;
    let draft = shelf.open_draft().await;
    assert!(shelf.store.save_edits(1, 0, edits("Hello")).await.unwrap());

    shelf.store.open_draft(period("2026-11-20"), at("2026-11-14T12:00:00Z")).await.unwrap();

    let after = shelf.store.editions().await.unwrap();
    assert_eq!(after, [Edition { edits: edits("Hello"), revision: 1, ..draft }]);
}

#[tokio::test]
async fn there_is_one_draft_at_a_time() {
    let shelf = Shelf::new().await;
    let draft = shelf.open_draft().await;

    shelf.store.open_draft(period("2026-11-27"), at(CLOSES)).await.unwrap();

    assert_eq!(shelf.store.editions().await.unwrap(), [draft]);
}

#[tokio::test]
async fn of_two_editors_who_saw_the_same_draft_the_first_one_saves() {
    let shelf = Shelf::new().await;
    shelf.open_draft().await;

    let first = shelf.store.save_edits(1, 0, edits("Ada's")).await.unwrap();
    let second = shelf.store.save_edits(1, 0, edits("Ben's")).await.unwrap();

    assert_eq!((first, second), (true, false));
    let draft = shelf.edition("2026-11-20").await;
    assert_eq!((draft.edits, draft.revision), (edits("Ada's"), 1));
}

#[tokio::test]
async fn an_approved_edition_takes_no_edits() {
    let shelf = Shelf::new().await;
    shelf.approve(&[]).await;

    let saved = shelf.store.save_edits(1, 0, edits("Too late")).await.unwrap();

    assert!(!saved);
    assert!(shelf.edition("2026-11-20").await.edits.is_empty());
}

#[tokio::test]
async fn a_skipped_draft_passes_on_with_its_edits_and_its_window() {
    let shelf = Shelf::new().await;
    shelf.open_draft().await;
    shelf.store.save_edits(1, 0, edits("Hello")).await.unwrap();

    let skipped = skip(&shelf).await;

    assert!(skipped);
    let next = shelf.edition("2026-11-27").await;
    assert_eq!((next.id, next.state, next.period), (1, EditionState::Draft, period("2026-11-27")));
    assert_eq!((next.edits, next.opens_at, next.closes_at), (edits("Hello"), at(OPENS), None));
    let gone = shelf.edition("2026-11-20").await;
    assert_eq!((gone.state, gone.because.as_deref()), (EditionState::Skipped, Some("a bank holiday")));
}

#[tokio::test]
async fn a_later_period_is_skipped_without_touching_the_draft() {
    let shelf = Shelf::new().await;
    let draft = shelf.open_draft().await;

    let because = "Christmas".to_owned();
    let skipped = shelf.store.skip(period("2026-12-25"), because, period("2027-01-01"), at(OPENS)).await.unwrap();

    assert!(skipped);
    assert_eq!(shelf.edition("2026-11-20").await, draft);
    assert_eq!(shelf.edition("2026-12-25").await.state, EditionState::Skipped);
}

#[tokio::test]
async fn an_approved_edition_cannot_be_skipped() {
    let shelf = Shelf::new().await;
    shelf.approve(&[]).await;

    let skipped = skip(&shelf).await;

    assert!(!skipped);
    assert_eq!(shelf.edition("2026-11-20").await.state, EditionState::Approved);
}

#[tokio::test]
async fn the_reason_of_a_move_stays_behind_when_the_moved_edition_is_skipped() {
    let shelf = Shelf::new().await;
    shelf.open_draft().await;
    move_to(&shelf, "2026-11-20", "2026-11-19").await;

    let moved = Period { nominal: day("2026-11-20"), date: day("2026-11-19") };
    shelf.store.skip(moved, "a bank holiday".to_owned(), period("2026-11-27"), at(OPENS)).await.unwrap();

    assert_eq!(shelf.edition("2026-11-27").await.because, None);
    assert_eq!(shelf.store.moves().await.unwrap(), BTreeMap::new());
}

#[tokio::test]
async fn a_draft_is_moved_to_another_day() {
    let shelf = Shelf::new().await;
    shelf.open_draft().await;

    let moved = move_to(&shelf, "2026-11-20", "2026-11-19").await;

    assert!(moved);
    let draft = shelf.edition("2026-11-19").await;
    assert_eq!(draft.period, Period { nominal: day("2026-11-20"), date: day("2026-11-19") });
    assert_eq!((draft.because.as_deref(), draft.revision), (Some("a strike"), 1));
    assert_eq!(shelf.store.edition(day("2026-11-20")).await.unwrap(), None);
}

#[tokio::test]
async fn a_move_of_an_edition_that_is_not_open_yet_is_remembered() {
    let shelf = Shelf::new().await;

    let moved = move_to(&shelf, "2026-12-25", "2026-12-23").await;
    let moved_again = move_to(&shelf, "2026-12-25", "2026-12-22").await;

    assert!(moved && moved_again);
    assert_eq!(shelf.store.moves().await.unwrap(), BTreeMap::from([(day("2026-12-25"), day("2026-12-22"))]));
}

#[tokio::test]
async fn a_date_that_is_taken_is_refused() {
    let shelf = Shelf::new().await;
    shelf.open_draft().await;
    move_to(&shelf, "2026-12-25", "2026-12-23").await;

    let onto_an_edition = move_to(&shelf, "2026-11-27", "2026-11-20").await;
    let onto_a_move = move_to(&shelf, "2027-01-01", "2026-12-23").await;

    assert_eq!((onto_an_edition, onto_a_move), (false, false));
    assert_eq!(shelf.store.moves().await.unwrap(), BTreeMap::from([(day("2026-12-25"), day("2026-12-23"))]));
}

#[tokio::test]
async fn an_approved_edition_stays_on_its_day() {
    let shelf = Shelf::new().await;
    shelf.approve(&[]).await;

    let moved = move_to(&shelf, "2026-11-20", "2026-11-21").await;

    assert!(!moved);
    assert_eq!(shelf.edition("2026-11-20").await.period, period("2026-11-20"));
}

fn save(revision: u32, opener: &str, by: &str) -> DraftSave {
    DraftSave { edition: 1, revision, edits: edits(opener), by: by.to_owned(), at: at(CLOSES) }
}

#[tokio::test]
async fn what_an_editor_saves_at_the_desk_is_remembered_by_revision_with_their_name() {
    let shelf = Shelf::new().await;
    shelf.open_draft().await;

    let (first, late) =
        (shelf.store.save_draft(save(0, "Ada's", "ada@example.org")).await.unwrap(), save(0, "Ben's", "ben@example.org"));
    let second = shelf.store.save_draft(late).await.unwrap();
    shelf.store.save_edits(1, 1, edits("A file's")).await.unwrap();

    let revision = async |number: u32| shelf.store.draft_revision(1, number).await.unwrap();
    let one = DraftRevision { edits: edits("Ada's"), by: "ada@example.org".to_owned(), at: Some(at(CLOSES)) };
    assert_eq!((first, second), (true, false));
    assert_eq!(revision(0).await, Some(DraftRevision { edits: DraftEdits::default(), by: String::new(), at: None }));
    assert_eq!(revision(1).await, Some(one));
    assert_eq!(revision(2).await, Some(DraftRevision { edits: edits("A file's"), by: String::new(), at: None }));
    assert_eq!(revision(3).await, None);
    assert_eq!(shelf.store.editions().await.unwrap()[0].edits, edits("A file's"));
}

#[tokio::test]
async fn an_edit_from_before_there_were_links_and_extracts_is_read() {
    let shelf = Shelf::new().await;
    shelf.open_draft().await;
    let old = r#"{"opener":null,"outro":null,"items":[{"pick":{"story":1,"title":null,"remark":"x"}},{"find":{"title":"T","link":"https://example.org/","remark":""}}],"left_out":[]}"#;
    shelf.another_program().execute("UPDATE mailing SET edits = ?1", [old]).unwrap();

    let items = shelf.store.editions().await.unwrap()[0].edits.items.clone().unwrap();

    assert_eq!(items[0], EditedItem::Pick { story: 1, title: None, remark: "x".to_owned(), links: Vec::new() });
    assert!(matches!(&items[1], EditedItem::Find { author, extract, .. } if author.is_empty() && extract.is_empty()));
}
