//! `friday fetch` against servers of every temper.

use crate::support::blogs::{Answer, Blogs, OPEN, councils, rss};
use crate::support::town::{Said, Town};
use std::io::Write;

const DAY: &str = "Wed, 18 Nov 2026 10:00:00 GMT";

fn one_post(words: &str) -> String {
    rss("ashby", &[("ashby.example/1", "One", DAY, words)])
}

async fn town_reading(path: &str, answers: Vec<Answer>) -> (Town, Blogs) {
    let blogs = Blogs::start().await;
    blogs.say(path, answers);
    let town = Town::new(OPEN, &format!("[[blog]]\nname = \"Ashby\"\nfeed = \"{}\"\n", blogs.url(path)));
    (town, blogs)
}

/// What `fetch --json` says about the only blog: outcome, new posts, error.
async fn outcome(town: &Town) -> (String, u64, String) {
    let said = town.friday(&["fetch", "--force", "--json"]).await;
    let document: serde_json::Value = serde_json::from_str(&said.out).unwrap();
    let blog = &document["blogs"][0];
    let text = |key: &str| blog[key].as_str().unwrap_or_default().to_owned();
    (text("outcome"), blog["new"].as_u64().unwrap(), text("error"))
}

#[tokio::test(flavor = "multi_thread")]
async fn validators_go_back_byte_for_byte_and_follow_every_answer() {
    let answers = vec![
        Answer::ok(one_post("a")).with("etag", b"W/\"x-gzip\\\"y\"").with("last-modified", b"Wed, 18 Nov 2026 10:00:00 +0000"),
        Answer::status(304).with("etag", b"unquoted"),
        Answer::ok(one_post("a")).with("last-modified", b"yesterday"),
        Answer::status(304),
    ];
    let (town, blogs) = town_reading("feed", answers).await;

    for _ in 0..5 {
        outcome(&town).await;
    }

    let sent: Vec<(String, String)> =
        blogs.asked().iter().map(|asked| (asked.header("if-none-match"), asked.header("if-modified-since"))).collect();
    let pair = |etag: &str, date: &str| (etag.to_owned(), date.to_owned());
    assert_eq!(
        sent,
        [
            pair("", ""),
            pair("W/\"x-gzip\\\"y\"", "Wed, 18 Nov 2026 10:00:00 +0000"),
            pair("unquoted", "Wed, 18 Nov 2026 10:00:00 +0000"),
            pair("", "yesterday"),
            pair("", "yesterday"),
        ]
    );
}

/// More than any of its stages has in hand at once.
#[tokio::test(flavor = "multi_thread")]
async fn of_a_long_list_every_blog_that_is_due_is_asked_once_and_in_order() {
    let blogs = Blogs::start().await;
    let row = |number: usize| {
        let path = format!("feed-{number:03}");
        blogs.say(&path, vec![Answer::ok(one_post("a")).with("etag", b"\"one\""), Answer::status(304)]);
        let retired = if number % 50 == 7 { "retired = \"gone\"\n" } else { "" };
        format!("[[blog]]\nname = \"Blog {number}\"\nfeed = \"{}\"\n{retired}", blogs.url(&path))
    };
    let town = Town::new(OPEN, &(0..400).map(row).collect::<String>());

    let said = town.friday(&["fetch", "--json"]).await;
    let at_once = town.friday(&["fetch", "--json"]).await;
    let later = town.friday_at("2026-11-23T09:00:00Z", &["fetch", "--json"]).await;

    let ids = |said: &Said| {
        let document: serde_json::Value = serde_json::from_str(&said.out).unwrap();
        document["blogs"].as_array().unwrap().iter().map(|blog| blog["id"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let asked: Vec<String> = blogs.asked().into_iter().map(|asked| asked.path).collect();
    let expected: Vec<String> = (0..400).filter(|number| number % 50 != 7).map(|number| format!("feed-{number:03}")).collect();
    assert_eq!(asked, [expected.clone(), expected].concat());
    assert_eq!([&said, &at_once, &later].map(|said| ids(said).len()), [392, 0, 392]);
    assert_eq!(town.count("SELECT count(*) FROM blog WHERE last_success_at = unixepoch('2026-11-23T09:00:00Z')"), 392);
}

/// A whole document leaves large buffers behind: nobody keeps them for a host that nobody asks again.
#[tokio::test(flavor = "multi_thread")]
async fn a_connection_is_kept_where_little_is_likely_to_come() {
    let whole = Answer::ok(one_post("a")).with("etag", b"\"one\"");
    let (town, blogs) = town_reading("feed", vec![whole, Answer::status(304)]).await;

    outcome(&town).await;
    outcome(&town).await;

    let is_kept: Vec<bool> = blogs.asked().iter().map(|asked| asked.header("connection") != "close").collect();
    assert_eq!(is_kept, [false, true], "new; then unchanged");
}

/// To the byte the same, from a server that knows no validators.
#[tokio::test(flavor = "multi_thread")]
async fn a_document_that_has_not_changed_is_read_again_only_where_a_person_had_the_blog_learnt_anew() {
    let answers = ["a", "a", "b", "b", "b"].map(|words| Answer::ok(one_post(words)));
    let (town, _blogs) = town_reading("feed", answers.to_vec()).await;

    let mut outcomes = Vec::new();
    for _ in 0..4 {
        outcomes.push(outcome(&town).await.0);
    }
    town.friday(&["blogs", "release", "ashby"]).await;
    outcomes.push(outcome(&town).await.0);

    assert_eq!(outcomes, ["read", "not modified", "read", "not modified", "read"]);
    assert_eq!(town.count("SELECT count(*) FROM entry_edit"), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_request_says_who_asks_and_for_what() {
    let (town, blogs) = town_reading("feed", vec![Answer::ok(one_post("a")).with("set-cookie", b"id=1")]).await;

    outcome(&town).await;
    outcome(&town).await;

    let asked = blogs.asked().pop().unwrap();
    assert_eq!(asked.header("user-agent"), "friday/0.1.0 (+http://127.0.0.1:8025/about-our-fetcher)");
    assert!(asked.header("accept").starts_with("application/atom+xml, application/rss+xml"));
    assert_eq!(asked.header("accept-encoding"), "gzip, br, zstd, deflate");
    assert_eq!((asked.header("cookie"), asked.header("referer")), (String::new(), String::new()));
}

#[tokio::test(flavor = "multi_thread")]
async fn errors_are_told_in_plain_words_and_lose_nothing() {
    let cases: [(Answer, &str); 8] = [
        (Answer::status(404), "127.0.0.1 has nothing at this address (HTTP 404)"),
        (Answer::status(410), "the site says the feed is gone for good (HTTP 410)"),
        (Answer::status(403), "127.0.0.1 does not let us read this address (HTTP 403)"),
        (Answer::status(500), "127.0.0.1 has an error of its own (HTTP 500)"),
        (Answer::ok("<!DOCTYPE html><html><body>Log in</body></html>"), "this is a web page, not a feed"),
        (Answer::ok(""), "the document is empty"),
        (Answer::ok("<?xml version=\"1.0\"?><rss version=\"2.0\"><channel><title>cut o"), "not a feed that can be read"),
        (Answer::ok("x").with("content-encoding", b"gzip"), "the answer is cut off or damaged"),
    ];
    for (answer, words) in cases {
        let good = Answer::ok(one_post("a")).with("etag", b"\"kept\"");
        let (town, blogs) = town_reading("feed", vec![good, answer, Answer::status(304)]).await;
        outcome(&town).await;

        let (_, _, error) = outcome(&town).await;
        town.friday(&["fetch", "--force"]).await;

        assert!(error.contains(words), "{error}");
        assert_eq!(town.count("SELECT count(*) FROM entry"), 1);
        assert_eq!(blogs.asked().pop().unwrap().header("if-none-match"), "\"kept\"", "after {words}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_endless_answer_is_cut() {
    let (town, _blogs) = town_reading("feed", vec![Answer::endless("<rss version=\"2.0\"><channel>")]).await;

    let (_, _, error) = outcome(&town).await;

    assert_eq!(error, "the answer of 127.0.0.1 is larger than 8 MiB; it was left unread");
}

#[tokio::test(flavor = "multi_thread")]
async fn redirects_are_followed_by_hand_and_not_for_ever() {
    let (town, blogs) = town_reading("a", vec![Answer::status(302).with("location", b"/b")]).await;
    blogs.say("b", vec![Answer::status(301).with("location", b"a")]);

    let (_, _, circle) = outcome(&town).await;
    blogs.say("b", vec![Answer::ok(one_post("a"))]);
    let (found, new, _) = outcome(&town).await;
    blogs.say("b", vec![Answer::status(302).with("location", b"file:///etc/passwd")]);
    let (_, _, elsewhere) = outcome(&town).await;

    assert!(circle.contains("redirects in a circle"), "{circle}");
    assert_eq!((found.as_str(), new), ("read", 1));
    assert!(elsewhere.contains("it leads to a file: address"), "{elsewhere}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_validator_belongs_to_the_address_it_came_from() {
    let (town, blogs) = town_reading("a", vec![Answer::status(302).with("location", b"/b")]).await;
    blogs.say("b", vec![Answer::ok(one_post("a")).with("etag", b"\"of b\"")]);

    outcome(&town).await;
    outcome(&town).await;

    assert_eq!(blogs.asked_for("a").pop().unwrap().header("if-none-match"), "");
    assert_eq!(blogs.asked_for("b").pop().unwrap().header("if-none-match"), "\"of b\"");
}

#[tokio::test(flavor = "multi_thread")]
async fn private_addresses_are_refused_without_a_connection() {
    let blogs = Blogs::start().await;
    blogs.say("feed", vec![Answer::ok(one_post("a"))]);
    let row = |name: &str, url: &str| format!("[[blog]]\nname = \"{name}\"\nfeed = \"{url}\"\n");
    let port = blogs.base.rsplit(':').next().unwrap();
    let rows = row("A", &blogs.url("feed"))
        + &row("B", &format!("http://localhost:{port}/feed"))
        + &row("C", &format!("http://2130706433:{port}/other"));
    let town = Town::new("", &rows);

    let said = town.friday(&["fetch", "--strict"]).await;

    assert_eq!((said.code, blogs.asked().len()), (1, 0));
    assert_eq!(
        said.err.matches("a private or reserved address; set allow_private = true in [fetch] if that is meant").count(),
        3,
        "{}",
        said.err
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_compressed_feed_is_read() {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(one_post("a").as_bytes()).unwrap();
    let (town, _blogs) =
        town_reading("feed", vec![Answer::ok(encoder.finish().unwrap()).with("content-encoding", b"gzip")]).await;

    let (found, new, _) = outcome(&town).await;

    assert_eq!((found.as_str(), new), ("read", 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_host_gets_one_request_at_a_time_and_a_failing_blog_stops_no_other() {
    let blogs = Blogs::start().await;
    let rows = councils(&blogs, 7) + &format!("[[blog]]\nname = \"Lost\"\nfeed = \"{}\"\n", blogs.url("lost"));
    let town = Town::new(OPEN, &rows);

    let said = town.friday(&["fetch", "-v"]).await;

    assert_eq!(said.code, 0);
    assert!(said.err.ends_with("8 blogs read: 7 new posts in 7 blogs, 0 not modified, 1 failed\n"), "{}", said.err);
    assert_eq!(blogs.most_at_once(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn under_cron_a_reading_is_silent_and_strict_is_not() {
    let blogs = Blogs::start().await;
    let town =
        Town::new(OPEN, &(councils(&blogs, 2) + &format!("[[blog]]\nname = \"Lost\"\nfeed = \"{}\"\n", blogs.url("lost"))));

    let plain = town.friday(&["fetch"]).await;
    let strict = town.friday(&["fetch", "--force", "--strict"]).await;

    assert_eq!((plain.code, plain.out.as_str(), plain.err.as_str()), (0, "", ""));
    assert_eq!(strict.code, 1);
    assert!(strict.err.starts_with("Lost: 127.0.0.1 has nothing at this address (HTTP 404)"), "{}", strict.err);
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_asked_again_before_its_time() {
    let blogs = Blogs::start().await;
    let town = Town::new(OPEN, &councils(&blogs, 3));
    town.friday_at("2026-11-20T08:00:00Z", &["fetch"]).await;

    town.friday_at("2026-11-20T08:59:00Z", &["fetch"]).await;
    let early = blogs.asked().len();
    town.friday_at("2026-11-20T09:10:00Z", &["fetch"]).await;

    assert_eq!((early, blogs.asked().len()), (3, 6));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_asks_for_patience_gets_it() {
    let busy = Answer::status(429).with("retry-after", b"86400");
    let (town, blogs) = town_reading("feed", vec![busy, Answer::ok(one_post("a"))]).await;
    town.friday_at("2026-11-18T08:00:00Z", &["fetch"]).await;

    town.friday_at("2026-11-19T07:59:00Z", &["fetch"]).await;
    let early = blogs.asked().len();
    town.friday_at("2026-11-19T11:00:00Z", &["fetch"]).await;

    assert_eq!((early, blogs.asked().len()), (1, 2));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_feed_is_found_on_the_site_once_and_remembered() {
    let blogs = Blogs::start().await;
    blogs.say("home", vec![Answer::ok("<html><link rel=alternate type=application/rss+xml href=/hidden/feed></html>")]);
    blogs.say("hidden/feed", vec![Answer::ok(one_post("a")).with("etag", b"\"1\"")]);
    let town = Town::new(OPEN, &format!("[[blog]]\nname = \"Ashby\"\nsite = \"{}\"\n", blogs.url("home")));

    let (found, new, _) = outcome(&town).await;
    outcome(&town).await;

    assert_eq!((found.as_str(), new), ("read", 1));
    assert_eq!((blogs.asked_for("home").len(), blogs.asked_for("hidden/feed").len()), (1, 2));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_flood_is_held_told_once_and_released() {
    let posts: Vec<(String, String)> =
        (0..20).map(|n| (format!("ashby.example/{n}"), format!("Post number {n} of many"))).collect();
    let many: Vec<(&str, &str, &str, &str)> =
        posts.iter().map(|(id, title)| (id.as_str(), title.as_str(), DAY, "words")).collect();
    let (town, _blogs) = town_reading("feed", vec![Answer::ok(rss("ashby", &[])), Answer::ok(rss("ashby", &many))]).await;
    town.friday(&["fetch"]).await;

    let flood = town.friday(&["fetch", "--force"]).await;
    let again = town.friday(&["fetch", "--force"]).await;
    let held = town.count("SELECT count(*) FROM entry WHERE standing = 'held'");
    let release = town.friday(&["blogs", "release", "ashby"]).await;

    assert_eq!(
        flood.err,
        "Ashby: 20 new posts at once, more than 15. Held until you say: `friday blogs release ashby` (as new) or `friday blogs settle ashby` (as old)\n"
    );
    assert_eq!((again.err.as_str(), held), ("", 20));
    assert_eq!(release.out, "Ashby: 20 held posts released: they count as new from now on\n");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_reader_gives_way() {
    let blogs = Blogs::start().await;
    let town = Town::new(OPEN, &councils(&blogs, 1));
    let lock = std::fs::File::create(town.path("read.lock")).unwrap();
    lock.lock().unwrap();

    let quiet = town.friday(&["fetch"]).await;
    let loud = town.friday(&["fetch", "-v"]).await;

    assert_eq!((quiet.code, quiet.err.as_str()), (75, ""));
    assert_eq!((loud.code, loud.err.as_str()), (75, "friday: another friday is reading just now; try again in a minute\n"));
    assert_eq!(blogs.asked().len(), 0);
}
