//! `friday parse FILE…`: what friday sees, one JSON object a line and file, in the order given.

use super::Exit;
use super::args::ParseArgs;
use super::output::Output;
use super::printable;
use crate::model::entry::ParsedEntry;
use crate::model::feed::{FeedDetails, ParsedFeed};
use crate::rules::parsing::{self, Document};
use serde::Serialize;
use std::path::Path;

/// The line of one file: a contract (docs/json.md).
#[derive(Serialize)]
struct Line<'a> {
    file: String,
    ok: bool,
    error: Option<String>,
    format: Option<&'a str>,
    feed: FeedDetails,
    entries: Vec<ParsedEntry>,
    problems: Vec<String>,
}

/// Exit 65 when one of the files is not a feed.
pub fn parse(args: &ParseArgs, output: &Output) -> anyhow::Result<Exit> {
    // The one panic that is caught is reported as an error of its document; its own words would only frighten.
    std::panic::set_hook(Box::new(|_| {}));
    let mut all_read = true;
    for file in &args.files {
        let read = read(file, args.base_url.as_deref());
        all_read &= read.is_ok();
        output.raw(printable::json(&serde_json::to_string(&line(file, read))?));
    }
    Ok(if all_read { Exit::Done } else { Exit::NotAFeed })
}

fn read(file: &Path, base_url: Option<&str>) -> Result<ParsedFeed, String> {
    let bytes = std::fs::read(file).map_err(|error| format!("the file cannot be read ({error})"))?;
    parsing::parse(Document { bytes: &bytes, content_type: None, base_url }).map_err(|error| error.to_string())
}

fn line(file: &Path, read: Result<ParsedFeed, String>) -> Line<'static> {
    let file = file.display().to_string();
    match read {
        Ok(ParsedFeed { format, feed, entries, problems, .. }) => {
            Line { file, ok: true, error: None, format: Some(format), feed, entries, problems }
        }
        Err(error) => Line {
            file,
            ok: false,
            error: Some(error),
            format: None,
            feed: FeedDetails::default(),
            entries: Vec::new(),
            problems: Vec::new(),
        },
    }
}
