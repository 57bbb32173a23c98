//! feeds.toml as it was read, to be replaced only while it still says the same.

use super::Stop;
use crate::config;
use crate::io::files;
use crate::model::blog::Blog;
use std::path::{Path, PathBuf};

/// The file's text and the rows in it.
#[derive(Clone, Debug)]
pub struct ListFile {
    path: PathBuf,
    /// As read; empty when there is no file yet.
    pub text: String,
    /// Its rows.
    pub blogs: Vec<Blog>,
}

impl ListFile {
    /// Reads it; a file that is not there is an empty list.
    pub fn open_or_begin(path: &Path) -> anyhow::Result<Self> {
        if path.exists() { Self::open(path) } else { Ok(Self { path: path.to_owned(), text: String::new(), blogs: Vec::new() }) }
    }

    /// Reads it.
    pub fn open(path: &Path) -> anyhow::Result<Self> {
        let (text, blogs) = config::read_feeds(path)?;
        Ok(Self { path: path.to_owned(), text, blogs })
    }

    /// Puts `text` in its place, whole and durable. Refuses when somebody saved the file in the meantime.
    pub fn replace(&self, text: &str) -> anyhow::Result<()> {
        let now = if self.path.exists() { std::fs::read_to_string(&self.path).ok() } else { Some(String::new()) };
        if now.as_deref() != Some(self.text.as_str()) {
            let why = format!("{} was changed in the meantime, so nothing was written; run it again", self.path.display());
            return Err(Stop::Failed(why).into());
        }
        files::write_atomically(&self.path, text.as_bytes())
    }
}
