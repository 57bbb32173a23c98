//! Readings of feeds, each written whole or not at all.

use super::aliases::{put_aliases, put_rebound};
use super::blogs::{put_health, put_times};
use super::columns::{optional_seconds, people_to_json, seconds, shingles_to_blob, to_json};
use super::numbers::{number_of, opening_to_blob, packed};
use super::{Store, StoreError};
use crate::model::Instant;
use crate::model::blog::BlogId;
use crate::model::entry::{NewEntry, Standing};
use crate::model::update::{Edit, FeedUpdate, Rebind};
use rusqlite::{OptionalExtension, Transaction, named_params, params};
use std::sync::Arc;

impl Store {
    /// Writes of each reading the blog's health, its new entries with their stories, aliases learnt, edits, and what is missing;
    /// all of them in one transaction. The answer is the rows of each one's new entries, in their order: none for a blog that was
    /// forgotten while it was read. It is on its way as soon as this is called.
    pub fn apply<U: Into<Arc<Vec<FeedUpdate>>>>(
        &self,
        updates: U,
        now: Instant,
    ) -> impl Future<Output = Result<Vec<Vec<i64>>, StoreError>> + Send + use<U> {
        let updates: Arc<Vec<FeedUpdate>> = updates.into();
        self.connections.write_alone(move |transaction| updates.iter().map(|update| put(transaction, update, now)).collect())
    }
}

fn put(transaction: &Transaction<'_>, update: &FeedUpdate, now: Instant) -> rusqlite::Result<Vec<i64>> {
    if is_forgotten(transaction, &update.blog)? {
        return Ok(Vec::new());
    }
    put_update(transaction, update, now)?;
    let put = |entry| put_entry(transaction, &update.blog, entry, now);
    let rows = update.new_entries.iter().map(put).collect::<rusqlite::Result<Vec<_>>>()?;
    put_bodies(transaction, update, &rows, now)?;
    Ok(rows)
}

/// The words of one reading's new posts, in one row.
fn put_bodies(transaction: &Transaction<'_>, update: &FeedUpdate, rows: &[i64], now: Instant) -> rusqlite::Result<()> {
    let told = rows.iter().zip(&update.new_entries).filter_map(|(row, entry)| Some((*row, entry.parsed.longer_body()?)));
    let (posts, bodies): (Vec<i64>, Vec<&str>) = told.unzip();
    if posts.is_empty() {
        return Ok(());
    }
    let sql = "INSERT INTO body (blog_id, seen_at, posts, words) VALUES (?1, ?2, ?3, ?4)";
    let values = params![update.blog.as_str(), seconds(now), to_json(&posts)?, packed(&to_json(&bodies)?)?];
    transaction.prepare_cached(sql)?.execute(values).map(drop)
}

/// Whether its makers had it taken out since the list was read.
pub(super) fn is_forgotten(transaction: &Transaction<'_>, blog: &BlogId) -> rusqlite::Result<bool> {
    let sql = "SELECT 1 FROM tombstone WHERE blog_id = ?1";
    transaction.prepare_cached(sql)?.exists([blog.as_str()])
}

/// All but the new entries.
fn put_update(transaction: &Transaction<'_>, update: &FeedUpdate, now: Instant) -> rusqlite::Result<()> {
    let put = if update.is_as_stored { put_times } else { put_health };
    put(transaction, &update.blog, &update.health)?;
    for rebind in &update.rebinds {
        put_aliases(transaction, rebind.entry_id, &rebind.keys)?;
        put_rebound(transaction, rebind.entry_id, &learnt_by(rebind), now)?;
    }
    for edit in &update.edits {
        put_edit(transaction, edit, now)?;
    }
    mark_missing(transaction, &update.missing, Some(now))?;
    mark_missing(transaction, &update.found_again, None)
}

fn put_entry(transaction: &Transaction<'_>, blog: &BlogId, entry: &NewEntry, now: Instant) -> rusqlite::Result<i64> {
    let story = match &entry.fold {
        Some(fold) => fold.story_id,
        None => {
            transaction.prepare_cached("INSERT INTO story (created_at) VALUES (?1)")?.execute([seconds(now)])?;
            transaction.last_insert_rowid()
        }
    };
    let id = insert_entry(transaction, blog, entry, story, now)?;
    put_aliases(transaction, id, &entry.keys)?;
    let mut statement = transaction.prepare_cached("INSERT OR IGNORE INTO entry_link (entry_id, target) VALUES (?1, ?2)")?;
    for target in &entry.links_out {
        statement.execute(params![id, number_of(target)])?;
    }
    Ok(id)
}

/// What is new today is in the river at once; what a new blog brought along, of before it was seen, follows slice by slice.
fn put_into_river(transaction: &Transaction<'_>, story: i64, eligible_at: i64, now: Instant) -> rusqlite::Result<()> {
    if eligible_at < seconds(now) {
        let sql = "INSERT OR IGNORE INTO river_waiting (story_id, eligible_at) VALUES (?1, ?2)";
        return transaction.prepare_cached(sql)?.execute([story, eligible_at]).map(drop);
    }
    transaction.prepare_cached("INSERT INTO river_refresh VALUES (?1)")?.execute([story]).map(drop)
}

fn insert_entry(
    transaction: &Transaction<'_>,
    blog: &BlogId,
    entry: &NewEntry,
    story: i64,
    now: Instant,
) -> rusqlite::Result<i64> {
    let parsed = &entry.parsed;
    let dated_at = parsed.dated_at();
    // By place, not by name: looking up two dozen names costs as much as the row.
    let mut statement = transaction.prepare_cached(
        "INSERT INTO entry (blog_id, story_id, raw_id, title, link, page, excerpt, language,
                            authors, categories, media,
                            dated_at, seen_at, words, fingerprint, opening, shingles,
                            silence_days, standing, because, eligible_at, folded_because)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22)",
    )?;
    let title = parsed.title.as_deref().unwrap_or("Untitled post");
    let eligible_at = eligible_after_last_close(transaction, entry, now)?;
    statement.execute(params![
        blog.as_str(),
        story,
        parsed.id,
        title,
        parsed.link,
        entry.canonical_link.as_deref().map(number_of),
        parsed.excerpt.as_deref().unwrap_or_default(),
        parsed.language,
        people_to_json(&parsed.authors)?,
        to_json(&parsed.categories)?,
        to_json(&parsed.media)?,
        optional_seconds(dated_at),
        seconds(now),
        entry.print.words,
        entry.print.text.map(u64::cast_signed),
        opening_to_blob(&entry.print.opening),
        shingles_to_blob(&entry.print.shingles),
        silence_before(transaction, blog, dated_at)?,
        entry.standing.word(),
        entry.because,
        eligible_at,
        entry.fold.as_ref().map(|fold| fold.because.as_str()),
    ])?;
    let id = transaction.last_insert_rowid();
    if let Some(eligible_at) = eligible_at {
        put_into_river(transaction, story, eligible_at, now)?;
    }
    Ok(id)
}

/// An edition may have closed between the reading and this write: what its window should have held belongs to the next one.
fn eligible_after_last_close(transaction: &Transaction<'_>, entry: &NewEntry, now: Instant) -> rusqlite::Result<Option<i64>> {
    let Some(eligible_at) = entry.eligible_at.filter(|_| entry.standing == Standing::Eligible).map(seconds) else {
        return Ok(None);
    };
    let sql = "SELECT max(closes_at) FROM edition WHERE closes_at > ?2 AND opens_at <= ?1 AND closes_at > ?1";
    let closed: Option<i64> = transaction.prepare_cached(sql)?.query_row(params![eligible_at, seconds(now)], |row| row.get(0))?;
    Ok(Some(closed.unwrap_or(eligible_at)))
}

/// Days since the blog's newest earlier post, by the authors' dates.
fn silence_before(transaction: &Transaction<'_>, blog: &BlogId, dated_at: Option<Instant>) -> rusqlite::Result<Option<i64>> {
    let Some(dated_at) = dated_at.map(seconds) else { return Ok(None) };
    let sql = "SELECT dated_at FROM entry INDEXED BY entry_blog_day
               WHERE blog_id = ?1 AND coalesce(dated_at, seen_at) < ?2 AND dated_at IS NOT NULL
               ORDER BY coalesce(dated_at, seen_at) DESC, id DESC LIMIT 1";
    let before: Option<i64> =
        transaction.prepare_cached(sql)?.query_row(params![blog.as_str(), dated_at], |row| row.get(0)).optional()?;
    Ok(before.map(|before| (dated_at - before) / 86_400))
}

/// The newest words of a known entry; the first ones stay where they are.
fn put_edit(transaction: &Transaction<'_>, edit: &Edit, now: Instant) -> rusqlite::Result<()> {
    let mut statement = transaction.prepare_cached(
        "INSERT INTO entry_edit (entry_id, edited_at, changed, title, link, page, excerpt, language, words, fingerprint,
                                 opening, shingles)
         VALUES (:entry_id, :edited_at, :changed, :title, :link, :page,
                 coalesce(:excerpt, (SELECT excerpt FROM entry_now WHERE id = :entry_id)), :language, :words, :fingerprint,
                 :opening, :shingles)
         ON CONFLICT (entry_id) DO UPDATE SET
           edited_at = excluded.edited_at, title = excluded.title, link = excluded.link, page = excluded.page,
           excerpt = excluded.excerpt, language = excluded.language, words = excluded.words, fingerprint = excluded.fingerprint,
           opening = excluded.opening, shingles = excluded.shingles,
           changed = (SELECT json_group_array(DISTINCT value)
                      FROM (SELECT value FROM json_each(entry_edit.changed) UNION ALL SELECT value FROM json_each(excluded.changed)))",
    )?;
    statement.execute(named_params! {
        ":entry_id": edit.entry_id,
        ":edited_at": seconds(now),
        ":changed": to_json(&edit.changed)?,
        ":title": edit.title,
        ":link": edit.link,
        ":page": edit.canonical_link.as_deref().map(number_of),
        ":excerpt": edit.excerpt,
        ":language": edit.language,
        ":words": edit.print.words,
        ":fingerprint": edit.print.text.map(u64::cast_signed),
        ":opening": opening_to_blob(&edit.print.opening),
        ":shingles": shingles_to_blob(&edit.print.shingles),
    })?;
    Ok(())
}

fn mark_missing(transaction: &Transaction<'_>, entries: &[i64], since: Option<Instant>) -> rusqlite::Result<()> {
    let mut statement = transaction.prepare_cached("UPDATE entry SET missing_since = ?2 WHERE id = ?1")?;
    for entry in entries {
        statement.execute(params![entry, optional_seconds(since)])?;
    }
    Ok(())
}

/// "link", "likeness (same title, text 87 % alike)".
fn learnt_by(rebind: &Rebind) -> String {
    let word = rebind.by.word();
    rebind.closeness.as_ref().map_or_else(|| word.to_owned(), |closeness| format!("{word} ({closeness})"))
}
