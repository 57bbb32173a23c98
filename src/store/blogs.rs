//! What is remembered about reading each blog.

use super::columns::{Cells, broken, optional_seconds};
use super::{Store, StoreError, manners};
use crate::model::blog::{BlogHealth, BlogId, Validators};
use rusqlite::{OptionalExtension, Row, Transaction, params};
use std::collections::HashMap;

/// In the order in which they are read.
const HEALTH: &str = "SELECT id, feed, row_feed, validators_url, etag, last_modified, first_read_at, last_read_at, last_success_at,
                             last_new_post_at, newest_post_at, revived_at, next_read_at, failures, error, gone, link_domain, language,
                             other_validators, moved_to, moved_at, moving, trouble, trouble_since, pace
                      FROM blog LEFT JOIN blog_manners ON blog_id = id";

impl Store {
    /// The health of every blog that was ever read.
    pub async fn healths(&self) -> Result<HashMap<BlogId, BlogHealth>, StoreError> {
        self.connections
            .read(|connection| {
                let mut statement = connection.prepare_cached(&format!("{HEALTH} ORDER BY id"))?;
                statement.query_map([], health)?.collect()
            })
            .await
    }

    /// The health of one blog; none when it was never read.
    pub async fn health(&self, blog: BlogId) -> Result<Option<BlogHealth>, StoreError> {
        Ok(self.healths_of(vec![blog]).await?.into_values().next())
    }

    /// The health of those of these blogs that were ever read.
    pub async fn healths_of(&self, blogs: Vec<BlogId>) -> Result<HashMap<BlogId, BlogHealth>, StoreError> {
        self.connections
            .read(move |connection| {
                let mut statement = connection.prepare_cached(&format!("{HEALTH} WHERE id = ?1"))?;
                let found = |blog: &BlogId| statement.query_row([blog.as_str()], health).optional().transpose();
                blogs.iter().filter_map(found).collect()
            })
            .await
    }

    /// How many entries of each blog wait for a person.
    pub async fn held_counts(&self) -> Result<HashMap<BlogId, u64>, StoreError> {
        self.connections
            .read(|connection| {
                let sql = "SELECT blog_id, count(*) AS held FROM entry WHERE standing = 'held' GROUP BY blog_id ORDER BY blog_id";
                let mut statement = connection.prepare_cached(sql)?;
                statement
                    .query_map([], |row| Ok((blog_id(row, "blog_id")?, row.get::<_, i64>("held")?.cast_unsigned())))?
                    .collect()
            })
            .await
    }
}

/// Reads a blog's id.
pub(super) fn blog_id(row: &Row<'_>, column: &str) -> rusqlite::Result<BlogId> {
    let text: String = row.get(column)?;
    BlogId::parse(&text).ok_or_else(|| broken(column, "no blog id"))
}

fn health(row: &Row<'_>) -> rusqlite::Result<(BlogId, BlogHealth)> {
    let mut cells = Cells::of(row);
    let id = cells.parsed(|text| BlogId::parse(text).ok_or_else(|| "no blog id".to_owned()))?;
    let health = BlogHealth {
        feed: cells.take()?,
        row_feed: cells.take()?,
        validators: Validators { url: cells.take()?, etag: cells.take()?, last_modified: cells.take()? },
        first_read_at: cells.instant()?,
        last_read_at: cells.instant()?,
        last_success_at: cells.instant()?,
        last_new_post_at: cells.instant()?,
        newest_post_at: cells.instant()?,
        revived_at: cells.instant()?,
        next_read_at: cells.instant()?,
        failures: cells.take()?,
        error: cells.take()?,
        gone: cells.take()?,
        link_domain: cells.take()?,
        language: cells.take()?,
        ..manners::read(&mut cells)?
    };
    Ok((id.ok_or_else(|| broken("id", "no blog id"))?, health))
}

/// Replaces what is remembered about one blog.
pub(super) fn put_health(transaction: &Transaction<'_>, blog: &BlogId, health: &BlogHealth) -> rusqlite::Result<()> {
    let mut statement = transaction.prepare_cached(
        "INSERT INTO blog (id, feed, row_feed, validators_url, etag, last_modified, first_read_at, last_read_at, last_success_at,
                           last_new_post_at, newest_post_at, revived_at, next_read_at, failures, error, gone, link_domain, language)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18)
         ON CONFLICT (id) DO UPDATE SET
           feed = excluded.feed, row_feed = excluded.row_feed, validators_url = excluded.validators_url, etag = excluded.etag,
           last_modified = excluded.last_modified, first_read_at = excluded.first_read_at, last_read_at = excluded.last_read_at,
           last_success_at = excluded.last_success_at, last_new_post_at = excluded.last_new_post_at,
           newest_post_at = excluded.newest_post_at, revived_at = excluded.revived_at, next_read_at = excluded.next_read_at,
           failures = excluded.failures, error = excluded.error, gone = excluded.gone, link_domain = excluded.link_domain,
           language = excluded.language",
    )?;
    statement.execute(params![
        blog.as_str(),
        health.feed,
        health.row_feed,
        health.validators.url,
        health.validators.etag,
        health.validators.last_modified,
        optional_seconds(health.first_read_at),
        optional_seconds(health.last_read_at),
        optional_seconds(health.last_success_at),
        optional_seconds(health.last_new_post_at),
        optional_seconds(health.newest_post_at),
        optional_seconds(health.revived_at),
        optional_seconds(health.next_read_at),
        health.failures,
        health.error,
        health.gone,
        health.link_domain,
        health.language,
    ])?;
    manners::put(transaction, blog, health)
}

/// Of what is remembered about one blog, when it was read and when it is read next.
pub(super) fn put_times(transaction: &Transaction<'_>, blog: &BlogId, health: &BlogHealth) -> rusqlite::Result<()> {
    let times = [health.last_read_at, health.last_success_at, health.next_read_at].map(optional_seconds);
    let [read_at, success_at, next_at] = times;
    let sql = "UPDATE blog SET last_read_at = ?2, last_success_at = ?3, next_read_at = ?4 WHERE id = ?1";
    transaction.prepare_cached(sql)?.execute(params![blog.as_str(), read_at, success_at, next_at]).map(drop)
}
