//! The words of an edition: its items, the rest of the week, and why each was chosen.

use crate::model::Instant;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// A link with the words that stand for it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NamedLink {
    /// Plain text.
    pub name: String,
    /// Absolute.
    pub link: String,
}

/// The words of an edition, frozen at approval; templates turn them into mail and pages.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct EditionContent {
    /// "Five for Friday (20/11/2026)".
    pub title: String,
    /// The edition's date.
    pub date: NaiveDate,
    /// Markdown.
    pub opener: String,
    /// Markdown.
    pub outro: String,
    /// Picks and finds, in order.
    pub items: Vec<Item>,
    /// The rest of the week, by council.
    pub everything_else: Vec<Group>,
    /// Stories that are gone from their blogs' feeds, and so not in the edition.
    #[serde(default)]
    pub missing: Vec<Item>,
    /// Blogs read for the first time in this window.
    pub new_blogs: Vec<BlogNote>,
    /// Blogs that spoke again after half a year.
    pub revived_blogs: Vec<BlogNote>,
    /// The next date a reader can expect.
    pub next_date: Option<NaiveDate>,
}

/// A numbered item: a pick or a find.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Item {
    /// The story; none for a find.
    pub story: Option<i64>,
    /// Plain text.
    pub title: String,
    /// Absolute.
    pub link: String,
    /// BCP 47, where known.
    pub language: Option<String>,
    /// Blog's name; empty for a find.
    pub blog: String,
    /// Council's name.
    pub council: Option<String>,
    /// "by Ada Jones, Croydon.digital"; empty for a find.
    pub byline: String,
    /// Markdown; none: the excerpt stands in.
    pub remark: Option<String>,
    /// The author's words, plain.
    pub excerpt: Option<String>,
    /// The author's date, when it is long before the window.
    pub published_on: Option<NaiveDate>,
    /// Further reading that the editor named.
    #[serde(default)]
    pub links: Vec<NamedLink>,
    /// The same post elsewhere.
    pub also_at: Vec<NamedLink>,
    /// Film and sound.
    pub media: Vec<NamedLink>,
    /// The sum and its parts, as shown to the editor.
    pub score: Option<Score>,
    /// Since when it is gone from its blog's feed.
    #[serde(default)]
    pub missing_since: Option<Instant>,
    /// Title and address at first sight, where an edit changed them: an editor's file may still have those.
    #[serde(skip)]
    pub formerly: Option<NamedLink>,
}

/// The rest of one council's week.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Group {
    /// The council, or the blog where no council runs it.
    pub council: String,
    /// Its stories, newest first.
    pub stories: Vec<Item>,
}

/// A blog worth a line of its own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BlogNote {
    /// Its name.
    pub name: String,
    /// Its council.
    pub council: Option<String>,
    /// What it is about.
    pub about: Option<String>,
    /// Its home page, else its feed.
    pub site: Option<String>,
}

/// A score that explains itself: the sum of its parts.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Score {
    /// Sum of the parts.
    pub total: f64,
    /// In a fixed order; parts worth nothing are left out.
    pub parts: Vec<ScorePart>,
}

/// One named part of a score.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ScorePart {
    /// "freshness", "substance", …
    pub name: String,
    /// Its weight times how far it applies.
    pub value: f64,
    /// The fact behind it, in plain words.
    pub because: String,
}
