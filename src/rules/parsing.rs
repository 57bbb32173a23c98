//! Feed documents become entries: bytes in, `ParsedFeed` out. The only user of feed-rs.

mod convert;
pub mod discover;
pub mod excerpt;
pub mod language;
mod people;
pub mod sanitise;
pub mod text;
mod transcode;

use crate::model::feed::{ParseError, ParsedFeed};
use std::panic::{AssertUnwindSafe, catch_unwind};

/// A document and what is known about it from outside.
#[derive(Clone, Copy, Debug, Default)]
pub struct Document<'a> {
    /// As it came, after content decoding.
    pub bytes: &'a [u8],
    /// `Content-Type`, for its charset.
    pub content_type: Option<&'a str>,
    /// Where it was found: the base of relative links.
    pub base_url: Option<&'a str>,
}

/// Reads a feed of any of five formats. Never panics: feed-rs has a known panic, and this is the one place that catches.
pub fn parse(document: Document<'_>) -> Result<ParsedFeed, ParseError> {
    if document.bytes.iter().all(u8::is_ascii_whitespace) {
        return Err(ParseError::Empty);
    }
    let (text, mut problems) = transcode::to_utf8(document.bytes, document.content_type);
    let read = catch_unwind(AssertUnwindSafe(|| read(&text, document.base_url))).map_err(|_| ParseError::Panicked)?;
    let feed = read.map_err(|error| if looks_like_html(&text) { ParseError::Html } else { ParseError::NotAFeed(error) })?;
    let mut parsed = convert::feed(feed, document.base_url);
    problems.append(&mut parsed.problems);
    parsed.problems = problems;
    Ok(parsed)
}

fn read(text: &str, base_url: Option<&str>) -> Result<feed_rs::model::Feed, String> {
    // An id that the document does not have stays empty: an invented one would make the post new at every reading.
    let parser = feed_rs::parser::Builder::new().base_uri(base_url).id_generator(|_, _, _| String::new()).sanitize_content(false);
    parser.build().parse(text.as_bytes()).map_err(|error| error.to_string())
}

fn looks_like_html(text: &str) -> bool {
    let start: String = text.chars().take(2000).collect::<String>().to_lowercase();
    start.contains("<!doctype html") || start.contains("<html") || start.contains("<body")
}
