//! `friday blogs import` and `export`: lists from and for other readers.

use super::Exit;
use super::args::Global;
use super::fetch::counted;
use super::output::Output;
use super::workplace;
use crate::config::edit::{append, stanza};
use crate::io::files::write_atomically;
use crate::jobs::Stop;
use crate::jobs::list_file::ListFile;
use crate::rules::listing::opml::{self, BYTE_LIMIT};
use anyhow::Context;
use serde_json::json;
use std::io::Read;
use std::path::Path;

/// Rows for all feeds that are new to the list; asks no server.
pub fn import(global: &Global, file: &Path, dry_run: bool, output: &Output) -> anyhow::Result<Exit> {
    let list = ListFile::open_or_begin(&global.feeds)?;
    let outlines = opml::read(&bytes(file)?).map_err(|why| Stop::Failed(format!("{}: {why}", file.display())))?;
    let (rows, known) = opml::new_rows(&outlines.feeds, &list.blogs);
    let text = append(&list.text, &rows).map_err(Stop::Failed)?;
    if !dry_run && !rows.is_empty() {
        list.replace(&text)?;
    }
    output.document(
        &json!({ "added": if dry_run { 0 } else { rows.len() }, "rows": rows, "known": known, "unusable": outlines.unusable }),
    );
    if dry_run {
        rows.iter().for_each(|row| output.line(stanza(row)));
    }
    outlines.unusable.iter().for_each(|written| output.notice(format!("left out, for it is no web address: {written:?}")));
    let verb = if dry_run { "would be added" } else { "added" };
    output.line(format!("{} {verb} to {}, {known} known or double", counted(rows.len(), "blog"), global.feeds.display()));
    Ok(Exit::Done)
}

/// No more of a file than may be taken in, and one byte to tell that there is more.
fn bytes(file: &Path) -> anyhow::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let open = std::fs::File::open(file).with_context(|| format!("while opening {}", file.display()))?;
    open.take(BYTE_LIMIT as u64 + 1).read_to_end(&mut bytes).with_context(|| format!("while reading {}", file.display()))?;
    Ok(bytes)
}

/// Every row with a feed, to a file or to standard output.
pub fn export(global: &Global, file: Option<&Path>, output: &Output) -> anyhow::Result<Exit> {
    let title = workplace::settings(global)?.site.title;
    let list = ListFile::open(&global.feeds)?;
    let document = opml::write(&title, &list.blogs);
    match file {
        Some(file) => write_atomically(file, document.as_bytes())?,
        None => output.bytes(document.as_bytes()),
    }
    let exported = opml::exported(&list.blogs).count();
    let left_out = list.blogs.len() - exported;
    output.aside(format!("{} exported; {left_out} without a feed or retired left out", counted(exported, "blog")));
    Ok(Exit::Done)
}
