//! From the edited file back to what the editor changed.

use super::{EVERYTHING_ELSE, OPENER, OUTRO, PICKS};
use crate::model::edition::{DraftEdits, EditedItem, EditionContent, Item};
use crate::rules::matching::canonical;
use chrono::NaiveDate;
use std::collections::HashSet;

/// A mistake in the file, with its line.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {why}")]
pub struct EditError {
    /// From 1.
    pub line: usize,
    /// What is wrong and what is right.
    pub why: String,
}

/// What a file says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EditedFile {
    /// The edition it was written for.
    pub date: NaiveDate,
    /// The revision it was written from.
    pub revision: u32,
    /// The stories it was written with.
    pub stories: Vec<i64>,
    /// Markdown.
    pub opener: String,
    /// Markdown.
    pub outro: String,
    /// Title, link and remark of each numbered item, with its line.
    pub items: Vec<FileItem>,
    /// Links of the stories under "Everything else".
    pub others: Vec<String>,
}

/// One numbered item of the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileItem {
    /// Line of its heading.
    pub line: usize,
    /// Plain text.
    pub title: String,
    /// Absolute.
    pub link: String,
    /// Markdown.
    pub remark: String,
}

/// Reads the file; the first mistake ends it.
pub fn read(text: &str) -> Result<EditedFile, EditError> {
    let text = text.trim_start_matches('\u{feff}').replace("\r\n", "\n");
    let lines = without_comments(&text)?;
    let front = front_matter(&lines)?;
    let parts = parts(&lines, front.end)?;
    let words =
        |heading: &str| parts.iter().find(|part| part.heading == heading).map(|part| joined(&part.lines)).unwrap_or_default();
    let lines_of =
        |heading: &str| parts.iter().find(|part| part.heading == heading).map(|part| part.lines.as_slice()).unwrap_or_default();
    let items = items(lines_of(PICKS))?;
    let others = others(lines_of(EVERYTHING_ELSE))?;
    let Front { date, revision, stories, .. } = front;
    Ok(EditedFile { date, revision, stories, opener: words(OPENER), outro: words(OUTRO), items, others })
}

impl EditedFile {
    /// What this file changes, seen from the words it was written from.
    pub fn changes(&self, written: &EditionContent, before: &DraftEdits) -> Result<DraftEdits, EditError> {
        let known: Vec<&Item> =
            written.items.iter().chain(written.everything_else.iter().flat_map(|group| &group.stories)).collect();
        let find = |link: &str| known.iter().find(|item| same_page(&item.link, link)).copied();
        let mut seen = HashSet::new();
        for item in &self.items {
            if !seen.insert(canonical::link(&item.link).unwrap_or_else(|| item.link.clone())) {
                return Err(EditError { line: item.line, why: format!("{} stands here twice; keep one of the two", item.link) });
            }
        }
        let items: Vec<EditedItem> = self.items.iter().map(|item| edited(item, find(&item.link), before)).collect();
        let as_written = items.len() == written.items.len()
            && before.items.is_none()
            && items.iter().zip(&written.items).all(|(edited, item)| matches!(edited, EditedItem::Pick { story, title: None, remark } if Some(*story) == item.story && remark.is_empty()));
        let changed = |now: &str, then: &str, kept: &Option<String>| {
            if now.trim() == then.trim() { kept.clone() } else { Some(now.trim().to_owned()) }
        };
        Ok(DraftEdits {
            opener: changed(&self.opener, &written.opener, &before.opener),
            outro: changed(&self.outro, &written.outro, &before.outro),
            items: if as_written { None } else { Some(items) },
            left_out: self.left_out(&known, before),
        })
    }

    /// Stories that the file was written with and that stand in neither list any more.
    fn left_out(&self, known: &[&Item], before: &DraftEdits) -> Vec<i64> {
        let is_mentioned = |item: &&&Item| {
            let links = self.items.iter().map(|item| &item.link).chain(&self.others);
            links.into_iter().any(|link| same_page(link, &item.link))
        };
        let gone = known
            .iter()
            .filter(|item| !is_mentioned(item))
            .filter_map(|item| item.story)
            .filter(|story| self.stories.contains(story));
        let mut left_out: Vec<i64> = before.left_out.iter().copied().chain(gone).collect();
        left_out.sort_unstable();
        left_out.dedup();
        left_out
    }
}

fn edited(item: &FileItem, known: Option<&Item>, before: &DraftEdits) -> EditedItem {
    match known.and_then(|known| known.story.map(|story| (story, known))) {
        Some((story, known)) => {
            let title = if item.title == known.title { title_before(story, before) } else { Some(item.title.clone()) };
            EditedItem::Pick { story, title, remark: item.remark.clone() }
        }
        None => EditedItem::Find { title: item.title.clone(), link: item.link.clone(), remark: item.remark.clone() },
    }
}

/// The title that the editor gave it earlier.
fn title_before(story: i64, before: &DraftEdits) -> Option<String> {
    before.items.iter().flatten().find_map(|item| match item {
        EditedItem::Pick { story: other, title, .. } if *other == story => title.clone(),
        EditedItem::Pick { .. } | EditedItem::Find { .. } => None,
    })
}

/// Brackets are written as %28 and %29, which most sites take for the same.
fn same_page(a: &str, b: &str) -> bool {
    let same = |link: &str| canonical::link(link).map(|link| link.replace("%28", "(").replace("%29", ")"));
    a == b || same(a).is_some_and(|a| same(b) == Some(a))
}

type Line = (usize, String);

struct Part {
    heading: String,
    lines: Vec<Line>,
}

/// Blanks out `<!-- … -->`, over several lines too, so that line numbers stay true.
fn without_comments(text: &str) -> Result<Vec<Line>, EditError> {
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

struct Front {
    date: NaiveDate,
    revision: u32,
    stories: Vec<i64>,
    end: usize,
}

fn front_matter(lines: &[Line]) -> Result<Front, EditError> {
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

fn parts(lines: &[Line], body_at: usize) -> Result<Vec<Part>, EditError> {
    const KNOWN: [&str; 4] = [OPENER, PICKS, EVERYTHING_ELSE, OUTRO];
    let mut parts: Vec<Part> = Vec::new();
    for (number, line) in lines.iter().filter(|(number, _)| *number > body_at) {
        if line.starts_with("# ") {
            let heading = line.trim_end().to_owned();
            if !KNOWN.contains(&heading.as_str()) {
                let why = format!("{heading}: the parts are {}; a heading inside a remark begins with ###", KNOWN.join(", "));
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

fn items(lines: &[Line]) -> Result<Vec<FileItem>, EditError> {
    let mut items: Vec<(FileItem, Vec<Line>)> = Vec::new();
    for (number, line) in lines {
        if let Some(heading) = line.strip_prefix("## ") {
            let (title, link) = linked(unnumbered(heading), *number)?;
            items.push((FileItem { line: *number, title, link, remark: String::new() }, Vec::new()));
        } else if let Some((_, remark)) = items.last_mut() {
            remark.push((*number, line.clone()));
        } else if !line.is_empty() && line != COMMENT_LINE {
            let why = "words before the first pick; a pick begins with a heading such as ## 1. [Title](https://example.org/)"
                .to_owned();
            return Err(EditError { line: *number, why });
        }
    }
    Ok(items.into_iter().map(|(item, remark)| FileItem { remark: joined(&remark), ..item }).collect())
}

fn others(lines: &[Line]) -> Result<Vec<String>, EditError> {
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

fn joined(lines: &[Line]) -> String {
    let kept: Vec<&str> = lines.iter().map(|(_, line)| line.as_str()).filter(|line| *line != COMMENT_LINE).collect();
    kept.join("\n").trim().to_owned()
}
