//! Every page and mail before the Nu HTML checker.

use super::eyes::{mail_pages, pages, swap_page};
use super::town::{Sample, token_pages};
use crate::support::verifiers;
use serde_json::Value;
use std::path::PathBuf;
use std::process::{Command, Stdio};

/// The checker as npm's `vnu-jar` brings it, and a Java to run it.
fn checker() -> Option<PathBuf> {
    let place =
        verifiers::node().args(["-p", "require.resolve('vnu-jar/build/dist/vnu.jar')"]).stderr(Stdio::null()).output().ok()?;
    let jar = PathBuf::from(String::from_utf8_lossy(&place.stdout).trim());
    let java = Command::new("java").arg("-version").stderr(Stdio::null()).status();
    (jar.exists() && java.is_ok_and(|status| status.success())).then_some(jar)
}

/// What it says about the files of a folder: file and sentence.
fn errors(jar: &PathBuf, folder: &std::path::Path) -> Vec<String> {
    let said = Command::new("java")
        .arg("-jar")
        .arg(jar)
        .args(["--format", "json", "--exit-zero-always", "--errors-only"])
        .arg(folder)
        .output()
        .unwrap();
    let report: Value = serde_json::from_slice(&said.stderr).unwrap();
    let sentence = |one: &Value| {
        let file = one["url"].as_str().unwrap_or_default().rsplit('/').next().unwrap_or_default().to_owned();
        format!("{file}: {} near {}", one["message"].as_str().unwrap_or_default(), one["extract"])
    };
    report["messages"].as_array().unwrap().iter().filter(|one| one["type"] != "info").map(sentence).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_nu_html_checker_finds_no_error() {
    let Some(jar) = checker() else {
        println!("skipped: the Nu HTML checker needs java and vnu-jar of npm (.ci/run installs them)");
        return;
    };
    let (sample, empty, folder) = (Sample::full().await, Sample::empty().await, tempfile::tempdir().unwrap());
    let mut count = 0;
    let mut keep = |name: &str, html: &str| {
        count += 1;
        let name: String = name.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect();
        std::fs::write(folder.path().join(format!("{count}{name}.html")), html).unwrap();
    };
    for (which, town) in [("full", &sample), ("empty", &empty)] {
        let swap = (which == "full").then(|| swap_page(town));
        for page in pages(which).into_iter().chain(swap) {
            let path = page["path"].as_str().unwrap();
            // Who is signed in is shown no sign-in form.
            let answer = if page["desk"] == true { town.desk.get(path).1 } else { town.service.get(path).1 };
            keep(page["name"].as_str().unwrap(), answer.split_once("\r\n\r\n").unwrap().1);
        }
    }
    for (name, path) in token_pages(&sample) {
        keep(&name, sample.desk.get(&path).1.split_once("\r\n\r\n").unwrap().1);
    }
    for mail in mail_pages(&sample) {
        keep(mail["name"].as_str().unwrap(), &std::fs::read_to_string(mail["file"].as_str().unwrap()).unwrap());
    }

    std::fs::write(folder.path().join("control.html"), "<!doctype html><title>x</title><p><div id=a id=b></p>").unwrap();
    let found = errors(&jar, folder.path());

    let (control, found): (Vec<_>, Vec<_>) = found.into_iter().partition(|one| one.starts_with("control"));
    println!("vnu: {count} pages and mails, {} errors; {} in one that is wrong", found.len(), control.len());
    assert!(!control.is_empty(), "the checker sees mistakes");
    assert!(found.is_empty(), "{}", found.join("\n"));
}
