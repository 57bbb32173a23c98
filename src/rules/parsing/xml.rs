//! An XML feed of any format, from text to posts: our own reading, because no other reads what feeds really are
//! (docs/decisions/0013-own-parser.md).

use super::dated::DateNotes;
use super::sanitise::Cleaner;
use super::tree::{Element, Tree};
use super::{details, document, finish, links, post, rhythm};
use crate::model::entry::ParsedEntry;
use crate::model::feed::{ParseError, ParsedFeed};
use url::Url;

/// The most entries kept of one document: the newest.
pub const ENTRY_LIMIT: usize = 500;

/// Reads a feed; relative links are resolved against `base_url`, else the feed's own site.
pub fn read(text: &str, base_url: Option<&str>, cleaner: &mut Cleaner) -> Result<ParsedFeed, ParseError> {
    let (tree, repairs) = Tree::read(text).map_err(|too_much| ParseError::NotAFeed(too_much.to_string()))?;
    let parts = document::parts(&tree)?;
    let custom = details::custom(parts.format);
    let mut notes = DateNotes::default();
    // A document that does not come from the network says itself where it is at home.
    let given = base_url.and_then(|base| Url::parse(base).ok()).or_else(|| links::own_address(parts.channel));
    let feed = details::read(&parts, custom, given.as_ref(), &mut notes);
    let site = || feed.link.as_deref().and_then(|link| Url::parse(link).ok());
    let base = given.or_else(site);
    let mut problems = repairs.in_words();
    problems.extend(parts.problems.iter().cloned());
    let kept = newest(&parts.posts, &mut problems);
    let entries: Vec<ParsedEntry> = kept
        .into_iter()
        .map(|found| finish::post(post::read(found, custom, base.as_ref(), &mut notes), feed.language.as_deref(), cleaner))
        .collect();
    problems.extend(notes.in_words());
    problems.extend(finish::oddities(&entries));
    let rhythm = rhythm::read(parts.channel);
    Ok(ParsedFeed { format: parts.format, feed, entries, problems, rhythm, cut_off: repairs.cut_off })
}

/// Some feeds put the oldest first; posts without a date keep their place among the newest.
fn newest<'a>(posts: &[Element<'a>], problems: &mut Vec<String>) -> Vec<Element<'a>> {
    if posts.len() <= ENTRY_LIMIT {
        return posts.to_vec();
    }
    problems.push(format!("{} entries: the newest {ENTRY_LIMIT} are read", posts.len()));
    let mut notes = DateNotes::default();
    let mut dated: Vec<_> = posts.iter().map(|post| (notes.read(*post, super::dated::POST_PUBLISHED), *post)).collect();
    dated.sort_by_key(|(at, _)| std::cmp::Reverse(at.unwrap_or(chrono::DateTime::<chrono::Utc>::MAX_UTC)));
    dated.into_iter().take(ENTRY_LIMIT).map(|(_, post)| post).collect()
}
