//! Every reader gets every edition once, whatever the mail server does.

use super::by_hand::ready;
use crate::support::blogs::Blogs;
use crate::support::mail::{MailServer, Order};
use crate::support::town::{Said, Town};
use std::sync::{Arc, Mutex};

const NOON: &str = "2026-11-20T12:05:00Z";

async fn approved(orders: Vec<Order>) -> (Town, Blogs, MailServer) {
    let (town, blogs, mail) = ready(5).await;
    assert_eq!(town.friday(&["edition", "approve"]).await.code, 0);
    mail.order(orders);
    (town, blogs, mail)
}

async fn send(town: &Town, now: &str) -> Said {
    town.friday_at(now, &["edition", "send", "2026-11-20"]).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_reader_costs_nobody_else_the_mail() {
    let (town, _blogs, mail) = approved(vec![Order::AtRcpt("bo@", "550 5.1.1 no such user")]).await;

    let said = send(&town, NOON).await;
    let show = town.friday_at(NOON, &["edition", "show", "2026-11-20"]).await;

    assert_eq!((said.code, said.out.as_str()), (0, "3 recipients = 2 accepted + 1 refused\n"));
    assert_eq!(mail.recipients(), ["ada@example.org", "cy@example.net"]);
    assert!(show.out.contains("refused  b…@example.org  550 5.1.1 no such user"), "{}", show.out);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_that_a_server_quotes_is_never_shown_nor_written_down() {
    let (town, _blogs, mail) = approved(vec![Order::AtRcpt("bo@", "550 5.7.1 <Bo@Example.org>: not from you")]).await;

    let said = send(&town, NOON).await;
    let show = town.friday_at(NOON, &["edition", "show", "2026-11-20"]).await;

    assert_eq!(mail.recipients(), ["ada@example.org", "cy@example.net"]);
    assert!(show.out.contains("550 5.7.1 <…>: not from you"), "{}", show.out);
    let database = rusqlite::Connection::open(town.path("friday.db")).unwrap();
    let reply: String = database.query_row("SELECT group_concat(reply) FROM delivery", [], |row| row.get(0)).unwrap();
    for words in [said.out, said.err, show.out, reply] {
        assert!(!words.to_lowercase().contains("bo@example.org"), "{words}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn words_that_are_not_those_of_the_approval_reach_nobody() {
    let (town, _blogs, mail) = approved(Vec::new()).await;
    let database = rusqlite::Connection::open(town.path("friday.db")).unwrap();
    database.execute("UPDATE mailing_text SET html = replace(html, 'Friday', 'Fryday')", []).unwrap();

    let said = send(&town, NOON).await;

    assert_eq!((said.code, mail.kept().len()), (1, 0), "{}", said.err);
    assert!(said.err.contains("not those that were approved"), "{}", said.err);
    assert_eq!(town.count("SELECT count(*) FROM mailing WHERE state = 'paused'"), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reader_who_is_put_off_gets_it_later() {
    let (town, _blogs, mail) = approved(vec![Order::AtRcpt("cy@", "451 4.7.1 greylisted")]).await;

    let first = send(&town, NOON).await;
    mail.order(Vec::new());
    let too_soon = send(&town, "2026-11-20T12:09:00Z").await;
    let later = send(&town, "2026-11-20T12:10:30Z").await;

    assert_eq!((first.code, first.out.as_str()), (75, "3 recipients = 2 accepted + 1 deferred\n"));
    assert!(first.err.starts_with("1 wait for a later attempt: run it again from 12:10 UTC on"), "{}", first.err);
    assert_eq!(too_soon.code, 75);
    assert_eq!((later.code, later.out.as_str()), (0, "3 recipients = 3 accepted\n"));
    assert_eq!(mail.kept().len(), 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn after_three_days_of_later_a_row_is_given_up() {
    let (town, _blogs, _mail) = approved(vec![Order::AtRcpt("cy@", "451 4.7.1 greylisted")]).await;
    send(&town, NOON).await;

    let said = send(&town, "2026-11-23T12:06:00Z").await;

    assert_eq!((said.code, said.out.as_str()), (0, "3 recipients = 2 accepted + 1 expired\n"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_row_is_marked_before_its_body_reaches_the_server() {
    let (town, _blogs, mail) = approved(Vec::new()).await;
    let database = town.path("friday.db");
    let seen: Arc<Mutex<Vec<i64>>> = Arc::default();
    let book = seen.clone();
    mail.at_body(move || {
        let database = rusqlite::Connection::open(&database).unwrap();
        let marked =
            database.query_row("SELECT count(*) FROM delivery WHERE state IN ('handed', 'accepted')", [], |row| row.get(0));
        book.lock().unwrap().push(marked.unwrap());
    });

    send(&town, NOON).await;

    let mut seen = seen.lock().unwrap().clone();
    seen.sort_unstable();
    assert_eq!(seen.len(), 3);
    assert!(seen.iter().zip(1..).all(|(marked, bodies)| *marked >= bodies), "{seen:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_after_the_dot_the_same_bytes_go_out_once_more() {
    let (town, _blogs, mail) = approved(vec![Order::FallSilentAfterDot]).await;
    let one = "[mail]\nconnections = 1\n";
    town.write("friday.toml", &town.read("friday.toml").replace("[mail]\n", one));
    let mut sender = town.start(&["edition", "send", "--now", NOON]);
    mail.dotted().await;
    sender.kill().unwrap();
    sender.wait().unwrap();
    let handed = town.count("SELECT count(*) FROM delivery WHERE state = 'handed'");
    mail.order(Vec::new());

    let said = send(&town, NOON).await;

    let kept = mail.kept();
    let twice: Vec<_> = kept.iter().filter(|one| one.to == kept[0].to).collect();
    assert_eq!((handed, kept.len(), twice.len()), (1, 4, 2));
    assert_eq!(twice[0].bytes, twice[1].bytes);
    assert_eq!(said.out, "3 recipients = 3 accepted\n");
    assert_eq!(said.err, "an earlier sending was interrupted: 2 queued again, 1 to be sent once more, 0 uncertain\n");
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_after_the_dot_with_hold_nothing_goes_out_twice() {
    let (town, _blogs, mail) = approved(vec![Order::FallSilentAfterDot]).await;
    town.write("friday.toml", &town.read("friday.toml").replace("[mail]\n", "[mail]\nconnections = 1\nuncertain = \"hold\"\n"));
    let mut sender = town.start(&["edition", "send", "--now", NOON]);
    mail.dotted().await;
    sender.kill().unwrap();
    sender.wait().unwrap();
    mail.order(Vec::new());

    let said = send(&town, NOON).await;
    let verify = town.friday_at(NOON, &["edition", "verify"]).await;

    assert_eq!(mail.kept().len(), 3);
    assert_eq!(said.out, "3 recipients = 2 accepted + 1 uncertain\n");
    assert!(verify.out.contains("those readers may have it or not"), "{}", verify.out);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_connection_lost_after_the_dot_is_uncertain_and_resent_once_with_the_same_bytes() {
    let (town, _blogs, mail) = approved(vec![Order::HangUpAfterDotOnce]).await;
    town.write("friday.toml", &town.read("friday.toml").replace("[mail]\n", "[mail]\nconnections = 1\n"));

    let first = send(&town, NOON).await;
    let too_soon = send(&town, "2026-11-20T12:07:00Z").await;
    let later = send(&town, "2026-11-20T12:30:00Z").await;

    let kept = mail.kept();
    let twice: Vec<_> = kept.iter().filter(|one| one.to == kept[0].to).collect();
    assert_eq!((first.code, first.out.as_str()), (75, "3 recipients = 2 accepted + 1 uncertain\n"));
    assert_eq!((too_soon.code, later.code, later.out.as_str()), (75, 0, "3 recipients = 3 accepted\n"));
    assert_eq!((kept.len(), twice.len()), (4, 2));
    assert_eq!(twice[0].bytes, twice[1].bytes);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_refuses_us_as_senders_pauses_the_edition_and_loses_nobody() {
    let unauthenticated = "550 5.7.26 this mail is unauthenticated";
    for orders in [
        vec![Order::AtMail("550 5.7.1 not from you")],
        vec![Order::RefuseLogin],
        vec![Order::AtRcpt("example", unauthenticated)],
        vec![Order::AfterDot("550 5.7.515 access denied")],
    ] {
        let wants_login = orders.contains(&Order::RefuseLogin);
        let (town, _blogs, mail) = approved(orders).await;
        let settings = town.read("friday.toml");
        if wants_login {
            town.write("friday.toml", &settings.replace("smtp://127", "smtp://ada:secret@127"));
        }
        let refused = send(&town, NOON).await;
        mail.order(Vec::new());
        town.write("friday.toml", &settings);
        let show = town.friday_at(NOON, &["edition", "show", "2026-11-20"]).await;
        let before = mail.accepted();
        town.write("friday.toml", &settings.replace("transport = \"smtp\"", "transport = \"folder\""));
        let doctor = town.friday_at(NOON, &["doctor"]).await;
        town.write("friday.toml", &settings);

        let resumed = town.friday_at(NOON, &["edition", "resume", "2026-11-20"]).await;
        let mended = send(&town, "2026-11-20T12:30:00Z").await;

        assert_eq!((refused.code, before, resumed.code), (1, 0, 0), "{}", refused.err);
        assert!(!refused.out.contains("refused") && !refused.out.contains("accepted"), "{}", refused.out);
        assert!(refused.err.contains("Nobody is lost: mend it, then `friday edition resume 2026-11-20`"), "{}", refused.err);
        assert!(show.out.contains("\npaused: "), "{}", show.out);
        assert!(doctor.out.contains("the edition of 2026-11-20 is paused: "), "{}", doctor.out);
        assert!(!format!("{}{}", refused.err, show.out).contains("secret"), "{}", refused.err);
        assert_eq!((mended.out.as_str(), mail.accepted()), ("3 recipients = 3 accepted\n", 3));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_passing_no_to_mail_from_puts_off_that_mail_alone() {
    let (town, _blogs, mail) = approved(vec![Order::AtMail("451 4.3.2 not now")]).await;
    let put_off = send(&town, NOON).await;
    mail.order(Vec::new());

    let later = send(&town, "2026-11-20T12:30:00Z").await;

    assert_eq!((put_off.code, put_off.out.as_str()), (75, "3 recipients = 3 deferred\n"), "{}", put_off.err);
    assert_eq!((later.code, later.out.as_str()), (0, "3 recipients = 3 accepted\n"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_takes_fewer_connections_than_we_would_open_gets_them_all_the_same() {
    let (town, _blogs, mail) = approved(vec![Order::ConnectionsAtOnce(2)]).await;
    let many: String = (0..60).map(|n| format!("reader{n}@d{n}.example,yes\n")).collect();
    town.write("many.csv", &format!("email,wording\n{many}"));
    town.friday(&["subscribers", "import", "many.csv"]).await;

    let said = send(&town, NOON).await;

    assert_eq!((said.code, said.out.as_str()), (0, "63 recipients = 63 accepted\n"), "{}", said.err);
    assert_eq!(mail.kept().len(), 63);
}

#[tokio::test(flavor = "multi_thread")]
async fn one_server_that_refuses_us_does_not_hold_up_the_others_for_ever() {
    let (town, _blogs, mail) = approved(vec![Order::AtRcpt("cy@", "550 5.7.23 SPF fails")]).await;
    let paused = send(&town, NOON).await;
    town.friday_at(NOON, &["edition", "resume", "2026-11-20"]).await;
    let others = send(&town, "2026-11-20T12:02:00Z").await;

    let the_one = send(&town, "2026-11-20T12:30:00Z").await;

    assert_eq!(paused.code, 1);
    assert_eq!((others.code, mail.accepted()), (75, 2), "{}", others.out);
    assert_eq!((the_one.code, the_one.out.as_str()), (0, "3 recipients = 2 accepted + 1 refused\n"), "{}", the_one.err);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_relay_that_takes_nothing_for_a_domain_of_many_readers_loses_nobody() {
    let (town, _blogs, mail) = approved(vec![Order::AtRcpt("example", "550 5.7.1 relaying denied")]).await;
    let many: String = (0..40).map(|n| format!("reader{n}@one.example,yes\n")).collect();
    town.write("many.csv", &format!("email,wording\n{many}"));
    town.friday(&["subscribers", "import", "many.csv"]).await;
    let mut passes = 0;
    while town.count("SELECT count(*) FROM mailing WHERE state = 'paused'") == 0 {
        passes += 1;
        assert!(passes < 20, "it is never paused");
        send(&town, &format!("2026-11-20T{}:05:00Z", 12 + passes)).await;
    }
    mail.order(Vec::new());

    town.friday_at(NOON, &["edition", "resume", "2026-11-20"]).await;
    let mended = send(&town, "2026-11-21T18:00:00Z").await;

    assert_eq!((mended.code, mended.out.as_str()), (0, "43 recipients = 43 accepted\n"), "{}", mended.err);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_that_is_none_any_more_keeps_nobody_waiting() {
    let (town, _blogs, mail) = approved(Vec::new()).await;
    let database = rusqlite::Connection::open(town.path("friday.db")).unwrap();
    database.execute("UPDATE subscriber SET address = 'bo@town-.example' WHERE id = 2", []).unwrap();

    let said = send(&town, NOON).await;

    assert_eq!((said.out.as_str(), mail.kept().len()), ("3 recipients = 2 accepted + 1 refused\n", 2));
    assert!(!said.err.contains("town-"), "{}", said.err);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_policy_against_us_refuses_this_edition_and_keeps_the_reader() {
    let (town, _blogs, mail) = approved(vec![Order::AtRcpt("ada@", "550 5.7.1 not wanted here")]).await;
    let said = send(&town, NOON).await;
    mail.order(Vec::new());

    let people = town.friday(&["subscribers", "list"]).await;

    assert_eq!(said.out, "3 recipients = 2 accepted + 1 refused\n");
    assert!(!people.out.contains("bounced"), "{}", people.out);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_is_not_there_is_named_with_the_next_step() {
    let (town, _blogs, mail) = approved(Vec::new()).await;
    town.write("friday.toml", &town.read("friday.toml").replace(&format!(":{}", mail.port), ":9"));

    let said = send(&town, NOON).await;

    assert_eq!(said.code, 1);
    assert!(said.err.contains("the mail server 127.0.0.1:9 cannot be reached"), "{}", said.err);
    assert!(said.err.contains("check [mail] smtp, and that it runs"), "{}", said.err);
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_way_to_leave_nothing_is_sent() {
    let (town, _blogs, mail) = approved(Vec::new()).await;
    town.write("friday.toml", &format!("[site]\nurl = \"http://five.example/\"\n{}", town.read("friday.toml")));

    let said = send(&town, NOON).await;

    assert_eq!((said.code, mail.kept().len()), (2, 0));
    assert!(said.err.contains("Set [site] url to the https address"), "{}", said.err);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_leaves_before_the_hand_over_gets_nothing() {
    let (town, _blogs, mail) = approved(vec![Order::AtRcpt("cy@", "451 later")]).await;
    send(&town, NOON).await;
    mail.order(Vec::new());
    town.friday(&["subscribers", "erase", "cy@example.net"]).await;

    let said = send(&town, "2026-11-20T12:30:00Z").await;

    assert_eq!(said.out, "3 recipients = 2 accepted + 1 suppressed\n");
    assert_eq!(mail.kept().len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_paused_edition_waits_and_goes_on() {
    let (town, _blogs, mail) = approved(vec![Order::AtRcpt("example", "451 later")]).await;
    send(&town, NOON).await;
    mail.order(Vec::new());
    let pause = town.friday_at(NOON, &["edition", "pause"]).await;
    let refused = send(&town, "2026-11-20T12:30:00Z").await;

    let resume = town.friday_at(NOON, &["edition", "resume"]).await;
    let said = send(&town, "2026-11-20T12:30:00Z").await;

    assert_eq!((pause.code, refused.code, resume.code), (0, 2, 0));
    assert!(refused.err.contains("is paused; `friday edition resume 2026-11-20` goes on"), "{}", refused.err);
    assert_eq!(said.out, "3 recipients = 3 accepted\n");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_sender_gives_way() {
    let (town, _blogs, mail) = approved(Vec::new()).await;
    let lock = std::fs::File::create(town.path("send.lock")).unwrap();
    lock.lock().unwrap();

    let said = send(&town, NOON).await;

    assert_eq!((said.code, mail.kept().len()), (75, 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn connections_are_used_again_and_bounded() {
    let (town, _blogs, mail) = approved(Vec::new()).await;
    let many: String = (0..60).map(|n| format!("reader{n}@example.org,yes\n")).collect();
    town.write("many.csv", &format!("email,wording\n{many}"));
    town.friday(&["subscribers", "import", "many.csv"]).await;
    town.write("friday.toml", &town.read("friday.toml").replace("[mail]\n", "[mail]\nconnections = 3\n"));

    let said = send(&town, NOON).await;

    assert_eq!(said.out, "63 recipients = 63 accepted\n");
    assert!(mail.connections() <= 3, "{}", mail.connections());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reply_after_the_dot_is_certain_either_way() {
    for (reply, expected) in [
        ("452 4.3.1 no room", "3 recipients = 3 deferred\n"),
        // Every reader's copy was refused: the edition pauses, and nobody is lost.
        ("550 5.6.0 not here", "3 recipients = 3 queued\n"),
    ] {
        let (town, _blogs, _mail) = approved(vec![Order::AfterDot(reply)]).await;

        let said = send(&town, NOON).await;

        assert_eq!(said.out, expected);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn one_refused_recipient_does_not_cost_the_connection() {
    let (town, _blogs, mail) = approved(vec![Order::AtRcpt("ada@", "550 5.1.1 no such user")]).await;
    town.write("friday.toml", &town.read("friday.toml").replace("[mail]\n", "[mail]\nconnections = 1\n"));

    send(&town, NOON).await;

    let verbs: Vec<String> = mail.commands().iter().map(|line| line.chars().take(4).collect()).collect();
    assert_eq!(verbs.join(" "), "EHLO MAIL RCPT RSET MAIL RCPT DATA MAIL RCPT DATA QUIT");
}
