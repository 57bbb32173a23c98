//! Who may import whom, and what may exist in one place alone.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Every source file with its text, by its path below src/.
fn sources() -> BTreeMap<String, String> {
    fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                walk(&path, found);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                found.push(path);
            }
        }
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    walk(&root, &mut files);
    let name = |path: &Path| path.strip_prefix(&root).unwrap().to_string_lossy().replace('\\', "/");
    files.iter().map(|path| (name(path), std::fs::read_to_string(path).unwrap())).collect()
}

/// "rules" of "rules/parsing/text.rs" and of "rules.rs".
fn layer(path: &str) -> &str {
    path.split('/').next().unwrap().trim_end_matches(".rs")
}

fn allowed(layer: &str) -> &'static [&'static str] {
    match layer {
        "model" => &["model"],
        "rules" => &["model", "rules"],
        "io" => &["model", "io"],
        "store" => &["model", "store"],
        "config" => &["model", "config"],
        "jobs" => &["model", "rules", "io", "store", "config", "jobs"],
        "web" => &["model", "rules", "io", "store", "config", "jobs", "web"],
        "daemon" => &["model", "rules", "io", "store", "config", "jobs", "web", "daemon"],
        "cli" | "lib" => &["model", "rules", "io", "store", "config", "jobs", "web", "daemon", "cli"],
        "main" => &[],
        other => panic!("{other} is no layer: give it its place in src/lib.rs and here"),
    }
}

/// The layers that a file names: `crate::x` anywhere, and `use crate::{x, y}`.
fn imports(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for rest in text.split("crate::").skip(1) {
        match rest.strip_prefix('{') {
            Some(group) => {
                let group = group.split("};").next().unwrap();
                found.extend(group.split(',').map(|name| name.trim().split("::").next().unwrap().to_owned()));
            }
            None => found.push(rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect()),
        }
    }
    found.retain(|name| !name.is_empty());
    found
}

#[test]
fn a_layer_imports_only_what_lies_below_it() {
    for (path, text) in sources() {
        let layer = layer(&path);
        for name in imports(&text) {
            assert!(allowed(layer).contains(&name.as_str()), "{path} imports crate::{name}, which {layer} may not");
        }
    }
}

fn only_in(needles: &[&str], places: &[&str]) {
    for (path, text) in sources() {
        let code: String = text.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n");
        for needle in needles {
            let is_allowed = places.iter().any(|place| path.starts_with(place));
            assert!(is_allowed || !code.contains(needle), "{path} holds {needle:?}, which belongs in {places:?}");
        }
    }
}

#[test]
fn sql_stays_in_the_store() {
    only_in(&["SELECT ", "INSERT INTO", "INSERT OR", "DELETE FROM", "rusqlite"], &["store/"]);
}

#[test]
fn reqwest_is_used_by_the_fetcher_and_its_guard_alone() {
    only_in(&["reqwest"], &["io/fetcher", "io/address_guard.rs"]);
}

#[test]
fn mail_is_written_signed_and_sent_by_the_mailer_alone() {
    only_in(&["email_encoding", "quoted_printable", "tokio_rustls"], &["io/mailer"]);
    only_in(&["ring::signature", "ring::digest"], &["io/mailer"]);
}

#[test]
fn simple_dns_is_used_by_the_resolver_alone() {
    only_in(&["simple_dns::"], &["io/resolver"]);
}

#[test]
fn mail_that_comes_in_is_taken_apart_in_one_place() {
    // The demo shows what it has just sent.
    only_in(&["mail_parser::"], &["rules/returned", "cli/demo.rs"]);
}

#[test]
fn panics_are_caught_where_documents_are_parsed() {
    only_in(&["catch_unwind"], &["rules/parsing.rs"]);
}

#[test]
fn the_wall_clock_is_read_in_one_place() {
    only_in(&["Utc::now(", "SystemTime::now(", "Local::now("], &["io/clock.rs"]);
}

#[test]
fn chance_comes_from_one_place() {
    only_in(&["getrandom", "fastrand", "rand::"], &["io/tokens.rs"]);
}

#[test]
fn the_environment_is_read_in_one_place() {
    only_in(&["env::var"], &["config/environment.rs"]);
}

#[test]
fn rules_touch_neither_files_nor_network_nor_database() {
    for (path, text) in sources().into_iter().filter(|(path, _)| layer(path) == "rules") {
        for needle in ["std::fs", "std::net::Tcp", "tokio::", "std::env"] {
            assert!(!text.contains(needle), "{path} holds {needle}");
        }
    }
}
