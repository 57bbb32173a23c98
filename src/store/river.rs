//! The river: every eligible story, newest first, and the search in it. Triggers keep it true (migration 12), but for new
//! entries, of which whoever writes them tells it (migration 15).

mod expression;

use super::blogs::blog_id;
use super::columns::{broken, instant, json, optional_instant};
use super::{Store, StoreError};
use crate::model::Instant;
use crate::model::river::{FOUND_FROM, FOUND_TO, Found, Mention, RiverPlace, RiverQuery, RiverStory, Turn};
use expression::expression;
use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension, Row, Transaction, params, params_from_iter};

/// Stories filled in by one transaction.
const SLICE: i64 = 500;

impl Store {
    /// A page of the river, newest first.
    pub async fn river(&self, query: RiverQuery) -> Result<Vec<RiverStory>, StoreError> {
        self.connections.read(move |connection| river(connection, &query)).await
    }

    /// Takes in a slice of the stories that wait: what new blogs brought along, then what was there before the river was, newest
    /// first. The answer is whether more wait.
    pub async fn fill_river(&self) -> Result<bool, StoreError> {
        self.connections.write_alone(|transaction| Ok(take_in(transaction)? || fill_river(transaction)?)).await
    }
}

/// The answer is whether there was anything.
fn take_in(transaction: &Transaction<'_>) -> rusqlite::Result<bool> {
    // In the order of the river: the search index writes a slice at once as long as its rows ascend.
    let take = format!(
        "INSERT INTO river_refresh
         SELECT story_id FROM (SELECT * FROM river_waiting ORDER BY story_id LIMIT {SLICE}) ORDER BY eligible_at, story_id"
    );
    let taken = transaction.prepare_cached(&take)?.execute([])?;
    let done = "DELETE FROM river_waiting WHERE story_id IN (SELECT story_id FROM river_waiting ORDER BY story_id LIMIT ?1)";
    let done = transaction.prepare_cached(done)?.execute([SLICE])?;
    Ok(taken.max(done) > 0)
}

fn fill_river(transaction: &Transaction<'_>) -> rusqlite::Result<bool> {
    let sql = "SELECT CAST(value AS INTEGER) FROM fact WHERE name = 'river filled down to'";
    let Some(to) = transaction.prepare_cached(sql)?.query_row([], |row| row.get::<_, i64>(0)).optional()? else {
        return Ok(false);
    };
    let from = to.saturating_sub(SLICE).max(0);
    let fill = "INSERT INTO river_refresh SELECT id FROM story WHERE id >= ?1 AND id < ?2 ORDER BY id DESC";
    transaction.prepare_cached(fill)?.execute(params![from, to])?;
    let note = if from > 0 {
        "UPDATE fact SET value = CAST(?1 AS TEXT) WHERE name = 'river filled down to'"
    } else {
        "DELETE FROM fact WHERE name = 'river filled down to' AND ?1 = 0"
    };
    transaction.prepare_cached(note)?.execute([from])?;
    Ok(from > 0)
}

fn river(connection: &Connection, query: &RiverQuery) -> rusqlite::Result<Vec<RiverStory>> {
    let sought = expression(query);
    let (first, last) = bounds(query);
    let limit = i64::try_from(query.limit).unwrap_or(i64::MAX);
    let is_upwards = matches!(query.turn, Turn::NewerThan(_));
    let sql = sql(sought.is_some(), if is_upwards { "ASC" } else { "DESC" });
    let mut values: Vec<Value> = vec![first.into(), last.into(), limit.into()];
    values.extend(sought.into_iter().flat_map(|sought| [sought, FOUND_FROM.to_string(), FOUND_TO.to_string()]).map(Value::from));

    let is_search = !query.words.is_empty();
    let mut statement = connection.prepare_cached(&sql)?;
    let rows = statement.query_map(params_from_iter(values), |row| story(row, is_search))?;
    let mut stories: Vec<RiverStory> = rows.collect::<rusqlite::Result<_>>()?;
    if is_upwards {
        stories.reverse();
    }
    Ok(stories)
}

/// Both ways walk rows in their order and stop at the limit; nothing is sorted, and no rank is reckoned.
fn sql(is_search: bool, order: &str) -> String {
    let (table, found, matching) = if is_search {
        let found = "highlight(river_words, 0, ?5, ?6) AS found_title, highlight(river_words, 1, ?5, ?6) AS found_excerpt";
        ("river_words JOIN river ON river.place = river_words.rowid", found, "river_words MATCH ?4 AND")
    } else {
        ("river", "NULL AS found_title, NULL AS found_excerpt", "")
    };
    let place = if is_search { "river_words.rowid" } else { "river.place" };
    format!(
        "SELECT river.*, edition.dated_on, mention.place AS pick, {found}
         FROM {table}
         LEFT JOIN edition_story AS mention ON mention.story_id = river.story_id AND mention.left_out = 0
         LEFT JOIN edition ON edition.id = mention.edition_id AND edition.state IN ('sending', 'paused', 'sent')
         WHERE {matching} {place} >= ?1 AND {place} < ?2
         ORDER BY {place} {order} LIMIT ?3"
    )
}

/// The first place that may be in the answer, and the first after it that may not.
fn bounds(query: &RiverQuery) -> (i64, i64) {
    let beginning = |at: Instant| RiverPlace { eligible_at: at, story: 0 }.number();
    let mut first = query.from.map_or(i64::MIN, beginning);
    let mut last = query.to.map_or(i64::MAX, beginning);
    match query.turn {
        Turn::Newest => {}
        Turn::OlderThan(place) => last = last.min(place.number()),
        Turn::NewerThan(place) => first = first.max(place.number().saturating_add(1)),
    }
    (first, last)
}

fn story(row: &Row<'_>, is_search: bool) -> rusqlite::Result<RiverStory> {
    let found = |title: Option<String>, excerpt: Option<String>| Some(Found { title: title?, excerpt: excerpt? });
    Ok(RiverStory {
        place: RiverPlace { eligible_at: instant(row, "eligible_at")?, story: row.get("story_id")? },
        entry: row.get("entry_id")?,
        blog: blog_id(row, "blog_id")?,
        title: row.get("title")?,
        link: row.get("link")?,
        excerpt: row.get("excerpt")?,
        language: row.get("language")?,
        authors: json(row, "authors")?,
        categories: json(row, "categories")?,
        dated_at: optional_instant(row, "dated_at")?,
        edited_at: optional_instant(row, "edited_at")?,
        also: json(row, "also")?,
        edition: mention(row)?,
        found: found(row.get("found_title")?, row.get("found_excerpt")?).filter(|_| is_search),
    })
}

fn mention(row: &Row<'_>) -> rusqlite::Result<Option<Mention>> {
    let date: Option<String> = row.get("dated_on")?;
    let is_pick = row.get::<_, Option<i64>>("pick")?.is_some();
    let parsed = |text: String| text.parse().map_err(|_| broken("dated_on", "not a date"));
    Ok(date.map(parsed).transpose()?.map(|date| Mention { date, is_pick }))
}
