//! The edition as a Markdown file: written for a person, read back without loss, every mistake told with its line.

pub mod read;
mod syntax;
pub mod write;

pub use read::{EditError, EditedFile, read};
pub use write::write;

/// Markdown headings of the file's four parts.
pub const OPENER: &str = "# Opener";
/// Picks and finds, in order.
pub const PICKS: &str = "# Picks";
/// Stories that are mentioned with their title alone.
pub const EVERYTHING_ELSE: &str = "# Everything else";
/// Closing words.
pub const OUTRO: &str = "# Outro";

/// Lines right under an item's heading: further reading, once a link, …
const LINK: &str = "link: ";
/// … and of a find, who wrote it …
const AUTHOR: &str = "author: ";
/// … and its first words.
const EXTRACT: &str = "extract: ";

/// Whether a line of the editor's own words would be read as part of the file's grammar.
fn is_grammar(line: &str) -> bool {
    ["# ", "## ", LINK, AUTHOR, EXTRACT].iter().any(|mark| line.starts_with(mark))
}
