//! Clock, files, locks and templates.

use friday::io::clock::Clock;
use friday::io::files::write_atomically;
use friday::io::lock::{LockKind, take};
use friday::io::templates::mail_templates;
use friday::model::Instant;

fn at(text: &str) -> Instant {
    text.parse().unwrap()
}

#[test]
fn a_fixed_clock_stands_still_and_counts_whole_seconds() {
    let clock = Clock::Fixed(at("2026-11-20T12:00:00.750Z"));

    assert_eq!(clock.now(), at("2026-11-20T12:00:00Z"));
}

#[test]
fn a_started_clock_begins_where_it_is_told() {
    let now = Clock::starting_at(at("2026-11-20T12:00:00Z")).now();

    assert!((now - at("2026-11-20T12:00:00Z")).num_seconds() < 5);
}

#[test]
fn a_file_is_replaced_whole_and_its_folder_made() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("editions/2026-11-20.md");

    write_atomically(&path, b"one").unwrap();
    write_atomically(&path, b"two").unwrap();

    assert_eq!(std::fs::read(&path).unwrap(), b"two");
    assert_eq!(std::fs::read_dir(path.parent().unwrap()).unwrap().count(), 1);
}

#[cfg(unix)]
#[test]
fn a_replaced_file_keeps_its_mode_and_a_link_to_it_stays_a_link() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let folder = tempfile::tempdir().unwrap();
    let (real, link) = (folder.path().join("real.toml"), folder.path().join("feeds.toml"));
    std::fs::write(&real, "one").unwrap();
    std::fs::set_permissions(&real, std::fs::Permissions::from_mode(0o640)).unwrap();
    symlink(&real, &link).unwrap();

    write_atomically(&link, b"two").unwrap();

    assert_eq!(std::fs::read(&real).unwrap(), b"two");
    assert!(link.is_symlink());
    assert_eq!(std::fs::metadata(&real).unwrap().permissions().mode() & 0o777, 0o640);
}

#[test]
fn a_file_that_cannot_be_written_is_named_and_leaves_no_rubbish() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("taken")).unwrap();

    let error = write_atomically(&folder.path().join("taken"), b"x").unwrap_err();

    assert!(error.to_string().contains("taken"), "{error}");
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[test]
fn a_lock_is_held_by_one_and_free_when_dropped() {
    let folder = tempfile::tempdir().unwrap();
    let database = folder.path().join("friday.db");

    let first = take(&database, LockKind::Send).unwrap();
    let second = take(&database, LockKind::Send).unwrap();
    let other_kind = take(&database, LockKind::Read).unwrap();
    drop(first);
    let third = take(&database, LockKind::Send).unwrap();

    assert!(second.is_none() && other_kind.is_some() && third.is_some());
}

#[test]
fn a_template_folder_replaces_what_it_holds_and_no_more() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("email")).unwrap();
    std::fs::write(folder.path().join("email/edition.txt"), "mine").unwrap();

    let templates = mail_templates(Some(folder.path())).unwrap();

    assert_eq!(templates.text, "mine");
    assert_eq!(templates.html, mail_templates(None).unwrap().html);
}

#[test]
fn a_template_folder_that_is_not_there_is_an_error() {
    let error = mail_templates(Some(std::path::Path::new("/nowhere/look"))).unwrap_err().to_string();

    assert!(error.contains("/nowhere/look is not there; make it, or empty [templates] folder"), "{error}");
}
