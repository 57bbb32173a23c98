//! Editors: let in once a link, seen, let out; their stars, their log, and what they were reminded of.

use super::build::{Shelf, at, day, post};
use friday::model::address::EmailAddress;
use friday::model::desk::{Occasion, SignInLink};
use friday::model::notice::{DeskLetter, NoticeEnd};
use friday::store::{NewLink, NewSession};

const NOW: &str = "2026-11-18T09:00:00Z";

fn ed() -> EmailAddress {
    EmailAddress::parse("Ed@example.org").unwrap()
}

fn link(mark: &str) -> NewLink {
    NewLink { mark: mark.to_owned(), editor: ed() }
}

fn browser(mark: &str) -> NewSession {
    NewSession { mark: mark.to_owned(), browser: "Firefox on Android".to_owned() }
}

/// A shelf with a link that was made at `NOW`.
async fn linked() -> Shelf {
    let shelf = Shelf::new().await;
    shelf.store.make_sign_in(link("a link"), at(NOW)).await.unwrap();
    shelf
}

/// The same with two open sessions of Ed's.
async fn signed_in() -> Shelf {
    let shelf = linked().await;
    shelf.store.make_sign_in(link("another link"), at(NOW)).await.unwrap();
    for (link, session) in [("a link", "a phone"), ("another link", "a laptop")] {
        assert!(shelf.store.use_sign_in(link.to_owned(), browser(session), at(NOW)).await.unwrap());
    }
    shelf
}

async fn is_open(shelf: &Shelf, mark: &str, now: &str) -> bool {
    shelf.store.session(mark.to_owned(), at(now)).await.unwrap().is_some()
}

async fn behind(shelf: &Shelf, mark: &str, now: &str) -> Option<SignInLink> {
    shelf.store.sign_in_link(mark.to_owned(), at(now)).await.unwrap()
}

#[tokio::test]
async fn a_link_lets_one_browser_in_and_is_used_then() {
    let shelf = linked().await;
    let before = behind(&shelf, "a link", NOW).await;

    let first = shelf.store.use_sign_in("a link".to_owned(), browser("a phone"), at(NOW)).await.unwrap();
    let second = shelf.store.use_sign_in("a link".to_owned(), browser("a thief"), at(NOW)).await.unwrap();

    assert_eq!(before, Some(SignInLink::Open(ed())));
    assert_eq!((first, second), (true, false));
    assert_eq!(behind(&shelf, "a link", NOW).await, Some(SignInLink::Used));
    assert_eq!((is_open(&shelf, "a phone", NOW).await, is_open(&shelf, "a thief", NOW).await), (true, false));
}

#[tokio::test(flavor = "multi_thread")]
async fn of_twenty_at_once_one_gets_in() {
    let shelf = linked().await;
    let attempts = (0..20).map(|n| {
        let store = shelf.store.clone();
        tokio::spawn(async move { store.use_sign_in("a link".to_owned(), browser(&n.to_string()), at(NOW)).await.unwrap() })
    });

    let mut got_in = 0;
    for attempt in attempts.collect::<Vec<_>>() {
        got_in += usize::from(attempt.await.unwrap());
    }

    assert_eq!(got_in, 1);
    assert_eq!(shelf.store.sessions_of(&ed(), at(NOW)).await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_link_works_for_fifteen_minutes() {
    let shelf = linked().await;
    let late = "2026-11-18T09:15:00Z";

    assert_eq!(behind(&shelf, "a link", "2026-11-18T09:14:59Z").await, Some(SignInLink::Open(ed())));
    assert_eq!(behind(&shelf, "a link", late).await, Some(SignInLink::Expired));
    assert!(!shelf.store.use_sign_in("a link".to_owned(), browser("a phone"), at(late)).await.unwrap());
    assert_eq!(behind(&shelf, "no link", NOW).await, None);
}

#[tokio::test]
async fn an_editor_gets_four_links_an_hour_by_mail() {
    let shelf = Shelf::new().await;
    let ask = |n: u32, now: &'static str| {
        let (store, mark) = (shelf.store.clone(), format!("link {n}"));
        async move { store.mail_sign_in(link(&mark), "seed".to_owned(), DeskLetter::default(), at(now)).await.unwrap() }
    };

    let mut answers = Vec::new();
    for n in 0..6 {
        answers.push(ask(n, NOW).await);
    }
    answers.push(ask(7, "2026-11-18T10:00:01Z").await);

    assert_eq!(answers, [true, true, true, true, false, false, true]);
    assert_eq!(shelf.store.notice_counts().await.unwrap(), [("queued".to_owned(), 5)]);
}

#[tokio::test]
async fn the_seed_of_a_link_goes_with_its_mail() {
    let shelf = Shelf::new().await;
    shelf.store.mail_sign_in(link("a link"), "seed".to_owned(), DeskLetter::default(), at(NOW)).await.unwrap();

    let notice = shelf.store.claim_notice(at(NOW)).await.unwrap().unwrap();
    shelf.store.end_notice(notice.id, NoticeEnd::Sent("250 OK".to_owned()), at(NOW)).await.unwrap();

    assert_eq!(notice.seed.as_deref(), Some("seed"));
    let sql = "SELECT count(*) FROM notice WHERE seed IS NULL AND letter IS NULL AND address IS NULL";
    assert_eq!(shelf.another_program().query_row(sql, [], |row| row.get::<_, i64>(0)).unwrap(), 1);
}

#[tokio::test]
async fn a_session_ends_after_thirty_days_used_or_not() {
    let shelf = signed_in().await;
    let session = shelf.store.session("a phone".to_owned(), at(NOW)).await.unwrap().unwrap();
    shelf.store.see_session(session.id, at("2026-12-18T08:00:00Z")).await.unwrap();

    assert!(is_open(&shelf, "a phone", "2026-12-18T08:59:59Z").await);
    assert!(!is_open(&shelf, "a phone", "2026-12-18T09:00:00Z").await);
}

#[tokio::test]
async fn an_editor_sees_their_sessions_the_last_used_first() {
    let shelf = signed_in().await;
    let phone = shelf.store.session("a phone".to_owned(), at(NOW)).await.unwrap().unwrap();
    shelf.store.see_session(phone.id, at("2026-11-18T10:00:00Z")).await.unwrap();

    let sessions = shelf.store.sessions_of(&ed(), at("2026-11-18T10:00:00Z")).await.unwrap();

    assert_eq!(sessions.iter().map(|one| one.id).next(), Some(phone.id));
    assert_eq!((sessions.len(), sessions[0].browser.as_str()), (2, "Firefox on Android"));
    assert_eq!(sessions[0].seen_at, at("2026-11-18T10:00:00Z"));
}

#[tokio::test]
async fn one_session_is_closed_or_all_and_nobody_elses() {
    let shelf = signed_in().await;
    let phone = shelf.store.session("a phone".to_owned(), at(NOW)).await.unwrap().unwrap().id;
    let bo = EmailAddress::parse("bo@example.org").unwrap();

    assert!(!shelf.store.close_session(phone, &bo, at(NOW)).await.unwrap());
    assert_eq!(shelf.store.close_sessions_of(&bo, at(NOW)).await.unwrap(), 0);
    assert!(is_open(&shelf, "a phone", NOW).await);
    assert!(shelf.store.close_session(phone, &ed(), at(NOW)).await.unwrap());
    assert!(!shelf.store.close_session(phone, &ed(), at(NOW)).await.unwrap());
    assert!(!is_open(&shelf, "a phone", NOW).await && is_open(&shelf, "a laptop", NOW).await);
    assert_eq!(shelf.store.close_sessions_of(&ed(), at(NOW)).await.unwrap(), 1);
    assert!(!is_open(&shelf, "a laptop", NOW).await);
}

#[tokio::test]
async fn links_and_sessions_that_are_over_are_forgotten() {
    let shelf = signed_in().await;

    shelf.store.forget_sign_ins(at("2026-12-18T09:00:00Z")).await.unwrap();
    let kept = shelf.another_program().query_row("SELECT count(*) FROM editor_session", [], |row| row.get::<_, i64>(0)).unwrap();
    shelf.store.forget_sign_ins(at("2026-12-18T09:00:01Z")).await.unwrap();

    let count = |table: &str| {
        let sql = format!("SELECT count(*) FROM {table}");
        shelf.another_program().query_row(&sql, [], |row| row.get::<_, i64>(0)).unwrap()
    };
    assert_eq!((kept, count("editor_session"), count("sign_in")), (2, 0, 0));
}

/// Two stories that may be starred.
async fn with_stories() -> Shelf {
    let shelf = Shelf::new().await;
    shelf.read("leeds-digital", vec![post("Bins", "2026-11-17T09:00:00Z"), post("Maps", "2026-11-17T10:00:00Z")], NOW).await;
    shelf
}

async fn stars(shelf: &Shelf) -> Vec<(i64, String)> {
    shelf.store.stars().await.unwrap().into_iter().map(|star| (star.story, star.editor.canonical())).collect()
}

#[tokio::test]
async fn a_star_is_given_once_an_editor_and_taken_back() {
    let shelf = with_stories().await;
    let bo = || EmailAddress::parse("bo@example.org").unwrap();

    for (editor, is_wanted) in [(ed(), true), (ed(), true), (bo(), true), (bo(), false), (bo(), false)] {
        assert!(shelf.store.star(2, editor, is_wanted, at(NOW)).await.unwrap());
    }

    assert_eq!(stars(&shelf).await, [(2, "ed@example.org".to_owned())]);
    let log: Vec<String> = shelf.store.audit(10, None, true).await.unwrap().into_iter().map(|(_, line)| line.done).collect();
    assert_eq!(log, ["took the star from", "starred", "starred"]);
}

#[tokio::test]
async fn no_story_and_a_story_of_an_edition_cannot_be_starred() {
    let shelf = with_stories().await;
    shelf.store.star(1, ed(), true, at(NOW)).await.unwrap();
    shelf.approve(&[1, 2]).await;

    assert!(!shelf.store.star(2, ed(), true, at(NOW)).await.unwrap());
    assert!(!shelf.store.star(99, ed(), true, at(NOW)).await.unwrap());
    assert_eq!(stars(&shelf).await, []);
}

#[tokio::test]
async fn the_log_is_read_page_by_page_with_or_without_stars() {
    let shelf = with_stories().await;
    shelf.store.make_sign_in(link("one"), at(NOW)).await.unwrap();
    shelf.store.star(1, ed(), true, at(NOW)).await.unwrap();
    shelf.store.make_sign_in(link("two"), at(NOW)).await.unwrap();

    let newest = shelf.store.audit(1, None, false).await.unwrap().remove(0);
    let older = shelf.store.audit(10, Some(newest.0), false).await.unwrap();
    let all = shelf.store.audit(10, None, true).await.unwrap();

    assert_eq!((newest.1.by.as_str(), newest.1.detail.as_str()), ("operator", "Ed@example.org"));
    assert_eq!((older.len(), all.len()), (1, 3));
    assert_eq!((all[1].1.done.as_str(), all[1].1.detail.as_str()), ("starred", "Bins"));
}

#[tokio::test]
async fn a_line_of_the_log_is_never_changed() {
    let shelf = linked().await;

    let changed = shelf.another_program().execute("UPDATE audit SET by = 'nobody'", []);

    assert!(changed.unwrap_err().to_string().contains("an audit line is never changed"));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_editor_is_reminded_once_of_an_edition_and_occasion() {
    let shelf = Shelf::new().await;
    let remind = |date: &str, occasion, address: &str| {
        let (store, key, editor) = (shelf.store.clone(), (day(date), occasion), EmailAddress::parse(address).unwrap());
        async move { store.remind(key, editor, DeskLetter::default(), at(NOW)).await.unwrap() }
    };

    assert!(remind("2026-11-20", Occasion::DayBefore, "ed@example.org").await);
    assert!(!remind("2026-11-20", Occasion::DayBefore, "Ed@example.org").await);
    assert!(remind("2026-11-20", Occasion::TwoHours, "ed@example.org").await);
    assert!(remind("2026-11-20", Occasion::DayBefore, "bo@example.org").await);
    assert!(remind("2026-11-25", Occasion::DayBefore, "ed@example.org").await);
    let reminded = shelf.store.reminded(day("2026-11-20"), Occasion::DayBefore).await.unwrap();

    assert_eq!(reminded, ["bo@example.org", "ed@example.org"]);
    assert_eq!(shelf.store.notice_counts().await.unwrap(), [("queued".to_owned(), 4)]);
}
