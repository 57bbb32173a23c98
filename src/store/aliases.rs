//! Aliases, by the number that stands for them.

use crate::model::Instant;
use crate::model::entry::AliasKey;
use rusqlite::{Connection, OptionalExtension, Row, Transaction, params};
use std::collections::HashMap;

use super::columns::seconds;

/// The entries that carry these. Two blogs may have the same number by accident: whoever asks looks whose they are.
pub(super) fn known_keys(connection: &Connection, keys: Vec<AliasKey>) -> rusqlite::Result<HashMap<AliasKey, i64>> {
    let mut statement = connection.prepare_cached("SELECT entry_id FROM alias WHERE key = ?1")?;
    let mut known = HashMap::new();
    for key in keys {
        if let Some(entry) = statement.query_row([key.number()], |row| row.get(0)).optional()? {
            known.insert(key, entry);
        }
    }
    Ok(known)
}

/// The first entry to carry an alias keeps it.
pub(super) fn put_aliases(transaction: &Transaction<'_>, entry: i64, keys: &[AliasKey]) -> rusqlite::Result<()> {
    let mut statement = transaction.prepare_cached("INSERT OR IGNORE INTO alias (key, entry_id) VALUES (?1, ?2)")?;
    for key in keys {
        statement.execute(params![key.number(), entry])?;
    }
    Ok(())
}

/// By what an entry was recognised; the last word holds.
pub(super) fn put_rebound(transaction: &Transaction<'_>, entry: i64, by: &str, now: Instant) -> rusqlite::Result<()> {
    let sql = "INSERT INTO entry_rebound (entry_id, learnt_by, learnt_at) VALUES (?1, ?2, ?3)
               ON CONFLICT (entry_id) DO UPDATE SET learnt_by = excluded.learnt_by, learnt_at = excluded.learnt_at";
    transaction.prepare_cached(sql)?.execute(params![entry, by, seconds(now)]).map(drop)
}

/// Parts in which old aliases are numbered: each is small enough to be sorted in memory, and is written in the order of its rows.
const PARTS: u64 = 16;

/// Step 14 of the schema: numbers for what was kept in words, whose table goes.
pub(super) fn number_aliases(transaction: &Transaction<'_>) -> rusqlite::Result<()> {
    for part in 0..PARTS {
        let mut read = transaction.prepare("SELECT kind, value, entry_id FROM entry_alias ORDER BY kind, value")?;
        let number = |row: &Row<'_>| {
            let (kind, value): (String, String) = (row.get("kind")?, row.get("value")?);
            Ok((AliasKey::number_of(&kind, &value), row.get::<_, i64>("entry_id")?))
        };
        let is_here = |row: &rusqlite::Result<(i64, i64)>| {
            row.as_ref().map_or(true, |(key, _)| key.cast_unsigned() / (u64::MAX / PARTS + 1) == part)
        };
        let mut numbered = read.query_map([], number)?.filter(is_here).collect::<rusqlite::Result<Vec<_>>>()?;
        numbered.sort_unstable();
        let mut write = transaction.prepare("INSERT OR IGNORE INTO alias (key, entry_id) VALUES (?1, ?2)")?;
        for pair in numbered {
            write.execute(pair)?;
        }
    }
    transaction.execute_batch("DROP TABLE entry_alias")
}
