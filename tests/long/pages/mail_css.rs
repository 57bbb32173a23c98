//! What our mails ask of mail clients, held against caniemail's data: docs/mail-css.md says what degrades, and this keeps it true.

use super::eyes::run;
use super::town::{Sample, mails};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// What readers see where a feature is missing. One that is not everywhere, and not here, fails the check.
const DEGRADES: [(&str, &str); 33] = [
    ("css-at-media", "One column of flowing width is the ground; only the narrower edges on phones are lost."),
    ("css-at-media-prefers-color-scheme", "The light colours stay, or the client turns them round by itself."),
    ("css-border", "A line above a heading may be missing in Word; headings stand apart by space as well."),
    ("css-border-radius", "The button has square corners."),
    (
        "css-display",
        "Word ignores `inline-block`: a table in a comment for it holds the two columns. What is hidden has `mso-hide`.",
    ),
    ("css-font-size", "Only pixels are used, which work."),
    ("css-font-weight", "Only `bold` and `normal` are used, which work."),
    ("css-height", "Only on cells, with the attribute beside it."),
    ("css-important", "Stands only in `@media`, where it has to beat what is on the elements."),
    ("css-letter-spacing", "The masthead is a little wider or narrower."),
    ("css-line-height", "Word gets `mso-line-height-rule` in a style of its own."),
    ("css-margin", "No negative ones are used; `auto` has `align` beside it."),
    ("css-max-height", "One of six ways in which the preheader is hidden."),
    ("css-max-width", "Word gets a table of fixed width in a comment."),
    ("css-opacity", "One of six ways in which the preheader is hidden."),
    ("css-overflow", "One of six ways in which the preheader is hidden."),
    ("css-padding", "Stands on cells, where all have it."),
    ("css-selector-attribute", "Outlook's dark colours; without them its own turning-round is seen."),
    ("css-selector-chaining", "Stands only in `@media`: what is lost there is lost here."),
    ("css-selector-class", "Stands only in `@media`: what is lost there is lost here."),
    ("css-selector-descendant", "Stands only in `@media`: what is lost there is lost here."),
    ("css-selector-grouping", "Stands only in `@media`: what is lost there is lost here."),
    ("css-selector-type", "Stands only in `@media`: what is lost there is lost here."),
    ("css-text-decoration", "Links are underlined everywhere; only its newer values are missing."),
    ("css-white-space", "A date may break over two lines."),
    ("css-width", "Word gets the attribute."),
    ("css-word-break", "A word longer than the line widens the column."),
    ("html-align", "A class says the same."),
    ("html-body", "Some put a `div` in its place: the first table carries the same colour."),
    ("html-dir", "The client's own direction, which is that of the reader's language."),
    ("html-height", "The style says the same."),
    ("html-lists", "The distance of the bullets differs."),
    ("html-style", "Everything but `@media` stands on the elements themselves."),
];
const DEGRADES_TOO: [(&str, &str); 3] = [
    ("html-meta-color-scheme", "The client decides for itself; the colours have contrast enough either way."),
    ("html-small", "Letters of ordinary size."),
    ("html-width", "The style says the same."),
];

/// Used, and of such age that caniemail has no page for it.
const WITHOUT_PAGE: [&str; 1] = ["css-color"];

const HEAD: &str = "# What our mails ask of mail clients

Every feature of CSS and HTML that friday's own mails use (editions, bulletins, letters to single people), and what
[caniemail](https://www.caniemail.com/) says of it. \"Outlook (Word)\" is the classic Outlook for Windows, which lays out with Word; \"Outlook\" is
the others. \"Partly\" is what some of a client's programs do, or only some values. `color` has no page there; all clients know it.

This file is written by `WRITE=1 cargo test --features long --test long mail_css`, and held against the mails of a sample town by the same
command without `WRITE`.

";

fn degrades(slug: &str) -> Option<&'static str> {
    DEGRADES.iter().chain(&DEGRADES_TOO).find(|(known, _)| *known == slug).map(|(_, words)| *words)
}

/// The file, and the features that nobody has said a word about.
fn document(report: &Value) -> (String, Vec<String>) {
    let mut text = format!("{HEAD}Data of {}.\n\n", report["date"].as_str().unwrap());
    text.push_str("| feature | Gmail | Outlook (Word) | Outlook | Apple Mail | what readers see where it is missing |\n|---|---|---|---|---|---|\n");
    let mut silent = Vec::new();
    for row in report["rows"].as_array().unwrap() {
        let get = |key: &str| row[key].as_str().unwrap();
        let (gmail, windows, outlook, apple) = (get("gmail"), get("windows"), get("outlook"), get("apple"));
        let is_everywhere = [gmail, windows, outlook, apple].iter().all(|one| *one == "yes");
        let words = if is_everywhere { "" } else { degrades(get("slug")).unwrap_or_default() };
        if !is_everywhere && words.is_empty() {
            silent.push(get("slug").to_owned());
        }
        let link = format!("[{}](https://www.caniemail.com/features/{}/)", get("title").replace('|', ""), get("slug"));
        writeln!(text, "| {link} | {gmail} | {windows} | {outlook} | {apple} | {words} |").unwrap();
    }
    (text, silent)
}

/// Whether the file is to be written anew rather than held against the mails.
#[expect(clippy::disallowed_methods, reason = "not a setting of friday's")]
fn is_written() -> bool {
    std::env::var("WRITE").is_ok()
}

#[tokio::test(flavor = "multi_thread")]
async fn mail_css_and_its_gaps_are_written_down() {
    let sample = Sample::full().await;
    drop(super::town::token_pages(&sample)); // for the mail that asks back
    let all: Vec<Value> = mails(&sample.town).into_iter().map(|(name, html)| json!({ "name": name, "html": html })).collect();
    let Some(report) = run("mail_css.cjs", "caniemail/caniemail.json", &json!({ "mails": all })) else { return };

    let unknown: BTreeMap<&str, &Value> =
        report["unknown"].as_array().unwrap().iter().map(|one| (one[0].as_str().unwrap(), &one[1])).collect();
    let (text, silent) = document(&report);
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/mail-css.md");
    if is_written() {
        std::fs::write(path, &text).unwrap();
    }

    let rows = report["rows"].as_array().unwrap();
    let count = |key: &str, word: &str| rows.iter().filter(|row| row[key] == word).count();
    println!(
        "caniemail of {}: {} mails use {} features; not at all in Gmail {}, Outlook (Word) {}, Outlook {}, Apple Mail {}; each gap has its sentence",
        report["date"],
        all.len(),
        rows.len(),
        count("gmail", "no"),
        count("windows", "no"),
        count("outlook", "no"),
        count("apple", "no"),
    );
    assert!(unknown.keys().all(|slug| WITHOUT_PAGE.contains(slug)), "caniemail knows nothing of {unknown:?}");
    assert!(silent.is_empty(), "say in tests/long/pages/mail_css.rs what readers see without {silent:?}");
    assert!(
        std::fs::read_to_string(path).unwrap_or_default() == text,
        "docs/mail-css.md is not what the mails use: write it anew with WRITE=1"
    );
}
