//! Looking entries up by what identifies them, and placing those that were held.

use super::blogs::blog_id;
use super::columns::{fingerprint, instant, optional_instant, seconds, to_json, word};
use super::{Store, StoreError};
use crate::model::Instant;
use crate::model::blog::BlogId;
use crate::model::entry::{AliasKey, KnownEntry, Standing};
use crate::model::wishes::HeldPost;
use rusqlite::{OptionalExtension, Row, params};
use std::collections::HashMap;

impl Store {
    /// Which entries carry these aliases.
    pub async fn known_keys(&self, keys: Vec<AliasKey>) -> Result<HashMap<AliasKey, i64>, StoreError> {
        self.connections
            .read(move |connection| {
                let mut statement =
                    connection.prepare_cached("SELECT entry_id FROM entry_alias WHERE kind = ?1 AND value = ?2")?;
                let mut known = HashMap::new();
                for key in keys {
                    let found: Option<i64> =
                        statement.query_row(params![key.kind.word(), key.value], |row| row.get(0)).optional()?;
                    if let Some(entry) = found {
                        known.insert(key, entry);
                    }
                }
                Ok(known)
            })
            .await
    }

    /// Entries first seen or dated since `since` with a row after `row`, oldest first: candidates for folding.
    pub async fn recent_entries(&self, since: Instant, row: i64) -> Result<Vec<KnownEntry>, StoreError> {
        self.connections
            .read(move |connection| {
                let mut statement = connection.prepare_cached(
                    "SELECT * FROM entry_now
                     WHERE coalesce(dated_at, seen_at) >= ?1 AND id > ?2
                     ORDER BY coalesce(dated_at, seen_at), id",
                )?;
                statement.query_map(params![seconds(since), row], known_entry)?.collect()
            })
            .await
    }

    /// A blog's latest entries and, however old, those with these rows; oldest first.
    pub async fn own_entries(&self, blog: BlogId, latest: usize, rows: Vec<i64>) -> Result<Vec<KnownEntry>, StoreError> {
        self.connections
            .read(move |connection| {
                let mut statement = connection.prepare_cached(
                    "SELECT * FROM entry_now
                     WHERE id IN (SELECT id FROM entry WHERE blog_id = ?1 ORDER BY coalesce(dated_at, seen_at) DESC, id DESC LIMIT ?2)
                        OR id IN (SELECT value FROM json_each(?3))
                     ORDER BY coalesce(dated_at, seen_at), id",
                )?;
                let latest = i64::try_from(latest).unwrap_or(i64::MAX);
                statement.query_map(params![blog.as_str(), latest, to_json(&rows)?], known_entry)?.collect()
            })
            .await
    }

    /// The posts that wait for a person, newest first, at most `each` of a blog.
    pub async fn held_posts(&self, each: u32) -> Result<Vec<HeldPost>, StoreError> {
        let sql = "SELECT blog_id, title, link, language, coalesce(dated_at, seen_at) AS at, because
                   FROM (SELECT entry_now.*, row_number() OVER
                           (PARTITION BY blog_id ORDER BY coalesce(dated_at, seen_at) DESC, id DESC) AS place
                         FROM entry_now WHERE id IN (SELECT id FROM entry WHERE standing = 'held'))
                   WHERE place <= ?1 ORDER BY blog_id, place";
        self.connections.read(move |connection| connection.prepare_cached(sql)?.query_map([each], held_post)?.collect()).await
    }

    /// Held entries of a blog become news of this instant, or of the window that opened last; says how many.
    /// Its next reading learns its domain and language anew.
    pub async fn release(&self, blog: BlogId, now: Instant) -> Result<usize, StoreError> {
        let sql = "UPDATE entry SET standing = 'eligible', because = 'held, then released by a person', eligible_at = max(?2, coalesce((SELECT max(closes_at) FROM edition), ?2))
                   WHERE blog_id = ?1 AND standing = 'held'";
        let learn_anew = "UPDATE blog SET link_domain = NULL, language = NULL WHERE id = ?1";
        self.connections
            .write(move |transaction| {
                transaction.execute(learn_anew, [blog.as_str()])?;
                transaction.execute(sql, params![blog.as_str(), seconds(now)])
            })
            .await
    }

    /// Held entries of a blog are kept for matching only; says how many.
    pub async fn settle(&self, blog: BlogId) -> Result<usize, StoreError> {
        let sql = "UPDATE entry SET standing = 'old', because = 'held, then settled as old by a person'
                   WHERE blog_id = ?1 AND standing = 'held'";
        self.connections.write(move |transaction| transaction.execute(sql, [blog.as_str()])).await
    }

    /// Settles what nobody looked at since `before`; says how many.
    pub async fn settle_forgotten(&self, before: Instant) -> Result<usize, StoreError> {
        let sql = "UPDATE entry SET standing = 'old', because = 'held, and settled as old because nobody released it in 14 days'
                   WHERE standing = 'held' AND seen_at < ?1";
        self.connections.write(move |transaction| transaction.execute(sql, [seconds(before)])).await
    }

    /// Bodies older than `before` are forgotten; title, excerpt and link stay. Says how many.
    pub async fn forget_bodies(&self, before: Instant) -> Result<usize, StoreError> {
        let sql = "UPDATE entry SET summary = NULL, content = NULL
                   WHERE seen_at < ?1 AND (summary IS NOT NULL OR content IS NOT NULL)";
        self.connections.write(move |transaction| transaction.execute(sql, [seconds(before)])).await
    }
}

fn held_post(row: &Row<'_>) -> rusqlite::Result<HeldPost> {
    Ok(HeldPost {
        blog: blog_id(row, "blog_id")?,
        title: row.get("title")?,
        link: row.get("link")?,
        language: row.get("language")?,
        at: instant(row, "at")?,
        because: row.get("because")?,
    })
}

fn known_entry(row: &Row<'_>) -> rusqlite::Result<KnownEntry> {
    Ok(KnownEntry {
        id: row.get("id")?,
        story_id: row.get("story_id")?,
        blog: blog_id(row, "blog_id")?,
        title: row.get("title")?,
        link: row.get("link")?,
        dated_at: optional_instant(row, "dated_at")?,
        seen_at: instant(row, "seen_at")?,
        print: fingerprint(row)?,
        language: row.get("language")?,
        standing: word(row, "standing", Standing::parse)?,
        because: row.get("because")?,
        missing_since: optional_instant(row, "missing_since")?,
    })
}
