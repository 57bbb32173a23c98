//! Between column values and model types; a value that no longer parses is an error, not a guess.

use super::numbers::opening_from_blob;
use crate::model::Instant;
use crate::model::entry::{Fingerprint, Person};
use rusqlite::types::{FromSql, Type};
use rusqlite::{Result, Row};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::collections::BTreeMap;

/// Seconds since 1970, as stored.
pub fn seconds(instant: Instant) -> i64 {
    instant.timestamp()
}

/// The same, where there may be none.
pub fn optional_seconds(instant: Option<Instant>) -> Option<i64> {
    instant.map(seconds)
}

/// An instant column.
pub fn instant(row: &Row<'_>, column: &str) -> Result<Instant> {
    optional_instant(row, column)?.ok_or_else(|| broken(column, "an instant is missing"))
}

/// An instant column that may be NULL.
pub fn optional_instant(row: &Row<'_>, column: &str) -> Result<Option<Instant>> {
    let stored: Option<i64> = row.get(column)?;
    let in_range = |seconds| Instant::from_timestamp(seconds, 0).ok_or_else(|| broken(column, "an instant out of range"));
    stored.map(in_range).transpose()
}

/// A column that holds a word of a closed set.
pub fn word<T>(row: &Row<'_>, column: &str, parse: impl Fn(&str) -> Option<T>) -> Result<T> {
    let stored: String = row.get(column)?;
    parse(&stored).ok_or_else(|| broken(column, &format!("{stored:?} is unknown")))
}

/// A JSON column.
pub fn json<T: DeserializeOwned>(row: &Row<'_>, column: &str) -> Result<T> {
    let stored: String = row.get(column)?;
    serde_json::from_str(&stored).map_err(|error| broken(column, &error.to_string()))
}

/// The cells of a row from its first one on: to look for each of two dozen by its name takes longer than to read it.
pub struct Cells<'a, 'b> {
    row: &'a Row<'b>,
    at: usize,
}

impl<'a, 'b> Cells<'a, 'b> {
    /// All of them.
    pub fn of(row: &'a Row<'b>) -> Self {
        Self { row, at: 0 }
    }

    /// The next one.
    pub fn take<T: FromSql>(&mut self) -> Result<T> {
        let cell = self.row.get(self.at);
        self.at += 1;
        cell
    }

    /// The same of an instant.
    pub fn instant(&mut self) -> Result<Option<Instant>> {
        let stored: Option<i64> = self.take()?;
        let in_range = |seconds| Instant::from_timestamp(seconds, 0).ok_or_else(|| self.broken("an instant out of range"));
        stored.map(in_range).transpose()
    }

    /// The same of what `parse` makes of a text; it says what is wrong with one.
    pub fn parsed<T>(&mut self, parse: impl FnOnce(&str) -> std::result::Result<T, String>) -> Result<Option<T>> {
        let text = self.row.get_ref(self.at)?.as_str_or_null()?;
        self.at += 1;
        text.map(|text| parse(text).map_err(|why| self.broken(&why))).transpose()
    }

    /// The same of JSON.
    pub fn json<T: DeserializeOwned>(&mut self) -> Result<Option<T>> {
        self.parsed(|text| serde_json::from_str(text).map_err(|error| error.to_string()))
    }

    /// About the last one.
    fn broken(&self, why: &str) -> rusqlite::Error {
        broken(self.row.as_ref().column_name(self.at.saturating_sub(1)).unwrap_or_default(), why)
    }
}

/// A value for a JSON column.
pub fn to_json(value: &impl Serialize) -> Result<String> {
    serde_json::to_string(value).map_err(|error| rusqlite::Error::ToSqlConversionFailure(Box::new(error)))
}

/// Authors as they are kept: what is not known of them takes no room.
pub fn people_to_json(people: &[Person]) -> Result<String> {
    to_json(&people.iter().map(known_parts).collect::<Vec<_>>())
}

fn known_parts(person: &Person) -> BTreeMap<&str, &str> {
    let fields = [("name", &person.name), ("email", &person.email), ("url", &person.url)];
    fields.into_iter().filter_map(|(field, value)| Some((field, value.as_deref()?))).collect()
}

/// A sketch of a text as four bytes a hash.
pub fn shingles_to_blob(shingles: &[u32]) -> Vec<u8> {
    shingles.iter().map(|hash| hash.to_le_bytes()).collect::<Vec<_>>().into_flattened()
}

/// What a text looks like, from the columns `fingerprint`, `shingles`, `words` and `opening`.
pub fn fingerprint(row: &Row<'_>) -> Result<Fingerprint> {
    let text: Option<i64> = row.get("fingerprint")?;
    let blob: Vec<u8> = row.get("shingles")?;
    let shingles = blob.as_chunks::<4>().0.iter().map(|bytes| u32::from_le_bytes(*bytes)).collect();
    let opening = opening_from_blob(&row.get::<_, Vec<u8>>("opening")?);
    Ok(Fingerprint { text: text.map(i64::cast_unsigned), shingles, words: row.get("words")?, opening })
}

/// Says which column holds something that friday did not write.
pub fn broken(column: &str, why: &str) -> rusqlite::Error {
    rusqlite::Error::FromSqlConversionFailure(0, Type::Text, format!("{column}: {why}").into())
}
