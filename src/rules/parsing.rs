//! Feed documents become entries: bytes in, `ParsedFeed` out. quick-xml writes in `publishing` as well.

mod construct;
mod dated;
pub mod dates;
mod details;
pub mod discover;
mod document;
pub mod excerpt;
mod finish;
mod json;
mod labels;
pub mod language;
mod links;
mod lookup;
mod nesting;
pub mod outside;
mod people;
mod post;
mod rhythm;
pub mod sanitise;
pub mod text;
pub mod transcode;
pub mod tree;
pub mod words;
mod xml;

use crate::model::feed::{ParseError, ParsedFeed};
use sanitise::Cleaner;
use std::borrow::Cow;
use std::io::Read;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Bytes of one document that are read, unpacked.
const DOCUMENT_LIMIT: u64 = 16 * 1024 * 1024;

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

/// Reads a feed of any format. Never panics; bounded by the budgets of `tree`, not by a timer.
pub fn parse(document: Document<'_>) -> Result<ParsedFeed, ParseError> {
    read_guarded(document, Cleaner::default())
}

/// The same with bodies as they were sent: for `matching`, which takes the words out of them. Never to be shown.
pub fn parse_as_sent(document: Document<'_>) -> Result<ParsedFeed, ParseError> {
    read_guarded(document, Cleaner::as_sent())
}

/// A parser that panics on somebody's document loses that document: this is the one place in friday that catches.
fn read_guarded(document: Document<'_>, mut cleaner: Cleaner) -> Result<ParsedFeed, ParseError> {
    catch_unwind(AssertUnwindSafe(|| read(document, &mut cleaner))).unwrap_or(Err(ParseError::Panicked))
}

fn read(document: Document<'_>, cleaner: &mut Cleaner) -> Result<ParsedFeed, ParseError> {
    if document.bytes.iter().all(u8::is_ascii_whitespace) {
        return Err(ParseError::Empty);
    }
    let bytes = unpacked(document.bytes)?;
    let (text, mut problems) = transcode::to_utf8(&bytes, document.content_type);
    let mut parsed = match text.starts_with(['{', '[']) {
        true => json::read(&text, document.base_url, cleaner)?,
        false => xml::read(&text, document.base_url, cleaner)?,
    };
    problems.append(&mut parsed.problems);
    parsed.problems = problems;
    Ok(parsed)
}

/// A file that was packed before it was put on the server, and is served as it lies there. Unpacked twice: the first time only to
/// count, so that a bomb takes no memory, and a document no more than it needs.
fn unpacked(bytes: &[u8]) -> Result<Cow<'_, [u8]>, ParseError> {
    if !bytes.starts_with(&[0x1f, 0x8b]) {
        return Ok(Cow::Borrowed(bytes));
    }
    let open = || flate2::read::MultiGzDecoder::new(bytes).take(DOCUMENT_LIMIT + 1);
    let damaged = |error| ParseError::NotAFeed(format!("a packed file that is damaged ({error})"));
    let size = std::io::copy(&mut open(), &mut std::io::sink()).map_err(damaged)?;
    if size > DOCUMENT_LIMIT {
        return Err(ParseError::NotAFeed("a packed file of more than 16 MiB".to_owned()));
    }
    let mut unpacked = Vec::with_capacity(usize::try_from(size).unwrap_or_default());
    open().read_to_end(&mut unpacked).map_err(damaged)?;
    Ok(Cow::Owned(unpacked))
}
