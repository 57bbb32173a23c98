//! Tells of blogs whose state changed, once for each change.

use crate::model::Instant;
use crate::model::blog::{Blog, BlogHealth};
use crate::rules::listing::state::{Report, alert, state};
use crate::store::Store;

/// The states of the blogs read together.
#[derive(Debug, Default)]
pub struct StateChanges<'a>(Vec<(&'a Blog, Report)>);

impl<'a> StateChanges<'a> {
    /// Takes note of how a blog is after it was read.
    pub fn note(&mut self, blog: &'a Blog, after: &BlogHealth, now: Instant) {
        self.0.push((blog, state(blog, after, now)));
    }

    /// Writes the states down, and returns a sentence for each change that somebody should know.
    pub async fn tell(&mut self, store: &Store) -> anyhow::Result<Vec<String>> {
        let reports = std::mem::take(&mut self.0);
        if reports.is_empty() {
            return Ok(Vec::new());
        }
        let words = reports.iter().map(|(blog, report)| (blog.id.clone(), report.state)).collect();
        let before = store.note_states(words).await?;
        let changed = reports.iter().filter_map(|(blog, report)| alert(blog, *before.get(&blog.id)?, report));
        Ok(changed.collect())
    }
}
