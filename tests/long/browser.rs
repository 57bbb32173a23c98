//! The same markup before a real browser's eyes: Chromium builds its tree, twice, and nothing runs.

use crate::support::hostile_html::{feed, payloads};
use crate::support::town::{Town, said};
use std::process::{Command, Stdio};

/// Looks at every element of every piece, again after writing it out and reading it in (mutations show then).
const JUDGE: &str = r"
const forbidden = /^(script|iframe|frame|object|embed|applet|svg|math|form|input|button|base|link|meta|style|template|noscript|audio|video|source|details)$/i;
let bad = [], seen = 0;
function look(root, round) {
  for (const one of root.querySelectorAll('*')) {
    seen++;
    if (forbidden.test(one.localName)) bad.push(round + ' <' + one.localName + '>');
    for (const attribute of one.attributes) {
      if (/^on|^srcdoc$|^style$/i.test(attribute.name)) bad.push(round + ' ' + attribute.name);
      if (/^(href|src|cite)$/i.test(attribute.name) && !/^(https?|mailto):/i.test(one[attribute.name] || attribute.value))
        bad.push(round + ' ' + attribute.name + '=' + attribute.value);
    }
  }
}
for (const piece of document.querySelectorAll('.piece')) {
  look(piece, 'first');
  const again = document.createElement('div');
  again.innerHTML = piece.innerHTML; look(again, 'second');
  const third = document.createElement('div');
  third.innerHTML = again.innerHTML; look(third, 'third');
}
setTimeout(() => {
  const result = document.createElement('pre');
  result.textContent = 'JUDGED seen=' + seen + ' bad=' + bad.length + ' fired=' + window.fired + ' ' + bad.slice(0, 5).join(' | ');
  document.documentElement.replaceChildren(result);
}, 500);
";

/// The name of the browser, where there is one.
pub fn chromium() -> Option<&'static str> {
    let is_there = |name: &&str| Command::new(name).arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok();
    ["chromium", "chromium-browser", "google-chrome"].into_iter().find(is_there)
}

/// The judge's sentence about these pieces of HTML.
pub fn judge(chromium: &str, pieces: &[String]) -> String {
    let folder = tempfile::tempdir().unwrap();
    let body: String = pieces.iter().map(|piece| format!("<div class=piece>{piece}</div>\n")).collect();
    let fired = "<script>window.fired = 0; window.alert = () => { window.fired++ };</script>";
    let page = format!("<!doctype html><meta charset=utf-8>{fired}<body>{body}<script>{JUDGE}</script>");
    std::fs::write(folder.path().join("page.html"), page).unwrap();
    let address = format!("file://{}/page.html", folder.path().display());
    let profile = format!("--user-data-dir={}", folder.path().display());
    let flags = [
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-background-networking",
        "--virtual-time-budget=2000",
        "--dump-dom",
    ];
    let shown = said(Command::new(chromium).args(flags).args([profile, address]));
    shown.out.split("JUDGED ").nth(1).unwrap_or(&shown.err).split("</pre>").next().unwrap_or_default().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn chromium_finds_nothing_that_runs() {
    let Some(chromium) = chromium() else {
        println!("skipped: there is no chromium here");
        return;
    };
    let payloads = payloads();
    let town = Town::new("", "");
    town.write("feed.xml", &feed(&payloads));
    let parsed = town.friday(&["parse", "feed.xml"]).await;
    let document: serde_json::Value = serde_json::from_str(&parsed.out).unwrap();
    let entries = document["entries"].as_array().unwrap();
    let text = |entry: &serde_json::Value, key: &str| entry[key].as_str().unwrap_or_default().to_owned();
    let pieces: Vec<String> = entries.iter().flat_map(|entry| [text(entry, "summary"), text(entry, "content")]).collect();

    let control = judge(chromium, &["<img src=x onerror=alert(1)>".to_owned()]);
    let sentence = judge(chromium, &pieces);

    println!(
        "chromium on {} payloads in {} pieces: {sentence}; on one that was not sanitised: {control}",
        payloads.len(),
        pieces.len()
    );
    assert!(!control.contains(" bad=0") && !control.contains(" fired=0"), "the judge sees: {control}");
    assert!(sentence.contains(" bad=0 fired=0"), "{sentence}");
}
