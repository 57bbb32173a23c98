//! Documents made to exhaust their reader: each ends within seconds, in little memory, without asking anybody anything.

use crate::meter::{Measured, measure};
use crate::support::blogs::{Answer, Blogs, OPEN, councils};
use crate::support::canary::Canary;
use crate::support::town::Town;
use std::io::Write;
use std::time::Duration;

/// Of one document. Unoptimised builds, which tests are, get more time.
const PATIENCE: Duration = Duration::from_secs(if cfg!(debug_assertions) { 10 } else { 2 });

/// Largest document that is read at all.
const LARGEST: usize = 16 << 20;

fn rss(prologue: &str, inside: &str) -> String {
    format!("<?xml version=\"1.0\"?>{prologue}<rss version=\"2.0\"><channel><title>Saltmarsh</title>{inside}</channel></rss>")
}

fn item(description: &str) -> String {
    rss(
        "",
        &format!(
            "<item><title>One</title><link>https://saltmarsh.example/1</link><description><![CDATA[{description}]]></description></item>"
        ),
    )
}

fn numbered(count: usize, piece: impl Fn(usize) -> String) -> String {
    (0..count).map(piece).collect()
}

/// Name and document. `canary` is an address nobody may ask.
fn bombs(canary: &str) -> Vec<(&'static str, String)> {
    let laughs = numbered(30, |at| format!("<!ENTITY l{} \"{}\">", at + 1, format!("&l{at};").repeat(10)));
    let outside = format!(
        "<!DOCTYPE rss SYSTEM \"{canary}dtd\" [<!ENTITY % p SYSTEM \"{canary}parameter\"> %p; <!ENTITY x SYSTEM \"{canary}entity\">]>\
         <?xml-stylesheet href=\"{canary}style\"?>"
    );
    let include = format!("<xi:include xmlns:xi=\"http://www.w3.org/2001/XInclude\" href=\"{canary}include\"/>");
    let mut list = vec![
        (
            "entities within entities",
            rss(&format!("<!DOCTYPE rss [<!ENTITY l0 \"lol\">{laughs}]>"), "<item><title>&l30;</title></item>"),
        ),
        (
            "50 kB entity, 1000 times",
            rss(
                &format!("<!DOCTYPE rss [<!ENTITY a \"{}\">]>", "A".repeat(50_000)),
                &format!("<item><title>{}</title></item>", "&a;".repeat(1000)),
            ),
        ),
        (
            "a file as an entity",
            rss("<!DOCTYPE rss [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>", "<item><title>&x;</title></item>"),
        ),
        ("addresses as entities", rss(&outside, &format!("<item><title>&x;</title>{include}</item>"))),
        ("100 000 attributes on a tag", rss("", &format!("<item {}/>", numbered(100_000, |at| format!("a{at}=\"v\" "))))),
        ("700 000 xmlns on a tag", rss("", &format!("<item {}/>", numbered(700_000, |at| format!("xmlns:a{at}=\"u\" "))))),
        ("1 000 000 nested tags", rss("", &"<x>".repeat(1_000_000))),
        ("a name of 4 MiB", rss("", &format!("<{0}></{0}>", "n".repeat(4 << 20)))),
        ("1 000 000 nested JSON lists", "[".repeat(1_000_000)),
        ("1 000 000 empty items", rss("", &"<item/>".repeat(1_000_000))),
        ("1 000 000 <", rss("", &"<".repeat(1_000_000))),
        ("a comment without end", rss("", &format!("<!--{}", "- ".repeat(7 << 20)))),
        ("2 000 000 &amp;", rss("", &format!("<item><title>{}</title></item>", "&amp;".repeat(2_000_000)))),
        (
            "1 000 000 JSON keys",
            format!(
                "{{\"version\":\"https://jsonfeed.org/version/1.1\",{}\"items\":[]}}",
                numbered(1_000_000, |at| format!("\"k{at}\":1,"))
            ),
        ),
    ];
    list.extend(html_bombs());
    list
}

/// Bodies: a browser's tree builder is quadratic in places, so a body has its own limit.
fn html_bombs() -> Vec<(&'static str, String)> {
    let many = |body: &str| {
        rss("", &numbered(30, |at| format!("<item><guid>{at}</guid><description><![CDATA[{body}]]></description></item>")))
    };
    vec![
        ("HTML: 100 000 nested <div>", item(&"<div>".repeat(100_000))),
        ("HTML: 100 000 nested <b>", item(&"<b>".repeat(100_000))),
        ("HTML: 50 000 <a><b> crossed", item(&"<a><b></a>".repeat(50_000))),
        ("HTML: 50 000 tables in tables", item(&"<table><tr><td>".repeat(30_000))),
        ("HTML: 30 000 <p> in <font>", item(&format!("{}{}", "<font>".repeat(1000), "<p>".repeat(30_000)))),
        ("HTML: 30 bodies of nested <b>", many(&"<b>".repeat(100_000))),
        ("HTML: 30 bodies of attributes", many(&format!("<p {}>", numbered(40_000, |at| format!("a{at}=v "))))),
        ("HTML: a title of 1 000 000 <", rss("", &format!("<item><title><![CDATA[{}]]></title></item>", "<".repeat(1_000_000)))),
        ("HTML: a title of <b></b>", rss("", &format!("<item><title><![CDATA[{}]]></title></item>", "<b></b>".repeat(500_000)))),
    ]
}

/// As it is where that is small enough: some would already be refused for growing so much.
fn answer(document: &str) -> Answer {
    if document.len() < 8 << 20 {
        return Answer::ok(document);
    }
    Answer::ok(gzip(document.as_bytes())).with("content-encoding", b"gzip")
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

async fn run(town: &Town, args: &[&str]) -> Measured {
    let mut command = town.command(args);
    tokio::task::spawn_blocking(move || measure(&mut command)).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn no_document_exhausts_its_reader() {
    let (canary, port) = Canary::sit().await;
    let blogs = Blogs::start().await;
    let town = Town::new(OPEN, &councils(&blogs, 5));
    town.write("calm.xml", &item("words"));
    // The largest of some: what ends at once can do so between two looks at its memory.
    let mut calm_parse = 0.0_f64;
    for _ in 0..8 {
        calm_parse = calm_parse.max(run(&town, &["parse", "calm.xml"]).await.peak);
    }
    let calm_fetch = run(&town, &["fetch", "--force", "--json"]).await.peak;
    let (mut too_much, mut passwd) = (Vec::new(), false);
    println!("{:<32} {:>18} {:>18}", "document", "parse", "fetch, with 5 more");

    for (name, document) in bombs(&format!("http://127.0.0.1:{port}/")) {
        assert!(document.len() <= LARGEST, "{name} is not read at all");
        town.write("bomb.xml", &document);
        let parsed = run(&town, &["parse", "bomb.xml"]).await;
        blogs.say("bomb", vec![answer(&document)]);
        let list = format!("{}[[blog]]\nname = \"Bomb\"\nfeed = \"{}\"\n", councils(&blogs, 5), blogs.url("bomb"));
        let fresh = Town::new(OPEN, &list);
        let fetched = run(&fresh, &["fetch", "--json"]).await;

        let (more_parse, more_fetch) = (parsed.peak - calm_parse, fetched.peak - calm_fetch);
        let seconds = |measured: &Measured| measured.busy.as_secs_f64();
        let error = |said: &str| {
            said.split("\"error\":").filter_map(|rest| rest.split('"').nth(1)).find(|words| words.len() > 8).map(str::to_owned)
        };
        println!(
            "{name:<32} {:>5.1} s {more_parse:>+5.0} MiB {:>6.1} s {more_fetch:>+5.0} MiB  {}",
            seconds(&parsed),
            seconds(&fetched),
            error(&parsed.said.out).unwrap_or_default()
        );
        passwd |= parsed.said.out.contains("root:");
        let read = fetched.said.out.matches("\"read\"").count();
        let fits = parsed.busy < PATIENCE && fetched.busy < PATIENCE && more_parse < 64.0 && more_fetch < 64.0;
        if !fits || read < 5 || !matches!(parsed.said.code, 0 | 65) || fetched.said.code != 0 {
            too_much.push(format!("{name} (exit {}, {}; {read} read)", parsed.said.code, fetched.said.code));
        }
    }

    assert_eq!((canary.connections(), passwd), (0, false));
    assert!(too_much.is_empty(), "{too_much:#?}");
}
