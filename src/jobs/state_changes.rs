//! Tells of blogs whose state changed, once for each change.

use crate::model::Instant;
use crate::model::blog::{Blog, BlogHealth, BlogId};
use crate::model::listing::BlogState;
use crate::rules::listing::state::{Report, alert, state};
use std::collections::HashMap;

/// The states of the blogs read together.
#[derive(Debug, Default)]
pub struct StateChanges<'a>(Vec<(&'a Blog, Report)>);

impl<'a> StateChanges<'a> {
    /// Takes note of how a blog is after it was read.
    pub fn note(&mut self, blog: &'a Blog, after: &BlogHealth, now: Instant) {
        self.0.push((blog, state(blog, after, now)));
    }

    /// What the store is to remember.
    pub fn states(&self) -> Vec<(BlogId, BlogState)> {
        self.0.iter().map(|(blog, report)| (blog.id.clone(), report.state)).collect()
    }

    /// A sentence for each change from `before` that somebody should know.
    pub fn alerts(&self, before: &HashMap<BlogId, BlogState>) -> Vec<String> {
        self.0.iter().filter_map(|(blog, report)| alert(blog, *before.get(&blog.id)?, report)).collect()
    }
}
