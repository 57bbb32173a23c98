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

/// Of an Atom feed (RFC 4287 §7).
pub const ATOM: &str = "application/atom+xml; charset=utf-8";

/// Of a JSON Feed (<https://www.jsonfeed.org/version/1.1/>); JSON is always UTF-8 (RFC 8259 §8.1).
pub const JSON_FEED: &str = "application/feed+json";

/// Of what the API answers.
pub const JSON: &str = "application/json";

/// Of the map of the site.
pub const XML: &str = "application/xml; charset=utf-8";

/// Of robots.txt (RFC 9309 §2.3).
pub const TEXT: &str = "text/plain; charset=utf-8";

/// Of the stylesheet.
pub const CSS: &str = "text/css; charset=utf-8";

/// Of OPML 2.0; it has no registered type of its own, and this is what readers' exports say.
pub const OPML: &str = "text/x-opml; charset=utf-8";
