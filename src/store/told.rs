//! What a person was told already, so that a message from cron is news each time.

use super::{Store, StoreError};

impl Store {
    /// True the first time it is asked about `subject`, false ever after.
    pub async fn tell_once(&self, subject: String) -> Result<bool, StoreError> {
        let sql = "INSERT OR IGNORE INTO fact (name, value) VALUES ('told ' || ?1, 'yes')";
        self.connections.write(move |transaction| Ok(transaction.execute(sql, [subject])? == 1)).await
    }
}
