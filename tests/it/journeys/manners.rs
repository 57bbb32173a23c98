//! What publishers see of friday over days, through kills and moves. The long test drives a whole month.

use crate::support::blogs::{Answer, Blogs, OPEN, rss};
use crate::support::town::Town;
use std::process::Stdio;

fn one_post(name: &str) -> String {
    rss(name, &[(&format!("{name}.example/1"), "One", "Wed, 18 Nov 2026 10:00:00 GMT", "words")])
}

fn row(name: &str, url: &str) -> String {
    format!("[[blog]]\nname = \"{name}\"\nfeed = \"{url}\"\n")
}

async fn fetch(town: &Town, day: u32, hour: u32) -> String {
    town.friday_at(&format!("2026-11-{day:02}T{hour:02}:00:00Z"), &["fetch", "-v"]).await.err
}

#[tokio::test(flavor = "multi_thread")]
async fn a_429_speaks_for_its_host_over_passes_and_for_no_other() {
    let (busy, other) = (Blogs::start().await, Blogs::start().await);
    busy.say("a", vec![Answer::status(429).with("retry-after", b"86400"), Answer::ok(one_post("a"))]);
    for (blogs, path) in [(&busy, "b"), (&other, "c")] {
        blogs.say(path, vec![Answer::ok(one_post(path)).with("etag", b"\"1\"")]);
    }
    let rows = [("A", busy.url("a")), ("B", busy.url("b")), ("C", other.url("c"))].map(|(name, url)| row(name, &url));
    let town = Town::new(OPEN, &rows.concat());

    let said = fetch(&town, 18, 8).await;
    fetch(&town, 18, 20).await;
    let (early, elsewhere) = (busy.asked().len(), other.asked().len());
    fetch(&town, 19, 12).await;

    assert!(said.contains("B: its server asked us to come back later, on behalf of another blog"), "{said}");
    assert_eq!((early, elsewhere), (1, 2));
    assert_eq!((busy.asked_for("a").len(), busy.asked_for("b").len()), (2, 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reading_that_was_killed_is_not_repeated_within_the_hour() {
    let blogs = Blogs::start().await;
    blogs.say("a", vec![Answer::endless("<rss version=\"2.0\"><channel>"), Answer::ok(one_post("a"))]);
    let town = Town::new(OPEN, &row("A", &blogs.url("a")));
    let mut command = town.command(&["fetch", "--now", "2026-11-18T08:00:00Z"]);
    let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    while blogs.asked().is_empty() && child.try_wait().unwrap().is_none() {
        tokio::task::yield_now().await;
    }

    child.kill().unwrap();
    child.wait().unwrap();
    town.friday_at("2026-11-18T08:00:01Z", &["fetch"]).await;
    town.friday_at("2026-11-18T08:59:59Z", &["fetch"]).await;
    let early = blogs.asked().len();
    let said = fetch(&town, 18, 10).await;

    assert_eq!((early, blogs.asked().len()), (1, 2));
    assert_eq!(town.count("SELECT count(*) FROM entry"), 1, "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lasting_move_is_believed_after_a_week_told_once_and_ended_by_its_row() {
    let blogs = Blogs::start().await;
    blogs.say("old", vec![Answer::ok(one_post("a")).with("etag", b"\"old\""), Answer::status(301).with("location", b"/new")]);
    blogs.say("new", vec![Answer::ok(one_post("a")).with("etag", b"\"new\""), Answer::status(304)]);
    blogs.say("newer", vec![Answer::ok(one_post("a"))]);
    let town = Town::new(OPEN, &row("A", &blogs.url("old")));

    let mut told = Vec::new();
    for day in 1..=12 {
        told.push(fetch(&town, day, 9).await.contains("its feed has moved to"));
    }
    let asked = [blogs.asked_for("old").len(), blogs.asked_for("new").len()];
    town.write("feeds.toml", &row("A", &blogs.url("newer")));
    fetch(&town, 13, 9).await;

    // The first redirect came on the second day, so the ninth is the last on which the old address was asked.
    assert_eq!(told.iter().position(|told| *told), Some(8));
    assert_eq!(told.iter().filter(|told| **told).count(), 1);
    assert_eq!(asked, [9, 11]);
    assert_eq!(blogs.asked_for("newer").len(), 1);
    assert_eq!(town.count("SELECT count(*) FROM entry"), 1);
    assert_eq!(blogs.asked_for("new")[1].header("if-none-match"), "\"new\"");
    assert_eq!(blogs.asked_for("old").pop().unwrap().header("if-none-match"), "\"old\"");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_that_answers_now_itself_and_now_elsewhere_keeps_both_validators() {
    let blogs = Blogs::start().await;
    let itself = || Answer::ok(one_post("a")).with("etag", b"\"a\"");
    let elsewhere = || Answer::status(302).with("location", b"/b");
    blogs.say("a", vec![itself(), elsewhere(), itself(), elsewhere()]);
    blogs.say("b", vec![Answer::ok(one_post("a")).with("etag", b"\"b\"")]);
    let town = Town::new(OPEN, &row("A", &blogs.url("a")));

    for day in 1..=5 {
        fetch(&town, day, 9).await;
    }

    let sent = |path: &str| -> Vec<String> { blogs.asked_for(path).iter().map(|asked| asked.header("if-none-match")).collect() };
    assert_eq!(sent("a"), ["", "\"a\"", "\"a\"", "\"a\"", "\"a\""]);
    assert_eq!(sent("b"), ["", "\"b\"", "\"b\""]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_document_wishes_is_honoured() {
    let blogs = Blogs::start().await;
    let document = one_post("a").replace("<channel>", "<channel><ttl>300</ttl>");
    blogs.say("a", vec![Answer::ok(document).with("etag", b"\"1\""), Answer::status(304)]);
    let town = Town::new(OPEN, &row("A", &blogs.url("a")));

    for hour in [1, 5, 7, 11, 13] {
        fetch(&town, 18, hour).await;
    }

    // Asked at one, seven and thirteen: five hours, and a little more, lie between.
    assert_eq!(blogs.asked().len(), 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bot_check_is_called_so() {
    let blogs = Blogs::start().await;
    blogs.say("a", vec![Answer::status(403).with("cf-mitigated", b"challenge")]);
    let town = Town::new(OPEN, &row("A", &blogs.url("a")));

    fetch(&town, 18, 8).await;
    let listed = town.friday_at("2026-11-18T09:00:00Z", &["blogs", "list"]).await;
    fetch(&town, 19, 7).await;

    let words: Vec<&str> = listed.out.split_whitespace().collect();
    assert!(words.join(" ").contains("blocked by bot protection"), "{}", listed.out);
    assert_eq!(blogs.asked().len(), 1);
}
