//! What other programs read: feeds, the API, the map of the site.

use super::by_hand::{ready, with_remark};
use super::service::signal;
use crate::support::running::Running;
use crate::support::schema::complaints;
use crate::support::town::{FRIDAY, Town};
use crate::support::verifiers::python;
use crate::support::wire::{Answered, ask, get};
use friday::rules::parsing::{Document, parse};
use serde_json::Value;
use std::io::Write;
use std::process::Stdio;

/// The Friday's edition is out, with a remark, and the service shows it; the blogs' servers are gone.
async fn out() -> (Town, Running) {
    let (town, _blogs, _mail) = ready(7).await;
    town.friday(&["edition", "draft"]).await;
    let file = town.read("editions/2026-11-20.md");
    town.write("editions/2026-11-20.md", &with_remark(&file, "Ashby", "Ada on *forms*: [worth it](https://ashby.example/more)."));
    town.friday(&["edition", "approve"]).await;
    town.friday_at("2026-11-20T12:05:00Z", &["edition", "send"]).await;
    let running = Running::start(&town, "2026-11-20T13:00:00Z");
    (town, running)
}

#[tokio::test(flavor = "multi_thread")]
async fn who_asks_by_date_alone_gets_what_a_new_list_says() {
    let (town, running) = out().await;
    let date = get(running.port, "/stories.atom").field("last-modified").to_owned();
    let known = |date: &str| ask(running.port, "GET", "/stories.atom", &format!("If-Modified-Since: {date}\r\n")).status;
    assert_eq!(known(&date), 304);

    // Dates know whole seconds: a list that changes within the first is changed once more.
    let is_told = (0..400).any(|at| {
        town.write("feeds.toml", &format!("[[blog]]\nname = \"Only {at}\"\n"));
        signal(&running, "-HUP");
        std::thread::park_timeout(std::time::Duration::from_millis(10));
        known(&date) == 200
    });

    assert!(is_told);
}

/// A note on the edition that is out, at 13:30.
fn correct(town: &Town, note: &str) {
    let database = rusqlite::Connection::open(town.path("friday.db")).unwrap();
    let at = FRIDAY.parse::<friday::model::Instant>().unwrap().timestamp() + 7200;
    let sql = "INSERT INTO correction (edition_id, at, by, note) SELECT id, ?1, 'ed@example.org', ?2 FROM edition WHERE dated_on = '2026-11-20'";
    assert_eq!(database.execute(sql, rusqlite::params![at, note]).unwrap(), 1);
}

const FEEDPARSER: &str = r"
import sys, json, feedparser
read = feedparser.parse(sys.stdin.buffer.read())
print(json.dumps({
  'bozo': bool(read.bozo), 'version': read.version, 'title': read.feed.title, 'links': [[one.rel, one.href] for one in read.feed.links],
  'entries': [{'id': one.id, 'title': one.title, 'link': one.link, 'updated': one.updated, 'summary': one.get('summary', ''),
               'authors': [who.get('name') for who in one.get('authors', [])],
               'html': one.content[0].value if 'content' in one else ''} for one in read.entries]}))
";

/// What feedparser of Python sees; none where it is not here.
fn feedparser(document: &Answered) -> Option<Value> {
    let mut command = python();
    let mut child =
        command.args(["-c", FEEDPARSER]).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().ok()?;
    child.stdin.take().unwrap().write_all(&document.body).ok()?;
    let said = child.wait_with_output().unwrap();
    if !said.status.success() {
        let _ = writeln!(std::io::stderr(), "skipped: feedparser is not here to read the feeds");
        return None;
    }
    Some(serde_json::from_slice(&said.stdout).unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn every_reader_sees_the_edition_with_its_remark_and_what_was_corrected() {
    let (town, running) = out().await;
    let before = get(running.port, "/editions.atom");

    correct(&town, "The form is Brill's, *not* Ashby's.");
    let (atom, json) = (get(running.port, "/editions.atom"), get(running.port, "/editions.json"));
    let theirs = feed_rs::parser::parse(atom.body.as_slice()).unwrap();
    let ours = parse(Document { bytes: &atom.body, content_type: None, base_url: None }).unwrap();
    let item = json.json()["items"][0].clone();

    assert_eq!(atom.field("content-type"), "application/atom+xml; charset=utf-8");
    assert_eq!(json.field("content-type"), "application/feed+json");
    assert_eq!((theirs.entries.len(), ours.entries.len(), ours.problems.len()), (1, 1, 0), "{:?}", ours.problems);
    assert_eq!(ours.entries[0].title.as_deref(), Some("Five for Friday (20/11/2026)"));
    assert_eq!(ours.entries[0].link.as_deref(), Some("http://127.0.0.1:8025/editions/2026-11-20"));
    assert_eq!(item["id"], theirs.entries[0].id.as_str());
    assert_eq!(item["date_modified"], "2026-11-20T13:30:00Z");
    let html = theirs.entries[0].content.as_ref().unwrap().body.clone().unwrap();
    assert_eq!(item["content_html"], html.as_str());
    for words in [
        "Ada on <em>forms</em>",
        "Corrected on 20 November 2026",
        "Brill's, <em>not</em> Ashby's",
        "Everything else of this week</a>: 2 more posts",
    ] {
        assert!(html.contains(words), "{words}: {html}");
    }
    assert!(!before.text().contains("Corrected"), "{}", before.text());
    assert_ne!(before.field("etag"), atom.field("etag"));
    if let Some(read) = feedparser(&atom) {
        assert_eq!((&read["bozo"], &read["version"]), (&false.into(), &"atom10".into()));
        assert_eq!(read["entries"][0]["id"], item["id"]);
        assert!(read["entries"][0]["html"].as_str().unwrap().contains("worth it"), "{read}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_river_and_any_search_of_it_are_feeds_without_bodies() {
    let (_town, running) = out().await;

    let all = get(running.port, "/stories.atom");
    let one = get(running.port, "/stories.json?q=parking&council=Ashby").json();
    let none = get(running.port, "/stories.atom?q=xyzzy");
    let theirs = feed_rs::parser::parse(all.body.as_slice()).unwrap();

    assert_eq!(theirs.entries.len(), 7);
    assert!(theirs.entries.iter().all(|entry| entry.content.is_none() && entry.summary.is_some()));
    assert_eq!(theirs.entries.iter().filter(|entry| entry.authors[0].name.as_deref() == Some("Ada Jones")).count(), 7);
    assert_eq!(one["items"].as_array().unwrap().len(), 1);
    assert_eq!(one["items"][0]["url"], "https://ashby.example/form");
    assert_eq!(one["title"], "Five for Friday – stories: parking, Ashby");
    assert_eq!(one["feed_url"], "http://127.0.0.1:8025/stories.json?q=parking&council=Ashby");
    assert_eq!((none.status, feed_rs::parser::parse(none.body.as_slice()).unwrap().entries.len()), (200, 0));
    if let Some(read) = feedparser(&all) {
        assert_eq!((&read["bozo"], read["entries"].as_array().unwrap().len()), (&false.into(), 7), "{read}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_has_a_document_gets_304_and_who_takes_gzip_gets_it_packed() {
    let (_town, running) = out().await;

    for path in ["/editions.atom", "/stories.json", "/api/v1/stories", "/sitemap.xml", "/robots.txt", "/feeds", "/blogs.opml"] {
        let whole = get(running.port, path);
        let (tag, date) = (whole.field("etag"), whole.field("last-modified"));
        let known = ask(running.port, "GET", path, &format!("If-None-Match: {tag}\r\n"));
        let head = ask(running.port, "HEAD", path, "");
        let head_known = ask(running.port, "HEAD", path, &format!("If-None-Match: \"x\", {tag}\r\n"));
        let packed = ask(running.port, "GET", path, "Accept-Encoding: gzip, br\r\n");
        let packed_known = ask(running.port, "GET", path, &format!("Accept-Encoding: gzip\r\nIf-None-Match: {tag}\r\n"));

        assert_eq!(
            (whole.status, known.status, head.status, head_known.status, packed_known.status),
            (200, 304, 200, 304, 304),
            "{path}"
        );
        assert!(tag.starts_with("W/\""), "{path}: {tag}");
        assert!(
            known.body.is_empty() && head.body.is_empty() && known.field("content-length").is_empty(),
            "{path}: {}",
            known.head
        );
        assert_eq!(head.field("content-length"), whole.body.len().to_string(), "{path}");
        for answer in [&whole, &known, &head, &packed] {
            assert_eq!(answer.field("etag"), tag, "{path}");
            assert_eq!(answer.field("vary"), "Accept-Encoding", "{path}");
            assert_eq!(answer.field("cache-control"), "public, max-age=300", "{path}");
            assert_eq!(answer.field("x-content-type-options"), "nosniff", "{path}");
            assert_eq!(answer.field("last-modified"), date, "{path}");
        }
        if packed.field("content-encoding") == "gzip" {
            let mut unpacked = Vec::new();
            std::io::Read::read_to_end(&mut flate2::read::GzDecoder::new(packed.body.as_slice()), &mut unpacked).unwrap();
            assert_eq!(unpacked, whole.body, "{path}");
            assert!(packed.body.len() < whole.body.len(), "{path}");
        } else {
            assert!(whole.body.len() < 1400, "{path}");
        }
        if !date.is_empty() {
            assert_eq!(ask(running.port, "GET", path, &format!("If-Modified-Since: {date}\r\n")).status, 304, "{path}");
            let old = "If-Modified-Since: Thu, 01 Jan 2026 00:00:00 GMT\r\n";
            assert_eq!(ask(running.port, "GET", path, old).status, 200, "{path}");
        }
    }
    let wanted = ask(running.port, "GET", "/editions.atom", "If-Match: \"another\"\r\n");
    assert_eq!((wanted.status, wanted.body.len()), (412, 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn scripts_of_other_sites_may_read_feeds_and_api_and_nothing_else() {
    let (_town, running) = out().await;
    let origin = "Origin: https://other.example\r\n";
    let open = |path: &str| ask(running.port, "GET", path, origin).field("access-control-allow-origin");

    for path in ["/editions.atom", "/stories.json?q=a", "/api/v1/blogs", "/api/openapi.json", "/api/v1/nothing", "/blogs.opml"] {
        assert_eq!(open(path), "*", "{path}");
    }
    for path in ["/", "/feeds", "/api", "/blogs", "/subscribe", "/health", "/sitemap.xml", "/nothing"] {
        assert_eq!(open(path), "", "{path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_api_answers_as_its_description_says() {
    let (town, running) = out().await;
    correct(&town, "Sorry.");
    let description = get(running.port, "/api/openapi.json").json();
    let paths = description["paths"].as_object().unwrap();
    let at = |path: &str| path.replace("{date}", "2026-11-20").replace("{id}", "ashby-digital");

    assert_eq!(description["openapi"], "3.1.0");
    for (path, methods) in paths {
        let answer = get(running.port, &at(path));
        let schema = &methods["get"]["responses"]["200"]["content"]["application/json"]["schema"];
        assert_eq!((answer.status, answer.field("content-type").as_str()), (200, "application/json"), "{path}");
        let found = complaints(&description, schema, &answer.json(), path);
        assert!(found.is_empty(), "{found:#?}");
    }
    let whole = get(running.port, "/api/v1/editions/2026-11-20").json();
    let stories = get(running.port, "/api/v1/stories").json();
    assert!(whole["items"][0]["remark_html"].as_str().is_some_and(|words| !words.is_empty()), "{whole}");
    assert_eq!(whole["corrections"][0]["note_html"], "<p>Sorry.</p>");
    assert_eq!(stories["items"].as_array().unwrap().len(), 7);
    assert_eq!(stories["items"][0]["edition"]["date"], "2026-11-20");
}

#[test]
fn every_route_of_the_api_is_described_and_every_description_has_a_route() {
    let source = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/src/web/out/api.rs")).unwrap();
    let routes: Vec<&str> = source.split(".route(\"").skip(1).map(|rest| rest.split('"').next().unwrap()).collect();
    let mut served: Vec<&str> = routes.into_iter().filter(|path| path.starts_with("/api/v1/") && !path.contains('*')).collect();
    let text = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/openapi.json")).unwrap();
    let description: Value = serde_json::from_str(&text).unwrap();
    let mut described: Vec<&str> = description["paths"].as_object().unwrap().keys().map(String::as_str).collect();
    served.sort_unstable();
    described.sort_unstable();

    assert_eq!(served, described);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_is_followed_part_by_part_to_its_end() {
    let (_town, running) = out().await;
    for (list, count) in [("stories", 7), ("blogs", 7), ("editions", 1)] {
        let mut path = format!("/api/v1/{list}?limit=3");
        let mut seen = std::collections::BTreeSet::new();
        loop {
            let part = get(running.port, &path).json();
            let items = part["items"].as_array().unwrap();
            assert!((1..=3).contains(&items.len()), "{part}");
            assert!(items.iter().all(|item| seen.insert(item["id"].to_string())), "{list}: one came twice");
            let Some(next) = part["next"].as_str() else { break };
            path = next.replace("http://127.0.0.1:8025", "");
        }
        assert_eq!(seen.len(), count, "{list}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_question_that_cannot_be_answered_is_told_why_and_what_could_be() {
    let (_town, running) = out().await;
    let description = get(running.port, "/api/openapi.json").json();
    let problem = &description["components"]["schemas"]["Problem"];

    for (path, status, parameter) in [
        ("/api/v1/stories?limit=0", 400, "limit"),
        ("/api/v1/stories?limit=201", 400, "limit"),
        ("/api/v1/stories?limit=1e9", 400, "limit"),
        ("/api/v1/stories?from=20/11/2026", 400, "from"),
        ("/api/v1/stories?cursor=1", 400, "cursor"),
        ("/api/v1/stories?councl=Leeds", 400, "councl"),
        ("/api/v1/stories?q=a&q=b", 400, "q"),
        ("/api/v1/editions?cursor=yesterday", 400, "cursor"),
        ("/api/v1/editions/yesterday", 400, "date"),
        ("/api/v1/editions/2026-11-20?x=1", 400, "x"),
        ("/api/v1/blogs?cursor=No%20Such", 400, "cursor"),
        ("/api/v1/editions/2025-01-03", 404, ""),
        ("/api/v1/blogs/nobody", 404, ""),
        ("/api/v1/nothing", 404, ""),
    ] {
        let answer = get(running.port, path);
        let told = answer.json();
        assert_eq!(
            (answer.status, answer.field("content-type").as_str()),
            (status, "application/problem+json"),
            "{path}: {told}"
        );
        assert_eq!(told["parameter"].as_str().unwrap_or_default(), parameter, "{path}: {told}");
        assert_eq!(told["accepted"].is_string(), status == 400, "{path}: {told}");
        assert!(complaints(&description, problem, &told, path).is_empty(), "{told}");
    }
    let posted = ask(running.port, "POST", "/api/v1/stories", "Content-Length: 0\r\n");
    assert_eq!((posted.status, posted.field("allow").as_str()), (405, "GET, HEAD"));
    assert_eq!(posted.json()["detail"], "This API is read-only: ask with GET.");
}

#[tokio::test(flavor = "multi_thread")]
async fn search_engines_find_every_page_and_are_kept_from_what_is_for_one_person() {
    let (_town, running) = out().await;

    let (map, robots) = (get(running.port, "/sitemap.xml"), get(running.port, "/robots.txt"));
    let addresses: Vec<String> =
        map.text().split("<loc>").skip(1).map(|rest| rest.split("</loc>").next().unwrap().to_owned()).collect();

    assert_eq!(map.field("content-type"), "application/xml; charset=utf-8");
    for page in ["", "editions", "editions/2026-11-20", "editions/year/2026", "blogs", "blogs/ashby-digital", "stories"] {
        assert!(addresses.contains(&format!("http://127.0.0.1:8025/{page}")), "{page}: {addresses:?}");
    }
    for address in &addresses {
        let path = address.strip_prefix("http://127.0.0.1:8025").unwrap();
        assert_eq!(get(running.port, path).status, 200, "{path}");
    }
    assert!(map.text().contains("<lastmod>2026-11-20</lastmod>"), "{}", map.text());
    assert!(
        robots.text().contains("Disallow: /desk\n") && robots.text().contains("Sitemap: http://127.0.0.1:8025/sitemap.xml\n")
    );
}
