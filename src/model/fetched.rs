//! What came back when a feed was asked for. Expected outcomes are values, not errors.

use super::Instant;
use super::blog::Validators;
use std::time::Duration;

/// What a server said about coming back, as far as friday honours it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CacheHints {
    /// When: `Cache-Control: max-age` less `Age`, or `Expires` less `Date`; nothing at all for `no-store` and `no-cache`.
    pub fresh_for: Option<Duration>,
    /// Where to: the end of a chain of 301 and 308, as far as it goes without a passing redirect in it.
    pub lasting: Option<String>,
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
    Gone {
        /// The address that said so, which after redirects is not the one asked for.
        url: String,
    },
    /// 404: nothing is there, perhaps for the moment.
    Missing {
        /// The address that said so.
        url: String,
    },
    /// 401 or 403, or a check for human visitors in place of the feed.
    Forbidden {
        /// In plain words.
        why: String,
        /// True when it was such a check.
        challenge: bool,
        /// `Retry-After`, if it came with one.
        retry_after: Option<Duration>,
    },
    /// 429 or 503: asked to come back later.
    Busy {
        /// The status.
        status: u16,
        /// `Retry-After`, from either of its forms.
        retry_after: Option<Duration>,
        /// Scheme, host and port of the server that said so.
        origin: String,
    },
    /// Not asked at all: its host had asked for patience a moment before, or earlier.
    Spared {
        /// Not before this instant.
        until: Instant,
    },
    /// Anything else.
    Failed(String),
}
