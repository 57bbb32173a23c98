//! What came back when a feed was asked for. Expected outcomes are values, not errors.

use super::blog::Validators;
use std::time::Duration;

/// What a server said about coming back, as far as friday honours it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CacheHints {
    /// `Cache-Control: max-age` less `Age`, or `Expires` less `Date`.
    pub fresh_for: Option<Duration>,
}

/// The answer to one request, redirects included.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fetched {
    /// 304: nothing new.
    NotModified {
        /// Validators to keep from now on: those of the 304 where it carried any.
        validators: Validators,
        /// When to come back.
        hints: CacheHints,
    },
    /// 200 with a document, decoded.
    Body {
        /// The decoded bytes.
        bytes: Vec<u8>,
        /// `Content-Type`, as sent.
        content_type: Option<String>,
        /// Where it was found, after redirects.
        url: String,
        /// Both validators of this answer; an absent one is forgotten.
        validators: Validators,
        /// When to come back.
        hints: CacheHints,
    },
    /// 410: asked to stay away for good.
    Gone,
    /// 429 or 503: asked to come back later.
    Busy {
        /// The status.
        status: u16,
        /// `Retry-After`, from either of its forms.
        retry_after: Option<Duration>,
    },
    /// Anything else.
    Failed(String),
}
