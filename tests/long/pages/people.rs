//! People at a real browser, with its script and without: an editor's Friday, a reader from sign-up to leaving, a contributor's suggestion,
//! two editors at once, and a session that ends too early.

use super::eyes::run;
use crate::support::blogs::{Answer, Blogs, OPEN, councils, rss};
use crate::support::editor::AtTheDesk;
use crate::support::running::{Running, free_port};
use crate::support::town::{READERS, Town};
use serde_json::{Value, json};

/// What an editor may need from the sign-in button to approval.
const CLICKS: u64 = 12;

struct Place {
    town: Town,
    blogs: Blogs,
    port: u16,
    service: Running,
}

/// A town with seven councils' posts and three readers, on the morning of its first Friday or shortly before noon.
async fn place(now: &str) -> Place {
    let (blogs, port) = (Blogs::start().await, free_port());
    let settings = format!(
        "[web]\nlisten = \"127.0.0.1:{port}\"\n[site]\nurl = \"http://127.0.0.1:{port}/\"\n[mail]\nfrom = \"Five for Friday <friday@five.example>\"\n\
         reply_to = \"ed@example.org\"\norganisation = \"Ashby Council\"\naddress = \"Town Hall, Ashby\"\n{OPEN}\
         [editors]\naddresses = [\"ed@example.org\", \"flo@example.org\"]\n"
    );
    let town = Town::new(&settings, &councils(&blogs, 7));
    town.write("readers.csv", READERS);
    assert_eq!(town.friday(&["subscribers", "import", "readers.csv"]).await.code, 0);
    assert_eq!(town.friday_at("2026-11-20T08:00:00Z", &["fetch"]).await.code, 0);
    assert_eq!(town.friday_at("2026-11-20T08:00:00Z", &["edition", "list"]).await.code, 0);
    let service = Running::start_at(&town, now, port);
    Place { town, blogs, port, service }
}

impl Place {
    /// What happened; none where there is no browser.
    fn play(&self, scenario: &str, js: bool, cookies: &[&AtTheDesk], words: Value) -> Option<Value> {
        let cookies: Vec<Value> = cookies.iter().map(|desk| json!({ "name": "friday", "value": desk.secret() })).collect();
        let question = json!({ "base": format!("http://127.0.0.1:{}", self.port), "outbox": self.town.path("outbox"), "scenario": scenario,
                               "js": js, "cookies": cookies, "words": words });
        let answer = run("friday.cjs", "playwright-core", &question)?;
        assert!(answer["failed"].is_null(), "{scenario}: {answer}\n{}", self.town.read("log.json"));
        assert_eq!(answer["complaints"], json!([]), "{scenario}");
        Some(answer)
    }
}

fn with(js: bool) -> &'static str {
    if js { "with its script" } else { "without script" }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_editors_friday_takes_twelve_clicks_and_reaches_the_readers() {
    an_editors_friday(true).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_editors_friday_without_script_takes_no_more() {
    an_editors_friday(false).await;
}

/// Each lasts until noon: the two are tests of their own, so that they wait at the same time.
async fn an_editors_friday(js: bool) {
    let place = place("2026-11-20T11:58:30Z").await;
    let Some(said) = place.play("editor", js, &[], json!({})) else { return };

    println!(
        "an editor's Friday {}: {} clicks from Sign in to approval ({} with the sign-in form and the mail), of {CLICKS}; the check took {} ms: {}",
        with(js),
        said["clicks"],
        said["all"],
        said["checked"],
        said["steps"]
    );
    for reader in ["ada@example.org", "bo@example.org", "cy@example.net"] {
        assert_eq!(place.editions_to(reader), 1, "{reader} gets one mail");
    }
    assert!(said["clicks"].as_u64().unwrap() <= CLICKS, "{said}");
    assert_eq!((&said["count"], &said["previewed"]), (&json!(5), &json!(1)), "{said}");
    assert!(said["starred"].as_u64() >= Some(1), "{said}");
    assert!(said["backWords"].as_str().unwrap().contains("approved"), "{said}");
    assert_eq!(place.town.count("SELECT count(*) FROM audit WHERE done = 'approved'"), 1);
}

impl Place {
    /// Mails of the edition in the outbox for one reader, with the first remark in them; waits for the first.
    fn editions_to(&self, reader: &str) -> usize {
        let count = || {
            let files = std::fs::read_dir(self.town.path("outbox")).unwrap();
            let mails = files.map(|file| crate::support::reader::read(&std::fs::read(file.unwrap().path()).unwrap()));
            mails.filter(|mail| mail.to == reader && mail.text.contains("Remark 1 of the")).count()
        };
        for _ in 0..1200 {
            if count() > 0 {
                break;
            }
            std::thread::park_timeout(std::time::Duration::from_millis(100));
        }
        count()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reader_subscribes_pauses_and_leaves() {
    for js in [true, false] {
        let place = place("2026-11-18T09:00:00Z").await;
        let Some(said) = place.play("reader", js, &[], json!({})) else { return };

        println!("a reader from sign-up to leaving {}: {}", with(js), said["steps"]);
        assert!(said["left"].as_str().unwrap().contains("left"), "{said}");
        let state = "SELECT count(*) FROM subscriber WHERE state = 'left'";
        assert_eq!(place.town.count(state), 1, "{said}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_suggestion_is_accepted_and_its_blog_read() {
    for js in [true, false] {
        let place = place("2026-11-18T09:00:00Z").await;
        let feed =
            rss("newcombe", &[("newcombe.example/first", "Our first post", "Tue, 17 Nov 2026 10:00:00 GMT", "Words of it.")]);
        place.blogs.say("newcombe/feed", vec![Answer::ok(feed)]);
        let desk = AtTheDesk::sign_in(&place.town, place.port);
        let Some(said) = place.play("contributor", js, &[&desk], json!({ "address": place.blogs.url("newcombe/feed") })) else {
            return;
        };

        let read = "SELECT count(*) FROM entry WHERE title = 'Our first post'";
        for _ in 0..900 {
            if place.town.count(read) > 0 {
                break;
            }
            std::thread::park_timeout(std::time::Duration::from_millis(100));
        }
        println!(
            "a contributor's suggestion {}: {}; its feed was asked for {} times",
            with(js),
            said["steps"],
            place.blogs.asked_for("newcombe/feed").len()
        );
        let list = place.town.read("feeds.toml");
        assert!(list.contains("Newcombe Notes") && list.contains("Nora"), "{list}");
        assert!(list.starts_with("[[blog]]\ncouncil = \"Ashby\""), "{list}");
        assert_eq!(place.town.count(read), 1, "{said}");
        assert!(place.service.get("/blogs").1.contains("Newcombe Notes"), "{said}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn two_editors_at_once_lose_nothing() {
    for js in [true, false] {
        let place = place("2026-11-20T09:00:00Z").await;
        let (one, two) =
            (AtTheDesk::sign_in(&place.town, place.port), AtTheDesk::sign_in_as(&place.town, place.port, "flo@example.org"));
        let Some(said) = place.play("together", js, &[&one, &two], json!({})) else { return };

        println!("two editors at once {}: the second sees “{}”", with(js), said["told"].as_str().unwrap_or_default());
        assert_eq!(said["told"], "Two versions", "{said}");
        assert!(
            said["theirs"].as_str().unwrap().contains("first") && said["mine"].as_str().unwrap().contains("second"),
            "{said}"
        );
        assert_eq!(
            (&said["opener"], &said["remark"]),
            (&json!("Opener of the second editor."), &json!("A remark of the second editor.")),
            "{said}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_typed_after_the_session_ended_is_not_lost() {
    for js in [true, false] {
        let place = place("2026-11-20T09:00:00Z").await;
        let desk = AtTheDesk::sign_in(&place.town, place.port);
        let Some(said) = place.play("ended", js, &[&desk], json!({})) else { return };

        println!("a session ends while somebody types, {}: “{}”", with(js), said["told"].as_str().unwrap_or_default());
        assert!(said["kept"].as_str().unwrap().contains("Words typed after the session had ended."), "{said}");
    }
}
