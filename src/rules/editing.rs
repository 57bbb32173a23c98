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
