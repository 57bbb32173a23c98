//! feeds.toml: the living list, read with spans so that every mistake names its line and every clash names both rows.

mod row;

use super::error::{ConfigError, ConfigErrors, Lines, from_toml};
use crate::model::blog::Blog;
use std::collections::HashMap;
use std::ops::Range;
use toml::de::{DeTable, DeValue};
use url::Url;

/// Rows that are one document in memory.
const PIECE: usize = 500;

/// Reads the list; all mistakes are gathered, so that they can be mended in one go.
pub fn parse(file: &str, text: &str) -> Result<Vec<Blog>, ConfigErrors> {
    let mut reader = Reader { file, lines: Lines::of(text), piece: 0, errors: Vec::new() };
    let blogs = match reader.read_pieces(text) {
        Some(blogs) => blogs,
        None => reader.read_whole(text)?,
    };
    reader.find_clashes(&blogs);
    if reader.errors.is_empty() { Ok(blogs) } else { Err(ConfigErrors(reader.errors)) }
}

struct Reader<'a> {
    file: &'a str,
    lines: Lines,
    /// Where the piece begins that is being read.
    piece: usize,
    errors: Vec<ConfigError>,
}

impl Reader<'_> {
    /// A document takes almost twenty times the room of its text, so only a piece of a long list is one at a time. None where a piece
    /// is no document by itself: the whole is none either, or a text of several lines looks like the beginning of a row.
    fn read_pieces(&mut self, text: &str) -> Option<Vec<Blog>> {
        let mut blogs = Vec::new();
        for piece in pieces(text) {
            let document = DeTable::parse(text.get(piece.clone())?).ok()?;
            self.piece = piece.start;
            blogs.extend(self.read_document(document.get_ref()));
        }
        Some(blogs)
    }

    fn read_whole(&mut self, text: &str) -> Result<Vec<Blog>, ConfigErrors> {
        let document = DeTable::parse(text).map_err(|error| ConfigErrors::one(from_toml(self.file, text, &error)))?;
        self.piece = 0;
        self.errors.clear();
        Ok(self.read_document(document.get_ref()))
    }

    fn line(&self, at: usize) -> usize {
        self.lines.at(self.piece + at)
    }

    fn read_document(&mut self, document: &DeTable<'_>) -> Vec<Blog> {
        let mut blogs = Vec::new();
        for (key, value) in document.iter() {
            match (key.get_ref().as_ref(), value.get_ref()) {
                ("blog", DeValue::Array(rows)) => blogs.extend(rows.iter().filter_map(|row| self.read_row(row))),
                (other, _) => self.complain(key.span().start, format!("{other}: only [[blog]] rows are known here")),
            }
        }
        blogs
    }

    fn find_clashes(&mut self, blogs: &[Blog]) {
        let mut ids: HashMap<&str, &Blog> = HashMap::new();
        let mut feeds: HashMap<&str, &Blog> = HashMap::new();
        let mut errors = Vec::new();
        for blog in blogs {
            if let Some(first) = ids.insert(blog.id.as_str(), blog) {
                errors.push(self.clash(first, blog, "id", blog.id.as_str(), "give one of them another id = \"…\""));
            }
            if let Some(first) = blog.feed.as_ref().and_then(|feed| feeds.insert(feed.as_str(), blog)) {
                let feed = blog.feed.as_ref().map_or("", |feed| feed.as_str());
                errors.push(self.clash(first, blog, "feed", feed, "keep one of the two rows"));
            }
        }
        self.errors.extend(errors);
    }

    fn clash(&self, first: &Blog, second: &Blog, key: &str, value: &str, next_step: &str) -> ConfigError {
        let message = format!(
            "{key}: {:?} has the same {key} ({value}) as {:?} in line {}; {next_step}",
            second.name, first.name, first.line
        );
        ConfigError { file: self.file.to_owned(), line: Some(second.line), message }
    }

    fn complain(&mut self, at: usize, message: String) {
        self.errors.push(ConfigError { file: self.file.to_owned(), line: Some(self.line(at)), message });
    }
}

/// Ranges of the text that begin with a row, the first one with the text itself, of `PIECE` rows each.
fn pieces(text: &str) -> impl Iterator<Item = Range<usize>> {
    let begins = text.match_indices("\n[[blog]]").map(|(at, _)| at + 1).skip(PIECE).step_by(PIECE);
    let mut start = 0;
    begins.chain([text.len()]).map(move |end| std::mem::replace(&mut start, end)..end)
}

/// http or https with a host; anything else could not be read.
pub fn web_address(text: &str) -> Result<Url, String> {
    let url = Url::parse(text.trim()).map_err(|error| format!("{text:?} is not a web address ({error})"))?;
    if !url.username().is_empty() || url.password().is_some() {
        return Err("it holds a name or password, which lists, logs and exports would show; leave it out".to_owned());
    }
    match (url.scheme(), url.host()) {
        ("http" | "https", Some(_)) => Ok(url),
        _ => Err(format!("{text:?} is not a web address (http or https)")),
    }
}
