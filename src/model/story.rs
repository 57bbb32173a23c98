//! One or more entries judged to be the same post.

use super::Instant;
use super::blog::BlogId;
use super::entry::{Media, Person};

/// A story with all that ranking, composing and rendering need; made from the stored entries.
#[derive(Clone, Debug, PartialEq)]
pub struct Story {
    /// Row.
    pub id: i64,
    /// The entry shown: the earliest by its author's date that is still there.
    pub lead: StoryEntry,
    /// The same post elsewhere, one a blog.
    pub also: Vec<StoryEntry>,
    /// The instant that places it in a window: the earliest of its entries'.
    pub eligible_at: Instant,
    /// Entries of other blogs on the list that link to it.
    pub linked_by: Vec<BlogId>,
}

/// One sighting of a story, in its newest words.
#[derive(Clone, Debug, PartialEq)]
pub struct StoryEntry {
    /// Row.
    pub id: i64,
    /// Whose.
    pub blog: BlogId,
    /// Plain text; never empty ("Untitled post" where the feed gave none).
    pub title: String,
    /// Where to read it.
    pub link: String,
    /// Plain text, cut at a word.
    pub excerpt: String,
    /// BCP 47.
    pub language: Option<String>,
    /// In document order.
    pub authors: Vec<Person>,
    /// Plain words.
    pub categories: Vec<String>,
    /// Sound and film that came with it.
    pub media: Vec<Media>,
    /// The author's date.
    pub dated_at: Option<Instant>,
    /// When friday first saw it.
    pub seen_at: Instant,
    /// Words in the body.
    pub words: u32,
    /// How long the blog had been silent before this post, in days; none for its first known post.
    pub silence_days: Option<i64>,
    /// Since when it is gone from its blog's feed.
    pub missing_since: Option<Instant>,
    /// Title and link at first sight, where an edit changed them.
    pub formerly: Option<(String, String)>,
}
