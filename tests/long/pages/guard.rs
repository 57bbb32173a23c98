//! 96 forms of private addresses, pasted as a suggestion and as a find: no connection leaves.

use crate::support::canary::Canary;
use crate::support::editor::{AtTheDesk, EDITORS};
use crate::support::private_addresses::forms;
use crate::support::reader;
use crate::support::running::{Running, free_port};
use crate::support::town::Town;

fn encoded(fields: &[(&str, &str)]) -> String {
    url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish()
}

#[tokio::test(flavor = "multi_thread")]
async fn no_pasted_address_leads_friday_into_a_private_network() {
    let ((canary, trap), port) = (Canary::sit().await, free_port());
    let town =
        Town::new(&format!("[web]\nlisten = \"127.0.0.1:{port}\"\n[site]\nurl = \"http://127.0.0.1:{port}/\"\n{EDITORS}"), "");
    assert_eq!(town.friday_at("2026-11-18T08:00:00Z", &["edition", "list"]).await.code, 0);
    let service = Running::start_at(&town, "2026-11-18T09:00:00Z", port);
    let desk = AtTheDesk::sign_in(&town, port);
    let stamp = reader::stamp(&town);
    let (mut suggested, mut found) = (0, 0);

    for form in forms(trap) {
        let body = encoded(&[("address", &form), ("step", "look"), ("left-empty", ""), ("shown", &stamp)]);
        let (status, answer) = service.ask("POST", "/blogs/suggest", "application/x-www-form-urlencoded", &body);
        assert!((200..500).contains(&status), "{form}: {status} {answer}");
        suggested += 1;
        let (edition, revision) =
            (town.count("SELECT max(id) FROM edition").to_string(), town.count("SELECT max(revision) FROM edition").to_string());
        let fields = [
            ("edition", edition.as_str()),
            ("revision", &revision),
            ("shown", ""),
            ("opener", ""),
            ("outro", ""),
            ("find", &form),
            ("do", "find"),
        ];
        let (status, answer) = desk.send("/desk/write", &fields);
        assert!((200..500).contains(&status), "{form}: {status} {answer}");
        found += usize::from(status != 404);
    }

    println!(
        "private addresses: {suggested} forms suggested, {found} pasted as finds; {} connections reached the canary",
        canary.connections()
    );
    assert_eq!(canary.connections(), 0);
    drop(tokio::net::TcpStream::connect(("127.0.0.1", trap)).await.unwrap());
    for _ in 0..1000 {
        if canary.connections() > 0 {
            break;
        }
        tokio::task::yield_now().await;
    }
    assert_eq!(canary.connections(), 1, "the canary sees who comes");
}
