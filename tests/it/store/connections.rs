//! The file: made, reopened, refused, and written whole or not at all.

use super::build::{Shelf, at, folded, post, update};
use friday::store::{Store, StoreError};
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// A file that another program made with these statements.
fn foreign(folder: &TempDir, sql: &str) -> PathBuf {
    let path = folder.path().join("other.db");
    rusqlite::Connection::open(&path).unwrap().execute_batch(sql).unwrap();
    path
}

async fn refusal(path: &Path) -> StoreError {
    Store::open(path).await.unwrap_err()
}

#[tokio::test]
async fn a_file_that_is_not_there_is_made() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("friday.db");

    let store = Store::open(&path).await.unwrap();

    assert_eq!(store.path(), path);
    assert!(path.is_file());
    assert!(store.editions().await.unwrap().is_empty());
}

#[tokio::test]
async fn reopening_keeps_what_was_stored() {
    let shelf = Shelf::new().await;
    shelf.subscribe(&["ada@example.org"]).await;

    let again = Store::open(shelf.store.path()).await.unwrap();

    assert_eq!(again.subscribers().await.unwrap()[0].address.as_ref().unwrap().expose(), "ada@example.org");
}

/// Waits for at most twenty seconds.
fn until(what: &str, is_so: impl Fn() -> bool) {
    for _ in 0..2000 {
        if is_so() {
            return;
        }
        std::thread::park_timeout(std::time::Duration::from_millis(10));
    }
    panic!("{what}");
}

fn log_of(path: &Path) -> Vec<u8> {
    std::fs::read(path.with_extension("db-wal")).unwrap()
}

#[tokio::test]
async fn while_nothing_is_written_the_log_is_empty() {
    let shelf = Shelf::new().await;
    shelf.subscribe(&["ada@example.org"]).await;

    until("the log was never put away", || log_of(shelf.store.path()).is_empty());

    let file = std::fs::read(shelf.store.path()).unwrap();
    assert!(file.windows(15).any(|window| window == b"ada@example.org"));
}

#[tokio::test]
async fn who_ends_beside_another_program_leaves_no_log() {
    let shelf = Shelf::new().await;
    let (path, other) = (shelf.store.path().to_owned(), shelf.another_program());
    let known = || other.query_row("SELECT count(*) FROM subscriber", [], |row| row.get(0));
    assert_eq!(known(), Ok(0_i64));
    shelf.subscribe(&["ada@example.org"]).await;
    assert!(!log_of(&path).is_empty());

    let _folder = shelf.close();

    assert_eq!((log_of(&path).len(), known()), (0, Ok(1)));
}

#[tokio::test]
async fn a_newer_schema_is_refused_untouched() {
    let folder = tempfile::tempdir().unwrap();
    let path = foreign(
        &folder,
        "PRAGMA journal_mode = WAL; PRAGMA application_id = 0x66726935; PRAGMA user_version = 99; CREATE TABLE later (id INTEGER);",
    );
    let before = std::fs::read(&path).unwrap();

    let error = refusal(&path).await;

    let known = std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/src/store/migrations")).unwrap().count();
    assert!(matches!(error, StoreError::Newer { found: 99, known: of_ours, .. } if of_ours == known), "{error:?}");
    assert_eq!(
        error.to_string(),
        format!(
            "{} was written by a newer friday (schema 99, this one knows {known}); install the newer one, or name another file with --db",
            path.display()
        )
    );
    assert_eq!(std::fs::read(&path).unwrap(), before);
}

#[tokio::test]
async fn a_file_that_is_no_database_is_refused_untouched() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("friday.db");
    std::fs::write(&path, "[edition]\nday = \"friday\"\n").unwrap();

    let error = refusal(&path).await;

    assert!(matches!(error, StoreError::Unreadable { .. }), "{error:?}");
    assert_eq!(
        error.to_string(),
        format!(
            "{} is not a database that can be read (file is not a database); restore it from a backup, or name another file with --db",
            path.display()
        )
    );
    assert_eq!(std::fs::read_to_string(&path).unwrap(), "[edition]\nday = \"friday\"\n");
}

#[tokio::test]
async fn another_programs_database_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = foreign(&folder, "CREATE TABLE bookmark (id INTEGER);");

    let error = refusal(&path).await;

    assert!(matches!(error, StoreError::Unreadable { .. }), "{error:?}");
    assert_eq!(
        error.to_string(),
        format!(
            "{} is not a database that can be read (it belongs to another program); restore it from a backup, or name another file with --db",
            path.display()
        )
    );
}

#[tokio::test]
async fn another_programs_database_is_left_byte_for_byte_as_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let path = foreign(&folder, "CREATE TABLE bookmark (id INTEGER);");
    let before = std::fs::read(&path).unwrap();

    refusal(&path).await;

    assert!(std::fs::read(&path).unwrap() == before, "{} was changed", path.display());
}

#[tokio::test]
async fn another_programs_database_is_not_taken_for_a_newer_fridays() {
    let folder = tempfile::tempdir().unwrap();
    let path = foreign(&folder, "PRAGMA user_version = 75; CREATE TABLE bookmark (id INTEGER);");

    let error = refusal(&path).await;

    assert!(matches!(error, StoreError::Unreadable { .. }), "{error:?}");
}

#[tokio::test]
async fn a_folder_that_is_not_there_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("missing").join("friday.db");

    let error = refusal(&path).await;

    assert!(matches!(error, StoreError::CannotOpen { .. }), "{error:?}");
    let message = error.to_string();
    assert!(message.starts_with(&format!("{} cannot be opened (", path.display())), "{message}");
    assert!(message.ends_with("check that its folder exists and is writable, or name another file with --db"), "{message}");
}

#[cfg(unix)]
#[tokio::test]
#[expect(clippy::print_stderr, reason = "a test that was skipped says so")]
async fn a_file_that_may_not_be_written_is_named() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("friday.db");
    std::fs::write(&path, "").unwrap();
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o400)).unwrap();
    if std::fs::OpenOptions::new().write(true).open(&path).is_ok() {
        eprintln!("skipped: root may write everything");
        return;
    }

    let error = refusal(&path).await;

    assert!(matches!(error, StoreError::CannotOpen { .. }), "{error:?}");
}

#[tokio::test]
async fn a_reading_that_fails_in_the_middle_changes_nothing() {
    let shelf = Shelf::new().await;
    let now = "2026-11-18T09:00:00Z";
    let into_a_story_that_is_not_there = folded("Roads", now, 99);

    let result = shelf.store.apply(vec![update("leeds", vec![post("Bins", now), into_a_story_that_is_not_there])], at(now)).await;

    assert!(matches!(result, Err(StoreError::Refused(_))), "{result:?}");
    assert!(shelf.store.healths().await.unwrap().is_empty());
    assert!(shelf.store.recent_entries(at("2026-01-01T00:00:00Z"), |entry| entry).await.unwrap().is_empty());
}

#[tokio::test]
async fn another_writer_who_takes_more_than_five_seconds_is_reported() {
    let shelf = Shelf::new().await;
    let other = shelf.another_program();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();

    let refused = shelf.store.tell_once("late".to_owned()).await;
    other.execute_batch("ROLLBACK").unwrap();
    let told = shelf.store.tell_once("late".to_owned()).await.unwrap();

    assert!(matches!(refused, Err(StoreError::Busy)), "{refused:?}");
    assert_eq!(
        refused.unwrap_err().to_string(),
        "the database is busy: another program has been writing to it for five seconds; try again"
    );
    assert!(told);
}

#[tokio::test]
async fn readers_go_on_while_another_program_writes() {
    let shelf = Shelf::new().await;
    shelf.subscribe(&["ada@example.org"]).await;
    let other = shelf.another_program();
    other
        .execute_batch("BEGIN IMMEDIATE; DROP TRIGGER consent_event_stays; DELETE FROM consent_event; DELETE FROM subscriber;")
        .unwrap();

    let subscribers = shelf.store.subscribers().await.unwrap();

    assert_eq!(subscribers.len(), 1);
}

#[tokio::test]
async fn a_write_that_fails_undoes_itself_and_leaves_its_neighbours() {
    let shelf = Shelf::new().await;
    shelf.subscribe(&["ada@example.org", "ben@example.org"]).await;
    shelf.open_draft().await;
    // Asked for at once, so that the writing thread does several in one transaction; every tenth holds a stranger.
    let write = async |number: i64| {
        let with_a_stranger = vec![(2, "<two@friday.example.org>".to_owned()), (999, "<stranger@friday.example.org>".to_owned())];
        let slice = if number % 10 == 3 { with_a_stranger } else { vec![(1, "<one@friday.example.org>".to_owned())] };
        shelf.store.tell_once(format!("before {number}")).await.unwrap();
        (number, shelf.store.add_recipients(1, slice, at("2026-11-20T12:00:00Z")).await.is_ok())
    };

    let ended = futures_util::future::join_all((0..100).map(write)).await;

    assert!(ended.iter().all(|(number, is_done)| *is_done == (number % 10 != 3)));
    let count = |sql: &str| shelf.another_program().query_row(sql, [], |row| row.get::<_, i64>(0)).unwrap();
    assert_eq!(count("SELECT count(*) FROM fact WHERE name LIKE 'told before %'"), 100);
    assert_eq!(count("SELECT sum(subscriber_id) FROM delivery"), 1, "the first alone");
}
