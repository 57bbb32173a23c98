//! 434 pieces of markup that would run code, in titles, authors, bodies, links, remarks, finds and suggestions: nothing runs on any page,
//! in any mail, feed or list.

use super::eyes::{pages, run};
use super::town::mails;
use crate::browser;
use crate::support::blogs::{Answer, Blogs, OPEN, councils};
use crate::support::editor::{AtTheDesk, EDITORS};
use crate::support::hostile_html::{feed, payloads};
use crate::support::reader;
use crate::support::running::{Running, free_port};
use crate::support::site_map::{ROUTES, Seen};
use crate::support::town::{READERS, Town};
use crate::support::verifiers::python;
use friday::io::tokens::Keys;
use friday::jobs::subscribe::form_stamp;
use mail_parser::MessageParser;
use serde_json::{Value, json};
use std::io::Write;
use std::process::Stdio;

/// When the edition is out, and editors write the next.
const NOW: &str = "2026-11-20T13:00:00Z";

/// A TOML string of any words.
fn quoted(words: &str) -> String {
    json!(words.replace(['\u{b}', '\u{c}', '\u{1}'], " ")).to_string()
}

/// A town whose every blog, post and remark is hostile, with the draft of the day.
async fn hostile_town(all: &[String]) -> (Town, Blogs, u16) {
    let (blogs, port) = (Blogs::start().await, free_port());
    let settings = format!(
        "[web]\nlisten = \"127.0.0.1:{port}\"\n[site]\nurl = \"http://127.0.0.1:{port}/\"\n[mail]\nfrom = \"Five for Friday <friday@five.example>\"\n\
         reply_to = \"ed@example.org\"\norganisation = {}\n{OPEN}flood = 1000\n{EDITORS}",
        quoted(&all[6])
    );
    let row = format!(
        "[[blog]]\nid = \"hostile\"\ncouncil = {}\nname = {}\nabout = {}\nvia = {}\nfeed = \"{}\"\n",
        quoted(&all[0]),
        quoted(&all[36]),
        quoted(&all[42]),
        quoted(&all[60]),
        blogs.url("hostile/feed")
    );
    let town = Town::new(&settings, &format!("{}{row}", councils(&blogs, 2)));
    blogs.say("hostile/feed", vec![Answer::ok(feed(all))]);
    blogs.say("suggested/feed", vec![Answer::ok(feed(&all[..40]).replace("ashby.example", "other.example"))]);
    town.write("readers.csv", READERS);
    assert_eq!(town.friday(&["subscribers", "import", "readers.csv"]).await.code, 0);
    assert_eq!(town.friday_at("2026-11-20T08:00:00Z", &["fetch"]).await.code, 0);
    assert_eq!(town.friday_at("2026-11-20T08:00:00Z", &["edition", "draft"]).await.code, 0);
    let file = town.read("editions/2026-11-20.md");
    town.write("editions/2026-11-20.md", &with_payloads(&file, all));
    let test = town.friday_at("2026-11-20T08:10:00Z", &["edition", "approve"]).await;
    assert_eq!(test.code, 0, "{}", test.err);
    (town, blogs, port)
}

/// Remarks and finds of payloads; what the file itself would take for a note or a heading is left to the desk.
fn with_payloads(file: &str, all: &[String]) -> String {
    let usable: Vec<&String> = all.iter().filter(|one| !one.contains("<!--") && !one.contains('\n')).collect();
    let mut parts = usable.chunks(usable.len().div_ceil(6));
    let mut words = || parts.next().unwrap_or_default().iter().map(|one| format!("{one}\n\n")).collect::<String>();
    let (mut written, mut is_pick) = (String::new(), false);
    for line in file.lines() {
        is_pick = line.starts_with("## ") || is_pick && !line.starts_with("# ");
        if line == "# Everything else" {
            let find = "## [<img src=x onerror=alert(1)>](https://elsewhere.example/\"onmouseover=alert(1))";
            written.push_str(&format!("{find}\n\n{}\n", words()));
        }
        written.push_str(&format!("{line}\n"));
        if is_pick && line.starts_with("<!--") {
            written.push_str(&format!("\n{}\n", words()));
        }
    }
    written
}

const READ_FEED: &str = r"
import sys, json, feedparser
feedparser.SANITIZE_HTML = False
feedparser.RESOLVE_RELATIVE_URIS = False
parsed, pieces, links = feedparser.parse(sys.stdin.buffer.read()), [], []
for entry in parsed.entries:
    for one in [entry.get('title_detail'), entry.get('summary_detail')] + entry.get('content', []):
        if one and 'html' in one['type']:
            pieces.append(one['value'])
    links += [link['href'] for link in entry.get('links', [])]
print(json.dumps({'entries': len(parsed.entries), 'broken': bool(parsed.bozo) and str(parsed.get('bozo_exception')), 'pieces': pieces, 'links': links}))
";

const READ_OPML: &str = r"
import sys, json, defusedxml.ElementTree as tree
outlines = list(tree.fromstring(sys.stdin.buffer.read()).iter('outline'))
links = [one.get(name) for one in outlines for name in ('xmlUrl', 'htmlUrl') if one.get(name)]
print(json.dumps({'entries': len(outlines), 'broken': False, 'pieces': [], 'links': links}))
";

/// What an independent parser reads of a document; none where it is not installed.
fn reread(script: &str, document: &[u8]) -> Option<Value> {
    let mut child =
        python().args(["-c", script]).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().ok()?;
    // A program without its module ends before it reads; its empty answer says so.
    let _ = child.stdin.take()?.write_all(document);
    serde_json::from_slice(&child.wait_with_output().ok()?.stdout).ok()
}

/// Every feed and list of the service, read by feedparser and defusedxml; their HTML before Chromium.
fn judge_documents(desk: &AtTheDesk) {
    let paths = ROUTES.iter().flat_map(|(_, seen)| if let Seen::Document(paths) = seen { *paths } else { &[] });
    for path in
        paths.filter(|path| path.contains(".atom") || path.contains(".opml") || path.contains(".json") || path.contains("/api/"))
    {
        let (status, answer) = desk.get(path);
        assert_eq!(status, 200, "{path}");
        let body = answer.split_once("\r\n\r\n").unwrap().1;
        let found = if path.contains(".atom") {
            reread(READ_FEED, body.as_bytes())
        } else if path.contains(".opml") {
            reread(READ_OPML, body.as_bytes())
        } else {
            Some(reread_json(body))
        };
        let Some(found) = found else {
            println!("skipped: feedparser or defusedxml is not here to read {path}");
            continue;
        };
        assert_eq!(found["broken"], false, "{path}");
        let links = found["links"].as_array().unwrap();
        assert!(
            links.iter().all(|link| !link.as_str().unwrap().contains(":") || link.as_str().unwrap().starts_with("http")),
            "{path}: {links:?}"
        );
        let pieces: Vec<String> =
            found["pieces"].as_array().unwrap().iter().map(|one| one.as_str().unwrap().to_owned()).collect();
        let sentence = browser::chromium().map_or_else(|| "no chromium".to_owned(), |chromium| browser::judge(chromium, &pieces));
        println!("  {path}: {} entries, {} links, {} pieces of HTML: {sentence}", found["entries"], links.len(), pieces.len());
        assert!(sentence.contains(" bad=0 fired=0") || sentence == "no chromium", "{path}: {sentence}");
    }
}

/// Every `content_html` and every address of a JSON document, wherever it stands.
fn reread_json(body: &str) -> Value {
    fn walk(value: &Value, pieces: &mut Vec<Value>, links: &mut Vec<Value>) {
        match value {
            Value::Object(map) => map.iter().for_each(|(key, value)| match (key.as_str(), value) {
                ("content_html" | "html", Value::String(_)) => pieces.push(value.clone()),
                ("url" | "link" | "external_url" | "home_page_url" | "feed_url", Value::String(_)) => links.push(value.clone()),
                _ => walk(value, pieces, links),
            }),
            Value::Array(list) => list.iter().for_each(|value| walk(value, pieces, links)),
            _ => {}
        }
    }
    let (mut pieces, mut links) = (Vec::new(), Vec::new());
    walk(&serde_json::from_str(body).unwrap(), &mut pieces, &mut links);
    json!({ "entries": 0, "broken": false, "pieces": pieces, "links": links })
}

#[tokio::test(flavor = "multi_thread")]
async fn hostile_markup_is_inert_on_every_page_in_mail_and_in_feeds() {
    let all = payloads();
    let (town, blogs, port) = hostile_town(&all).await;
    assert_eq!(town.friday_at("2026-11-20T12:05:00Z", &["edition", "send"]).await.code, 0);
    let mut answers = suggest(&town, &blogs, port, &all);
    let service = Running::start_at(&town, NOW, port);
    let desk = AtTheDesk::sign_in(&town, port);
    answers.extend(write(&desk, &all));
    let mut files: Vec<_> = answers.iter().enumerate().map(|(at, answer)| kept(&town, at, answer)).collect();
    let letters = reader::wait_for(&town, 30).into_iter().filter_map(|letter| {
        let mail = MessageParser::default().parse(letter.raw.as_bytes())?.body_html(0)?.into_owned();
        Some((letter.subject, mail))
    });
    for (at, (_, html)) in mails(&town).into_iter().chain(letters).enumerate() {
        let path = town.path(&format!("mail{at}.html"));
        std::fs::write(&path, html).unwrap();
        files.push(path);
    }
    std::fs::write(town.path("control.html"), "<img src=x onerror=alert(1)><a href=javascript:alert(1)>x</a>").unwrap();
    let mut start: Vec<Value> = pages("").iter().map(|page| page["path"].clone()).collect();
    start.extend(["/editions/2026-11-20".into(), "/desk/write/preview/mail.html".into()]);
    let question = |start: Vec<Value>, files: Vec<std::path::PathBuf>| json!({ "base": format!("http://127.0.0.1:{port}"), "cookie": { "name": "friday", "value": desk.secret() }, "start": start, "files": files, "most": 150 });

    let Some(control) = run("payloads.cjs", "playwright-core", &question(Vec::new(), vec![town.path("control.html")])) else {
        return;
    };
    let judged = run("payloads.cjs", "playwright-core", &question(start, files)).unwrap();

    println!(
        "hostile markup: {} payloads in posts, suggestions and the desk's form, {} pages, mails and answers before Chromium without their policy, {} elements: {} fired, {} wrong; control: {} fired, {} wrong",
        all.len(),
        judged["pages"],
        judged["elements"],
        judged["fired"].as_array().unwrap().len(),
        judged["count"],
        control["fired"].as_array().unwrap().len(),
        control["count"]
    );
    assert!(control["count"] != 0 && control["fired"] != json!([]), "the judge sees: {control}");
    assert_eq!((&judged["fired"], &judged["wrong"]), (&json!([]), &json!([])));
    judge_documents(&desk);
    drop(service);
}

/// Suggests blogs in hostile words until each payload was used; a network may send so many, so others go to a service that has just begun.
/// The feed of the first is hostile too. Answers as they came.
fn suggest(town: &Town, blogs: &Blogs, port: u16, all: &[String]) -> Vec<String> {
    let (mut answers, mut waiting, mut count) = (Vec::new(), all.iter().peekable(), 0);
    for most in [15, 15] {
        let service = Running::start_at(town, NOW, port);
        for _ in 0..most {
            count += 1;
            let mut short = || waiting.next_if(|one| one.len() < 120).map_or("", String::as_str);
            let (name, council, via) = (short(), short(), short());
            let mut note = String::new();
            while let Some(one) = waiting.next_if(|one| note.len() + one.len() < 990) {
                note.push_str(one);
                note.push(' ');
            }
            let hostile = all[count].as_str();
            let (address, shown) = (format!("https://other{count}.example/?q={hostile}"), stamp(town));
            let fields = [
                ("step", "keep"),
                ("address", address.as_str()),
                ("feed", if count % 2 == 0 { hostile } else { "javascript:alert(1)" }),
                ("name", name),
                ("council", council),
                ("via", via),
                ("note", note.as_str()),
                ("shown", shown.as_str()),
                ("left-empty", ""),
            ];
            let answer = post(&service, &fields);
            assert!(answer.contains("Thank you"), "{answer}");
            answers.push(answer);
        }
        let (address, shown) = (blogs.url("suggested/feed"), stamp(town));
        let fields = [
            ("step", "look"),
            ("address", address.as_str()),
            ("name", all[5].as_str()),
            ("note", all[6].as_str()),
            ("shown", &shown),
            ("left-empty", ""),
        ];
        answers.push(post(&service, &fields));
    }
    assert_eq!(waiting.count(), 0, "every payload is in a suggestion");
    answers
}

fn stamp(town: &Town) -> String {
    form_stamp(&Keys::open(&town.path("friday.key")).unwrap(), "2026-11-20T12:59:00Z".parse().unwrap())
}

fn post(service: &Running, fields: &[(&str, &str)]) -> String {
    let body = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
    service.ask("POST", "/blogs/suggest", "application/x-www-form-urlencoded", &body).1
}

/// Every payload as a remark, a find's title, author and extract, and a link's name, through the form of the desk: once refused for its
/// addresses, once kept, once against a newer version. Answers as they came.
fn write(desk: &AtTheDesk, all: &[String]) -> Vec<String> {
    let (_, form) = desk.get("/desk/write");
    let hidden = |name: &str| {
        let field = form.split(&format!("name=\"{name}\" value=\"")).nth(1).unwrap_or_else(|| panic!("a draft: {form}"));
        field.split('"').next().unwrap().to_owned()
    };
    let start: Vec<(String, String)> = ["edition", "revision"].iter().map(|name| ((*name).to_owned(), hidden(name))).collect();
    let with = |hostile: bool, first: usize| {
        let mut fields = start.clone();
        let mut put = |name: String, value: &str| fields.push((name, value.to_owned()));
        for (at, chunk) in all.chunks(all.len().div_ceil(28)).enumerate() {
            let words = chunk.join("\n\n");
            let (name, scheme) = (format!("f{at}"), if hostile { "javascript:alert(1)//" } else { "https://elsewhere.example/" });
            put("item".to_owned(), &name);
            put(format!("link-{name}"), &format!("{scheme}{at}?q={}", chunk[0]));
            put(format!("title-{name}"), &short(&chunk[first % chunk.len()]));
            put(format!("author-{name}"), &short(&chunk[(first + 1) % chunk.len()]));
            put(format!("extract-{name}"), &words);
            put(format!("remark-{name}"), if at % 2 == 0 { &words } else { "" });
            for one in chunk {
                put(format!("link-name-{name}"), &short(one));
                put(format!("link-address-{name}"), &format!("{scheme}more?q={one}"));
            }
        }
        put("opener".to_owned(), &all[..40].join("\n\n"));
        put("outro".to_owned(), &all[40..80].join("\n\n"));
        put("do".to_owned(), "save");
        fields
    };
    [(true, 0, 422), (false, 0, 303), (false, 1, 409)]
        .into_iter()
        .map(|(hostile, first, expected)| {
            let fields = with(hostile, first);
            let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
            let (status, answer) = desk.send("/desk/write", &fields);
            assert_eq!(status, expected, "{answer}");
            answer
        })
        .collect()
}

/// What a line of the form takes.
fn short(words: &str) -> String {
    words.chars().take(299).collect()
}

/// An answer to a form as a file for the browser, without the one script that its template names.
fn kept(town: &Town, at: usize, answer: &str) -> std::path::PathBuf {
    let path = town.path(&format!("answer{at}.html"));
    let body = answer.split_once("\r\n\r\n").unwrap().1;
    std::fs::write(&path, body.replace("<script src=\"/desk.js\" defer></script>", "")).unwrap();
    path
}
