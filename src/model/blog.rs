//! A row of the living list, and what friday remembers about reading it.

use super::Instant;
use super::manners::{Moving, Pace, Trouble};
use super::web_address::WebAddress;
use serde::{Deserialize, Serialize};
use std::fmt;

/// The key of a blog in database, URLs and commands: lower-case letters, digits and hyphens.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(transparent)]
pub struct BlogId(String);

impl BlogId {
    /// The id that a name gives: "Croydon.digital" is `croydon-digital`.
    pub fn from_name(name: &str) -> Self {
        let mut slug = String::new();
        for c in name.to_lowercase().chars() {
            if c.is_alphanumeric() {
                slug.push(c);
            } else if !slug.ends_with('-') {
                slug.push('-');
            }
        }
        Self(slug.trim_matches('-').to_owned())
    }

    /// An id as written by a person or read from the database; `None` when it is not a slug.
    pub fn parse(text: &str) -> Option<Self> {
        let id = Self::from_name(text);
        (!text.is_empty() && id.0 == text).then_some(id)
    }

    /// Whether its page would stand where the list has another page of its own: `/blogs/suggest` and `/blogs/share`.
    pub fn is_reserved(&self) -> bool {
        matches!(self.0.as_str(), "suggest" | "share")
    }

    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for BlogId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// One row of `feeds.toml`, checked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Blog {
    /// Default: the slug of `name`.
    pub id: BlogId,
    /// The council that runs it; none for a partnership or a person.
    pub council: Option<String>,
    /// As readers know it.
    pub name: String,
    /// One line for the list.
    pub about: Option<String>,
    /// The blog's home page, where a missing feed is looked for.
    pub site: Option<WebAddress>,
    /// The feed's address as a person wrote it.
    pub feed: Option<WebAddress>,
    /// BCP 47; wins over what the feed says.
    pub language: Option<String>,
    /// Words that the ranking and filters may use.
    pub topics: Vec<String>,
    /// Part of the country, for coverage.
    pub region: Option<String>,
    /// Who suggested it.
    pub via: Option<String>,
    /// False for neighbours that are not among the first twenty.
    pub listed: bool,
    /// Why it is read no longer.
    pub retired: Option<String>,
    /// Line of `feeds.toml` on which the row begins, for messages.
    pub line: usize,
}

impl Blog {
    /// Whose words these are, as a reader would say it: "Croydon.digital (Croydon)".
    pub fn credit(&self) -> String {
        match &self.council {
            Some(council) if !self.name.to_lowercase().contains(&council.to_lowercase()) => format!("{} ({council})", self.name),
            Some(_) | None => self.name.clone(),
        }
    }

    /// The group a pick counts against: the council, or the blog itself where no council runs it.
    pub fn group(&self) -> String {
        self.council.clone().unwrap_or_else(|| self.name.clone())
    }

    /// What a person wrote about where it is read: the feed, else the site. When it changes, the blog is due at once.
    pub fn row_address(&self) -> Option<String> {
        self.feed.as_ref().or(self.site.as_ref()).map(ToString::to_string)
    }

    /// Whether friday can and should read it at all.
    pub fn readable(&self) -> bool {
        self.retired.is_none() && (self.feed.is_some() || self.site.is_some())
    }
}

/// What a server gave us to ask "has it changed?" with (RFC 9110 §8.8), kept verbatim; they belong to one URL.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Validators {
    /// The URL they came from; sent to no other.
    pub url: String,
    /// `ETag`, byte for byte, quotes and `W/` included.
    pub etag: Option<Vec<u8>>,
    /// `Last-Modified`, byte for byte.
    pub last_modified: Option<Vec<u8>>,
}

impl Validators {
    /// Nothing to ask with: the next request is unconditional.
    pub fn is_empty(&self) -> bool {
        self.etag.is_none() && self.last_modified.is_none()
    }
}

impl BlogHealth {
    /// The validators to ask this address with; none where nothing is known to ask with.
    pub fn validators_of(&self, url: &str) -> Option<&Validators> {
        let mut pairs = std::iter::once(&self.validators).chain(&self.other_validators);
        pairs.find(|pair| pair.url == url && !pair.is_empty())
    }

    /// Whether it differs in nothing but when the blog was read last, when with success, and when it is read next.
    pub fn differs_in_times_alone(&self, other: &Self) -> bool {
        let Self { last_read_at, last_success_at, next_read_at, .. } = *self;
        Self { last_read_at, last_success_at, next_read_at, ..other.clone() } == *self
    }
}

/// What friday remembers about reading one blog.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct BlogHealth {
    /// The feed address these facts belong to: the row's, or one found on the site.
    pub feed: Option<String>,
    /// The row's own words when the feed was last read, to notice that a person changed them.
    pub row_feed: Option<String>,
    /// From the last 200 or 304.
    pub validators: Validators,
    /// When the blog was first read with success; none: the next success is its first read.
    pub first_read_at: Option<Instant>,
    /// Last attempt.
    pub last_read_at: Option<Instant>,
    /// Last 200 with a feed in it, or 304.
    pub last_success_at: Option<Instant>,
    /// When a new post was last seen.
    pub last_new_post_at: Option<Instant>,
    /// The newest date that any of its posts carried.
    pub newest_post_at: Option<Instant>,
    /// When the blog spoke again after half a year of silence.
    pub revived_at: Option<Instant>,
    /// Not before this instant; none: now.
    pub next_read_at: Option<Instant>,
    /// Attempts failed in a row.
    pub failures: u32,
    /// The last failure, in plain words; none after a success.
    pub error: Option<String>,
    /// True after 410 Gone: not read again until a person changes the row.
    pub gone: bool,
    /// Registrable domain of its posts' links, for the takeover guard.
    pub link_domain: Option<String>,
    /// Language that its feed last declared, for the takeover guard.
    pub language: Option<String>,
    /// Validators of the other addresses that passing redirects led to, newest first.
    pub other_validators: Vec<Validators>,
    /// The address that a lasting redirect led to: read instead of the row's, until the row changes.
    pub moved_to: Option<String>,
    /// When it was adopted.
    pub moved_at: Option<Instant>,
    /// A lasting redirect that is still being watched.
    pub moving: Option<Moving>,
    /// What kind of failure the last attempt was; none after a success, and none when gone.
    pub trouble: Option<Trouble>,
    /// Since when it has been of this kind.
    pub trouble_since: Option<Instant>,
    /// How often it may and need be asked for.
    pub pace: Pace,
}
