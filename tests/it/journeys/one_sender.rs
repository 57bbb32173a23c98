//! One sender alone: copies stay silent until they are adopted, and nobody gets a mail twice because of a backup.

use super::by_hand::ready;
use super::leaving::Running;
use crate::support::blogs::Blogs;
use crate::support::mail::{MailServer, Order};
use crate::support::town::{Town, damage};

const NOON: &str = "2026-11-20T12:05:00Z";
const LATER: &str = "2026-11-20T12:30:00Z";

async fn approved() -> (Town, Blogs, MailServer) {
    let (town, blogs, mail) = ready(5).await;
    assert_eq!(town.friday(&["edition", "approve"]).await.code, 0);
    (town, blogs, mail)
}

/// The edition is being sent: ada has it, bo is put off, cy too; and a backup is made in the middle of it.
async fn backed_up_in_the_middle() -> (Town, Blogs, MailServer) {
    let (town, blogs, mail) = approved().await;
    mail.order(vec![Order::AtRcpt("bo@", "451 later"), Order::AtRcpt("cy@", "451 later")]);
    town.friday_at(NOON, &["edition", "send"]).await;
    let said = town.friday_at(NOON, &["backup", "night.db"]).await;
    assert_eq!((said.code, said.out.as_str(), said.err.as_str()), (0, "", ""), "{said:?}");
    mail.order(Vec::new());
    (town, blogs, mail)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_is_whole_private_and_never_written_over_anything() {
    let (town, _blogs, _mail) = backed_up_in_the_middle().await;

    let again = town.friday_at(NOON, &["backup", "night.db"]).await;

    assert_eq!(again.code, 2);
    assert!(again.err.contains("night.db is there already; name a file that is not"), "{}", again.err);
    for name in ["night.db", "night.db.key"] {
        use std::os::unix::fs::PermissionsExt;
        let mode = std::fs::metadata(town.path(name)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{name}");
    }
    assert_eq!(town.read("night.db.key"), town.read("friday.key"));
    let copy = rusqlite::Connection::open(town.path("night.db")).unwrap();
    let rows: i64 = copy.query_row("SELECT count(*) FROM delivery", [], |row| row.get(0)).unwrap();
    let companions = std::fs::read_dir(town.folder.path()).unwrap().filter(|entry| {
        let name = entry.as_ref().unwrap().file_name().to_string_lossy().into_owned();
        name.contains("part") || name.starts_with("night.db-")
    });
    assert_eq!((rows, companions.count()), (3, 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn after_a_restoration_nothing_is_sent_until_it_is_adopted_and_nobody_gets_it_twice() {
    let (town, _blogs, mail) = backed_up_in_the_middle().await;
    // Life goes on after the backup: everybody has it in the end. Then the disk dies.
    assert_eq!(town.friday_at(LATER, &["edition", "send"]).await.out, "3 recipients = 3 accepted\n");

    let restored = town.friday_at(LATER, &["restore", "night.db"]).await;
    let refused = town.friday_at(LATER, &["edition", "send", "2026-11-20"]).await;
    let pass = town.friday_at(LATER, &["run", "--once"]).await;
    let doctor = town.friday_at(LATER, &["doctor"]).await;
    let looked = town.friday_at(LATER, &["adopt"]).await;
    let sent_before = mail.kept().len();
    let adopted = town.friday_at(LATER, &["adopt", "--yes"]).await;
    let after = town.friday_at("2026-11-20T13:30:00Z", &["run", "--once"]).await;
    let verify = town.friday_at(LATER, &["edition", "verify", "2026-11-20"]).await;

    assert_eq!(restored.code, 0, "{}", restored.err);
    assert!(restored.out.contains("kept as friday.db.before-20261120T123000Z"), "{}", restored.out);
    assert_eq!((refused.code, pass.code), (2, 2));
    assert!(refused.err.contains("friday.db is a backup of 20 November 2026, 12:05 UTC. So nothing is sent"), "{}", refused.err);
    assert!(doctor.out.contains("WRONG  database  friday.db is a backup of"), "{}", doctor.out);
    assert_eq!(looked.code, 2);
    assert!(
        looked.out.contains("3 recipients = 1 accepted + 2 deferred, the last accepted on 20 November at 12:05:00 UTC"),
        "{}",
        looked.out
    );
    assert!(looked.out.contains("2 of them may have gone out since"), "{}", looked.out);
    assert_eq!((sent_before, mail.kept().len()), (3, 3));
    assert!(adopted.out.ends_with("taken over: friday sends from here now; 2 mails are held as uncertain\n"), "{}", adopted.out);
    assert_eq!(after.code, 0, "{}", after.err);
    assert!(verify.out.starts_with("2026-11-20: 3 recipients = 1 accepted + 2 uncertain\n"), "{}", verify.out);
    assert_eq!(town.count("SELECT count(*) FROM mailing WHERE state = 'sent'"), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_move_to_another_machine_goes_on_where_it_stood() {
    let (town, _blogs, mail) = backed_up_in_the_middle().await;
    town.friday_at(NOON, &["restore", "night.db"]).await;

    let adopted = town.friday_at(LATER, &["adopt", "--yes", "--nothing-sent-since"]).await;
    let said = town.friday_at(LATER, &["edition", "send", "2026-11-20"]).await;

    assert!(adopted.out.contains("2 of them go out as soon as you take over"), "{}", adopted.out);
    assert_eq!((said.out.as_str(), mail.kept().len()), ("3 recipients = 3 accepted\n", 3));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_edition_whose_hour_came_since_the_backup_waits_for_a_persons_word() {
    let (town, _blogs, mail) = ready(5).await;
    // No editors: it approves itself at noon, here and in the copy.
    town.friday(&["edition", "show"]).await;
    town.friday(&["backup", "night.db"]).await;
    town.friday_at(NOON, &["run", "--once"]).await;
    town.friday_at(LATER, &["restore", "night.db"]).await;

    let adopted = town.friday_at(LATER, &["adopt", "--yes"]).await;
    town.friday_at(LATER, &["run", "--once"]).await;
    let silent = mail.kept().len();
    town.friday_at(LATER, &["edition", "resume", "2026-11-20"]).await;
    town.friday_at(LATER, &["run", "--once"]).await;

    assert!(adopted.out.contains("its hour has come, so it may have gone out since: it is paused"), "{}", adopted.out);
    assert_eq!((silent, mail.kept().len()), (3, 6));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_copy_beside_the_original_and_an_old_one_in_its_place_stay_silent() {
    let (town, _blogs, mail) = approved().await;
    let copy = |from: &str, to: &str| {
        town.count("PRAGMA wal_checkpoint(TRUNCATE)");
        std::fs::copy(town.path(from), town.path(to)).map(drop).unwrap();
    };
    // Used once here, so that the database knows where it is.
    assert_eq!(town.friday(&["run", "--once"]).await.code, 0);
    copy("friday.db", "copy.db");
    town.friday_at(NOON, &["edition", "send"]).await;

    let beside = town.friday_at(NOON, &["--db", "copy.db", "edition", "send", "2026-11-20"]).await;
    copy("copy.db", "friday.db");
    let in_its_place = town.friday_at(NOON, &["edition", "send", "2026-11-20"]).await;

    assert_eq!((beside.code, in_its_place.code, mail.kept().len()), (2, 2, 3));
    assert!(beside.err.contains("copy.db is a copy of /"), "{}", beside.err);
    assert!(in_its_place.err.contains("an earlier copy was put in its place"), "{}", in_its_place.err);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_renamed_database_is_the_same_one() {
    let (town, _blogs, mail) = approved().await;
    town.friday(&["run", "--once"]).await;
    std::fs::rename(town.path("friday.db"), town.path("digest.db")).unwrap();

    let said = town.friday_at(NOON, &["--db", "digest.db", "edition", "send"]).await;

    assert_eq!((said.code, mail.kept().len()), (0, 3), "{}", said.err);
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_restored_under_a_friday_at_work_or_from_a_file_that_is_none() {
    let (town, _blogs, _mail) = approved().await;
    town.friday(&["backup", "night.db"]).await;
    let before = std::fs::read(town.path("friday.db")).unwrap();
    let mut damaged = std::fs::read(town.path("night.db")).unwrap();
    let middle = damaged.len() / 4096 / 2 * 4096;
    damaged[middle..middle + 4096].fill(0xa5);
    std::fs::write(town.path("damaged.db"), damaged).unwrap();
    town.write("words.db", "no database at all, only words that somebody wrote");

    let words = town.friday(&["restore", "words.db"]).await;
    let damaged = town.friday(&["restore", "damaged.db"]).await;
    let absent = town.friday(&["restore", "absent.db"]).await;
    let itself = town.friday(&["restore", "friday.db"]).await;
    let running = Running::start(&town, "2026-11-18T09:00:00Z");
    let under = town.friday(&["restore", "night.db"]).await;
    drop(running);

    assert_eq!((words.code, damaged.code, absent.code, itself.code, under.code), (2, 1, 2, 2, 75), "{damaged:?}");
    assert!(words.err.contains("is not a database that can be read"), "{}", words.err);
    assert!(damaged.err.contains("is damaged"), "{}", damaged.err);
    assert!(itself.err.contains("is the database itself; name a backup"), "{}", itself.err);
    assert!(under.err.contains("a friday is at work on friday.db; stop it first"), "{}", under.err);
    assert_eq!(before.len(), std::fs::read(town.path("friday.db")).unwrap().len());
    assert!(
        !std::fs::read_dir(town.folder.path()).unwrap().any(|file| file.unwrap().file_name().to_string_lossy().contains("part"))
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_key_comes_back_with_the_backup() {
    let (town, _blogs, _mail) = approved().await;
    town.friday(&["backup", "night.db"]).await;
    let key = town.read("friday.key");
    std::fs::remove_file(town.path("friday.key")).unwrap();
    std::fs::remove_file(town.path("friday.db")).unwrap();

    let said = town.friday(&["restore", "night.db"]).await;

    assert_eq!((said.code, town.read("friday.key") == key), (0, true), "{}", said.err);
    assert!(said.out.contains("its key is in friday.key"), "{}", said.out);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_damaged_database_sends_nothing_and_says_so() {
    let (town, _blogs, mail) = approved().await;
    damage(&town);

    let send = town.friday_at(NOON, &["edition", "send"]).await;
    let run = town.friday_at(NOON, &["run"]).await;

    assert_eq!((send.code, run.code, mail.kept().len()), (1, 1, 0));
    for said in [send, run] {
        assert!(said.err.contains("damaged") && said.err.contains("`friday restore FILE`"), "{}", said.err);
    }
}
