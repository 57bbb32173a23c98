//! Real and synthetic documents of 26 projects; they are not part of this one, and tests pass without them.

use std::io::Write;
use std::path::{Path, PathBuf};

/// The folder, where it is here; says so where it is not.
pub fn corpus() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data/corpus");
    let found = folder.join("INDEX.tsv").exists().then_some(folder);
    if found.is_none() {
        tell("skipped: ../shared/data/corpus is not here");
    }
    found
}

/// Says it past the capture of test output, so that the figure is seen in every run.
#[expect(clippy::explicit_write, reason = "eprintln! is captured")]
pub fn tell(words: &str) {
    writeln!(std::io::stderr(), "{words}").unwrap();
}
