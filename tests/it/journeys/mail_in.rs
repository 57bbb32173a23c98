//! What comes back goes through `friday mail-in`: reports, complaints, forgeries and junk.

use crate::support::blogs::{Blogs, OPEN, councils};
use crate::support::mail::{MailServer, Order};
use crate::support::returned::report;
use crate::support::town::{READERS, Said, Town, said};
use friday::io::tokens::Keys;
use friday::jobs::mail_in::{TakenIn, take_in};
use friday::model::Instant;
use friday::model::returned::ReturnedKind;
use friday::store::Store;
use std::io::{Seek, Write};
use std::process::Stdio;

const NOON: &str = "2026-11-20T12:05:00Z";
const LATER: &str = "2026-11-20T14:00:00Z";

/// A town with a return path whose edition went to three readers, and the envelope senders of ada, bo and cy.
async fn sent() -> (Town, MailServer, Vec<String>) {
    let (blogs, mail) = (Blogs::start().await, MailServer::start(Vec::new()).await);
    let settings = format!("{OPEN}{}bounces = \"bounces@five.example\"\n", mail.settings());
    let town = Town::new(&settings, &councils(&blogs, 5));
    town.write("readers.csv", READERS);
    for args in [&["subscribers", "import", "readers.csv"][..], &["fetch"], &["edition", "approve"]] {
        let done = town.friday(args).await;
        assert_eq!(done.code, 0, "{args:?}: {}", done.err);
    }
    assert_eq!(town.friday_at(NOON, &["edition", "send"]).await.code, 0);
    let senders = return_paths(&mail);
    (town, mail, senders)
}

fn return_paths(mail: &MailServer) -> Vec<String> {
    let mut kept = mail.kept();
    kept.sort_by(|a, b| a.to.cmp(&b.to));
    kept.into_iter().map(|kept| kept.from).collect()
}

/// Runs `friday mail-in -v` with a mail on its standard input.
async fn pipe(town: &Town, message: &[u8], args: &[&str]) -> Said {
    let mut file = tempfile::tempfile().unwrap();
    file.write_all(message).unwrap();
    file.rewind().unwrap();
    let mut command = town.command(&["mail-in", "-v", "--now", LATER]);
    command.args(args).stdin(Stdio::from(file));
    tokio::task::spawn_blocking(move || said(&mut command)).await.unwrap()
}

fn states(town: &Town) -> String {
    let database = rusqlite::Connection::open(town.path("friday.db")).unwrap();
    let mut statement = database.prepare("SELECT state FROM subscriber ORDER BY id").unwrap();
    let states: Vec<String> = statement.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
    states.join(" ")
}

async fn opened(town: &Town) -> (Store, Keys) {
    (Store::open(&town.path("friday.db")).await.unwrap(), Keys::open(&town.path("friday.key")).unwrap())
}

fn later() -> Instant {
    LATER.parse().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_copy_has_a_return_path_of_its_own() {
    let (_town, _mail, senders) = sent().await;

    for (row, sender) in senders.iter().enumerate() {
        let tag = sender.strip_prefix("bounces+").unwrap().strip_suffix("@five.example").unwrap();
        assert!(tag.starts_with(&format!("1-{}-", row + 1)) && tag.len() == 30, "{sender}");
    }
    assert!(senders[0] != senders[1] && senders[1] != senders[2]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_attempt_has_the_same_return_path() {
    let (blogs, mail) = (Blogs::start().await, MailServer::start(vec![Order::HangUpAfterDotOnce]).await);
    let settings = format!("{OPEN}{}bounces = \"{{tag}}@b.five.example\"\nconnections = 1\n", mail.settings());
    let town = Town::new(&settings, &councils(&blogs, 5));
    town.write("readers.csv", "email,wording\nada@example.org,yes\n");
    for args in [&["subscribers", "import", "readers.csv"][..], &["fetch"], &["edition", "approve"]] {
        assert_eq!(town.friday(args).await.code, 0);
    }

    town.friday_at(NOON, &["edition", "send"]).await;
    town.friday_at("2026-11-20T12:30:00Z", &["edition", "send"]).await;

    let senders = return_paths(&mail);
    assert_eq!(senders.len(), 2);
    assert_eq!(senders[0], senders[1]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mailbox_that_does_not_exist_gets_no_further_mail_and_the_list_says_why() {
    let (town, _mail, senders) = sent().await;
    let message = report("postfix-unknown-user", &senders[1], "none");

    let first = pipe(&town, message.as_bytes(), &[]).await;
    let second = pipe(&town, message.as_bytes(), &[]).await;
    let list = town.friday_at(LATER, &["subscribers", "list"]).await;

    assert_eq!(
        (first.code, first.err.as_str()),
        (0, "one subscriber's mailbox does not exist (5.1.1); no further mail goes there\n")
    );
    assert_eq!((second.code, second.err.as_str()), (0, "this report was taken in before; nothing was changed\n"));
    assert_eq!(states(&town), "active bounced active");
    assert!(
        list.out.contains("bounced  picks") && list.out.contains(", no such mailbox on 2026-11-20 (5.1.1)\n"),
        "{}",
        list.out
    );
    assert_eq!(town.count("SELECT count(*) FROM returned_mail"), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_writes_no_recipient_tells_it_by_an_option() {
    let (town, _mail, senders) = sent().await;
    let message = report("only-to-header", "ada@example.org", "none");

    let without = pipe(&town, message.as_bytes(), &[]).await;
    let with = pipe(&town, message.as_bytes(), &["--recipient", &senders[0].to_uppercase()]).await;

    assert!(without.err.contains("it carries no tag that this friday made"), "{}", without.err);
    assert!(with.err.contains("mailbox does not exist"), "{}", with.err);
    assert_eq!(states(&town), "bounced active active");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_complaint_takes_its_reader_off_the_list() {
    let (town, _mail, senders) = sent().await;
    let cy = senders.iter().find(|sender| sender.starts_with("bounces+1-3-")).unwrap();

    let said = pipe(&town, report("yahoo-abuse", cy, "none").as_bytes(), &[]).await;

    assert_eq!(said.err, "one subscriber called the mail unwanted; no further mail goes there\n");
    assert_eq!(states(&town), "active active left");
    assert!(town.friday_at(LATER, &["subscribers", "list"]).await.out.contains("called the mail unwanted on 2026-11-20"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_complaint_that_only_a_leave_link_proves_is_a_wish_to_leave() {
    let (town, mail, _) = sent().await;
    let cy = mail.kept().into_iter().find(|kept| kept.to.starts_with("cy")).unwrap();
    let token = cy.text().split("/leave/").nth(1).unwrap().split('>').next().unwrap().to_owned();

    let said = pipe(&town, report("arf-leave-link-only", "none", &token).as_bytes(), &[]).await;

    assert_eq!(said.err, "one subscriber has left\n");
    assert_eq!(states(&town), "active active left");
    assert_eq!(town.count("SELECT count(*) FROM consent_event WHERE action = 'complaint'"), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn no_forged_tag_is_believed() {
    let (town, _mail, senders) = sent().await;
    let (store, keys) = opened(&town).await;
    let tag = senders[0].strip_prefix("bounces+").unwrap().split('@').next().unwrap().to_owned();
    let signature = tag.rsplit('-').next().unwrap();
    let leave = friday::jobs::copies::leave_token(&keys, 1);
    let mut forged: Vec<String> =
        ["", "1-1-", "1-1-aaaaaaaaaaaaaaaaaaaaaaaaaa", &leave, &format!("1-{leave}")].map(str::to_owned).into();
    forged.extend([
        format!("1-2-{signature}"),
        format!("2-1-{signature}"),
        format!("1-1{signature}"),
        format!("11-1-{signature}"),
    ]);
    for at in 0..tag.len() {
        let mut other = tag.clone().into_bytes();
        other[at] = if other[at] == b'x' { b'y' } else { b'x' };
        forged.push(String::from_utf8(other).unwrap());
        forged.push(format!("{}{}", &tag[..at], &tag[at + 1..]));
    }
    for forged in &forged {
        for name in ["postfix-unknown-user", "yahoo-abuse"] {
            let message = report(name, &format!("bounces+{forged}@five.example"), "1-aaaaaaaaaaaaaaaaaaaaaaaaaa");
            let taken = take_in(&store, &keys, message.as_bytes(), None, later()).await.unwrap();
            assert!(matches!(taken, TakenIn::Nothing(_)), "{forged}: {taken:?}");
        }
    }

    assert_eq!(states(&town), "active active active");
    assert_eq!(town.count("SELECT count(*) FROM returned_mail"), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_report_with_every_byte_of_it_changed_bounces_nobody_but_the_tags_owner() {
    let (town, _mail, senders) = sent().await;
    let (store, keys) = opened(&town).await;
    let message = report("postfix-headers-only", &senders[0], "none").into_bytes();

    for at in 0..message.len() {
        let mut other = message.clone();
        other[at] ^= 0x15;
        take_in(&store, &keys, &other, None, later()).await.unwrap();
    }

    assert_eq!(states(&town), "bounced active active");
    assert_eq!(town.count("SELECT count(*) FROM returned_mail WHERE subscriber_id <> 1"), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_report_that_names_somebody_else_is_about_the_tags_owner() {
    let (town, _mail, senders) = sent().await;
    let message = report("postfix-unknown-user", &senders[0], "none").replace("ada@example.org", "bo@example.org");

    pipe(&town, message.as_bytes(), &[]).await;

    assert_eq!(states(&town), "bounced active active");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_report_changes_nothing_and_is_never_sent_back() {
    let (town, _mail, senders) = sent().await;

    for name in [
        "out-of-office",
        "challenge",
        "spam-to-return-path",
        "qmail-words",
        "exim-old-words",
        "report-inside-a-forward",
        "read-receipt",
    ] {
        let said = pipe(&town, report(name, &senders[0], "none").as_bytes(), &[]).await;
        assert_eq!(said.code, 0, "{name}");
        assert!(said.err.starts_with("nothing was changed: ") && said.err.lines().count() == 1, "{name}: {}", said.err);
    }
    for junk in [&b""[..], b"\0\0\0", b"\xff\xfe<>", &vec![b'\n'; 30_000_000]] {
        let said = pipe(&town, junk, &[]).await;
        assert_eq!((said.code, said.err.lines().count()), (0, 1), "{}", said.err);
    }
    assert_eq!(states(&town), "active active active");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_report_with_thirty_megabytes_behind_it_is_read_all_the_same() {
    let (town, _mail, senders) = sent().await;
    let mut message = report("exchange-not-found", &senders[2], "none").into_bytes();
    message.resize(30_000_000, b'x');

    let said = pipe(&town, &message, &[]).await;

    assert_eq!((said.code, states(&town).as_str()), (0, "active active bounced"), "{}", said.err);
}

#[tokio::test(flavor = "multi_thread")]
async fn old_keys_still_know_their_tags() {
    let (town, _mail, senders) = sent().await;
    let keys = town.read("friday.key");
    let fresh = "ab".repeat(32);
    town.write("friday.key", &format!("{fresh}\n{keys}"));

    pipe(&town, report("gmail-no-such-user", &senders[0], "none").as_bytes(), &[]).await;

    assert_eq!(states(&town), "bounced active active");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mail_server_is_asked_to_try_again_when_something_is_wrong_here() {
    let (town, _mail, senders) = sent().await;
    let message = report("gmail-no-such-user", &senders[0], "none");
    let settings = town.read("friday.toml");

    town.write("friday.toml", "[mail\n");
    let broken = pipe(&town, message.as_bytes(), &[]).await;
    town.write("friday.toml", &settings);
    let holder = rusqlite::Connection::open(town.path("friday.db")).unwrap();
    holder.execute_batch("BEGIN IMMEDIATE").unwrap();
    let busy = pipe(&town, message.as_bytes(), &[]).await;
    holder.execute_batch("ROLLBACK").unwrap();
    let well = pipe(&town, message.as_bytes(), &[]).await;

    assert_eq!((broken.code, busy.code, well.code), (75, 75, 0), "{}{}{}", broken.err, busy.err, well.err);
    assert_eq!(states(&town), "bounced active active");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_maildirs_new_mails_are_read_once() {
    let (town, _mail, senders) = sent().await;
    std::fs::create_dir_all(town.path("Maildir/new")).unwrap();
    for (n, name) in ["gmail-no-such-user", "postfix-full", "out-of-office"].iter().enumerate() {
        town.write(&format!("Maildir/new/{n}.M1.host"), &report(name, &senders[n], "none"));
    }

    let first = town.friday_at(LATER, &["mail-in", "-v", "--maildir", "Maildir"]).await;
    let second = town.friday_at(LATER, &["mail-in", "-v", "--maildir", "Maildir"]).await;

    assert_eq!((first.code, first.err.lines().count(), second.err.as_str()), (0, 3, ""), "{}", first.err);
    assert_eq!(std::fs::read_dir(town.path("Maildir/cur")).unwrap().count(), 3);
    assert_eq!(states(&town), "bounced active active");
}

/// A mailing of its own for each week up to and including the edition's, accepted by everybody.
fn weeks_before(town: &Town, count: i64) {
    let database = rusqlite::Connection::open(town.path("friday.db")).unwrap();
    let noon = NOON.parse::<Instant>().unwrap().timestamp();
    for week in 1..=count {
        let (id, handed) = (100 + week, noon - (count - week + 1) * 7 * 86_400);
        let mailing =
            "INSERT INTO mailing (id, kind, nominal_on, dated_on, state, opens_at) VALUES (?1, 'edition', ?1, ?1, 'skipped', 0)";
        database.execute(mailing, [id]).unwrap();
        let delivery = "INSERT INTO delivery (mailing_id, subscriber_id, state, message_id, next_at, handed_at, changed_at)
                        SELECT ?1, id, 'accepted', ?1 || '-' || id, 0, ?2, ?2 FROM subscriber";
        database.execute(delivery, [id, handed]).unwrap();
    }
    let long_ago = noon - (count + 2) * 7 * 86_400;
    database.execute("UPDATE subscriber SET changed_at = ?1, created_at = ?1", [long_ago]).unwrap();
    database.execute_batch("DROP TRIGGER consent_event_unchanged").unwrap();
    database.execute("UPDATE consent_event SET at = ?1", [long_ago]).unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mailbox_that_is_full_for_five_weeks_is_given_up_and_one_that_had_room_is_not() {
    let (town, _mail, _) = sent().await;
    weeks_before(&town, 6);
    let (store, keys) = opened(&town).await;
    let settings = friday::config::load_settings(Some(&town.path("friday.toml"))).unwrap();
    let take = async |subscriber: i64, week: i64| {
        let sender = friday::jobs::copies::return_path(&keys, &settings.mail, 100 + week, subscriber);
        let text = report("postfix-full", sender.expose(), "none").replace("postfix-full@", &format!("week-{week}@"));
        let days = (6 - week + 1) * 7 - 1;
        let now = NOON.parse::<Instant>().unwrap() - chrono::TimeDelta::days(days);
        take_in(&store, &keys, text.as_bytes(), None, now).await.unwrap()
    };

    let mut ada = Vec::new();
    for week in 2..=6 {
        ada.push(take(1, week).await);
    }
    let mut bo = Vec::new();
    for week in [1, 2, 4, 5, 6] {
        bo.push(take(2, week).await);
    }

    let counted = TakenIn::Noted(ReturnedKind::Soft, "5.2.2".to_owned());
    assert_eq!(ada[..4], [counted.clone(), counted.clone(), counted.clone(), counted.clone()]);
    assert_eq!((&ada[4], &bo[4]), (&TakenIn::GivenUp, &counted));
    assert_eq!(states(&town), "bounced active active");
}
