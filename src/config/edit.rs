//! Changes feeds.toml where it has to change and nowhere else: every other byte, comments, order and line ends among them, stays.
//! Spans of the parsed file say where; the result is read again and compared before anybody may keep it.

mod row;

pub use row::stanza;

use super::feeds;
use crate::model::blog::Blog;
use crate::model::listing::{RowEdit, RowKey};
use row::{inline_row, quoted};
use std::ops::Range;
use toml::Spanned;
use toml::de::{DeString, DeTable, DeValue};

type Key<'a> = Spanned<DeString<'a>>;
type Value<'a> = Spanned<DeValue<'a>>;

/// Bytes to be replaced by others.
struct Splice {
    range: Range<usize>,
    with: String,
}

/// The list with these edits made. An error when the text is no list, a row is missing, or the result is not what was meant.
pub fn apply(text: &str, edits: &[RowEdit]) -> Result<String, String> {
    let mut blogs = read(text)?;
    let document = DeTable::parse(text).map_err(|error| error.message().to_owned())?;
    let rows = rows(document.get_ref());
    let mut splices = Vec::new();
    for edit in edits {
        let at = blogs.iter().position(|blog| blog.id == edit.blog).ok_or_else(|| format!("{}: no such row", edit.blog))?;
        let row = rows.get(at).ok_or_else(|| format!("{}: no such row", edit.blog))?;
        splices.push(splice(text, row, edit)?);
        if let Some(blog) = blogs.get_mut(at) {
            expect(blog, edit)?;
        }
    }
    checked(spliced(text, splices), &blogs)
}

/// The list with these rows after its last one. An error when the result is not what was meant.
pub fn append(text: &str, new: &[Blog]) -> Result<String, String> {
    let mut blogs = read(text)?;
    let document = DeTable::parse(text).map_err(|error| error.message().to_owned())?;
    let inline = inline_end(text, document.get_ref());
    blogs.extend_from_slice(new);
    let longer = match inline {
        Some(at) => {
            let with = new.iter().map(|blog| inline_row(blog, text.get(..at))).collect();
            spliced(text, vec![Splice { range: at..at, with }])
        }
        None => appended(text, new),
    };
    checked(longer, &blogs)
}

fn appended(text: &str, new: &[Blog]) -> String {
    let end = line_end(text);
    let mut longer = text.to_owned();
    if !longer.is_empty() && !longer.ends_with('\n') {
        longer.push_str(end);
    }
    for blog in new {
        if !longer.is_empty() {
            longer.push_str(end);
        }
        longer.push_str(&stanza(blog).replace('\n', end));
    }
    longer
}

fn rows<'a>(document: &'a DeTable<'a>) -> Vec<&'a Value<'a>> {
    let array = document.iter().find_map(|(_, value)| value.get_ref().as_array());
    array.map(|rows| rows.iter().collect()).unwrap_or_default()
}

/// Where the next row of a `blog = […]` list belongs; none for `[[blog]]`.
fn inline_end(text: &str, document: &DeTable<'_>) -> Option<usize> {
    let (key, list) = document.iter().next()?;
    match rows(document).last() {
        Some(last) => is_inline(text, last).then(|| last.span().end),
        None if list.get_ref().as_array().is_some() => {
            let opening = text.get(key.span().end..)?.find('[')?;
            Some(key.span().end + opening + 1)
        }
        None => None,
    }
}

fn is_inline(text: &str, row: &Value<'_>) -> bool {
    text.get(row.span().start..).is_some_and(|rest| rest.starts_with('{'))
}

fn splice(text: &str, row: &Value<'_>, edit: &RowEdit) -> Result<Splice, String> {
    let table = row.get_ref().as_table().ok_or_else(|| format!("{}: its row is no table", edit.blog))?;
    let named = |name: &str| table.iter().find(|(key, _)| key.get_ref().as_ref() == name);
    if let Some((_, value)) = named(edit.key.word()) {
        return Ok(Splice { range: value.span(), with: quoted(&edit.value) });
    }
    let last = || table.iter().max_by_key(|(_, value)| value.span().end);
    let anchor = match edit.key {
        RowKey::Feed => named("site").or_else(|| named("name")),
        RowKey::Retired => last(),
    };
    let (key, value) = anchor.ok_or_else(|| format!("{}: its row is empty", edit.blog))?;
    Ok(beside(text, key, value, edit, is_inline(text, row)))
}

/// A new key after another one: on the next line and in the same column, or in the same braces.
fn beside(text: &str, key: &Key<'_>, value: &Value<'_>, edit: &RowEdit, is_inline: bool) -> Splice {
    let (word, quoted, end) = (edit.key.word(), quoted(&edit.value), value.span().end);
    if is_inline {
        return Splice { range: end..end, with: format!(", {word} = {quoted}") };
    }
    let before = text.get(..key.span().start).unwrap_or_default();
    let indent = before.rsplit('\n').next().unwrap_or_default();
    let between = text.get(key.span().end..value.span().start).unwrap_or_default();
    let (pad, after) = between.split_once('=').unwrap_or((" ", " "));
    let width = (key.span().len() + pad.len()).max(word.len() + pad.len().min(1));
    let rest = text.get(end..).unwrap_or_default();
    let line = rest.split('\n').next().unwrap_or_default().trim_end_matches('\r');
    let at = end + line.len();
    Splice { range: at..at, with: format!("{}{indent}{word:width$}={after}{quoted}", line_end(text)) }
}

/// From the last to the first, so that no splice moves another.
fn spliced(text: &str, mut splices: Vec<Splice>) -> String {
    splices.sort_by_key(|splice| std::cmp::Reverse(splice.range.start));
    let mut result = text.to_owned();
    for splice in splices {
        result.replace_range(splice.range, &splice.with);
    }
    result
}

/// As the file does it; a file without a line break gets the usual one.
fn line_end(text: &str) -> &'static str {
    if text.contains("\r\n") { "\r\n" } else { "\n" }
}

fn expect(blog: &mut Blog, edit: &RowEdit) -> Result<(), String> {
    match edit.key {
        RowKey::Feed => blog.feed = Some(feeds::web_address(&edit.value)?.into()),
        RowKey::Retired => blog.retired = Some(edit.value.clone()),
    }
    Ok(())
}

fn read(text: &str) -> Result<Vec<Blog>, String> {
    feeds::parse("feeds.toml", text).map_err(|errors| errors.to_string())
}

/// The new text, once it says exactly what was meant.
fn checked(text: String, meant: &[Blog]) -> Result<String, String> {
    let without_lines = |blogs: &[Blog]| blogs.iter().cloned().map(|blog| Blog { line: 0, ..blog }).collect::<Vec<_>>();
    let found = read(&text).map_err(|why| format!("the edited list would be wrong, so it was left as it is: {why}"))?;
    if without_lines(&found) == without_lines(meant) {
        Ok(text)
    } else {
        Err("the edited list would not say what was meant, so it was left as it is".to_owned())
    }
}
