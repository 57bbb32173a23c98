//! What editors do to an edition, written into the desk's log.

use super::Writing;
use crate::model::desk::AuditLine;
use chrono::TimeDelta;

/// Who writes all the time is named once in so long.
const SAVED_EACH: TimeDelta = TimeDelta::hours(1);

/// The word for saving.
const SAVED: &str = "saved";

impl Writing<'_> {
    /// One line.
    pub async fn note(&self, by: &str, done: &str, detail: String) -> anyhow::Result<()> {
        let line = AuditLine { at: self.now, by: by.to_owned(), done: done.to_owned(), detail };
        Ok(self.store.note_audit(line).await?)
    }

    /// That somebody saved; once an hour and editor.
    pub async fn note_saved(&self, by: &str, detail: String) -> anyhow::Result<()> {
        if self.store.audit_count(by.to_owned(), SAVED, self.now - SAVED_EACH).await? > 0 {
            return Ok(());
        }
        self.note(by, SAVED, detail).await
    }
}
