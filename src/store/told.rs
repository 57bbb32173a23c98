//! What a person was told already, so that a message from cron is news each time.

use super::{Store, StoreError};

impl Store {
    /// Whether one of these fingerprints is the key this database was first used with; the first use writes it down.
    pub async fn knows_key(&self, fingerprints: Vec<String>) -> Result<bool, StoreError> {
        self.connections
            .write(move |transaction| {
                let sql = "INSERT OR IGNORE INTO fact (name, value) VALUES ('key', ?1)";
                transaction.execute(sql, [fingerprints.first()])?;
                let known: String = transaction.query_row("SELECT value FROM fact WHERE name = 'key'", [], |row| row.get(0))?;
                Ok(fingerprints.contains(&known))
            })
            .await
    }

    /// Whether a key was ever used with this database.
    pub async fn has_key(&self) -> Result<bool, StoreError> {
        let sql = "SELECT count(*) FROM fact WHERE name = 'key'";
        self.connections.read(move |connection| connection.query_row(sql, [], |row| Ok(row.get::<_, i64>(0)? > 0))).await
    }

    /// True the first time it is asked about `subject`, false ever after.
    pub async fn tell_once(&self, subject: String) -> Result<bool, StoreError> {
        let sql = "INSERT OR IGNORE INTO fact (name, value) VALUES ('told ' || ?1, 'yes')";
        self.connections.write(move |transaction| Ok(transaction.execute(sql, [subject])? == 1)).await
    }
}
