//! What is remembered about the living list as a whole: each blog's last state, and why the file was refused.

use super::{Store, StoreError};
use crate::model::blog::BlogId;
use crate::model::listing::BlogState;
use rusqlite::{OptionalExtension, params};
use std::collections::HashMap;

impl Store {
    /// The states of these blogs that were noted last. Of a blog that has none, or a word of another version of friday: nothing.
    pub async fn states_of(&self, blogs: Vec<BlogId>) -> Result<HashMap<BlogId, BlogState>, StoreError> {
        self.connections
            .read(move |connection| {
                let mut read = connection.prepare_cached("SELECT value FROM fact WHERE name = 'state ' || ?1")?;
                let mut found = HashMap::new();
                for blog in blogs {
                    let word: Option<String> = read.query_row([blog.as_str()], |row| row.get(0)).optional()?;
                    found.extend(word.and_then(|word| BlogState::parse(&word)).map(|state| (blog, state)));
                }
                Ok(found)
            })
            .await
    }

    /// Writes down the states of blogs.
    pub async fn note_states(&self, states: Vec<(BlogId, BlogState)>) -> Result<(), StoreError> {
        self.connections
            .write(move |transaction| {
                let sql = "INSERT INTO fact (name, value) VALUES ('state ' || ?1, ?2)
                               ON CONFLICT (name) DO UPDATE SET value = excluded.value";
                let mut write = transaction.prepare_cached(sql)?;
                states.iter().try_for_each(|(blog, state)| write.execute(params![blog.as_str(), state.word()]).map(drop))
            })
            .await
    }

    /// Why the running service refused the list it was given last; none when it works with the list as it stands.
    pub async fn list_error(&self) -> Result<Option<String>, StoreError> {
        let sql = "SELECT value FROM fact WHERE name = 'list error'";
        self.connections.read(move |connection| connection.query_row(sql, [], |row| row.get(0)).optional()).await
    }

    /// Writes down, or with `None` forgets, why the list was refused, so that other processes can tell.
    pub async fn note_list_error(&self, error: Option<String>) -> Result<(), StoreError> {
        self.connections
            .write(move |transaction| {
                transaction.execute("DELETE FROM fact WHERE name = 'list error'", [])?;
                if let Some(error) = error {
                    transaction.execute("INSERT INTO fact (name, value) VALUES ('list error', ?1)", [error])?;
                }
                Ok(())
            })
            .await
    }
}
