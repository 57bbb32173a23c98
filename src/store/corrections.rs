//! Dated notes on editions that are out.

use super::columns::{instant, seconds};
use super::published::IS_OUT;
use super::{Store, StoreError};
use crate::model::desk::Correction;
use rusqlite::{Connection, Row, params};

impl Store {
    /// Adds a note; the answer is whether the edition is out, so that there is something to correct.
    pub async fn correct(&self, edition: i64, correction: Correction) -> Result<bool, StoreError> {
        let sql = format!(
            "INSERT INTO correction (edition_id, at, by, note)
             SELECT id, ?2, ?3, ?4 FROM edition WHERE id = ?1 AND {IS_OUT}"
        );
        self.connections
            .write(move |transaction| {
                let values = params![edition, seconds(correction.at), correction.by, correction.note];
                Ok(transaction.prepare_cached(&sql)?.execute(values)? == 1)
            })
            .await
    }

    /// Those of one edition, oldest first.
    pub async fn corrections(&self, edition: i64) -> Result<Vec<Correction>, StoreError> {
        self.connections.read(move |connection| corrections_of(connection, edition)).await
    }
}

/// The same on a connection.
pub(super) fn corrections_of(connection: &Connection, edition: i64) -> rusqlite::Result<Vec<Correction>> {
    let sql = "SELECT at, by, note FROM correction WHERE edition_id = ?1 ORDER BY at, id";
    let one = |row: &Row<'_>| Ok(Correction { at: instant(row, "at")?, by: row.get("by")?, note: row.get("note")? });
    connection.prepare_cached(sql)?.query_map([edition], one)?.collect()
}
