//! The living list: how each blog is, what a check of its row found, and where a blog's feed may be.

pub mod check;
pub mod feed_kind;
pub mod new_row;
pub mod opml;
pub mod platform;
pub mod public_words;
pub mod state;
pub mod suggested;
pub mod tombs;

use crate::model::feed::ParsedFeed;
use crate::rules::matching::canonical;
use std::collections::HashSet;

/// Canonical links of a feed's posts, and raw ids where there is no link: what two feeds of one blog share.
pub fn marks(feed: &ParsedFeed) -> HashSet<String> {
    let mark =
        |entry: &crate::model::entry::ParsedEntry| entry.link.as_deref().and_then(canonical::link).or_else(|| entry.id.clone());
    feed.entries.iter().filter_map(mark).collect()
}

/// Whether two documents hold the same posts: at least half of the shorter one, and two at least where it has two.
pub fn same_feed(one: &ParsedFeed, other: &ParsedFeed) -> bool {
    same_posts(&marks(one), &marks(other))
}

/// The same for marks already read.
pub fn same_posts(one: &HashSet<String>, other: &HashSet<String>) -> bool {
    let shared = one.intersection(other).count();
    let shorter = one.len().min(other.len());
    shorter > 0 && shared >= shorter.min(2) && shared * 2 >= shorter
}
