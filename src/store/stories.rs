//! Stories as ranking and composing need them: entries gathered, lead first.

use super::blogs::blog_id;
use super::columns::{instant, json, optional_instant, seconds};
use super::{Store, StoreError};
use crate::model::Instant;
use crate::model::blog::BlogId;
use crate::model::story::{Story, StoryEntry};
use rusqlite::{Connection, Row, params};
use std::collections::{BTreeMap, HashSet};

impl Store {
    /// Stories that became eligible in the half-open window and are in no edition yet, by id.
    pub async fn stories_between(&self, opens_at: Instant, closes_at: Instant) -> Result<Vec<Story>, StoreError> {
        self.connections.read(move |connection| stories_between(connection, seconds(opens_at), seconds(closes_at))).await
    }

    /// Blogs that had a pick in the last `editions` frozen editions.
    pub async fn lately_picked(&self, editions: usize) -> Result<HashSet<BlogId>, StoreError> {
        self.connections
            .read(move |connection| {
                let mut statement = connection.prepare_cached(
                    "SELECT DISTINCT entry.blog_id
                     FROM edition_story
                     JOIN entry ON entry.story_id = edition_story.story_id
                     WHERE edition_story.place IS NOT NULL
                       AND edition_story.edition_id IN (SELECT id FROM edition WHERE closes_at IS NOT NULL ORDER BY closes_at DESC, id DESC LIMIT ?1)
                     ORDER BY entry.blog_id",
                )?;
                statement.query_map([i64::try_from(editions).unwrap_or(i64::MAX)], |row| blog_id(row, "blog_id"))?.collect()
            })
            .await
    }
}

/// The same on a connection, so that approval can look again inside its transaction.
pub(super) fn stories_between(connection: &Connection, opens_at: i64, closes_at: i64) -> rusqlite::Result<Vec<Story>> {
    let mut statement = connection.prepare_cached(
        "SELECT entry.*, (SELECT min(eligible_at) FROM entry AS sibling WHERE sibling.story_id = entry.story_id) AS story_eligible_at
         FROM entry_now AS entry
         WHERE entry.standing = 'eligible'
           AND entry.link IS NOT NULL
           AND entry.story_id IN (SELECT story_id FROM entry WHERE eligible_at >= ?1 AND eligible_at < ?2)
           AND entry.story_id NOT IN (SELECT story_id FROM edition_story)
           AND story_eligible_at >= ?1 AND story_eligible_at < ?2
         ORDER BY entry.story_id, coalesce(entry.dated_at, entry.seen_at), entry.id",
    )?;
    let rows = statement.query_map(params![opens_at, closes_at], |row| {
        Ok((row.get::<_, i64>("story_id")?, instant(row, "story_eligible_at")?, story_entry(row)?))
    })?;
    let mut stories: BTreeMap<i64, Story> = BTreeMap::new();
    for row in rows {
        let (id, eligible_at, entry) = row?;
        match stories.get_mut(&id) {
            Some(story) => story.also.push(entry),
            None => {
                let linked_by = linked_by(connection, &entry)?;
                stories.insert(id, Story { id, lead: entry, also: Vec::new(), eligible_at, linked_by });
            }
        }
    }
    Ok(stories.into_values().collect())
}

pub(super) fn story_entry(row: &Row<'_>) -> rusqlite::Result<StoryEntry> {
    let text = |column: &str| row.get::<_, Option<String>>(column).map(Option::unwrap_or_default);
    let (title, link) = (text("title")?, text("link")?);
    let first = (text("first_title")?, text("first_link")?);
    Ok(StoryEntry {
        id: row.get("id")?,
        blog: blog_id(row, "blog_id")?,
        formerly: (first.0 != title || first.1 != link).then_some(first),
        missing_since: optional_instant(row, "missing_since")?,
        title,
        link,
        excerpt: row.get("excerpt")?,
        language: row.get("language")?,
        authors: json(row, "authors")?,
        categories: json(row, "categories")?,
        media: json(row, "media")?,
        dated_at: optional_instant(row, "dated_at")?,
        seen_at: instant(row, "seen_at")?,
        words: row.get("words")?,
        silence_days: row.get("silence_days")?,
    })
}

/// Other blogs whose posts link to this one.
fn linked_by(connection: &Connection, entry: &StoryEntry) -> rusqlite::Result<Vec<BlogId>> {
    let mut statement = connection.prepare_cached(
        "SELECT DISTINCT other.blog_id
         FROM entry_now AS entry
         JOIN entry_link ON entry_link.target = entry.page
         JOIN entry AS other ON other.id = entry_link.entry_id
         WHERE entry.id = ?1 AND other.blog_id <> entry.blog_id AND other.story_id <> entry.story_id
         ORDER BY other.blog_id",
    )?;
    statement.query_map([entry.id], |row| blog_id(row, "blog_id"))?.collect()
}
