//! The grammar of the edition file: front matter, four parts, headings and links; every mistake with its line.

use super::read::{EditError, FileItem};
use super::{AUTHOR, EVERYTHING_ELSE, EXTRACT, LINK, OPENER, OUTRO, PICKS, is_grammar};
use crate::model::edition::NamedLink;
use chrono::NaiveDate;

/// A line with its number, from 1.
pub type Line = (usize, String);

/// One of the file's four parts.
pub struct Part {
    pub heading: String,
    pub lines: Vec<Line>,
}

/// Blanks out `<!-- … -->`, over several lines too, so that line numbers stay true.
pub fn without_comments(text: &str) -> Result<Vec<Line>, EditError> {
    let mut lines = Vec::new();
    let mut open_since: Option<usize> = None;
    for (index, line) in text.lines().enumerate() {
        let (mut kept, mut rest) = (String::new(), line);
        loop {
            let mark = if open_since.is_some() { "-->" } else { "<!--" };
            let Some((before, after)) = rest.split_once(mark) else {
                if open_since.is_none() {
                    kept.push_str(rest);
                }
                break;
            };
            if open_since.take().is_none() {
                kept.push_str(before);
                open_since = Some(index + 1);
            }
            rest = after;
        }
        let was_comment = kept.trim().is_empty() && !line.trim().is_empty();
        let kept = if kept.trim().is_empty() { String::new() } else { kept };
        lines.push((index + 1, if was_comment { COMMENT_LINE.to_owned() } else { kept }));
    }
    match open_since {
        Some(line) => Err(EditError { line, why: "this note never ends; close it with -->".to_owned() }),
        None => Ok(lines),
    }
}

/// Stands for a line that held only a comment: it is no blank line of the text.
const COMMENT_LINE: &str = "\u{0}";

/// What stands between the --- lines, and in which line the second one is.
pub struct Front {
    pub date: NaiveDate,
    pub revision: u32,
    pub stories: Vec<i64>,
    pub end: usize,
}

/// Edition, revision and known stories.
pub fn front_matter(lines: &[Line]) -> Result<Front, EditError> {
    let wrong = |line: usize, why: &str| EditError { line, why: why.to_owned() };
    if lines.first().is_none_or(|(_, line)| line.trim_end() != "---") {
        return Err(wrong(
            1,
            "the file begins with the lines ---, edition: DATE, revision: NUMBER, ---; take them from a fresh `friday edition draft`",
        ));
    }
    let (mut date, mut revision, mut stories) = (None, None, Vec::new());
    for (number, line) in lines.iter().skip(1).filter(|(_, line)| !line.is_empty() && line != COMMENT_LINE) {
        let changed = |key: &str| wrong(*number, &format!("{key}: write what was here, from a fresh `friday edition draft`"));
        match line.split_once(':').map(|(key, value)| (key.trim(), value.trim())) {
            Some(("edition", value)) => {
                date = Some(value.parse().map_err(|_| wrong(*number, "edition: write the date as 2026-11-20"))?)
            }
            Some(("revision", value)) => {
                revision = Some(value.parse().map_err(|_| wrong(*number, "revision: write the number that was here"))?)
            }
            Some(("stories", value)) => {
                stories = value.split_whitespace().map(str::parse).collect::<Result<_, _>>().map_err(|_| changed("stories"))?;
            }
            Some((key, _)) => return Err(wrong(*number, &format!("{key}: only edition, revision and stories are known here"))),
            None if line.trim_end() == "---" => {
                return match (date, revision) {
                    (Some(date), Some(revision)) => Ok(Front { date, revision, stories, end: *number }),
                    (None, _) => Err(wrong(*number, "edition: DATE is missing above this line")),
                    (_, None) => Err(wrong(*number, "revision: NUMBER is missing above this line")),
                };
            }
            None => return Err(wrong(*number, "between the --- lines only edition:, revision: and stories: can stand")),
        }
    }
    Err(wrong(1, "the second --- line is missing"))
}

/// The four parts, each once, none missing.
pub fn parts(lines: &[Line], body_at: usize) -> Result<Vec<Part>, EditError> {
    const KNOWN: [&str; 4] = [OPENER, PICKS, EVERYTHING_ELSE, OUTRO];
    let mut parts: Vec<Part> = Vec::new();
    for (number, line) in lines.iter().filter(|(number, _)| *number > body_at) {
        if line.starts_with("# ") {
            let heading = line.trim_end().to_owned();
            if !KNOWN.contains(&heading.as_str()) {
                let why = format!(
                    "{heading}: the parts are {}; a heading inside a remark begins with ###, and a line that only looks like one with \\#",
                    KNOWN.join(", ")
                );
                return Err(EditError { line: *number, why });
            }
            if parts.iter().any(|part| part.heading == heading) {
                return Err(EditError { line: *number, why: format!("{heading} stands here a second time") });
            }
            parts.push(Part { heading, lines: Vec::new() });
        } else if let Some(part) = parts.last_mut() {
            part.lines.push((*number, line.clone()));
        } else if !line.is_empty() && line != COMMENT_LINE {
            return Err(EditError { line: *number, why: format!("words before the first part; put them under {OPENER}") });
        }
    }
    match KNOWN.iter().find(|known| !parts.iter().any(|part| part.heading == **known)) {
        Some(missing) => Err(EditError {
            line: lines.len(),
            why: format!("the part {missing} is missing; leave it empty if you like, but keep its heading"),
        }),
        None => Ok(parts),
    }
}

/// The numbered items, each with the words under it.
pub fn items(lines: &[Line]) -> Result<Vec<FileItem>, EditError> {
    let mut items: Vec<(FileItem, Vec<Line>)> = Vec::new();
    for (number, line) in lines {
        if let Some(heading) = line.strip_prefix("## ") {
            let (title, link) = linked(unnumbered(heading), *number)?;
            items.push((FileItem { line: *number, title, link, ..FileItem::default() }, Vec::new()));
        } else if let Some((item, remark)) = items.last_mut() {
            if !(remark.iter().all(is_blank) && take_field(item, line, *number)?) {
                remark.push((*number, line.clone()));
            }
        } else if !line.is_empty() && line != COMMENT_LINE {
            let why = "words before the first pick; a pick begins with a heading such as ## 1. [Title](https://example.org/)"
                .to_owned();
            return Err(EditError { line: *number, why });
        }
    }
    Ok(items.into_iter().map(|(item, remark)| FileItem { remark: joined(&remark), ..item }).collect())
}

fn is_blank((_, line): &Line) -> bool {
    line.is_empty() || line == COMMENT_LINE
}

/// What stands between a heading and the remark: `link: [Name](https://example.org/)`, `author:` and `extract:`.
fn take_field(item: &mut FileItem, line: &str, number: usize) -> Result<bool, EditError> {
    let plain = |text: &str| text.replace("<\\!--", "<!--").trim().to_owned();
    if let Some(rest) = line.strip_prefix(LINK) {
        let (name, link) = linked(rest, number)?;
        item.links.push(NamedLink { name, link });
    } else if let Some(rest) = line.strip_prefix(AUTHOR) {
        item.author = plain(rest);
    } else if let Some(rest) = line.strip_prefix(EXTRACT) {
        item.extract = plain(rest);
    } else {
        return Ok(false);
    }
    Ok(true)
}

/// The links under "Everything else".
pub fn others(lines: &[Line]) -> Result<Vec<String>, EditError> {
    let mut links = Vec::new();
    for (number, line) in lines.iter().filter(|(_, line)| !line.is_empty() && line != COMMENT_LINE) {
        match line.trim_start().strip_prefix("- ") {
            Some(rest) => links.push(linked(rest.trim(), *number)?.1),
            None => {
                let why = "under \"Everything else\" each line is - [Title](https://example.org/); remarks belong under a pick"
                    .to_owned();
                return Err(EditError { line: *number, why });
            }
        }
    }
    Ok(links)
}

/// "3. [Title](…)" without its number: the order of the blocks decides.
fn unnumbered(heading: &str) -> &str {
    let rest = heading.trim().trim_start_matches(|c: char| c.is_ascii_digit());
    if rest.len() == heading.trim().len() { rest } else { rest.trim_start_matches('.').trim_start() }
}

/// Takes `[Title](link)` apart.
fn linked(text: &str, line: usize) -> Result<(String, String), EditError> {
    let wrong = |why: &str| EditError { line, why: format!("{why}; write it as [Title](https://example.org/)") };
    let inner = text.trim().strip_prefix('[').ok_or_else(|| wrong("here a linked title belongs"))?;
    let (title, link) = inner.rsplit_once("](").ok_or_else(|| wrong("the link after the title is missing"))?;
    let link = link.strip_suffix(')').ok_or_else(|| wrong("the bracket after the link is missing"))?.trim();
    let title = unescaped(title);
    let is_web = url::Url::parse(link).is_ok_and(|url| matches!(url.scheme(), "http" | "https") && url.host().is_some());
    if title.trim().is_empty() {
        return Err(wrong("the title is empty"));
    }
    if is_web { Ok((title.trim().to_owned(), link.to_owned())) } else { Err(wrong(&format!("{link:?} is no web address"))) }
}

/// What `write` put a backslash before stands for itself.
fn unescaped(title: &str) -> String {
    let mut plain = String::new();
    let mut characters = title.chars().peekable();
    while let Some(c) = characters.next() {
        match (c, characters.peek()) {
            ('\\', Some(next @ ('[' | ']' | '!' | '\\'))) => {
                plain.push(*next);
                characters.next();
            }
            _ => plain.push(c),
        }
    }
    plain
}

/// The text of several lines, comments gone, and what `write` escaped as it was.
pub fn joined(lines: &[Line]) -> String {
    let kept: Vec<&str> =
        lines.iter().map(|(_, line)| line.as_str()).filter(|line| *line != COMMENT_LINE).map(unescaped_line).collect();
    kept.join("\n").replace("<\\!--", "<!--").trim().to_owned()
}

fn unescaped_line(line: &str) -> &str {
    let bare = line.trim_start_matches('\\');
    line.strip_prefix('\\').filter(|_| is_grammar(bare)).unwrap_or(line)
}
