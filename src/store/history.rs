//! What `friday why` tells: everything that is known about a post by its address.

use super::blogs::blog_id;
use super::columns::{instant, json, optional_instant, to_json, word};
use super::numbers::number_of;
use super::{Store, StoreError};
use crate::model::Instant;
use crate::model::blog::BlogId;
use crate::model::edition::EditionState;
use crate::model::entry::{AliasKey, KeyKind, Standing};
use crate::model::update::Part;
use rusqlite::{Connection, Row, params};

/// One sighting of a post, and what became of its story.
#[derive(Clone, Debug, PartialEq)]
pub struct EntryFact {
    /// Whose.
    pub blog: BlogId,
    /// Row of its story.
    pub story_id: i64,
    /// Plain text.
    pub title: String,
    /// As published.
    pub link: String,
    /// BCP 47, where known.
    pub language: Option<String>,
    /// The author's date.
    pub dated_at: Option<Instant>,
    /// When friday first saw it.
    pub seen_at: Instant,
    /// May it enter an edition?
    pub standing: Standing,
    /// Why.
    pub because: String,
    /// From when on.
    pub eligible_at: Option<Instant>,
    /// By what it was folded into another blog's story; none: it began one.
    pub folded_because: Option<String>,
    /// By which key it was last recognised under a new id or link.
    pub rebound_by: Option<String>,
    /// Titles and links of its siblings in the story.
    pub siblings: Vec<(BlogId, String)>,
    /// When its words last changed after first sight, in what parts, and its title at first sight.
    pub edited: Option<(Instant, Vec<Part>, String)>,
    /// Since when it is gone from its blog's feed.
    pub missing_since: Option<Instant>,
    /// The edition that mentions the story: date, state, place among the picks, left out by the editor.
    pub edition: Option<(String, EditionState, Option<i64>, bool)>,
}

impl Store {
    /// Every sighting whose canonical link is this one, or whose alias it is.
    pub async fn facts_about(&self, canonical_link: String) -> Result<Vec<EntryFact>, StoreError> {
        self.connections
            .read(move |connection| {
                let mut statement = connection.prepare_cached(
                    "SELECT entry.*,
                            (SELECT learnt_by FROM entry_rebound WHERE entry_rebound.entry_id = entry.id) AS rebound_by
                     FROM entry_now AS entry
                     WHERE id IN (SELECT id FROM entry WHERE page = ?1)
                        OR id IN (SELECT entry_id FROM entry_edit WHERE page = ?1)
                        OR id IN (SELECT entry_id FROM alias WHERE key IN (SELECT value FROM json_each(?2)))
                     ORDER BY seen_at, id",
                )?;
                let aliases = to_json(&aliases(connection, &canonical_link)?)?;
                let found = statement.query_map(params![number_of(&canonical_link), aliases], |row| fact(connection, row))?;
                found.collect()
            })
            .await
    }

    /// What became of a blog's latest posts, newest first. How an id was recognised is not looked up.
    pub async fn latest_facts(&self, blog: BlogId, count: u32) -> Result<Vec<EntryFact>, StoreError> {
        let sql = "SELECT entry.*, NULL AS rebound_by FROM entry_now AS entry
                   WHERE id IN (SELECT id FROM entry WHERE blog_id = ?1 ORDER BY coalesce(dated_at, seen_at) DESC, id DESC LIMIT ?2)
                   ORDER BY coalesce(dated_at, seen_at) DESC, id DESC";
        self.connections
            .read(move |connection| {
                let mut statement = connection.prepare_cached(sql)?;
                statement.query_map(params![blog.as_str(), count], |row| fact(connection, row))?.collect()
            })
            .await
    }

    /// How many posts a blog wrote in each year (UTC) that has any, oldest year first; a post without a date counts when it was
    /// first seen.
    pub async fn posts_by_year(&self, blog: BlogId) -> Result<Vec<(i32, u64)>, StoreError> {
        let sql = "SELECT CAST(strftime('%Y', coalesce(dated_at, seen_at), 'unixepoch') AS INTEGER) AS year, count(*) AS posts
                   FROM entry INDEXED BY entry_blog_day WHERE blog_id = ?1 GROUP BY year ORDER BY year";
        self.connections
            .read(move |connection| {
                let mut statement = connection.prepare_cached(sql)?;
                statement
                    .query_map([blog.as_str()], |row| Ok((row.get("year")?, row.get::<_, i64>("posts")?.cast_unsigned())))?
                    .collect()
            })
            .await
    }
}

/// A link as an alias of any blog's post.
fn aliases(connection: &Connection, canonical_link: &str) -> rusqlite::Result<Vec<i64>> {
    let number = |blog: String| AliasKey::number_of(KeyKind::Link.word(), &format!("{blog} {canonical_link}"));
    let mut statement = connection.prepare_cached("SELECT id FROM blog ORDER BY id")?;
    statement.query_map([], |row| row.get(0).map(number))?.collect()
}

fn fact(connection: &Connection, row: &Row<'_>) -> rusqlite::Result<EntryFact> {
    let (id, story_id): (i64, i64) = (row.get("id")?, row.get("story_id")?);
    Ok(EntryFact {
        blog: blog_id(row, "blog_id")?,
        story_id,
        title: row.get("title")?,
        link: row.get::<_, Option<String>>("link")?.unwrap_or_default(),
        language: row.get("language")?,
        dated_at: optional_instant(row, "dated_at")?,
        seen_at: instant(row, "seen_at")?,
        standing: word(row, "standing", Standing::parse)?,
        because: row.get("because")?,
        eligible_at: optional_instant(row, "eligible_at")?,
        folded_because: row.get("folded_because")?,
        rebound_by: row.get("rebound_by")?,
        siblings: siblings(connection, id, story_id)?,
        edited: edited(row)?,
        missing_since: optional_instant(row, "missing_since")?,
        edition: edition_of(connection, story_id)?,
    })
}

fn edited(row: &Row<'_>) -> rusqlite::Result<Option<(Instant, Vec<Part>, String)>> {
    let edited_at = optional_instant(row, "edited_at")?;
    edited_at.map(|at| Ok((at, json(row, "changed")?, row.get("first_title")?))).transpose()
}

fn siblings(connection: &Connection, entry: i64, story: i64) -> rusqlite::Result<Vec<(BlogId, String)>> {
    let sql = "SELECT blog_id, coalesce(link, title) AS link FROM entry_now WHERE story_id = ?1 AND id <> ?2 ORDER BY id";
    let mut statement = connection.prepare_cached(sql)?;
    statement.query_map(params![story, entry], |row| Ok((blog_id(row, "blog_id")?, row.get("link")?)))?.collect()
}

type Mention = (String, EditionState, Option<i64>, bool);

fn edition_of(connection: &Connection, story: i64) -> rusqlite::Result<Option<Mention>> {
    let mut statement = connection.prepare_cached(
        "SELECT edition.dated_on, edition.state, edition_story.place, edition_story.left_out
         FROM edition_story JOIN edition ON edition.id = edition_story.edition_id
         WHERE edition_story.story_id = ?1
         ORDER BY edition.id",
    )?;
    let mut rows = statement.query_map([story], |row| {
        Ok((row.get("dated_on")?, word(row, "state", EditionState::parse)?, row.get("place")?, row.get("left_out")?))
    })?;
    rows.next().transpose()
}
