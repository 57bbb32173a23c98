//! Tells of blogs whose state changed, once for each change.

use crate::model::Instant;
use crate::model::blog::{Blog, BlogHealth};
use crate::model::listing::BlogState;
use crate::rules::listing::state::{alert, state};
use crate::store::{Store, StoreError};

/// States noted in one transaction.
const SLICE: usize = 1000;

/// The states of the blogs read together; their reasons are found again for those that changed, which are few.
#[derive(Debug, Default)]
pub struct StateChanges<'a>(Vec<(&'a Blog, BlogState)>);

impl<'a> StateChanges<'a> {
    /// Takes note of how a blog is after it was read.
    pub fn note(&mut self, blog: &'a Blog, after: &BlogHealth, now: Instant) {
        self.0.push((blog, state(blog, after, now).state));
    }

    /// Writes them down, once all that was read is written; a sentence for each change that somebody should know.
    pub async fn write(&self, store: &Store, now: Instant) -> Result<Vec<String>, StoreError> {
        let mut alerts = Vec::new();
        for slice in self.0.chunks(SLICE) {
            let before = store.note_states(slice.iter().map(|(blog, state)| (blog.id.clone(), *state)).collect()).await?;
            if before.is_empty() {
                continue;
            }
            let healths = store.healths_of(before.keys().cloned().collect()).await?;
            alerts.extend(slice.iter().filter_map(|(blog, _)| {
                let report = state(blog, healths.get(&blog.id)?, now);
                alert(blog, *before.get(&blog.id)?, &report)
            }));
        }
        Ok(alerts)
    }
}
