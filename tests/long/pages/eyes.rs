//! Every page before axe-core in Chromium, wide and narrow, light and dark; and whether it can be walked by keyboard and enlarged.

use super::town::{Sample, mails, token_pages};
use crate::support::site_map::{ROUTES, Seen};
use crate::support::verifiers::node;
use serde_json::{Value, json};
use std::io::Write;
use std::process::Stdio;

/// HTML, style and script of one page, in bytes: what issue and design promise.
const WEIGHT: u64 = 30_000;

/// The same at the desk, whose pages carry a script, a look of their own and, in the preview, a whole mail in a frame.
const WEIGHT_AT_THE_DESK: u64 = 60_000;

/// Runs a script of this folder with a JSON document; none where Node, its packages or Chromium are missing.
pub fn run(script: &str, needs: &str, question: &Value) -> Option<Value> {
    let chromium = crate::browser::chromium();
    let attempt = needs.split(' ').map(|package| format!("require('{package}');")).collect::<String>();
    let is_there = node().args(["-e", &attempt]).stderr(Stdio::null()).status().is_ok_and(|status| status.success());
    let (Some(chromium), true) = (chromium, is_there) else {
        println!("skipped: {script} needs Chromium and {needs} of npm (.ci/run installs them)");
        return None;
    };
    let path = std::fs::canonicalize(format!("/usr/bin/{chromium}"))
        .map_or_else(|_| chromium.to_owned(), |_| format!("/usr/bin/{chromium}"));
    let mut question = question.clone();
    question["chromium"] = path.into();
    let script = format!("{}/tests/long/pages/{script}", env!("CARGO_MANIFEST_DIR"));
    let mut child = node().arg(&script).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(question.to_string().as_bytes()).unwrap();
    let said = child.wait_with_output().unwrap();
    assert!(said.status.success(), "{script} ended early");
    Some(serde_json::from_slice(&said.stdout).unwrap())
}

/// Every page of the sample town that the route table names, as the scripts take them.
pub fn pages(which: &str) -> Vec<Value> {
    let mut pages = Vec::new();
    // A town without blogs and editions has no page of one.
    for (_, seen) in ROUTES.iter().filter(|(route, _)| which != "empty" || !route.contains('{')) {
        let (paths, desk): (&[&str], bool) = match seen {
            Seen::Public(paths) => (paths, false),
            Seen::Desk(paths) => (paths, true),
            Seen::Token | Seen::Document(_) | Seen::Action => (&[], false),
        };
        pages.extend(paths.iter().map(|path| json!({ "name": format!("{which} {path}"), "path": path, "desk": desk })));
    }
    pages
}

/// The mails' HTML as files for the browser.
pub fn mail_pages(sample: &Sample) -> Vec<Value> {
    let put = |(at, (name, html)): (usize, (String, String))| {
        let file = sample.town.path(&format!("mail{at}.html"));
        std::fs::write(&file, html).unwrap();
        json!({ "name": name, "file": file, "mail": true })
    };
    mails(&sample.town).into_iter().enumerate().map(put).collect()
}

fn list(answer: &Value, key: &str) -> Vec<String> {
    answer[key].as_array().unwrap().iter().map(|one| one.as_str().unwrap_or_default().to_owned()).collect()
}

/// What is wrong with a page, in sentences.
fn faults(answer: &Value) -> Vec<String> {
    let (own, name) = (&answer["own"], answer["name"].as_str().unwrap());
    if let Some(failed) = answer["failed"].as_str() {
        return vec![format!("{name}: {failed}")];
    }
    let mut faults = list(answer, "found");
    faults.extend(list(answer, "wide").into_iter().map(|wide| format!("sticks out of a window of {wide}")));
    faults.extend(list(answer, "complaints").into_iter().map(|one| format!("the browser complains: {one}")));
    if own["h1"] != 1 || own["skips"] != 0 {
        faults.push(format!("headings: {} of level 1, {} skips", own["h1"], own["skips"]));
    }
    if own["title"] == "" || own["lang"] == "" {
        faults.push("no title or no language".to_owned());
    }
    if answer["walk"].is_object() {
        if own["main"] != 1 {
            faults.push(format!("{} main landmarks", own["main"]));
        }
        faults.extend(list(&own.clone(), "small").into_iter().map(|one| format!("{one} is smaller than 24 px")));
        faults.extend(list(&answer["walk"], "missed").into_iter().map(|one| format!("Tab never reaches {one}")));
        faults.extend(list(&answer["walk"], "faint").into_iter().map(|one| format!("focus is not seen on {one}")));
        let limit = if name.contains(" /desk") { WEIGHT_AT_THE_DESK } else { WEIGHT };
        if answer["weight"].as_u64() > Some(limit) {
            faults.push(format!("weighs {} bytes", answer["weight"]));
        }
    }
    faults.into_iter().map(|fault| format!("{name}: {fault}")).collect()
}

/// The candidates for the place of the draft's first pick.
pub fn swap_page(sample: &Sample) -> Value {
    let (_, form) = sample.desk.get("/desk/write");
    let item = form.split("value=\"swap:").nth(1).and_then(|rest| rest.split('"').next()).unwrap();
    json!({ "name": "full /desk/write/swap", "path": format!("/desk/write/swap?out={item}"), "desk": true })
}

/// A folder for pictures of every page; none: no pictures.
#[expect(clippy::disallowed_methods, reason = "not a setting of friday's")]
fn pictures() -> Option<String> {
    std::env::var("PICTURES").ok()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_page_and_mail_passes_axe_and_can_be_walked_and_enlarged() {
    let (sample, empty) = (Sample::full().await, Sample::empty().await);
    let mut all = pages("full");
    all.extend(token_pages(&sample).into_iter().map(|(name, path)| json!({ "name": name, "path": path })));
    all.extend(mail_pages(&sample));
    all.push(swap_page(&sample));
    let pictures = pictures();
    let ask = |sample: &Sample, pages: Vec<Value>| {
        let cookie = json!({ "name": "friday", "value": sample.desk.secret() });
        json!({ "base": sample.base(), "cookie": cookie, "pages": pages, "pictures": pictures })
    };
    let Some(first) = run("eyes.cjs", "playwright-core axe-core", &ask(&sample, all)) else { return };
    // The same templates with nothing in them: two looks are enough.
    let mut brief = ask(&empty, pages("empty"));
    brief["brief"] = true.into();
    let second = run("eyes.cjs", "playwright-core axe-core", &brief).unwrap();
    let answers: Vec<Value> = [first, second].iter().flat_map(|all| all.as_array().unwrap().clone()).collect();

    let found: Vec<String> = answers.iter().flat_map(faults).collect();
    let best: Vec<String> = answers
        .iter()
        .filter(|answer| answer["best"].is_array())
        .flat_map(|answer| list(answer, "best").into_iter().map(|one| format!("{}: {one}", answer["name"])))
        .collect();
    let heaviest = answers.iter().filter(|answer| answer["walk"].is_object()).max_by_key(|answer| answer["weight"].as_u64());
    let walked: u64 = answers.iter().filter_map(|answer| answer["walk"]["reached"].as_u64()).sum();
    println!(
        "axe-core: {} pages and mails, each at 1280 and 360 px, light and dark: {} faults; best practice beside WCAG 2.2 AA: {}; \
         {walked} stops by keyboard; heaviest page {} bytes ({})",
        answers.len(),
        found.len(),
        best.len(),
        heaviest.map_or(0, |answer| answer["weight"].as_u64().unwrap_or_default()),
        heaviest.map_or("", |answer| answer["name"].as_str().unwrap_or_default()),
    );
    best.iter().for_each(|one| println!("  best practice: {one}"));
    assert!(found.is_empty(), "{}", found.join("\n"));
}
