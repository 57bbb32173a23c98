//! One reading of one feed, written whole or not at all.

use super::blogs::put_health;
use super::columns::{optional_seconds, seconds, shingles_to_blob, to_json};
use super::{Store, StoreError};
use crate::model::Instant;
use crate::model::blog::BlogId;
use crate::model::entry::{AliasKey, NewEntry, Standing};
use crate::model::update::{Edit, FeedUpdate, Rebind};
use rusqlite::{OptionalExtension, Transaction, named_params, params};

impl Store {
    /// Writes a blog's health, its new entries with their stories, aliases learnt, edits, and what is missing.
    pub async fn apply(&self, update: FeedUpdate, now: Instant) -> Result<(), StoreError> {
        self.connections
            .write(move |transaction| {
                put_health(transaction, &update.blog, &update.health)?;
                for rebind in &update.rebinds {
                    put_aliases(transaction, rebind.entry_id, &rebind.keys, Some(&learnt_by(rebind)), now)?;
                }
                for edit in &update.edits {
                    put_edit(transaction, edit, now)?;
                }
                mark_missing(transaction, &update.missing, Some(now))?;
                mark_missing(transaction, &update.found_again, None)?;
                for entry in &update.new_entries {
                    put_entry(transaction, &update.blog, entry, now)?;
                }
                Ok(())
            })
            .await
    }
}

fn put_entry(transaction: &Transaction<'_>, blog: &BlogId, entry: &NewEntry, now: Instant) -> rusqlite::Result<()> {
    let story = match &entry.fold {
        Some(fold) => fold.story_id,
        None => {
            transaction.prepare_cached("INSERT INTO story (created_at) VALUES (?1)")?.execute([seconds(now)])?;
            transaction.last_insert_rowid()
        }
    };
    let id = insert_entry(transaction, blog, entry, story, now)?;
    put_aliases(transaction, id, &entry.keys, None, now)?;
    let mut statement = transaction.prepare_cached("INSERT OR IGNORE INTO entry_link (entry_id, target) VALUES (?1, ?2)")?;
    for target in &entry.links_out {
        statement.execute(params![id, target])?;
    }
    Ok(())
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
    let mut statement = transaction.prepare_cached(
        "INSERT INTO entry (blog_id, story_id, raw_id, title, link, canonical_link, excerpt, summary, content, language, authors,
                            categories, media, dated_at, seen_at, words, fingerprint, opening, shingles, silence_days, standing, because,
                            eligible_at, folded_because)
         VALUES (:blog_id, :story_id, :raw_id, :title, :link, :canonical_link, :excerpt, :summary, :content, :language, :authors,
                 :categories, :media, :dated_at, :seen_at, :words, :fingerprint, :opening, :shingles, :silence_days, :standing, :because,
                 :eligible_at, :folded_because)",
    )?;
    statement.execute(named_params! {
        ":blog_id": blog.as_str(),
        ":story_id": story,
        ":raw_id": parsed.id,
        ":title": parsed.title.as_deref().unwrap_or("Untitled post"),
        ":link": parsed.link,
        ":canonical_link": entry.canonical_link,
        ":excerpt": parsed.excerpt.as_deref().unwrap_or_default(),
        ":summary": parsed.summary,
        ":content": parsed.content,
        ":language": parsed.language,
        ":authors": to_json(&parsed.authors)?,
        ":categories": to_json(&parsed.categories)?,
        ":media": to_json(&parsed.media)?,
        ":dated_at": optional_seconds(dated_at),
        ":seen_at": seconds(now),
        ":words": entry.print.words,
        ":fingerprint": entry.print.text.map(u64::cast_signed),
        ":opening": entry.print.opening,
        ":shingles": shingles_to_blob(&entry.print.shingles),
        ":silence_days": silence_before(transaction, blog, dated_at)?,
        ":standing": entry.standing.word(),
        ":because": entry.because,
        ":eligible_at": eligible_after_last_close(transaction, entry, now)?,
        ":folded_because": entry.fold.as_ref().map(|fold| fold.because.as_str()),
    })?;
    Ok(transaction.last_insert_rowid())
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
    let sql = "SELECT dated_at FROM entry WHERE blog_id = ?1 AND dated_at < ?2 ORDER BY dated_at DESC, id DESC LIMIT 1";
    let before: Option<i64> =
        transaction.prepare_cached(sql)?.query_row(params![blog.as_str(), dated_at], |row| row.get(0)).optional()?;
    Ok(before.map(|before| (dated_at - before) / 86_400))
}

/// The newest words of a known entry; the first ones stay where they are.
fn put_edit(transaction: &Transaction<'_>, edit: &Edit, now: Instant) -> rusqlite::Result<()> {
    let mut statement = transaction.prepare_cached(
        "INSERT INTO entry_edit (entry_id, edited_at, changed, title, link, canonical_link, excerpt, language, words, fingerprint,
                                 opening, shingles)
         VALUES (:entry_id, :edited_at, :changed, :title, :link, :canonical_link,
                 coalesce(:excerpt, (SELECT excerpt FROM entry_now WHERE id = :entry_id)), :language, :words, :fingerprint,
                 :opening, :shingles)
         ON CONFLICT (entry_id) DO UPDATE SET
           edited_at = excluded.edited_at, title = excluded.title, link = excluded.link, canonical_link = excluded.canonical_link,
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
        ":canonical_link": edit.canonical_link,
        ":excerpt": edit.excerpt,
        ":language": edit.language,
        ":words": edit.print.words,
        ":fingerprint": edit.print.text.map(u64::cast_signed),
        ":opening": edit.print.opening,
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

/// The first entry to carry an alias keeps it.
fn put_aliases(
    transaction: &Transaction<'_>,
    entry: i64,
    keys: &[AliasKey],
    by: Option<&str>,
    now: Instant,
) -> rusqlite::Result<()> {
    let sql = "INSERT OR IGNORE INTO entry_alias (kind, value, entry_id, learnt_by, learnt_at) VALUES (?1, ?2, ?3, ?4, ?5)";
    let mut statement = transaction.prepare_cached(sql)?;
    for key in keys {
        statement.execute(params![key.kind.word(), key.value, entry, by, seconds(now)])?;
    }
    Ok(())
}
