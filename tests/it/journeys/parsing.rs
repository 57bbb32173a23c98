//! `friday parse` on documents that none of us wrote, and its contract.

use crate::support::corpus::{corpus, tell};
use crate::support::town::{Town, said};

fn parse(town: &Town, args: &[&str]) -> (i32, Vec<serde_json::Value>) {
    let said = said(&mut town.command(&[&["parse"], args].concat()));
    (said.code, said.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect())
}

#[test]
fn a_document_is_one_json_object_in_the_order_given() {
    let town = Town::new("", "");
    town.write(
        "good.xml",
        &crate::support::blogs::rss(
            "ashby",
            &[(
                "ashby.example/1",
                "One &amp;amp; two",
                "Wed, 18 Nov 2026 10:00:00 +0100",
                "&lt;p&gt;Hello &lt;b&gt;you&lt;/b&gt;&lt;/p&gt;",
            )],
        ),
    );
    town.write("bad.html", "<!doctype html><p>no");

    let (code, lines) = parse(&town, &["bad.html", "good.xml", "missing.xml"]);

    assert_eq!(code, 65);
    assert_eq!(
        lines.iter().map(|line| line["file"].as_str().unwrap()).collect::<Vec<_>>(),
        ["bad.html", "good.xml", "missing.xml"]
    );
    assert_eq!(lines[0]["error"], "this is a web page, not a feed");
    let entry = &lines[1]["entries"][0];
    assert_eq!(lines[1]["ok"], true);
    assert_eq!(lines[1]["format"], "rss2");
    assert_eq!(lines[1]["feed"]["language"], "en-GB");
    assert_eq!(entry["id"], "https://ashby.example/1");
    assert_eq!(entry["title"], "One & two");
    assert_eq!(entry["published"], "2026-11-18T09:00:00Z");
    assert_eq!(entry["summary"], "<p>Hello <b>you</b></p>");
    assert_eq!(entry["excerpt"], "Hello you");
    assert_eq!(entry["authors"][0]["name"], "Ada Jones");
}

#[test]
fn every_key_of_the_contract_is_there_even_when_empty() {
    let town = Town::new("", "");
    town.write("bare.xml", "<rss version=\"2.0\"><channel><title>Bare</title><item><title>T</title></item></channel></rss>");

    let (code, lines) = parse(&town, &["bare.xml"]);

    let keys = |value: &serde_json::Value| value.as_object().unwrap().keys().cloned().collect::<Vec<_>>().join(" ");
    assert_eq!(code, 0);
    assert_eq!(keys(&lines[0]), "file ok error format feed entries problems");
    assert_eq!(keys(&lines[0]["feed"]), "title subtitle link id language updated published authors rights image categories");
    assert_eq!(
        keys(&lines[0]["entries"][0]),
        "id title link authors published updated summary content excerpt language categories media"
    );
    assert_eq!(lines[0]["entries"][0]["id"], serde_json::Value::Null);
}

#[test]
fn no_document_of_the_corpus_makes_it_panic_and_nearly_all_are_read() {
    let Some(corpus) = corpus() else { return };
    let index = std::fs::read_to_string(corpus.join("INDEX.tsv")).unwrap();
    let rows: Vec<Vec<&str>> = index.lines().skip(1).map(|line| line.split('\t').collect()).collect();
    let header: Vec<&str> = index.lines().next().unwrap().split('\t').collect();
    let column = |name: &str| header.iter().position(|found| *found == name).unwrap();
    let (kind, real) = (column("kind"), column("real_world"));
    let feeds: Vec<&Vec<&str>> = rows.iter().filter(|row| row[kind] == "html" || row.last() == Some(&"yes")).collect();
    let town = Town::new("", "");
    let mut tally = Tally::default();

    for some in feeds.chunks(500) {
        let mut command = town.command(&["parse"]);
        command.current_dir(&corpus).args(some.iter().map(|row| row[0]));
        let said = said(&mut command);
        assert!([0, 65].contains(&said.code), "{}", said.err);
        assert_eq!(said.out.lines().count(), some.len());
        for (line, row) in said.out.lines().zip(some) {
            let document: serde_json::Value = serde_json::from_str(line).unwrap();
            let is_page = row[kind] == "html" && row.last() != Some(&"yes");
            tally.count(&document, is_page, row[real] == "real");
        }
    }

    tell(&tally.in_words());
    assert!(tally.read * 1000 >= tally.feeds * 993, "{}", tally.in_words());
    assert_eq!((tally.real_read, tally.pages_taken), (tally.real, 0), "{}", tally.in_words());
}

#[derive(Default)]
struct Tally {
    feeds: usize,
    read: usize,
    real: usize,
    real_read: usize,
    pages_taken: usize,
}

impl Tally {
    fn count(&mut self, document: &serde_json::Value, is_page: bool, is_real: bool) {
        let has_title = document["feed"]["title"].is_string();
        let has_entry = document["entries"].as_array().is_some_and(|entries| !entries.is_empty());
        let is_read = has_title || has_entry;
        if is_page {
            self.pages_taken += usize::from(document["ok"] == true);
            return;
        }
        self.feeds += 1;
        self.read += usize::from(is_read);
        self.real += usize::from(is_real);
        self.real_read += usize::from(is_real && is_read);
    }

    fn in_words(&self) -> String {
        let Self { feeds, read, real, real_read, pages_taken } = self;
        let share = (read * 10_000 / feeds) as f64 / 100.0;
        format!(
            "corpus: a title or an entry is read from {read} of {feeds} documents ({share} %), from {real_read} of {real} real feeds; \
             {pages_taken} web pages are taken for feeds"
        )
    }
}
