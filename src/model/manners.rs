//! What friday remembers about a publisher's wishes, and about what their server can do.

use super::Instant;
use super::feed::Rhythm;
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// Conditional requests in a row that brought the very same bytes with 200, after which a server counts as one that never says 304.
const IGNORED: u32 = 5;

/// Why the last attempt failed, where that decides when to come back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// 404: nothing at this address.
    Missing,
    /// 401 or 403.
    Forbidden,
    /// A check for human visitors stands before the feed (`cf-mitigated: challenge`).
    BotProtection,
    /// 429 or 503: asked to come back later.
    Busy,
    /// No connection, an error of the server's own, or a document that is no feed.
    Broken,
}

impl Trouble {
    /// All of them, for reading a stored word.
    pub const ALL: [Self; 5] = [Self::Missing, Self::Forbidden, Self::BotProtection, Self::Busy, Self::Broken];

    /// The stored word.
    pub fn word(self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::Forbidden => "forbidden",
            Self::BotProtection => "bot protection",
            Self::Busy => "busy",
            Self::Broken => "broken",
        }
    }
}

/// A lasting redirect (301 or 308) that is not old enough to be believed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moving {
    /// Where it leads.
    pub to: String,
    /// When it was first met.
    pub since: Instant,
    /// Readings in a row that it led there.
    pub fetches: u32,
    /// Whether the first document found there was the blog we know, or it is the same host.
    pub matches: bool,
}

/// How often a feed may and need be asked for. What says nothing takes no room where it is kept.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Pace {
    /// Freshness that the server's last answer claimed; a 304 that says nothing leaves it (RFC 9111 §3.2).
    #[serde(skip_serializing_if = "is_default")]
    pub fresh_for: Option<Duration>,
    /// What the last document asked for.
    #[serde(skip_serializing_if = "is_default")]
    pub rhythm: Rhythm,
    /// Usual time between two posts: later gaps weigh more.
    #[serde(skip_serializing_if = "is_default")]
    pub posting_gap: Option<Duration>,
    /// The number of the last document; zero when it has none, as half a document.
    #[serde(skip_serializing_if = "is_default")]
    pub body_hash: u64,
    /// Conditional requests in a row that were answered 200 with the same bytes.
    #[serde(skip_serializing_if = "is_default")]
    pub same_bodies: u32,
    /// When a whole document last came, or was asked for without conditions.
    #[serde(skip_serializing_if = "is_default")]
    pub whole_at: Option<Instant>,
    /// When a person last had it read before its time.
    #[serde(skip_serializing_if = "is_default")]
    pub forced_at: Option<Instant>,
}

fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

impl Pace {
    /// Whether the server sends everything each time, whatever it is asked: it never says 304.
    pub fn ignores_validators(&self) -> bool {
        self.same_bodies >= IGNORED
    }
}

/// 429 speaks for a whole host: nothing is asked there before its time, whichever blog it is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HostPause {
    /// Scheme, host and port.
    pub origin: String,
    /// Not before this instant.
    pub until: Instant,
}
