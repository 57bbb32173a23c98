//! The one draft: opened, edited, passed on to the next period, moved to another day.

use super::columns::{seconds, to_json};
use super::{Store, StoreError};
use crate::model::Instant;
use crate::model::calendar::Period;
use crate::model::edition::DraftEdits;
use chrono::NaiveDate;
use rusqlite::{Transaction, params};
use std::collections::BTreeMap;

impl Store {
    /// Opens the draft of a period whose window begins at `opens_at`; harmless when a draft or that edition is there.
    pub async fn open_draft(&self, period: Period, opens_at: Instant) -> Result<(), StoreError> {
        self.connections.write(move |transaction| insert_draft(transaction, period, seconds(opens_at)).map(drop)).await
    }

    /// Saves an editor's changes if nobody else saved since `revision`; the answer is whether it did.
    pub async fn save_edits(&self, edition: i64, revision: u32, edits: DraftEdits) -> Result<bool, StoreError> {
        let sql = "UPDATE mailing SET edits = ?3, revision = revision + 1 WHERE id = ?1 AND revision = ?2 AND state = 'draft'";
        self.connections
            .write(move |transaction| Ok(transaction.execute(sql, params![edition, revision, to_json(&edits)?])? == 1))
            .await
    }

    /// Gives the draft another place in the calendar.
    pub async fn place_draft(&self, edition: i64, period: Period) -> Result<(), StoreError> {
        let sql = "UPDATE mailing SET nominal_on = ?2, dated_on = ?3, revision = revision + 1 WHERE id = ?1 AND state = 'draft'";
        self.connections
            .write(move |transaction| {
                transaction.execute(sql, params![edition, period.nominal.to_string(), period.date.to_string()]).map(drop)
            })
            .await
    }

    /// There will be no edition of `period`: its draft, if it is the one, becomes the draft of `next` with all its edits.
    /// The answer is whether it could be: an edition that is approved cannot be skipped.
    pub async fn skip(&self, period: Period, because: String, next: Period, opens_at: Instant) -> Result<bool, StoreError> {
        self.connections
            .write(move |transaction| {
                let frozen: i64 = transaction.query_row(
                    "SELECT count(*) FROM edition WHERE nominal_on = ?1 AND state <> 'draft'",
                    [period.nominal.to_string()],
                    |row| row.get(0),
                )?;
                if frozen > 0 {
                    return Ok(false);
                }
                pass_on(transaction, period, next)?;
                transaction.execute(
                    "INSERT INTO mailing (kind, nominal_on, dated_on, state, opens_at, because)
                     VALUES ('edition', ?1, ?2, 'skipped', ?3, ?4)",
                    params![period.nominal.to_string(), period.date.to_string(), seconds(opens_at), because],
                )?;
                transaction.execute("DELETE FROM edition_move WHERE nominal_on = ?1", [period.nominal.to_string()])?;
                Ok(true)
            })
            .await
    }

    /// Gives a period another date; the answer is whether the date was free and the edition not yet approved.
    pub async fn move_edition(&self, nominal: NaiveDate, to: NaiveDate, because: Option<String>) -> Result<bool, StoreError> {
        self.connections
            .write(move |transaction| {
                let taken: i64 = transaction.query_row(
                    "SELECT (SELECT count(*) FROM edition WHERE dated_on = ?2 AND nominal_on <> ?1)
                          + (SELECT count(*) FROM edition_move WHERE dated_on = ?2 AND nominal_on <> ?1)
                          + (SELECT count(*) FROM edition WHERE nominal_on = ?1 AND state <> 'draft')",
                    params![nominal.to_string(), to.to_string()],
                    |row| row.get(0),
                )?;
                if taken > 0 {
                    return Ok(false);
                }
                let sql = "UPDATE mailing SET dated_on = ?2, because = ?3, revision = revision + 1
                           WHERE kind = 'edition' AND nominal_on = ?1";
                transaction.execute(sql, params![nominal.to_string(), to.to_string(), because])?;
                let sql = "INSERT INTO edition_move (nominal_on, dated_on, because) VALUES (?1, ?2, ?3)
                           ON CONFLICT (nominal_on) DO UPDATE SET dated_on = excluded.dated_on, because = excluded.because";
                transaction.execute(sql, params![nominal.to_string(), to.to_string(), because])?;
                Ok(true)
            })
            .await
    }

    /// Dates that a person gave to periods, by nominal date.
    pub async fn moves(&self) -> Result<BTreeMap<NaiveDate, NaiveDate>, StoreError> {
        self.connections
            .read(|connection| {
                let mut statement =
                    connection.prepare_cached("SELECT nominal_on, dated_on FROM edition_move ORDER BY nominal_on")?;
                let rows = statement.query_map([], |row| Ok((date(row, "nominal_on")?, date(row, "dated_on")?)))?;
                rows.collect()
            })
            .await
    }
}

/// Inserts nothing where a draft is open or the period has its edition; the answer is whether it did.
pub(super) fn insert_draft(transaction: &Transaction<'_>, period: Period, opens_at: i64) -> rusqlite::Result<bool> {
    let inserted = transaction.execute(
        "INSERT OR IGNORE INTO mailing (kind, nominal_on, dated_on, state, opens_at) VALUES ('edition', ?1, ?2, 'draft', ?3)",
        params![period.nominal.to_string(), period.date.to_string(), opens_at],
    )?;
    Ok(inserted == 1)
}

/// The window and the edits stay; only the place in the calendar changes.
fn pass_on(transaction: &Transaction<'_>, from: Period, to: Period) -> rusqlite::Result<()> {
    let sql = "UPDATE mailing SET nominal_on = ?2, dated_on = ?3, because = NULL, revision = revision + 1
               WHERE kind = 'edition' AND nominal_on = ?1 AND state = 'draft'";
    transaction.execute(sql, params![from.nominal.to_string(), to.nominal.to_string(), to.date.to_string()])?;
    Ok(())
}

/// Reads an ISO date.
pub(super) fn date(row: &rusqlite::Row<'_>, column: &str) -> rusqlite::Result<NaiveDate> {
    super::columns::word(row, column, |text| text.parse().ok())
}
