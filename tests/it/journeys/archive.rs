//! What everybody can read: editions in the words of their mails, the archive, the river and its search.

use super::by_hand::with_remark;
use super::leaving::Running;
use crate::support::blogs::{Answer, Blogs, OPEN, councils, rss};
use crate::support::mail::MailServer;
use crate::support::town::{READERS, Town};
use std::io::{Read, Write};
use std::net::TcpStream;

const NOON: &str = "2026-11-20T12:05:00Z";
const AFTER: &str = "2026-11-20T13:00:00Z";

const WELSH: &str = "Mae ein tîm wedi bod yn gweithio ar y wefan newydd gyda thrigolion y sir ac mae hyn wedi bod yn help mawr.";
const SCRIPT: &str = "&lt;script&gt;alert(1)&lt;/script&gt; &quot;&gt;&lt;img src=x onerror=alert(1)&gt;";

/// Five councils, a blog in Welsh and one that tries to be clever; all of it read, nothing approved.
async fn read() -> (Town, Blogs, MailServer) {
    let (blogs, mail) = (Blogs::start().await, MailServer::start(Vec::new()).await);
    let mut list = councils(&blogs, 5);
    let date = "Tue, 17 Nov 2026 10:00:00 GMT";
    let welsh = rss("ynys", &[("ynys.example/wefan", "Gwefan newydd", date, WELSH)]).replace("en-GB", "cy");
    let clever = rss("clever", &[("clever.example/1", SCRIPT, date, "Words that are like any other words of a post.")]);
    for (name, council, feed) in [("Ynys", "Ynys", welsh), ("Clever", "Zed", clever)] {
        let path = format!("{}/feed", name.to_lowercase());
        blogs.say(&path, vec![Answer::ok(feed)]);
        list.push_str(&format!("[[blog]]\ncouncil = \"{council}\"\nname = \"{name}\"\nfeed = \"{}\"\n\n", blogs.url(&path)));
    }
    let town = Town::new(&format!("{OPEN}{}", mail.settings()), &list);
    town.write("readers.csv", READERS);
    town.friday(&["subscribers", "import", "readers.csv"]).await;
    assert_eq!(town.friday(&["fetch"]).await.code, 0);
    (town, blogs, mail)
}

/// The same, with a remark, approved and sent.
async fn sent() -> (Town, Blogs, MailServer) {
    let (town, blogs, mail) = read().await;
    town.friday(&["edition", "draft"]).await;
    let file = town.read("editions/2026-11-20.md");
    town.write("editions/2026-11-20.md", &with_remark(&file, "Ashby", "Ada on forms: *worth* your time."));
    assert_eq!(town.friday(&["edition", "approve"]).await.code, 0);
    assert_eq!(town.friday_at(NOON, &["edition", "send"]).await.code, 0);
    (town, blogs, mail)
}

#[tokio::test(flavor = "multi_thread")]
async fn an_edition_has_a_page_in_the_words_of_its_mail() {
    let (town, _blogs, mail) = sent().await;
    let running = Running::start(&town, AFTER);

    let (status, page) = running.get("/editions/2026-11-20");

    assert_eq!(status, 200);
    let kept = mail.kept();
    let text = kept.iter().map(|kept| kept.text()).find(|text| text.contains("Everything else")).unwrap();
    let titles: Vec<&str> = ["Ashby", "Brill", "Corby", "Diss", "Ely"].to_vec();
    for name in titles {
        assert!(text.contains(name) && page.contains(name), "{name}: {page}");
    }
    assert!(page.contains("<p>Ada on forms: <em>worth</em> your time.</p>"), "{page}");
    assert!(page.contains("<h1>Five for Friday (20/11/2026)</h1>") && page.contains("Everything else"), "{page}");
    assert!(!page.contains("/leave/") && !page.contains("leave.invalid"), "no reader's own link: {page}");
    assert!(page.contains("property=\"og:title\" content=\"Five for Friday (20/11/2026)\""), "{page}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_draft_and_an_approved_edition_are_nobodys_yet() {
    let (town, _blogs, _mail) = read().await;
    let running = Running::start(&town, "2026-11-20T11:40:00Z");
    town.friday(&["edition", "draft"]).await;
    let draft = running.get("/editions/2026-11-20");
    town.friday(&["edition", "approve"]).await;

    let approved = running.get("/editions/2026-11-20");
    let (archive, home) = (running.get("/editions").1, running.get("/").1);

    assert_eq!((draft.0, approved.0), (404, 404));
    assert!(archive.contains("No edition has been sent yet") && !archive.contains("20/11/2026"), "{archive}");
    assert!(home.contains("The first edition is on its way"), "{home}");
}

#[tokio::test(flavor = "multi_thread")]
async fn words_in_welsh_say_so_and_markup_in_titles_is_inert_on_every_page() {
    let (town, _blogs, _mail) = sent().await;
    let running = Running::start(&town, AFTER);

    for path in ["/editions/2026-11-20", "/stories", "/stories?q=gwefan", "/"] {
        let page = running.get(path).1;
        // The first page tells the six newest alone.
        assert!(path == "/" || page.contains("lang=\"cy\" hreflang=\"cy\">"), "{path}: {page}");
        assert!(!page.contains("<script") && !page.contains("<img"), "{path}: {page}");
    }
    let stories = running.get("/stories").1;
    assert!(stories.contains(">Clever</a> (Zed)"), "{stories}");
    assert!(stories.contains("<p class=\"short\" lang=\"cy\">"), "{stories}");
    let found = running.get("/stories?q=%22%3E%3Cscript%3Ealert(1)%3C/script%3E&council=%3Cimg%3E&from=%3Cimg%3E").1;
    assert!(!found.contains("<script") && !found.contains("<img"), "{found}");
    assert!(found.contains("value=\"&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;\""), "{found}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_ask_is_answered_304() {
    let (town, _blogs, _mail) = sent().await;
    let running = Running::start(&town, AFTER);

    for path in ["/editions/2026-11-20", "/editions", "/stories", "/stories?q=forms", "/accessibility", "/what-we-keep"] {
        let (status, first) = running.get(path);
        let header = |name: &str| first.lines().find_map(|line| line.strip_prefix(&format!("{name}: "))).map(str::to_owned);
        assert!(header("cache-control").unwrap().starts_with("public"), "{path}");
        assert_eq!(header("set-cookie"), None, "{path}");
        let second = ask_again(&running, path, &header("etag").unwrap());
        assert_eq!((status, second.as_str()), (200, "HTTP/1.1 304 Not Modified"), "{path}");
    }
}

/// The status line for somebody who has this version already.
fn ask_again(running: &Running, path: &str, etag: &str) -> String {
    let mut stream = TcpStream::connect(("127.0.0.1", running.port)).unwrap();
    let request = format!("GET {path} HTTP/1.1\r\nHost: x\r\nIf-None-Match: {etag}\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer.lines().next().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_correction_stands_above_the_edition_and_sends_nothing() {
    let (town, _blogs, mail) = sent().await;
    let before = mail.kept().len();
    let sql =
        "INSERT INTO correction (edition_id, at, by, note) VALUES (1, 1795449600, 'ed@example.org', 'Bo, not *Ada*, wrote it.')";
    rusqlite::Connection::open(town.path("friday.db")).unwrap().execute(sql, []).unwrap();
    let running = Running::start(&town, "2026-11-25T09:00:00Z");

    let page = running.get("/editions/2026-11-20").1;

    let (note, pick) = (page.find("Bo, not <em>Ada</em>, wrote it.").unwrap(), page.find("class=\"picks\"").unwrap());
    assert!(note < pick && page.contains("23 November 2026"), "{page}");
    assert!(!page.contains("ed@example.org"), "who wrote it stays at the desk: {page}");
    assert_eq!(mail.kept().len(), before);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_day_without_an_edition_names_the_nearest_and_any_other_address_is_unknown() {
    let (town, _blogs, _mail) = sent().await;
    let running = Running::start(&town, AFTER);

    let (status, page) = running.get("/editions/2026-11-21");

    assert_eq!(status, 404);
    assert!(page.contains("There is no edition of Saturday 21 November 2026."), "{page}");
    assert!(page.contains("/editions/2026-11-20\">Five for Friday (20/11/2026)</a>"), "{page}");
    for path in
        ["/editions/2026-13-40", "/editions/%FF", "/editions/year/1999", "/editions/year/x", "/editions/+2026-1-1", "/nothing"]
    {
        let (status, page) = running.get(path);
        assert_eq!(status, 404, "{path}");
        assert!(page.contains("role=\"search\"") && page.contains("<h1>Not found</h1>"), "{path}: {page}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_river_is_searched_by_words_council_and_day_and_never_fails() {
    let (town, _blogs, _mail) = sent().await;
    let running = Running::start(&town, AFTER);
    let titles = |path: &str| running.get(path).1.matches("<article class=\"story\">").count();

    assert_eq!(titles("/stories"), 7);
    assert_eq!(titles("/stories?q=bins"), 1);
    assert_eq!(titles("/stories?q=ashby"), 1, "by the blog's name too");
    assert_eq!(titles("/stories?council=Ynys"), 1);
    assert_eq!(titles("/stories?from=2026-11-18"), 5);
    assert_eq!(titles("/stories?to=2026-11-17"), 2);
    assert!(running.get("/stories?q=zebra").1.contains("Nothing was found."));
    assert!(running.get("/stories?from=soon").1.contains("A date has to look like"));
    let long = "a%22b+".repeat(1600);
    for odd in [
        "q=%22",
        "q=%00",
        "q=%FF%FE",
        "q=AND+OR+NOT",
        "q=a*b:c^(",
        "q='%3B--",
        "before=x",
        "after=9-9",
        "before=99999999999999-1",
        &format!("q={long}"),
    ] {
        assert_eq!(running.get(&format!("/stories?{odd}")).0, 200, "{odd}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn home_says_which_friday_was_skipped_and_why() {
    let (town, _blogs, _mail) = read().await;
    town.friday(&["edition", "skip", "2026-11-20", "--because", "everybody is at a conference."]).await;
    let moved = town.friday(&["edition", "move", "2026-11-27", "--to", "2026-11-26", "--because", "the hall is closed"]).await;
    assert_eq!(moved.code, 0, "{}", moved.err);
    let running = Running::start(&town, "2026-11-20T13:00:00Z");

    let home = running.get("/").1;

    assert!(home.contains("No edition on Friday 20 November 2026: everybody is at a conference.</p>"), "{home}");
    assert!(home.contains("Next: Thursday 26 November 2026"), "{home}");
    assert!(
        home.contains("The edition of Friday 27 November 2026 comes on Thursday 26 November 2026: the hall is closed.</p>"),
        "{home}"
    );
}
