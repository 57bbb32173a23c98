//! Which editor was reminded of which edition; written down together with the mail, so that neither is without the other.

use super::columns::seconds;
use super::notices::put_desk_letter;
use super::{Store, StoreError};
use crate::model::Instant;
use crate::model::address::EmailAddress;
use crate::model::desk::Occasion;
use crate::model::notice::DeskLetter;
use chrono::NaiveDate;
use rusqlite::params;

impl Store {
    /// Editors who had this reminder of the edition of `date`, in their canonical spelling.
    pub async fn reminded(&self, date: NaiveDate, occasion: Occasion) -> Result<Vec<String>, StoreError> {
        let sql = "SELECT editor FROM reminder WHERE dated_on = ?1 AND occasion = ?2";
        self.connections
            .read(move |connection| {
                let mut statement = connection.prepare_cached(sql)?;
                statement.query_map(params![date.to_string(), occasion.word()], |row| row.get(0))?.collect()
            })
            .await
    }

    /// Queues the reminder, once for each edition, occasion and editor; the answer is whether it did.
    pub async fn remind(
        &self,
        (date, occasion): (NaiveDate, Occasion),
        editor: EmailAddress,
        letter: DeskLetter,
        now: Instant,
    ) -> Result<bool, StoreError> {
        let sql = "INSERT OR IGNORE INTO reminder (dated_on, occasion, editor, at) VALUES (?1, ?2, ?3, ?4)";
        self.connections
            .write(move |transaction| {
                let values = params![date.to_string(), occasion.word(), editor.canonical(), seconds(now)];
                let is_first = transaction.prepare_cached(sql)?.execute(values)? == 1;
                if is_first {
                    put_desk_letter(transaction, &editor, &letter, None, now)?;
                }
                Ok(is_first)
            })
            .await
    }
}
