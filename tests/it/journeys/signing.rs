//! Keys are made once, published, named in the settings, and every mail is signed.

use super::by_hand::ready;
use crate::support::town::Town;
use std::os::unix::fs::PermissionsExt;

const NOON: &str = "2026-11-20T12:05:00Z";

fn town() -> Town {
    Town::new("[mail]\nfrom = \"Five for Friday <five@news.example.org>\"\n", "")
}

#[tokio::test(flavor = "multi_thread")]
async fn new_keys_are_private_and_say_what_to_publish() {
    let town = town();

    let said = town.friday(&["dkim", "new"]).await;

    let pem = town.read("dkim-friday202611.pem");
    assert_eq!((said.code, pem.matches("-----BEGIN PRIVATE KEY-----").count()), (0, 2), "{}", said.err);
    assert_eq!(std::fs::metadata(town.path("dkim-friday202611.pem")).unwrap().permissions().mode() & 0o777, 0o600);
    assert!(said.out.contains("friday202611._domainkey.news.example.org. IN TXT ( \"v=DKIM1; k=rsa; p=MII"), "{}", said.out);
    assert!(
        said.out.contains("friday202611-ed25519._domainkey.news.example.org. IN TXT ( \"v=DKIM1; k=ed25519; p="),
        "{}",
        said.out
    );
    assert!(said.out.split('"').all(|part| part.len() <= 255));
    assert!(
        said.out.ends_with(
            "[dkim]\nselector = \"friday202611\"\ndomain = \"news.example.org\"\nkey_file = \"dkim-friday202611.pem\"\n"
        )
    );
    let secrets: Vec<&str> = pem.lines().filter(|line| !line.starts_with("-----")).collect();
    assert!(secrets.iter().all(|secret| !said.out.contains(secret) && !said.err.contains(secret)));
}

#[tokio::test(flavor = "multi_thread")]
async fn keys_that_are_there_are_never_overwritten() {
    let town = town();
    town.write("mine.pem", "precious");

    let said = town.friday(&["dkim", "new", "--selector", "a", "--file", "mine.pem"]).await;

    assert_eq!((said.code, town.read("mine.pem").as_str()), (1, "precious"));
    assert!(said.err.contains("mine.pem is there already and is not overwritten"), "{}", said.err);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_selector_that_is_no_name_is_refused() {
    for selector in ["", "a b", "a.b", "-a", "Ä", "../x"] {
        let said = town().friday(&["dkim", "new", &format!("--selector={selector}")]).await;

        assert_eq!(said.code, 2, "{selector:?}: {}", said.err);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_records_are_there_as_json_too() {
    let said = town().friday(&["dkim", "new", "--selector", "five", "--json"]).await;

    let document: serde_json::Value = serde_json::from_str(&said.out).unwrap();
    assert_eq!(document["records"][1]["name"], "five-ed25519._domainkey.news.example.org");
    assert_eq!(document["records"][0]["strings"].as_array().unwrap().len(), 2);
    assert_eq!((document["selector"].as_str(), document["key_file"].as_str()), (Some("five"), Some("dkim-five.pem")));
}

#[tokio::test(flavor = "multi_thread")]
async fn with_keys_every_mail_is_signed_and_previewed_as_it_is_delivered() {
    let (town, _blogs, mail) = ready(5).await;
    assert_eq!(town.friday(&["dkim", "new", "--selector", "five"]).await.code, 0);
    let settings = town.read("friday.toml") + "[dkim]\nselector = \"five\"\nkey_file = \"dkim-five.pem\"\n";
    town.write("friday.toml", &settings);
    assert_eq!(town.friday(&["edition", "approve"]).await.code, 0);

    let send = town.friday_at(NOON, &["edition", "send"]).await;

    assert_eq!(send.out, "3 recipients = 3 accepted\n", "{}", send.err);
    for kept in mail.kept() {
        let preview = town.friday_at(NOON, &["edition", "preview", "2026-11-20", "--for", &kept.to]).await;
        assert_eq!(kept.text().matches("DKIM-Signature: v=1; ").count(), 2);
        assert!(preview.bytes == kept.bytes, "{}", kept.to);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn settings_that_cannot_sign_say_what_to_do() {
    for (lines, code, expected) in [
        ("selector = \"five\"", 2, "selector and key_file belong together; `friday dkim new` makes keys"),
        ("selector = \"five\"\nkey_file = \"k\"\ndomain = \"example.net\"", 2, "example.net cannot sign for five.example"),
        ("selector = \"five\"\nkey_file = \"missing.pem\"", 1, "missing.pem cannot be read; make keys with `friday dkim new`"),
    ] {
        let (town, _blogs, mail) = ready(1).await;
        assert_eq!(town.friday(&["edition", "approve"]).await.code, 0);
        town.write("friday.toml", &format!("{}[dkim]\n{lines}\n", town.read("friday.toml")));

        let said = town.friday_at(NOON, &["edition", "send"]).await;

        assert_eq!((said.code, mail.kept().len()), (code, 0), "{}", said.err);
        assert!(said.err.contains(expected), "{}", said.err);
    }
}
