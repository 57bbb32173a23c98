//! Broken surroundings: each gives one clear sentence, the right exit code, and loses nothing.

use crate::support::blogs::{Blogs, OPEN, councils};
use crate::support::town::{READERS, Town, said};

#[tokio::test(flavor = "multi_thread")]
async fn missing_files_are_named_with_the_next_step() {
    let town = Town::new("", "");

    let settings = town.friday(&["--config", "none.toml", "edition", "list"]).await;
    let list = town.friday(&["--feeds", "none.toml", "blogs", "list"]).await;
    let csv = town.friday(&["subscribers", "import", "none.csv"]).await;

    assert_eq!((settings.code, list.code, csv.code), (2, 2, 2));
    assert!(settings.err.contains("none.toml: cannot be read") && settings.err.contains("--config FILE"), "{}", settings.err);
    assert!(list.err.contains("none.toml: cannot be read") && list.err.contains("--feeds FILE"), "{}", list.err);
    assert!(csv.err.contains("none.csv cannot be read"), "{}", csv.err);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_that_is_none_or_newer_is_left_alone() {
    let town = Town::new("", "");
    town.write("text.db", &"this is a letter to the council, not a database ".repeat(200));
    let newer = rusqlite::Connection::open(town.path("newer.db")).unwrap();
    newer.execute_batch("PRAGMA user_version = 99").unwrap();
    drop(newer);

    let text = town.friday(&["--db", "text.db", "subscribers", "list"]).await;
    let newer = town.friday(&["--db", "newer.db", "subscribers", "list"]).await;
    let nowhere = town.friday(&["--db", "no/such/folder/x.db", "subscribers", "list"]).await;

    assert_eq!((text.code, newer.code, nowhere.code), (2, 2, 2));
    assert!(text.err.contains("text.db is not a database that can be read"), "{}", text.err);
    assert!(newer.err.contains("newer.db was written by a newer friday (schema 99, this one knows "), "{}", newer.err);
    assert!(nowhere.err.contains("no/such/folder/x.db cannot be opened"), "{}", nowhere.err);
    assert!(town.read("text.db").starts_with("this is a letter"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mistake_in_a_file_of_readers_imports_nobody() {
    let town = Town::new("", "");
    town.write("readers.csv", "email,wording\nada@example.org,yes\nbo@@example.org,yes\n");

    let said = town.friday(&["subscribers", "import", "readers.csv"]).await;

    assert_eq!(said.code, 2);
    assert!(said.err.contains("readers.csv, line 3: \"bo@@example.org\""), "{}", said.err);
    assert_eq!(town.count("SELECT count(*) FROM subscriber"), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn readers_are_counted_and_those_who_left_stay_gone() {
    let town = Town::new("", "");
    town.write("readers.csv", READERS);
    town.friday(&["subscribers", "import", "readers.csv"]).await;
    town.friday(&["subscribers", "erase", "ADA@example.org"]).await;

    let again = town.friday(&["subscribers", "import", "readers.csv"]).await;
    let list = town.friday(&["subscribers", "list"]).await;
    let unknown = town.friday(&["subscribers", "erase", "nobody@example.org"]).await;

    assert_eq!(again.out, "0 added, 2 known already\n1 not added, because they had left before: lines 2\n");
    assert!(list.out.starts_with("(erased)"), "{}", list.out);
    assert!(!list.out.contains("ada"), "{}", list.out);
    assert_eq!(unknown.code, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_key_file_is_not_replaced_in_silence() {
    let town = Town::new("", "");
    town.write("friday.key", "not a key\n");
    town.write("readers.csv", READERS);

    let said = town.friday(&["subscribers", "import", "readers.csv"]).await;

    assert_eq!(said.code, 1);
    assert!(said.err.contains("friday.key holds a line that is no key; restore it from a backup"), "{}", said.err);
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn keys_and_addresses_are_for_their_owner_alone() {
    use std::os::unix::fs::PermissionsExt;
    let town = Town::new("", "");
    town.write("readers.csv", READERS);

    town.friday(&["subscribers", "import", "readers.csv"]).await;

    for name in ["friday.key", "friday.db"] {
        let mode = std::fs::metadata(town.path(name)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{name}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk_loses_nothing_that_was_stored() {
    let blogs = Blogs::start().await;
    let town = Town::new(OPEN, &councils(&blogs, 2));
    town.friday(&["fetch"]).await;
    town.write("feeds.toml", &councils(&blogs, 7));
    // A file-size limit stands in for a full disk: SQLite gets the same kind of error from the kernel.
    let command = format!("trap '' XFSZ; ulimit -f 1; exec {} fetch --now 2026-11-20T11:40:00Z", env!("CARGO_BIN_EXE_friday"));

    let full = said(std::process::Command::new("sh").args(["-c", &command]).current_dir(town.folder.path()));
    let kept = town.count("SELECT count(*) FROM entry");
    let after = town.friday(&["fetch"]).await;

    assert_eq!(full.code, 1, "{}", full.err);
    assert!(
        full.err.contains(
            "friday: the disk could not be written (disk I/O error): nothing was changed; check that it is healthy and has room"
        ),
        "{}",
        full.err
    );
    assert_eq!((kept, after.code, town.count("SELECT count(*) FROM entry")), (2, 0, 7));
}

#[test]
fn help_lists_the_commands_and_wrong_words_are_exit_2() {
    let town = Town::new("", "");

    let help = said(&mut town.command(&["--help"]));
    let wrong = said(&mut town.command(&["fetsch"]));
    let version = said(&mut town.command(&["--version"]));

    assert_eq!((help.code, wrong.code, version.out.as_str()), (0, 2, "friday 0.1.0\n"));
    assert!(help.out.contains("75 try again later"), "{}", help.out);
    assert!(wrong.err.contains("a similar subcommand exists: 'fetch'"), "{}", wrong.err);
}
