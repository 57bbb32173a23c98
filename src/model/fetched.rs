//! What came back when a feed was asked for. Expected outcomes are values, not errors.

use super::Instant;
use super::blog::Validators;
use std::any::Any;
use std::fmt::{Debug, Formatter};
use std::ops::Deref;
use std::sync::Arc;
use std::time::Duration;

/// A document's bytes. What they hold (a place in the budget of the process) is given back when the last copy is dropped.
#[derive(Clone)]
pub struct DocumentBytes {
    bytes: Vec<u8>,
    _held: Option<Arc<dyn Any + Send + Sync>>,
}

impl DocumentBytes {
    /// These bytes, and what is given back with them.
    pub fn holding(bytes: Vec<u8>, held: impl Any + Send + Sync) -> Self {
        Self { bytes, _held: Some(Arc::new(held)) }
    }

    /// They were read and are needed no more. What they hold stays taken: for what came out of them.
    pub fn let_go(&mut self) {
        self.bytes = Vec::new();
    }
}

impl From<Vec<u8>> for DocumentBytes {
    fn from(bytes: Vec<u8>) -> Self {
        Self { bytes, _held: None }
    }
}

impl Deref for DocumentBytes {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.bytes
    }
}

impl PartialEq for DocumentBytes {
    fn eq(&self, other: &Self) -> bool {
        self.bytes == other.bytes
    }
}

impl Eq for DocumentBytes {}

impl Debug for DocumentBytes {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "DocumentBytes({})", self.bytes.len())
    }
}

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
        bytes: DocumentBytes,
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
