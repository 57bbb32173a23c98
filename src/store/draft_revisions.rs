//! What a draft said at each revision, and who said so.

use super::columns::{json, optional_instant, seconds, to_json};
use super::{Store, StoreError};
use crate::model::Instant;
use crate::model::edition::DraftEdits;
use rusqlite::{OptionalExtension, params};

/// An editor's changes, on their way into the draft.
#[derive(Clone, Debug)]
pub struct DraftSave {
    /// The draft's row.
    pub edition: i64,
    /// The revision that the editor saw.
    pub revision: u32,
    /// What is to be kept.
    pub edits: DraftEdits,
    /// The editor.
    pub by: String,
    /// When.
    pub at: Instant,
}

/// A draft as it once was.
#[derive(Clone, Debug, PartialEq)]
pub struct DraftRevision {
    /// What an editor had changed by then.
    pub edits: DraftEdits,
    /// The editor who saved it at the desk; empty where it was saved otherwise.
    pub by: String,
    /// When, where it was saved at the desk.
    pub at: Option<Instant>,
}

impl Store {
    /// As `save_edits`, and remembers who did it and when.
    pub async fn save_draft(&self, save: DraftSave) -> Result<bool, StoreError> {
        self.connections
            .write(move |transaction| {
                let sql =
                    "UPDATE mailing SET edits = ?3, revision = revision + 1 WHERE id = ?1 AND revision = ?2 AND state = 'draft'";
                let is_saved =
                    transaction.prepare_cached(sql)?.execute(params![save.edition, save.revision, to_json(&save.edits)?])? == 1;
                if is_saved {
                    let sql = "UPDATE draft_revision SET by = ?3, at = ?4 WHERE mailing_id = ?1 AND revision = ?2";
                    let values = params![save.edition, save.revision + 1, save.by, seconds(save.at)];
                    transaction.prepare_cached(sql)?.execute(values)?;
                }
                Ok(is_saved)
            })
            .await
    }

    /// A draft as it was at a revision; none where that is forgotten. At revision 0 nobody had touched it.
    pub async fn draft_revision(&self, edition: i64, revision: u32) -> Result<Option<DraftRevision>, StoreError> {
        if revision == 0 {
            return Ok(Some(DraftRevision { edits: DraftEdits::default(), by: String::new(), at: None }));
        }
        self.connections
            .read(move |connection| {
                let sql = "SELECT edits, by, at FROM draft_revision WHERE mailing_id = ?1 AND revision = ?2";
                let one = |row: &rusqlite::Row<'_>| {
                    Ok(DraftRevision { edits: json(row, "edits")?, by: row.get("by")?, at: optional_instant(row, "at")? })
                };
                connection.prepare_cached(sql)?.query_row(params![edition, revision], one).optional()
            })
            .await
    }
}
