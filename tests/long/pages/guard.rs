//! 96 forms of private addresses, pasted as a suggestion and as a find: each reaches the fetcher, is refused there, and no connection leaves.

use crate::support::canary::Canary;
use crate::support::editor::{AtTheDesk, EDITORS};
use crate::support::private_addresses::forms;
use crate::support::reader;
use crate::support::running::{Running, free_port};
use crate::support::town::Town;
use friday::config::feeds::web_address as listable;
use friday::rules::listing::suggested;
use friday::rules::writing::mistakes::web_address;
use std::collections::BTreeSet;

const NOW: &str = "2026-11-18T09:00:00Z";

fn encoded(fields: &[(&str, &str)]) -> String {
    url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish()
}

/// What the service's log says after these words.
fn logged(town: &Town, start: &str) -> Vec<String> {
    let log = town.read("log.json");
    let lines = log.lines().filter_map(|line| serde_json::from_str::<serde_json::Value>(line).ok());
    lines.filter_map(|line| line["fields"]["message"].as_str()?.strip_prefix(start).map(str::to_owned)).collect()
}

/// Suggests an address. A network may make so many suggestions; a service that has just begun has counted none.
fn suggest(service: &mut Option<Running>, town: &Town, port: u16, form: &str, refused: &mut Vec<String>) -> String {
    const WORDS: &str = "a suggested blog could not be read: ";
    loop {
        let running = service.get_or_insert_with(|| Running::start_at(town, NOW, port));
        let stamp = reader::stamp(town);
        let body = encoded(&[("address", form), ("step", "look"), ("left-empty", ""), ("shown", &stamp)]);
        let (status, answer) = running.ask("POST", "/blogs/suggest", "application/x-www-form-urlencoded", &body);
        assert!((200..500).contains(&status), "{form}: {status} {answer}");
        if !answer.contains("We are looking at other blogs") {
            return answer;
        }
        refused.extend(logged(town, WORDS));
        *service = None;
    }
}

/// Pastes an address into the form of the draft.
fn paste(desk: &AtTheDesk, town: &Town, form: &str) -> String {
    let edition = town.count("SELECT max(id) FROM edition").to_string();
    let revision = town.count("SELECT revision FROM edition ORDER BY id DESC LIMIT 1").to_string();
    let fields = [
        ("edition", edition.as_str()),
        ("revision", &revision),
        ("shown", ""),
        ("opener", ""),
        ("outro", ""),
        ("find", form),
        ("do", "find"),
    ];
    let (status, answer) = desk.send("/desk/write", &fields);
    assert!((200..500).contains(&status), "{form}: {status} {answer}");
    answer
}

/// The guard's own sentences. A form that is a name may also be one that nobody knows.
fn is_refusal(why: &str) -> bool {
    ["a private or reserved address", "a private address", "its name is not known"].iter().any(|words| why.contains(words))
}

#[tokio::test(flavor = "multi_thread")]
async fn no_pasted_address_leads_friday_into_a_private_network() {
    let ((canary, trap), port) = (Canary::sit().await, free_port());
    let settings = format!("[web]\nlisten = \"127.0.0.1:{port}\"\n[site]\nurl = \"http://127.0.0.1:{port}/\"\n{EDITORS}");
    let town = Town::new(&settings, "");
    assert_eq!(town.friday_at("2026-11-18T08:00:00Z", &["edition", "list"]).await.code, 0);
    let (mut suggested, mut unreadable, mut refused) = (0, 0, Vec::new());
    let mut service = None;
    for form in forms(trap) {
        let answer = suggest(&mut service, &town, port, &form, &mut refused);
        if suggested::address(&form).is_some_and(|address| listable(&address).is_ok()) {
            suggested += 1;
            assert!(answer.contains("Nothing that we may read came back"), "{form}: {answer}");
        } else {
            unreadable += 1;
            assert!(answer.contains("Type the address of the blog"), "{form}: {answer}");
        }
    }
    refused.extend(logged(&town, "a suggested blog could not be read: "));

    drop(service.take());
    let service = Running::start_at(&town, NOW, port);
    let desk = AtTheDesk::sign_in(&town, port);
    let (mut pasted, mut mistyped) = (0, 0);
    for form in forms(trap) {
        let answer = paste(&desk, &town, &form);
        if web_address(&form).is_some() {
            pasted += 1;
            assert!(answer.contains("note=unread"), "{form}: {answer}");
        } else {
            mistyped += 1;
            assert!(answer.contains("This is no web address"), "{form}: {answer}");
        }
    }
    let left = logged(&town, "a find could not be read: ");
    drop(service);

    println!(
        "private addresses: {} of {suggested} suggestions and {} of {pasted} finds reached the fetcher and were refused there ({unreadable} and \
         {mistyped} are no addresses at all); {} connections reached the canary",
        refused.iter().filter(|why| is_refusal(why)).count(),
        left.iter().filter(|why| is_refusal(why)).count(),
        canary.connections()
    );
    let others: BTreeSet<&String> = refused.iter().chain(&left).filter(|why| !is_refusal(why)).collect();
    assert!(others.is_empty(), "not refused for being private: {others:?}");
    assert_eq!((refused.len(), left.len()), (suggested, pasted), "each reaches the fetcher");
    assert!(suggested >= 60 && pasted >= 60, "at least 60 forms each way");
    assert_eq!(canary.connections(), 0);
    drop(tokio::net::TcpStream::connect(("127.0.0.1", trap)).await.unwrap());
    // Its own thread sees it, in its own time.
    let patience = std::time::Instant::now() + std::time::Duration::from_secs(10);
    while canary.connections() == 0 && std::time::Instant::now() < patience {
        tokio::task::yield_now().await;
    }
    assert_eq!(canary.connections(), 1, "the canary sees who comes");
}
