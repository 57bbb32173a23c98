//! Tells of blogs whose state changed, once for each change.

use crate::model::Instant;
use crate::model::blog::{Blog, BlogHealth, BlogId};
use crate::model::listing::BlogState;
use crate::rules::listing::state::{Report, alert, state};
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

    /// Writes them down, once all that was read is written. What somebody should know of the changes is `said` as soon as they are
    /// noted, also where later ones fail.
    pub async fn write(&self, store: &Store, now: Instant, said: &mut Vec<String>) -> Result<(), StoreError> {
        for slice in self.0.chunks(SLICE) {
            let before = store.states_of(slice.iter().map(|(blog, _)| blog.id.clone()).collect()).await?;
            let changed =
                |(blog, state): &(&'a Blog, BlogState)| Some((*blog, *before.get(&blog.id)?)).filter(|(_, was)| was != state);
            let changes = now_of(store, slice.iter().filter_map(changed).collect(), now).await?;
            let new = slice.iter().filter(|(blog, _)| !before.contains_key(&blog.id));
            let states: Vec<(BlogId, BlogState)> = new
                .map(|(blog, state)| (blog.id.clone(), *state))
                .chain(changes.iter().map(|(blog, _, report)| (blog.id.clone(), report.state)))
                .collect();
            if !states.is_empty() {
                store.note_states(states).await?;
            }
            said.extend(changes.iter().filter_map(|(blog, was, report)| alert(blog, *was, report)));
        }
        Ok(())
    }
}

/// How these are by what is stored of them, which may not be what was decided: a decision can be refused.
async fn now_of<'a>(
    store: &Store,
    blogs: Vec<(&'a Blog, BlogState)>,
    now: Instant,
) -> Result<Vec<(&'a Blog, BlogState, Report)>, StoreError> {
    if blogs.is_empty() {
        return Ok(Vec::new());
    }
    let healths = store.healths_of(blogs.iter().map(|(blog, _)| blog.id.clone()).collect()).await?;
    Ok(blogs.into_iter().filter_map(|(blog, was)| Some((blog, was, state(blog, healths.get(&blog.id)?, now)))).collect())
}
