//! One document of the public site, ready to be served or written to a file.

use super::Instant;

/// A page, a feed, a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    /// `Content-Type`, charset included.
    pub media_type: &'static str,
    /// All of it.
    pub body: String,
    /// When what it says changed last; none where nobody knows.
    pub changed_at: Option<Instant>,
}

/// `Content-Type` of a page.
pub const HTML: &str = "text/html; charset=utf-8";
