//! Tells of blogs whose state changed, once for each change.

use crate::model::Instant;
use crate::model::blog::{Blog, BlogHealth};
use crate::rules::listing::state::{alert, state};
use crate::store::Store;

/// Notes the states of blogs just read, and returns a sentence for each change that somebody should know.
pub async fn tell<'a>(store: &Store, read: impl Iterator<Item = &'a Blog>, now: Instant) -> anyhow::Result<Vec<String>> {
    let blogs: Vec<&Blog> = read.collect();
    if blogs.is_empty() {
        return Ok(Vec::new());
    }
    let healths = store.healths().await?;
    let unread = BlogHealth::default();
    let reports: Vec<_> = blogs.iter().map(|blog| state(blog, healths.get(&blog.id).unwrap_or(&unread), now)).collect();
    let words = blogs.iter().zip(&reports).map(|(blog, report)| (blog.id.clone(), report.state)).collect();
    let before = store.note_states(words).await?;
    let changed = blogs.iter().zip(&reports).filter_map(|(blog, report)| alert(blog, *before.get(&blog.id)?, report));
    Ok(changed.collect())
}
