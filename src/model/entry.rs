//! A post as first seen.

use super::Instant;
use super::blog::BlogId;
use super::hashing::{stable_hash, stable_hash_of_all};
use serde::Serialize;

/// Name, address or page of somebody who wrote a post or a feed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, serde::Deserialize)]
pub struct Person {
    /// Plain text.
    pub name: Option<String>,
    /// As the feed gives it; never mailed to.
    pub email: Option<String>,
    /// Absolute.
    pub url: Option<String>,
}

/// A picture, sound or film that a post carries.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, serde::Deserialize)]
pub struct Media {
    /// Absolute.
    pub url: String,
    /// MIME type, as declared.
    #[serde(rename = "type")]
    pub media_type: Option<String>,
    /// Bytes, as declared.
    pub length: Option<u64>,
}

/// One post out of a feed document, normalised: the contract of `friday parse`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ParsedEntry {
    /// The raw id of the document, or null: never invented.
    pub id: Option<String>,
    /// Plain text, without control characters.
    pub title: Option<String>,
    /// Absolute.
    pub link: Option<String>,
    /// In document order.
    pub authors: Vec<Person>,
    /// UTC.
    pub published: Option<Instant>,
    /// UTC.
    pub updated: Option<Instant>,
    /// Sanitised HTML.
    pub summary: Option<String>,
    /// Sanitised HTML.
    pub content: Option<String>,
    /// Plain text, cut at a word.
    pub excerpt: Option<String>,
    /// BCP 47.
    pub language: Option<String>,
    /// Terms or labels.
    pub categories: Vec<String>,
    /// In document order.
    pub media: Vec<Media>,
}

impl ParsedEntry {
    /// The author's own date of the post: published, else updated.
    pub fn dated_at(&self) -> Option<Instant> {
        self.published.or(self.updated)
    }

    /// Of summary and content the longer one: what the post is compared by, and what is kept of it for a year.
    pub fn longer_body(&self) -> Option<&str> {
        [&self.summary, &self.content].into_iter().flatten().max_by_key(|body| body.len()).map(String::as_str)
    }
}

/// What a text looks like, for likeness.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fingerprint {
    /// Hash of all its words; none without a word.
    pub text: Option<u64>,
    /// The smallest hashes of its word triples, in order; at most 64.
    pub shingles: Vec<u32>,
    /// Words in the longer of summary and content.
    pub words: u32,
    /// Of each of the first sixty words, normalised, a short hash.
    pub opening: Vec<u16>,
}

/// By which alias two sightings were judged to be one post; strongest first (design: identity is a set of alias keys).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum KeyKind {
    /// Blog and raw id.
    Id,
    /// Blog and raw id without scheme and host: survives http→https and a move to another domain.
    BareId,
    /// Canonical link.
    Link,
    /// Blog, title and day: survives a changed slug.
    TitleDay,
    /// Blog and all words of the text: survives a changed title. Short texts take their title with them.
    Text,
    /// No alias but a judgement: alike in title, text, address and date.
    Likeness,
}

impl KeyKind {
    /// The word in database and in `friday why`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Id => "id",
            Self::BareId => "id without host",
            Self::Link => "link",
            Self::TitleDay => "title and day",
            Self::Text => "text",
            Self::Likeness => "likeness",
        }
    }
}

/// One alias of an entry; UNIQUE over all entries.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct AliasKey {
    /// How strong.
    pub kind: KeyKind,
    /// The text compared, with what scopes it.
    pub value: String,
}

/// Bits of an alias's number that are its own; those before them are its blog's.
const OWN_BITS: u32 = 36;

impl AliasKey {
    /// What is stored of it: a hash of its blog, then one of kind and value. A blog's numbers lie side by side, so that a reading
    /// touches few pages of a large table. Of a blog's five hundred aliases two share a number with a chance of two in a million, and
    /// then the facts of the two posts still have to agree.
    pub fn number(&self) -> i64 {
        Self::number_of(self.kind.word(), &self.value)
    }

    /// The same of a kind's word and a value, whose first word is the blog's id.
    pub fn number_of(kind: &str, value: &str) -> i64 {
        let blog = value.split(' ').next().unwrap_or_default();
        let place = stable_hash(blog) >> OWN_BITS << OWN_BITS;
        let own = stable_hash_of_all(&[kind.as_bytes(), b" ", value.as_bytes()]) >> (u64::BITS - OWN_BITS);
        (place | own).cast_signed()
    }
}

/// Why an entry may or may not enter an edition.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Standing {
    /// From `eligible_at` on it belongs to the window that holds that instant.
    Eligible,
    /// Came with too many others, from another domain or in another language; a person decides.
    Held,
    /// Kept for matching only: it was old when the blog was first read, or a hold was settled.
    Old,
}

impl Standing {
    /// The word in the database.
    pub fn word(self) -> &'static str {
        match self {
            Self::Eligible => "eligible",
            Self::Held => "held",
            Self::Old => "old",
        }
    }

    /// Reads the word back.
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Eligible, Self::Held, Self::Old].into_iter().find(|standing| standing.word() == word)
    }
}

/// A post seen for the first time, ready to be stored.
#[derive(Clone, Debug, PartialEq)]
pub struct NewEntry {
    /// The post.
    pub parsed: ParsedEntry,
    /// Its link without scheme, tracking and the like: what "the same page" means.
    pub canonical_link: Option<String>,
    /// All its aliases.
    pub keys: Vec<AliasKey>,
    /// What its text looks like.
    pub print: Fingerprint,
    /// Addresses its body links to, canonical, for "linked by others".
    pub links_out: Vec<String>,
    /// May it enter an edition?
    pub standing: Standing,
    /// Why, in plain words.
    pub because: String,
    /// The instant that places it in a window.
    pub eligible_at: Option<Instant>,
    /// The story it was folded into, and by what; none: it begins a story.
    pub fold: Option<Fold>,
}

/// A judgement that an entry belongs to a known story.
#[derive(Clone, Debug, PartialEq)]
pub struct Fold {
    /// The story.
    pub story_id: i64,
    /// "same link", "same text (97 % alike)".
    pub because: String,
}

/// What matching needs to know about an entry that is stored, in its newest wording.
#[derive(Clone, Debug, PartialEq)]
pub struct KnownEntry {
    /// Row.
    pub id: i64,
    /// Story it belongs to.
    pub story_id: i64,
    /// Whose.
    pub blog: BlogId,
    /// Plain text.
    pub title: String,
    /// As published, absolute.
    pub link: Option<String>,
    /// The author's date.
    pub dated_at: Option<Instant>,
    /// When friday first saw it.
    pub seen_at: Instant,
    /// What its text looks like.
    pub print: Fingerprint,
    /// BCP 47.
    pub language: Option<String>,
    /// May it enter an edition?
    pub standing: Standing,
    /// Why, in plain words.
    pub because: String,
    /// Since when it is gone from its blog's feed, while older posts stay.
    pub missing_since: Option<Instant>,
}
