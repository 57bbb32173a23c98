//! `friday doctor` looks the sender's domain over: by a name server of the test's own, by dnsmasq, and by none.

use super::leaving::Running;
use crate::support::corpus::tell;
use crate::support::mail::MailServer;
use crate::support::names::{NameServer, Trick, Zone};
use crate::support::running::free_port;
use crate::support::town::{Said, Town, said};
use friday::io::tokens::Keys;
use friday::jobs::doctor::page;
use friday::model::finding::Condition;
use std::net::{SocketAddr, TcpStream};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

fn zone() -> Zone {
    Zone::of(&[
        ("TXT five.example", "v=spf1 mx |ip4:192.0.2.0/24 -all"),
        ("MX five.example", "10 mail.five.example"),
        ("A mail.five.example", "192.0.2.10"),
        ("TXT _dmarc.five.example", "v=DMARC1; p=reject; rua=mailto:dmarc@five.example"),
    ])
}

async fn doctor(town: &Town, server: SocketAddr) -> Said {
    let mut command = town.command(&["doctor", "--now", "2026-11-20T14:00:00Z"]);
    command.env("FRIDAY_DNS", server.to_string());
    tokio::task::spawn_blocking(move || said(&mut command)).await.unwrap()
}

async fn town() -> (Town, MailServer) {
    let mail = MailServer::start(Vec::new()).await;
    (Town::new(&format!("{}bounces = \"bounces@five.example\"\n", mail.settings()), ""), mail)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_domain_that_is_set_up_is_told_part_by_part() {
    let ((town, mail), names) = (town().await, NameServer::start(zone()).await);

    let said = doctor(&town, names.address).await;

    assert_eq!(said.code, 0, "{}", said.out);
    for line in [
        "well   DMARC     five.example asks receivers to reject what fails".to_owned(),
        "well   DMARC     SPF (five.example) speaks for five.example; no key of friday's does".to_owned(),
        "well   MX        five.example takes mail at mail.five.example".to_owned(),
        format!("well   server    127.0.0.1:{}, on this machine, answers", mail.port),
        "look   one-click  one click is not offered".to_owned(),
    ] {
        assert!(said.out.contains(&line), "{line}\n{}", said.out);
    }
    assert!(!said.out.contains("SPF record of five.example has"), "{}", said.out);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_domain_that_is_not_set_up_gets_records_to_publish() {
    let ((town, _mail), names) = (town().await, NameServer::start(Zone::default()).await);

    let said = doctor(&town, names.address).await;

    assert_eq!(said.code, 1);
    assert!(said.out.contains("WRONG  SPF       five.example has no SPF record"), "{}", said.out);
    assert!(said.out.contains("five.example. IN TXT \"v=spf1 "), "{}", said.out);
    assert!(said.out.contains("_dmarc.five.example. IN TXT \"v=DMARC1; p=none; rua=mailto:dmarc@five.example\""), "{}", said.out);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_name_server_that_says_nothing_holds_nobody_up() {
    let silent = ["five.example", "_dmarc.five.example", "_dmarc.example", "_dmarc.five.example"];
    let zone = silent.iter().fold(Zone::default(), |zone, name| zone.with(name, Trick::Silent));
    let ((town, _mail), names) = (town().await, NameServer::start(zone).await);
    let began = Instant::now();

    let said = doctor(&town, names.address).await;

    assert!(began.elapsed() < Duration::from_secs(20), "{:?}", began.elapsed());
    assert_eq!(said.code, 0, "{}", said.out);
    assert!(said.out.contains("look   SPF       five.example could not be looked up: the name server"), "{}", said.out);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mail_server_that_is_not_there_is_wrong() {
    let ((town, mail), names) = (town().await, NameServer::start(zone()).await);
    let settings = town.read("friday.toml").replace(&mail.port.to_string(), "1");
    town.write("friday.toml", &settings);

    let said = doctor(&town, names.address).await;

    assert_eq!(said.code, 1);
    assert!(said.out.contains("WRONG  server"), "{}", said.out);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_name_server_that_is_no_address_is_told() {
    let (town, _mail) = town().await;
    let mut command = town.command(&["doctor"]);
    command.env("FRIDAY_DNS", "ns1.example");

    let said = tokio::task::spawn_blocking(move || said(&mut command)).await.unwrap();

    assert_eq!(said.code, 1);
    assert!(said.out.contains("\"ns1.example\" is no name server; write its address as \"127.0.0.1:5353\""), "{}", said.out);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_leave_page_is_asked_and_nobody_leaves_by_it() {
    let town = Town::new("", "");
    let running = Running::start(&town, "2026-11-20T13:00:00Z");
    let site = |port: u16| url::Url::parse(&format!("http://127.0.0.1:{port}/")).unwrap();

    let keys = Keys::open(&town.path("friday.key")).unwrap();
    let well = page::ask(&site(running.port), &keys, true).await;
    let guarded = page::ask(&site(running.port), &keys, false).await;
    let gone = page::ask(&site(1), &keys, true).await;
    let other = page::ask(&site(running.port), &Keys::counted(7), true).await;

    assert_eq!(well.state, Condition::Well, "{well:?}");
    assert_eq!((guarded.state, gone.state), (Condition::Look, Condition::Wrong), "{guarded:?} {gone:?}");
    assert!(
        other.state == Condition::Wrong && other.because.ends_with("with 404, and the answer is not this friday's"),
        "{other:?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_web_server_that_answers_in_our_place_is_wrong() {
    use axum::response::Redirect;
    let app =
        axum::Router::new().route("/leave/{token}", axum::routing::get(async || "hello").post(async || Redirect::to("/login")));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let site = url::Url::parse(&format!("http://{}/", listener.local_addr().unwrap())).unwrap();
    tokio::spawn(async move { axum::serve(listener, app).await });

    let finding = page::ask(&site, &Keys::counted(7), true).await;

    assert_eq!(finding.state, Condition::Wrong);
    assert!(finding.because.contains("answers somebody who looks with 200"), "{}", finding.because);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_came_back_lately_is_told_with_its_limits() {
    let ((town, _mail), names) = (town().await, NameServer::start(zone()).await);
    assert_eq!(town.friday(&["subscribers", "list"]).await.code, 0);
    let database = rusqlite::Connection::open(town.path("friday.db")).unwrap();
    let now = "2026-11-20T13:00:00Z".parse::<friday::model::Instant>().unwrap().timestamp();
    database.execute_batch(&format!(
        "INSERT INTO mailing (id, kind, nominal_on, dated_on, state, opens_at, recipients_taken_at) VALUES (1, 'edition', '2026-11-13', '2026-11-13', 'skipped', 0, {now});
         WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000)
         INSERT INTO subscriber (id, address, address_mark, choice, state, source, wording, created_at, changed_at)
         SELECT i, 'a' || i || '@example.org', i, 'picks', 'active', '', '', 0, 0 FROM n;
         INSERT INTO delivery (mailing_id, subscriber_id, state, message_id, next_at, changed_at)
         SELECT 1, id, 'accepted', id, 0, {now} FROM subscriber;
         INSERT INTO returned_mail (mark, subscriber_id, mailing_id, kind, status, at)
         SELECT id, id, 1, CASE WHEN id <= 3 THEN 'complaint' WHEN id <= 6 THEN 'ours' ELSE 'hard' END, '5.7.1', {now} FROM subscriber WHERE id <= 7"
    )).unwrap();

    let said = doctor(&town, names.address).await;

    assert!(
        said.out.contains("WRONG  returns   3 readers called the mail unwanted in the last 30 days, of 1000 mails accepted"),
        "{}",
        said.out
    );
    assert!(
        said.out.contains("WRONG  returns   3 mails were refused in the last 7 days because of their sender, most with 5.7.1"),
        "{}",
        said.out
    );
    assert!(said.out.contains("well   returns   1 mailboxes did not exist"), "{}", said.out);
}

struct Dnsmasq {
    child: Child,
    address: SocketAddr,
}

impl Drop for Dnsmasq {
    fn drop(&mut self) {
        // It may have ended already, which is as well.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A real name server, where one is installed.
fn dnsmasq() -> Option<Dnsmasq> {
    let port = free_port();
    let user = Command::new("id").arg("-un").output().ok()?;
    let long = "--txt-record=five.example,v=spf1 ip4:192.0.2.0/24 -all";
    let mut command = Command::new("dnsmasq");
    command.args([
        "--keep-in-foreground",
        "--no-resolv",
        "--no-hosts",
        "--conf-file=/dev/null",
        "--pid-file=",
        "--bind-interfaces",
    ]);
    command.args(["--listen-address=127.0.0.1", "--log-facility=-", &format!("--port={port}"), "--local=/example/", long]);
    command.arg(format!("--user={}", String::from_utf8_lossy(&user.stdout).trim()));
    command.args(["--mx-host=five.example,mail.five.example,10", "--host-record=mail.five.example,192.0.2.10"]);
    command.arg("--txt-record=_dmarc.five.example,v=DMARC1; p=quarantine");
    let child = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().ok()?;
    let server = Dnsmasq { child, address: SocketAddr::from(([127, 0, 0, 1], port)) };
    for _ in 0..500 {
        if TcpStream::connect(server.address).is_ok() {
            return Some(server);
        }
        std::thread::park_timeout(Duration::from_millis(10));
    }
    panic!("dnsmasq is installed and did not begin to answer")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_real_name_server_says_the_same() {
    let Some(names) = dnsmasq() else {
        tell("skipped: dnsmasq is not installed");
        return;
    };
    let (town, _mail) = town().await;

    let said = doctor(&town, names.address).await;

    assert_eq!(said.code, 0, "{}", said.out);
    assert!(said.out.contains("well   DMARC     five.example asks receivers to quarantine what fails"), "{}", said.out);
    assert!(said.out.contains("well   MX        five.example takes mail at mail.five.example"), "{}", said.out);
    assert!(!said.out.contains("could not be looked up"), "{}", said.out);
}
