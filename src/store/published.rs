//! Editions that are out, as archive, feeds and API show them; and what names their publisher.

use super::columns::{instant, json};
use super::corrections::corrections_of;
use super::drafts::date;
use super::{Store, StoreError};
use crate::model::published::{PublishedDate, PublishedEdition};
use chrono::NaiveDate;
use rusqlite::{Connection, OptionalExtension, Row, params};

/// Editions that readers have, or are being sent: a paused one has begun.
pub(super) const IS_OUT: &str = "state IN ('sending', 'paused', 'sent') AND content IS NOT NULL AND mail_dated_at IS NOT NULL";

impl Store {
    /// The newest editions that are out, at most so many; those of earlier dates alone where a date is given.
    pub async fn published_editions(&self, before: Option<NaiveDate>, limit: usize) -> Result<Vec<PublishedEdition>, StoreError> {
        let sql = format!(
            "SELECT id, dated_on, mail_dated_at, content FROM edition
             WHERE {IS_OUT} AND dated_on < ?1 ORDER BY dated_on DESC LIMIT ?2"
        );
        let before = until(before);
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        self.connections
            .read(move |connection| {
                let mut statement = connection.prepare_cached(&sql)?;
                statement.query_map(params![before, limit], |row| published(connection, row))?.collect()
            })
            .await
    }

    /// The edition of a date, if it is out.
    pub async fn published_edition(&self, date: NaiveDate) -> Result<Option<PublishedEdition>, StoreError> {
        let sql = format!("SELECT id, dated_on, mail_dated_at, content FROM edition WHERE {IS_OUT} AND dated_on = ?1");
        self.connections
            .read(move |connection| {
                let mut statement = connection.prepare_cached(&sql)?;
                statement.query_row([date.to_string()], |row| published(connection, row)).optional()
            })
            .await
    }

    /// Every edition that is out, newest first, without its words: its title is the subject of its mail.
    pub async fn published_dates(&self) -> Result<Vec<PublishedDate>, StoreError> {
        self.published_dates_before(None, u32::MAX).await
    }

    /// The same of the newest alone, at most so many; those of earlier dates where a date is given.
    pub async fn published_dates_before(&self, before: Option<NaiveDate>, limit: u32) -> Result<Vec<PublishedDate>, StoreError> {
        let sql = format!(
            "SELECT dated_on, mail_dated_at, subject AS title,
                    max(mail_dated_at, coalesce((SELECT max(at) FROM correction WHERE edition_id = edition.id), 0)) AS changed_at
             FROM edition WHERE {IS_OUT} AND dated_on < ?1 ORDER BY dated_on DESC LIMIT ?2"
        );
        let values = (until(before), limit);
        self.connections
            .read(move |connection| connection.prepare_cached(&sql)?.query_map(values, published_date)?.collect())
            .await
    }

    /// What names this publisher wherever its site moves: the mark of the key that the database was first used with.
    /// None before any key was used.
    pub async fn publisher(&self) -> Result<Option<String>, StoreError> {
        let sql = "SELECT value FROM fact WHERE name = 'key'";
        self.connections.read(move |connection| connection.query_row(sql, [], |row| row.get(0)).optional()).await
    }
}

/// As `dated_on` is compared; none: later than any edition.
fn until(before: Option<NaiveDate>) -> String {
    before.map_or_else(|| "9999-12-31".to_owned(), |date| date.to_string())
}

fn published(connection: &Connection, row: &Row<'_>) -> rusqlite::Result<PublishedEdition> {
    Ok(PublishedEdition {
        date: date(row, "dated_on")?,
        published_at: instant(row, "mail_dated_at")?,
        content: json(row, "content")?,
        corrections: corrections_of(connection, row.get("id")?)?,
    })
}

fn published_date(row: &Row<'_>) -> rusqlite::Result<PublishedDate> {
    Ok(PublishedDate {
        date: date(row, "dated_on")?,
        title: row.get("title")?,
        published_at: instant(row, "mail_dated_at")?,
        changed_at: instant(row, "changed_at")?,
    })
}
