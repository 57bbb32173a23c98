//! Editions that are out: being sent, stopped in the middle, or sent. Drafts and approved ones are nobody's yet.

use super::columns::{instant, json};
use super::drafts::date;
use super::published::IS_OUT;
use super::{Store, StoreError};
use crate::model::archive::{Neighbours, Published};
use chrono::NaiveDate;
use rusqlite::{Connection, OptionalExtension, Params, Row};

/// What all of these read.
const PUBLISHED: &str = "SELECT id, dated_on, subject, mail_dated_at,
            (SELECT json_group_array(json_extract(value, '$.title')) FROM json_each(content, '$.items')) AS picks
     FROM edition";

impl Store {
    /// Those of one year, newest first.
    pub async fn published_in(&self, year: i32) -> Result<Vec<Published>, StoreError> {
        let years = [format!("{year:04}-01-01"), format!("{year:04}-12-31")];
        self.connections
            .read(move |connection| {
                let sql = format!("{PUBLISHED} WHERE {IS_OUT} AND dated_on BETWEEN ?1 AND ?2 ORDER BY dated_on DESC");
                connection.prepare_cached(&sql)?.query_map(years, published)?.collect()
            })
            .await
    }

    /// The years that have one, newest first, with how many.
    pub async fn published_years(&self) -> Result<Vec<(i32, u32)>, StoreError> {
        let sql = format!(
            "SELECT CAST(substr(dated_on, 1, 4) AS INTEGER) AS year, count(*) AS editions FROM edition
             WHERE {IS_OUT} GROUP BY year ORDER BY year DESC"
        );
        self.connections
            .read(move |connection| {
                let mut statement = connection.prepare_cached(&sql)?;
                statement.query_map([], |row| Ok((row.get("year")?, row.get("editions")?)))?.collect()
            })
            .await
    }

    /// The one of this date.
    pub async fn published(&self, date: NaiveDate) -> Result<Option<Published>, StoreError> {
        self.connections.read(move |connection| one(connection, "AND dated_on = ?1", [date.to_string()])).await
    }

    /// The newest.
    pub async fn latest_published(&self) -> Result<Option<Published>, StoreError> {
        self.connections.read(|connection| one(connection, "ORDER BY dated_on DESC LIMIT 1", [])).await
    }

    /// Those around a date, whether it has one or not.
    pub async fn published_around(&self, date: NaiveDate) -> Result<Neighbours, StoreError> {
        self.connections
            .read(move |connection| {
                let date = [date.to_string()];
                Ok(Neighbours {
                    previous: one(connection, "AND dated_on < ?1 ORDER BY dated_on DESC LIMIT 1", date.clone())?,
                    next: one(connection, "AND dated_on > ?1 ORDER BY dated_on LIMIT 1", date)?,
                })
            })
            .await
    }
}

fn one(connection: &Connection, which: &str, values: impl Params) -> rusqlite::Result<Option<Published>> {
    connection.prepare_cached(&format!("{PUBLISHED} WHERE {IS_OUT} {which}"))?.query_row(values, published).optional()
}

fn published(row: &Row<'_>) -> rusqlite::Result<Published> {
    Ok(Published {
        id: row.get("id")?,
        date: date(row, "dated_on")?,
        title: row.get("subject")?,
        at: instant(row, "mail_dated_at")?,
        picks: json(row, "picks")?,
    })
}
