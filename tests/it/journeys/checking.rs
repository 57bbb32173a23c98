//! `friday blogs check`: a verdict for each row, edits that keep the file, and a test for pull requests.

use crate::support::blogs::{Answer, Blogs, OPEN, rss};
use crate::support::town::{Said, Town};

fn feed(word: &str) -> Answer {
    let ids = [format!("{word}.example/1"), format!("{word}.example/2")];
    let posts: Vec<(&str, &str, &str, &str)> =
        ids.iter().map(|id| (id.as_str(), "Bins", "Wed, 18 Nov 2026 10:00:00 GMT", "What we learnt.")).collect();
    Answer::ok(rss(word, &posts))
}

fn page(path: &str) -> Answer {
    Answer::ok(format!("<!doctype html><html><link rel=alternate type=application/rss+xml href=/{path}></html>"))
}

fn verdicts(said: &Said) -> Vec<(String, String)> {
    let document: serde_json::Value = serde_json::from_str(&said.out).unwrap();
    let row = |row: &serde_json::Value| (row["id"].as_str().unwrap().to_owned(), row["verdict"].as_str().unwrap().to_owned());
    document["blogs"].as_array().unwrap().iter().map(row).collect()
}

/// One row for each verdict, written by hand: comments, single quotes, columns.
async fn town() -> (Town, Blogs) {
    let blogs = Blogs::start().await;
    for (path, answers) in [
        ("well", vec![feed("well")]),
        ("old", vec![Answer::status(301).with("location", b"/new")]),
        ("new", vec![feed("moved")]),
        ("passing", vec![Answer::status(302).with("location", b"/elsewhere")]),
        ("elsewhere", vec![feed("passing")]),
        ("page", vec![page("page-feed")]),
        ("page-feed", vec![feed("page")]),
        ("site", vec![page("site-feed")]),
        ("site-feed", vec![feed("site")]),
        ("empty", vec![Answer::ok("<!doctype html><html></html>")]),
        ("twin", vec![feed("well")]),
        ("gone", vec![Answer::status(410)]),
        ("broken", vec![Answer::status(500)]),
    ] {
        blogs.say(path, answers);
    }
    let at = |path: &str| blogs.url(path);
    let list = format!(
        "# The list of a town.\n\n[[blog]]\nname    = 'Well' # as ever\nfeed    = '{}'\n\n# It moved.\n[[blog]]\nname = \"Moved\"\nfeed = \"{}\" # old\n\
         \n[[blog]]\nname = \"Passing\"\nfeed = \"{}\"\n\n[[blog]]\nname = \"Page\"\nfeed = \"{}\"\n\n[[blog]]\nname    = \"Site\"\nsite    = \"{}\"\n\
         topics  = [\"x\"]\n\n[[blog]]\nname = \"Empty\"\nsite = \"{}\"\n\n[[blog]]\nname = \"Twin\"\nfeed = \"{}\"\n\n[[blog]]\nname = \"Gone\"\nfeed = \"{}\"\n\
         \n[[blog]]\nname = \"Broken\"\nfeed = \"{}\"\n\n[[blog]]\nname = \"Nowhere\"\n\n[[blog]]\nname = \"Old\"\nfeed = \"{}\"\nretired = \"it ended\"\n# The end.",
        at("well"),
        at("old"),
        at("passing"),
        at("page"),
        at("site"),
        at("empty"),
        at("twin"),
        at("gone"),
        at("broken"),
        at("never"),
    );
    (Town::new(OPEN, &list), blogs)
}

#[tokio::test(flavor = "multi_thread")]
async fn every_row_gets_a_verdict_with_one_request_for_each_address() {
    let (town, blogs) = town().await;

    let said = town.friday(&["blogs", "check", "--json"]).await;

    let expected = [
        ("well", "ok"),
        ("moved", "moved"),
        ("passing", "ok"),
        ("page", "not-a-feed"),
        ("site", "feed-found"),
        ("empty", "no-feed"),
        ("twin", "duplicate"),
        ("gone", "dead"),
        ("broken", "failing"),
        ("nowhere", "address-unknown"),
        ("old", "retired"),
    ];
    let expected: Vec<(String, String)> =
        expected.iter().map(|(id, verdict)| ((*id).to_owned(), (*verdict).to_owned())).collect();
    assert_eq!(verdicts(&said), expected);
    assert_eq!(said.code, 0, "a report on the whole list is no test of it");
    for path in ["well", "old", "new", "page", "page-feed", "site", "site-feed", "gone", "broken"] {
        assert_eq!(blogs.asked_for(path).len(), 1, "{path}");
    }
    assert_eq!(blogs.asked_for("never").len(), 0, "what is retired is not asked for");
    assert!(!town.path("friday.db").exists(), "a check is no reading");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_report_for_people_says_what_is_wrong_and_what_would_mend_it() {
    let (town, blogs) = town().await;
    let before = town.read("feeds.toml");

    let said = town.friday(&["blogs", "check"]).await;

    let new = blogs.url("new");
    for words in [
        format!("Moved (line 8): moved\n    the feed has moved for good to {new}\n    proposed: feed = \"{new}\"\n"),
        format!("Page (line 16): not a feed\n    {} is a web page, not a feed\n    its feed was found at", blogs.url("page")),
        "Twin (line 29): duplicate\n    it has the same posts as \"Well\" (2 in common)\n    proposed: retired = \"the same blog as Well\"\n".to_owned(),
        "Broken (line 37): failing\n    127.0.0.1 has an error of its own (HTTP 500)\n".to_owned(),
        "11 rows: 2 ok, 1 moved, 1 feed found, 1 no feed, 1 duplicate, 1 dead, 1 not a feed, 1 failing, 1 address unknown, 1 retired\n".to_owned(),
    ] {
        assert!(said.out.contains(&words), "{words} is not in:\n{}", said.out);
    }
    assert_eq!(said.err, "5 edits proposed; --apply writes them\n");
    assert_eq!(town.read("feeds.toml"), before);
}

#[tokio::test(flavor = "multi_thread")]
async fn apply_makes_the_edits_and_touches_nothing_else_and_a_second_time_changes_nothing() {
    let (town, blogs) = town().await;
    let before = town.read("feeds.toml");

    let said = town.friday(&["blogs", "check", "--apply"]).await;
    let after = town.read("feeds.toml");
    let again = town.friday(&["blogs", "check", "--apply"]).await;

    let site = format!("site    = \"{}\"\n", blogs.url("site"));
    let gone = format!("feed = \"{}\"\n", blogs.url("gone"));
    let twin = format!("feed = \"{}\"\n", blogs.url("twin"));
    let expected = before
        .replace(&format!("\"{}\" # old", blogs.url("old")), &format!("\"{}\" # old", blogs.url("new")))
        .replace(&format!("\"{}\"", blogs.url("page")), &format!("\"{}\"", blogs.url("page-feed")))
        .replace(&site, &format!("{site}feed    = \"{}\"\n", blogs.url("site-feed")))
        .replace(&twin, &format!("{twin}retired = \"the same blog as Well\"\n"))
        .replace(&gone, &format!("{gone}retired = \"{} is gone for good (HTTP 410)\"\n", blogs.url("gone")));
    assert_eq!(after, expected, "{}", said.out);
    assert!(said.out.contains("    written: feed = "), "{}", said.out);
    assert_eq!(town.read("feeds.toml"), after);
    assert!(!again.out.contains("written:") && !again.out.contains("proposed:"), "{}", again.out);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pull_request_is_tested_by_the_rows_it_changes_alone() {
    let (town, blogs) = town().await;
    let older = town.read("feeds.toml");
    town.write("older.toml", &older);
    let with = |rows: &str| town.write("feeds.toml", &format!("{older}\n{rows}"));
    let test = async || town.friday(&["blogs", "check", "--changed-since", "older.toml"]).await;

    let unchanged = test().await;
    blogs.say("fresh", vec![feed("fresh")]);
    with(&format!("[[blog]]\nname = \"Fresh\"\nfeed = \"{}\"\n", blogs.url("fresh")));
    let good = test().await;
    let asked = blogs.asked().len();
    with(&format!("[[blog]]\nname = \"Double\"\nfeed = \"{}/\"\n", blogs.url("well")));
    let double = test().await;
    let asked_for_double = blogs.asked().len() - asked;
    let first_of_two = town.friday(&["blogs", "check", "well"]).await;
    with(&format!("[[blog]]\nname = \"Wrong\"\nfeed = \"{}\"\n", blogs.url("empty")));
    let wrong = test().await;
    town.write("feeds.toml", &older.replace("'Well'", "'Better'"));
    let renamed = test().await;

    assert_eq!((unchanged.code, unchanged.out.as_str()), (0, "no row has changed\n"));
    assert_eq!((good.code, good.out.as_str(), asked), (0, "1 row: 1 ok\n", 1));
    assert_eq!(first_of_two.out, "1 row: 1 ok\n", "only the later row is the duplicate");
    assert_eq!((double.code, asked_for_double), (1, 0), "{}", double.out);
    assert!(
        double.out.contains("Double (line 49): duplicate\n    it has the same address as \"Well\" in line 3\n"),
        "{}",
        double.out
    );
    assert_eq!(wrong.code, 1);
    assert!(wrong.out.contains("Wrong (line 49): not a feed"), "{}", wrong.out);
    assert_eq!((renamed.code, renamed.out.as_str()), (0, "1 row: 1 ok\n"));
}

#[tokio::test(flavor = "multi_thread")]
async fn rows_can_be_named_and_an_unknown_one_is_told() {
    let (town, blogs) = town().await;

    let good = town.friday(&["blogs", "check", "well"]).await;
    let bad = town.friday(&["blogs", "check", "broken", &blogs.url("gone")]).await;
    let unknown = town.friday(&["blogs", "check", "https://corby.example/"]).await;

    assert_eq!((good.code, good.out.as_str()), (0, "1 row: 1 ok\n"));
    assert_eq!(bad.code, 1);
    assert!(bad.out.ends_with("2 rows: 1 dead, 1 failing\n"), "{}", bad.out);
    assert_eq!(unknown.code, 2);
    assert!(unknown.err.contains("`friday blogs add https://corby.example/ --dry-run` looks at a new one"), "{}", unknown.err);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_missing_page_is_dead_and_retires_nobody_and_its_site_may_know_the_new_feed() {
    let blogs = Blogs::start().await;
    blogs.say("site", vec![page("new-feed")]);
    blogs.say("new-feed", vec![feed("new")]);
    let list = format!(
        "[[blog]]\nname = \"Lost\"\nfeed = \"{}\"\n[[blog]]\nname = \"Found\"\nsite = \"{}\"\nfeed = \"{}\"\n",
        blogs.url("lost"),
        blogs.url("site"),
        blogs.url("old-feed")
    );
    let town = Town::new(OPEN, &list);

    let said = town.friday(&["blogs", "check", "--apply", "--json"]).await;

    let both = [("lost".to_owned(), "dead".to_owned()), ("found".to_owned(), "dead".to_owned())];
    assert_eq!(verdicts(&said), both);
    assert_eq!(town.read("feeds.toml"), list.replace("old-feed", "new-feed"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_saved_while_the_check_runs_is_not_overwritten() {
    let (town, blogs) = town().await;
    blogs.hold();
    let mut command = town.command(&["blogs", "check", "moved", "--apply"]);
    let running = tokio::task::spawn_blocking(move || crate::support::town::said(&mut command));
    blogs.asked_at_least(1).await;
    town.write("feeds.toml", "# Somebody was quicker.\n");
    blogs.go_on();

    let said = running.await.unwrap();

    assert_eq!(said.code, 1);
    assert!(said.err.contains("feeds.toml was changed in the meantime, so nothing was written; run it again"), "{}", said.err);
    assert_eq!(town.read("feeds.toml"), "# Somebody was quicker.\n");
}
