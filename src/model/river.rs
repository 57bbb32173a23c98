//! The river: every eligible story, newest first, as pages and feeds show it; and what people ask of it.

use super::Instant;
use super::blog::BlogId;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::fmt;

/// Begins words that a search found, in `Found`; no title or excerpt holds a control character.
pub const FOUND_FROM: char = '\u{2}';

/// Ends them.
pub const FOUND_TO: char = '\u{3}';

/// One story as it stands now: its lead entry in its newest words, never the body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RiverStory {
    /// Where it stands in the river, and which story it is.
    pub place: RiverPlace,
    /// Row of the entry shown: the earliest by its author's date that is still there.
    pub entry: i64,
    /// Whose it is.
    pub blog: BlogId,
    /// Plain text; never empty.
    pub title: String,
    /// As published, absolute; `rules::matching::canonical::for_readers` takes the tracking out.
    pub link: String,
    /// Plain text, cut at a word; may be empty.
    pub excerpt: String,
    /// BCP 47.
    pub language: Option<String>,
    /// Names, in document order.
    pub authors: Vec<String>,
    /// Plain words.
    pub categories: Vec<String>,
    /// The author's date.
    pub dated_at: Option<Instant>,
    /// When its words last changed after first sight.
    pub edited_at: Option<Instant>,
    /// The same post elsewhere, earliest first.
    pub also: Vec<Elsewhere>,
    /// The edition that is out and mentions it.
    pub edition: Option<Mention>,
    /// Title and excerpt with what the search found marked; none without a search.
    pub found: Option<Found>,
}

/// The same post at another blog.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Elsewhere {
    /// Whose.
    pub blog: BlogId,
    /// As published.
    pub link: String,
}

/// A story's place in an edition.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mention {
    /// Its date.
    pub date: NaiveDate,
    /// Whether it was among the picks.
    pub is_pick: bool,
}

/// Title and excerpt with `FOUND_FROM` and `FOUND_TO` around each word that was looked for: split there, then escape.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// The title, marked.
    pub title: String,
    /// The excerpt, marked.
    pub excerpt: String,
}

/// A story's place among all others: by the instant it became news, then by its row. Written "1789000000-123" in links.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct RiverPlace {
    /// To the second.
    pub eligible_at: Instant,
    /// Row of the story.
    pub story: i64,
}

/// Stories of one file are numbered below this, which leaves 33 bits for the seconds.
const STORIES: i64 = 1 << 30;

impl RiverPlace {
    /// Reads what `Display` writes; none for anything else.
    pub fn parse(text: &str) -> Option<Self> {
        let (seconds, story) = text.split_once('-')?;
        let eligible_at = Instant::from_timestamp(seconds.parse().ok()?, 0)?;
        let story = story.parse().ok().filter(|story| (0..STORIES).contains(story))?;
        Some(Self { eligible_at, story })
    }

    /// One number that sorts as places do.
    pub fn number(self) -> i64 {
        self.eligible_at.timestamp().saturating_mul(STORIES).saturating_add(self.story)
    }
}

impl fmt::Display for RiverPlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.eligible_at.timestamp(), self.story)
    }
}

/// What to take out of the river; every part narrows it further. `rules::pages::asked` makes one of what people typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RiverQuery {
    /// Each must be found; none: no search.
    pub words: Vec<Sought>,
    /// Stories that one of these blogs tells, be it as the second; none: all. An empty list finds nothing.
    pub blogs: Option<Vec<BlogId>>,
    /// What they must be about.
    pub topic: Option<Topic>,
    /// Became news at this instant or later.
    pub from: Option<Instant>,
    /// Became news before this instant.
    pub to: Option<Instant>,
    /// Those after which the page goes on, or before which it ends.
    pub turn: Turn,
    /// At most so many.
    pub limit: usize,
}

/// From where a page of the river is taken. The answer is newest first in every case.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Turn {
    /// The newest.
    #[default]
    Newest,
    /// The next older than this place.
    OlderThan(RiverPlace),
    /// The next newer than this place.
    NewerThan(RiverPlace),
}

/// A word or a "quoted phrase" that is looked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sought {
    /// With at least one letter or digit; found in any inflection that English has.
    pub words: String,
    /// Blogs that carry the words in their name or council: their stories count as found.
    pub blogs: Vec<BlogId>,
}

/// A topic: stories of the blogs that have it, and those that carry it as a category.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Topic {
    /// As a category would say it.
    pub words: String,
    /// Blogs whose row in the list has it.
    pub blogs: Vec<BlogId>,
}
