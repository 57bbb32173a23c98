//! Bulletins: a day's stories, closed in one transaction. They make no claim on what editions may take.

use super::columns::{instant, seconds, to_json};
use super::editions::{edition, put_texts};
use super::stories::story_entry;
use super::{Store, StoreError};
use crate::model::Instant;
use crate::model::edition::{Edition, EditionContent, Frozen};
use crate::model::story::Story;
use chrono::NaiveDate;
use rusqlite::{Connection, OptionalExtension, Transaction, params};
use std::collections::BTreeMap;

/// Seconds by which a story may have been written later than it was seen: a reading that was under way when a bulletin closed.
const LATE_WRITES: i64 = 3600;

/// Seconds before a window's opening that a post of a blog's first reading may be dated.
const FIRST_READING: i64 = 24 * 3600;

/// A bulletin that closes with something to tell.
#[derive(Clone, Debug)]
pub struct Closing {
    /// Its date.
    pub date: NaiveDate,
    /// Its window: from here.
    pub opens_at: Instant,
    /// To here.
    pub closes_at: Instant,
    /// The words.
    pub content: EditionContent,
    /// The texts made of them.
    pub frozen: Frozen,
    /// SHA-256 of the texts, hex.
    pub sha256: String,
    /// Its stories.
    pub stories: Vec<i64>,
}

impl Store {
    /// Every bulletin, newest first; skipped days too.
    pub async fn bulletins(&self) -> Result<Vec<Edition>, StoreError> {
        let sql = "SELECT * FROM bulletin ORDER BY dated_on DESC";
        self.connections.read(move |connection| connection.prepare_cached(sql)?.query_map([], edition)?.collect()).await
    }

    /// A mailing of either kind, by its row.
    pub async fn mailing(&self, id: i64) -> Result<Option<Edition>, StoreError> {
        let sql = "SELECT * FROM mailing WHERE id = ?1";
        self.connections.read(move |connection| connection.prepare_cached(sql)?.query_row([id], edition).optional()).await
    }

    /// How many active subscribers get bulletins.
    pub async fn daily_readers(&self) -> Result<u64, StoreError> {
        let sql = "SELECT count(*) FROM subscriber WHERE state = 'active' AND choice = 'daily'";
        self.connections
            .read(move |connection| connection.query_row(sql, [], |row| Ok(row.get::<_, i64>(0)?.cast_unsigned())))
            .await
    }

    /// Stories that arrived in the half-open window and were in no bulletin yet, by id. A story arrives when it is first seen, or
    /// released by a person; of a blog's first reading only posts of the day before count.
    pub async fn stories_arrived(&self, opens_at: Instant, closes_at: Instant) -> Result<Vec<Story>, StoreError> {
        self.connections.read(move |connection| stories_arrived(connection, seconds(opens_at), seconds(closes_at))).await
    }

    /// Freezes a bulletin; false when that date has one already, or a story of it is in another.
    pub async fn close_bulletin(&self, closing: Closing) -> Result<bool, StoreError> {
        self.connections.write(move |transaction| close(transaction, &closing)).await
    }

    /// There is no bulletin of that date; its window closes all the same. Harmless when the date has one already.
    pub async fn skip_bulletin(
        &self,
        date: NaiveDate,
        opens_at: Instant,
        closes_at: Instant,
        because: String,
    ) -> Result<(), StoreError> {
        let sql = "INSERT OR IGNORE INTO mailing (kind, nominal_on, dated_on, state, opens_at, closes_at, because)
                   VALUES ('bulletin', ?1, ?1, 'skipped', ?2, ?3, ?4)";
        let date = date.to_string();
        self.connections
            .write(move |transaction| {
                transaction.execute(sql, params![date, seconds(opens_at), seconds(closes_at), because]).map(drop)
            })
            .await
    }

    /// An approved bulletin that was never begun gives its stories back: its window stays open for the next one.
    pub async fn pass_bulletin_on(&self, bulletin: i64, because: String) -> Result<bool, StoreError> {
        let sql = "UPDATE mailing SET state = 'skipped', closes_at = NULL, because = ?2
                   WHERE id = ?1 AND kind = 'bulletin' AND state = 'approved'";
        self.connections
            .write(move |transaction| {
                let is_passed_on = transaction.execute(sql, params![bulletin, because])? == 1;
                if is_passed_on {
                    transaction.execute("DELETE FROM bulletin_story WHERE bulletin_id = ?1", [bulletin])?;
                }
                Ok(is_passed_on)
            })
            .await
    }
}

fn close(transaction: &Transaction<'_>, closing: &Closing) -> rusqlite::Result<bool> {
    let in_window = stories_arrived(transaction, seconds(closing.opens_at), seconds(closing.closes_at))?;
    if !closing.stories.iter().all(|story| in_window.iter().any(|known| known.id == *story)) {
        return Ok(false);
    }
    let inserted = transaction.execute(
        "INSERT OR IGNORE INTO mailing (kind, nominal_on, dated_on, state, opens_at, closes_at, approved_at, approved_by, content,
                                        subject, mail_dated_at, sha256)
         VALUES ('bulletin', ?1, ?1, 'approved', ?2, ?3, ?3, 'its hour', ?4, ?5, ?6, ?7)",
        params![
            closing.date.to_string(),
            seconds(closing.opens_at),
            seconds(closing.closes_at),
            to_json(&closing.content)?,
            closing.frozen.subject,
            seconds(closing.frozen.date),
            closing.sha256
        ],
    )?;
    if inserted == 0 {
        return Ok(false);
    }
    let bulletin = transaction.last_insert_rowid();
    put_texts(transaction, bulletin, &closing.frozen.texts)?;
    let mut statement = transaction.prepare("INSERT INTO bulletin_story (story_id, bulletin_id) VALUES (?1, ?2)")?;
    for story in &closing.stories {
        statement.execute(params![story, bulletin])?;
    }
    Ok(true)
}

fn stories_arrived(connection: &Connection, opens_at: i64, closes_at: i64) -> rusqlite::Result<Vec<Story>> {
    let mut statement = connection.prepare_cached(
        "SELECT entry.*, (SELECT min(max(sibling.seen_at, sibling.eligible_at)) FROM entry AS sibling
                          WHERE sibling.story_id = entry.story_id AND sibling.eligible_at IS NOT NULL) AS arrived_at
         FROM entry_now AS entry
         WHERE entry.standing = 'eligible' AND entry.link IS NOT NULL
           AND entry.story_id IN (SELECT story_id FROM entry WHERE eligible_at >= ?3 AND eligible_at < ?2)
           AND entry.story_id NOT IN (SELECT story_id FROM bulletin_story)
           AND arrived_at >= ?1 AND arrived_at < ?2
           AND (SELECT min(eligible_at) FROM entry AS sibling WHERE sibling.story_id = entry.story_id) >= ?3
         ORDER BY entry.story_id, coalesce(entry.dated_at, entry.seen_at), entry.id",
    )?;
    let rows = statement.query_map(params![opens_at - LATE_WRITES, closes_at, opens_at - FIRST_READING], |row| {
        Ok((row.get::<_, i64>("story_id")?, instant(row, "arrived_at")?, story_entry(row)?))
    })?;
    let mut stories: BTreeMap<i64, Story> = BTreeMap::new();
    for row in rows {
        let (id, eligible_at, lead) = row?;
        match stories.get_mut(&id) {
            Some(story) => story.also.push(lead),
            None => drop(stories.insert(id, Story { id, lead, also: Vec::new(), eligible_at, linked_by: Vec::new() })),
        }
    }
    Ok(stories.into_values().collect())
}
