//! Reports as many mail servers write them (tests/fixtures/returned), with the place of our tag filled in.

use std::path::PathBuf;

/// What a report is expected to be: its name, what it means, its code.
#[derive(Debug, Clone)]
pub struct Expected {
    pub name: String,
    pub meaning: String,
    pub status: String,
}

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/returned")
}

/// Every report of the folder.
pub fn expected() -> Vec<Expected> {
    let table = std::fs::read_to_string(folder().join("EXPECTED.tsv")).unwrap();
    let row = |line: &str| {
        let mut cells = line.split('\t').map(str::to_owned);
        Expected { name: cells.next().unwrap(), meaning: cells.next().unwrap(), status: cells.next().unwrap() }
    };
    table.lines().map(row).collect()
}

/// One of them, come back to `return_path`, about a mail with the token `leave`.
pub fn report(name: &str, return_path: &str, leave: &str) -> String {
    let text = std::fs::read_to_string(folder().join(format!("{name}.eml"))).unwrap();
    text.replace("{return-path}", return_path).replace("{leave}", leave)
}
