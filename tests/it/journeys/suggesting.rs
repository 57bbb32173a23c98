//! A reader suggests a blog; an editor accepts it at the desk; it is read.

use super::service::logged;
use crate::support::blogs::{Answer, Blogs, OPEN, rss};
use crate::support::canary::Canary;
use crate::support::editor::{AtTheDesk, EDITOR, EDITORS};
use crate::support::private_addresses::forms;
use crate::support::reader::{MORNING, stamp, wait_for_one_to};
use crate::support::running::Running;
use crate::support::town::Town;

const LIST: &str = "# Our list: please keep it in order.\n\n[[blog]] # the first\nname = \"Ashby\"\nretired = \"resting\"\n";

fn feed(title: &str) -> Answer {
    Answer::ok(rss(title, &[("corby.example/1", "Bins <b>again</b>", "Wed, 18 Nov 2026 08:00:00 GMT", "What we learnt.")]))
}

async fn service(settings: &str) -> (Town, Blogs, Running) {
    let blogs = Blogs::start().await;
    let town = Town::new(settings, LIST);
    let running = Running::start(&town, MORNING);
    (town, blogs, running)
}

/// The form, filled in at a person's pace.
fn send(town: &Town, running: &Running, step: &str, fields: &[(&str, &str)]) -> (u16, String) {
    let shown = stamp(town);
    let mut form = url::form_urlencoded::Serializer::new(String::new());
    let body = form.extend_pairs([("left-empty", ""), ("shown", &shown), ("step", step)]).extend_pairs(fields).finish();
    running.ask("POST", "/blogs/suggest", "application/x-www-form-urlencoded", &body)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_suggestion_goes_from_the_form_to_the_desk_to_the_list_and_is_read() {
    let (town, blogs, running) = service(&format!("{OPEN}{EDITORS}")).await;
    let address = blogs.url("blog");
    blogs.say("blog", vec![Answer::ok("<html><head><link rel=alternate type=application/rss+xml href=/feed></head></html>")]);
    blogs.say("feed", vec![feed("Corby Digital")]);
    let typed = [("address", address.as_str()), ("council", "Corby"), ("via", "Ada Jones"), ("note", "Worth it.")];

    let (status, seen) = send(&town, &running, "look", &typed);
    let feed_address = blogs.url("feed");
    let kept = send(&town, &running, "keep", &[&typed[..], &[("feed", feed_address.as_str())]].concat()).1;
    let again = send(&town, &running, "keep", &typed).1;
    let mail = wait_for_one_to(&town, EDITOR);
    let desk = AtTheDesk::sign_in(&town, running.port);
    let waiting = desk.get("/desk/blogs").1;
    let looked = desk.send("/desk/blogs/suggestions/1/look", &[]).1;
    let row = [
        ("name", "Corby Digital"),
        ("council", "Corby"),
        ("about", "Notes from the team"),
        ("via", "Ada Jones"),
        ("topics", "data, planning,data"),
        ("site", address.as_str()),
        ("feed", feed_address.as_str()),
        ("listed", "yes"),
    ];
    let accepted = desk.send("/desk/blogs/suggestions/1/accept", &row);
    let twice = desk.send("/desk/blogs/suggestions/1/accept", &row).1;

    assert!(status == 200 && seen.contains("Is this the blog?") && seen.contains("18 November 2026"), "{seen}");
    assert!(kept.contains("Thank you") && again.contains("Suggested already"), "{kept}{again}");
    assert!(mail.text.contains("Suggested by Ada Jones.") && mail.subject.contains("Corby"), "{}", mail.text);
    assert!(waiting.contains("Worth it.") && looked.contains("value=\"Corby Digital\""), "{waiting}{looked}");
    assert!(accepted.0 == 303 && accepted.1.contains("done=added") && twice.contains("done=nothing"), "{}", accepted.1);
    let expected = format!(
        "{LIST}\n[[blog]]\ncouncil = \"Corby\"\nname    = \"Corby Digital\"\nabout   = \"Notes from the team\"\nsite    = \"{address}\"\n\
         feed    = \"{feed_address}\"\ntopics  = [\"data\", \"planning\"]\nvia     = \"Ada Jones\"\n"
    );
    assert_eq!(town.read("feeds.toml"), expected);
    assert!(logged(&town, "corby-digital: "), "{}", town.read("log.json"));
    let page = running.get("/blogs/corby-digital").1;
    assert!(page.contains("Thanks to Ada Jones") && page.contains("Bins"), "{page}");
    assert_eq!(town.count("SELECT count(*) FROM audit WHERE done = 'accepted a suggestion' AND by = 'ed@example.org'"), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_seen_is_told_in_words_that_tell_nothing_of_our_network() {
    let (town, blogs, running) = service(OPEN).await;
    blogs.say("plain", vec![Answer::ok("<html><body>No feed</body></html>")]);
    blogs.say("two", vec![Answer::ok("<html><head><link rel=alternate type=application/rss+xml href=/one><link rel=alternate type=application/rss+xml href=/other></head></html>")]);
    blogs.say("one", vec![feed("One")]);
    blogs.say("other", vec![Answer::ok(rss("Other", &[("other.example/9", "Else", "Wed, 18 Nov 2026 08:00:00 GMT", "More.")]))]);
    let look = |path: &str| send(&town, &running, "look", &[("address", &blogs.url(path))]).1;

    let (none, gone, two) = (look("plain"), look("nothing"), look("two"));
    let nowhere = send(&town, &running, "look", &[("address", "http://127.0.0.1:9/")]).1;
    let bad = send(&town, &running, "look", &[("address", "ftp://example.org/")]);
    let empty = send(&town, &running, "look", &[("address", "")]);

    assert!(none.contains("We found no feed on this page") && none.contains("Suggest it all the same"), "{none}");
    assert!(gone.contains("nothing at this address"), "{gone}");
    assert!(two.contains("Which feed?") && two.matches("type=\"radio\"").count() == 2, "{two}");
    assert!(nowhere.contains("Nothing that we may read came back"), "{nowhere}");
    assert_eq!((bad.0, empty.0), (422, 422));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_on_the_list_already_is_not_suggested_and_not_asked_for() {
    let blogs = Blogs::start().await;
    let feed = blogs.url("feed");
    let town = Town::new(OPEN, &format!("[[blog]]\nname = \"Ashby\"\nretired = \"resting\"\nfeed = \"{feed}\"\n"));
    let running = Running::start(&town, MORNING);

    let looked = send(&town, &running, "look", &[("address", &feed)]).1;
    let kept = send(&town, &running, "keep", &[("address", &feed)]).1;

    assert!(looked.contains("Ashby is on the list already") && kept.contains("Ashby is on the list already"), "{looked}{kept}");
    assert_eq!((blogs.asked().len(), town.count("SELECT count(*) FROM suggestion")), (0, 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn robots_strangers_and_other_websites_cause_no_search() {
    let (town, blogs, running) = service(OPEN).await;
    let address = blogs.url("blog");
    let ask = |body: String| running.ask("POST", "/blogs/suggest", "application/x-www-form-urlencoded", &body);
    let encode = |fields: &[(&str, &str)]| url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
    let shown = stamp(&town);

    let trapped = ask(encode(&[("address", &address), ("shown", &shown), ("left-empty", "x")])).0;
    let unstamped = ask(encode(&[("address", &address)])).0;
    let mut calm = 0;
    for _ in 0..25 {
        calm += usize::from(send(&town, &running, "look", &[("address", &address)]).0 == 200);
    }

    assert_eq!((trapped, unstamped, calm), (422, 422, 20));
    assert_eq!(blogs.asked().len(), 20);
}

#[tokio::test(flavor = "multi_thread")]
async fn no_private_address_is_connected_to_from_the_form() {
    let (canary, port) = Canary::sit().await;
    let town = Town::new("[fetch]\nhost_delay = \"0s\"\n", LIST);
    let forms = forms(port);

    // A network has twenty searches: each service asks its share.
    for share in forms.chunks(18) {
        let running = Running::start(&town, MORNING);
        for form in share {
            let (status, page) = send(&town, &running, "look", &[("address", form)]);
            assert!(status == 422 || page.contains("Nothing that we may read came back"), "{form}: {page}");
            assert!(!page.contains("private or reserved"), "{form}: {page}");
        }
        drop(running);
        town.write("friday.toml", "[fetch]\nhost_delay = \"0s\"\n");
    }

    assert!(forms.len() >= 60);
    assert_eq!(canary.connections(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_that_is_broken_by_hand_is_left_alone_and_the_desk_says_so() {
    let (town, _blogs, running) = service(&format!("{OPEN}{EDITORS}")).await;
    send(&town, &running, "keep", &[("address", "https://corby.example/"), ("name", "<img src=x onerror=alert(1)>")]);
    let desk = AtTheDesk::sign_in(&town, running.port);
    let broken = format!("{LIST}nam = \"half a word\"\n");
    town.write("feeds.toml", &broken);
    let row = [("name", "Corby"), ("site", "https://corby.example/"), ("feed", "")];

    let waiting = desk.get("/desk/blogs").1;
    let refused = desk.send("/desk/blogs/suggestions/1/accept", &row);
    let nameless = desk.send("/desk/blogs/suggestions/1/accept", &[("name", "")]);
    town.write("feeds.toml", LIST);
    let done = desk.send("/desk/blogs/suggestions/1/accept", &row);

    assert!(waiting.contains("&lt;img src=x onerror=alert(1)&gt;") && !waiting.contains("<img"), "{waiting}");
    assert!(refused.0 == 409 && refused.1.contains("nam: no such key"), "{}", refused.1);
    assert!(nameless.0 == 409, "{}", nameless.1);
    assert_eq!(done.0, 303);
    assert!(town.read("feeds.toml").starts_with(LIST), "{}", town.read("feeds.toml"));
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_desk_the_operator_settles_suggestions_from_the_shell() {
    let (town, blogs, running) = service(OPEN).await;
    blogs.say("feed", vec![feed("Corby Digital")]);
    let feed = blogs.url("feed");
    send(&town, &running, "keep", &[("address", &feed), ("feed", &feed), ("via", "Ada")]);
    send(&town, &running, "keep", &[("address", "https://shop.example/"), ("note", "Buy now")]);
    drop(running);

    let shown = town.friday(&["blogs", "suggestions"]).await;
    let accepted = town.friday(&["blogs", "accept", "1", "--council", "Corby"]).await;
    let declined = town.friday(&["blogs", "decline", "2", "--because", "a shop"]).await;
    let twice = town.friday(&["blogs", "decline", "2"]).await;
    let json = town.friday(&["--json", "blogs", "suggestions"]).await;

    assert!(shown.out.contains("2. A blog\n    https://shop.example/\n    Buy now"), "{}", shown.out);
    assert_eq!((accepted.code, declined.code, twice.code), (0, 0, 2), "{}", accepted.err);
    assert!(town.read("feeds.toml").contains("council = \"Corby\"\nname    = \"Corby Digital\""), "{}", town.read("feeds.toml"));
    let document: serde_json::Value = serde_json::from_str(&json.out).unwrap();
    assert_eq!(document, serde_json::json!({ "suggestions": [], "opt_outs": [] }));
}
