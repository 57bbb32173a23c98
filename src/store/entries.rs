//! Looking entries up by what identifies them, and placing those that were held.

use super::aliases::known_keys;
use super::blogs::blog_id;
use super::columns::{fingerprint, instant, optional_instant, seconds, to_json, word};
use super::{Store, StoreError};
use crate::model::Instant;
use crate::model::blog::BlogId;
use crate::model::entry::{KnownEntry, Standing};
use crate::model::known::{Asked, Known};
use crate::model::wishes::HeldPost;
use rusqlite::{Connection, Row, params};
use std::collections::{HashMap, HashSet};

impl Store {
    /// What is known of the posts of these documents; of each blog its `latest` entries too.
    pub async fn known(&self, asked: Vec<Asked>, latest: usize) -> Result<HashMap<BlogId, Known>, StoreError> {
        let latest = i64::try_from(latest).unwrap_or(i64::MAX);
        self.connections
            .read(move |connection| {
                let answer = |one: Asked| {
                    let mut keys = known_keys(connection, one.keys)?;
                    let named = keys.values().copied().collect();
                    let entries = own_entries(connection, &one.blog, latest, named)?;
                    let own: HashSet<i64> = entries.iter().map(|entry| entry.id).collect();
                    keys.retain(|_, entry| own.contains(entry));
                    Ok((one.blog, Known { keys, entries }))
                };
                asked.into_iter().map(answer).collect()
            })
            .await
    }

    /// What `keep` makes of each entry dated, or else first seen, since `since`, oldest first: candidates for folding.
    pub async fn recent_entries<T: Send + 'static>(
        &self,
        since: Instant,
        keep: impl Fn(KnownEntry) -> T + Send + 'static,
    ) -> Result<Vec<T>, StoreError> {
        let sql = "SELECT * FROM entry_now WHERE coalesce(dated_at, seen_at) >= ?1 ORDER BY coalesce(dated_at, seen_at), id";
        self.connections
            .read(move |connection| {
                let mut statement = connection.prepare_cached(sql)?;
                statement.query_map([seconds(since)], |row| known_entry(row).map(&keep))?.collect()
            })
            .await
    }

    /// These entries as they are now, oldest first.
    pub async fn entries(&self, rows: Vec<i64>) -> Result<Vec<KnownEntry>, StoreError> {
        let sql =
            "SELECT * FROM entry_now WHERE id IN (SELECT value FROM json_each(?1)) ORDER BY coalesce(dated_at, seen_at), id";
        self.connections
            .read(move |connection| connection.prepare_cached(sql)?.query_map([to_json(&rows)?], known_entry)?.collect())
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

    /// Bodies older than `before` are forgotten; title, excerpt, link and sketch stay. Says of how many readings.
    pub async fn forget_bodies(&self, before: Instant) -> Result<usize, StoreError> {
        let sql = "DELETE FROM body WHERE seen_at < ?1";
        self.connections.write(move |transaction| transaction.execute(sql, [seconds(before)])).await
    }
}

/// A blog's latest entries and, however old, those with these rows; oldest first.
fn own_entries(connection: &Connection, blog: &BlogId, latest: i64, rows: Vec<i64>) -> rusqlite::Result<Vec<KnownEntry>> {
    // A limit that is bound makes SQLite plan the statement anew each time.
    let sql = format!(
        "SELECT * FROM entry_now
         WHERE id IN (SELECT id FROM (SELECT id FROM entry WHERE blog_id = ?1
                                      ORDER BY coalesce(dated_at, seen_at) DESC, id DESC LIMIT {latest})
                      UNION SELECT value FROM json_each(?2))
           AND blog_id = ?1
         ORDER BY coalesce(dated_at, seen_at), id"
    );
    let mut statement = connection.prepare_cached(&sql)?;
    statement.query_map(params![blog.as_str(), to_json(&rows)?], known_entry)?.collect()
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
