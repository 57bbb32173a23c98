//! A reader leaves: by button, by one click, by mail. Scanners that only look change nothing.

use super::by_hand::ready;
pub use crate::support::running::Running;
use crate::support::town::Town;

/// A town whose edition is sent, and the path of each reader's leave link.
async fn sent() -> (Town, Vec<String>) {
    let (town, _blogs, mail) = ready(5).await;
    town.friday(&["edition", "approve"]).await;
    town.friday_at("2026-11-20T12:05:00Z", &["edition", "send"]).await;
    let mut kept = mail.kept();
    kept.sort_by(|a, b| a.to.cmp(&b.to));
    let path = |text: String| text.split("<http://127.0.0.1:8025").nth(1).unwrap().split('>').next().unwrap().to_owned();
    (town, kept.iter().map(|kept| path(kept.text())).collect())
}

fn active(town: &Town) -> i64 {
    town.count("SELECT count(*) FROM subscriber WHERE state = 'active'")
}

#[tokio::test(flavor = "multi_thread")]
async fn looking_at_the_link_changes_nothing_and_pressing_the_button_leaves() {
    let (town, links) = sent().await;
    let running = Running::start(&town, "2026-11-20T13:00:00Z");

    let looks: Vec<u16> = (0..20).map(|n| running.ask(["GET", "HEAD", "OPTIONS"][n % 3], &links[0], "", "").0).collect();
    let (_, page) = running.get(&links[0]);
    let before = active(&town);
    let (status, left) = running.ask("POST", &links[0], "application/x-www-form-urlencoded", "");

    assert!(looks.iter().all(|status| [200, 405].contains(status)), "{looks:?}");
    assert!(page.contains("<button>Leave the list</button>") && page.contains("default-src 'none'"), "{page}");
    assert!(!page.contains("evil.example"), "{page}");
    assert_eq!((before, status, active(&town)), (3, 200, 2));
    assert!(left.contains("You have left"), "{left}");
}

#[tokio::test(flavor = "multi_thread")]
async fn one_click_works_in_both_encodings_and_twice() {
    let (town, links) = sent().await;
    let running = Running::start(&town, "2026-11-20T13:00:00Z");
    let multipart = "--x\r\nContent-Disposition: form-data; name=\"List-Unsubscribe\"\r\n\r\nOne-Click\r\n--x--\r\n";

    let plain = running.ask("POST", &links[0], "application/x-www-form-urlencoded", "List-Unsubscribe=One-Click").0;
    let parts = running.ask("POST", &links[1], "multipart/form-data; boundary=x", multipart).0;
    let again = running.ask("POST", &links[0], "application/x-www-form-urlencoded", "List-Unsubscribe=One-Click").0;

    assert_eq!((plain, parts, again, active(&town)), (200, 200, 200, 1));
    assert_eq!(town.count("SELECT count(*) FROM consent_event WHERE action = 'leave'"), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_forged_link_is_unknown() {
    let (town, links) = sent().await;
    let running = Running::start(&town, "2026-11-20T13:00:00Z");
    let other_reader = links[0].replace("/leave/1-", "/leave/2-");
    let cut = &links[0][..links[0].len() - 1];

    let answers: Vec<u16> = [other_reader.as_str(), cut, "/leave/", "/leave/1-", "/leave/%00", "/nothing"]
        .iter()
        .map(|path| running.ask("POST", path, "", "").0)
        .collect();

    assert_eq!(answers, [404; 6]);
    assert_eq!(active(&town), 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_pages_name_the_fetcher_and_have_a_style() {
    let (town, _links) = sent().await;
    let running = Running::start(&town, "2026-11-20T13:00:00Z");

    let (home, fetcher, style) = (running.get("/"), running.get("/about-our-fetcher"), running.get("/style.css"));

    assert_eq!((home.0, fetcher.0, style.0), (200, 200, 200));
    assert!(fetcher.1.contains("obeys Retry-After"), "{}", fetcher.1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_leave_mail_is_enough_where_there_are_no_pages() {
    let (town, _blogs, mail) = ready(5).await;
    let settings = town
        .read("friday.toml")
        .replace("[mail]\n", "[site]\nurl = \"http://five.example/\"\n[mail]\nleave = \"leave@five.example\"\n");
    town.write("friday.toml", &settings);
    town.friday(&["edition", "approve"]).await;
    town.friday_at("2026-11-20T12:05:00Z", &["edition", "send"]).await;
    let text = mail.kept()[0].text();
    let subject = text.split("mailto:leave@five.example?subject=").nth(1).unwrap().split('>').next().unwrap().replace("%20", " ");
    std::fs::create_dir_all(town.path("Maildir/new")).unwrap();
    town.write("Maildir/new/1", &format!("From: x@example.org\r\nSubject: Re: {subject}\r\n\r\nbye\r\n"));
    town.write("Maildir/new/2", "From: x@example.org\r\nSubject: Thank you!\r\n\r\nlovely\r\n");

    let said = town.friday(&["mail-in", "--maildir", "Maildir"]).await;

    assert_eq!((said.code, active(&town)), (0, 2));
    assert!(!text.contains("List-Unsubscribe-Post"), "{text}");
    assert_eq!(std::fs::read_dir(town.path("Maildir/cur")).unwrap().count(), 2);
}
