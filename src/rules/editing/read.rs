//! From the edited file back to what the editor changed.

use super::syntax::{Front, front_matter, items, joined, others, parts, without_comments};
use super::{EVERYTHING_ELSE, OPENER, OUTRO, PICKS};
use crate::model::edition::{DraftEdits, EditedItem, EditionContent, Item, NamedLink};
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
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FileItem {
    /// Line of its heading.
    pub line: usize,
    /// Plain text.
    pub title: String,
    /// Absolute.
    pub link: String,
    /// Markdown.
    pub remark: String,
    /// Further reading.
    pub links: Vec<NamedLink>,
    /// Of a find: who wrote it.
    pub author: String,
    /// Of a find: its first words.
    pub extract: String,
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
        let others = written.everything_else.iter().flat_map(|group| &group.stories);
        let known: Vec<Known<'_>> = written.items.iter().chain(others).chain(&written.missing).map(Known::of).collect();
        let find = |link: &str| {
            let page = page(link);
            known.iter().find(|known| known.pages.contains(&page)).map(|known| known.item)
        };
        let mut seen = HashSet::new();
        for item in &self.items {
            if !seen.insert(canonical::link(&item.link).unwrap_or_else(|| item.link.clone())) {
                return Err(EditError { line: item.line, why: format!("{} stands here twice; keep one of the two", item.link) });
            }
        }
        let items: Vec<EditedItem> = self.items.iter().map(|item| edited(item, find(&item.link), before)).collect();
        let as_written = items.len() == written.items.len()
            && before.items.is_none()
            && items.iter().zip(&written.items).all(|(edited, item)| edited.story() == item.story && !edited.has_words());
        let changed = |now: &str, then: &str, kept: &Option<String>| {
            if now.trim() == then.trim() { kept.clone() } else { Some(now.trim().to_owned()) }
        };
        Ok(DraftEdits {
            opener: changed(&self.opener, &written.opener, &before.opener),
            outro: changed(&self.outro, &written.outro, &before.outro),
            items: if as_written { None } else { Some(items) },
            left_out: self.left_out(&known, before),
            set_aside: before.set_aside.clone(),
        })
    }

    /// Stories that the file was written with and that stand in neither list any more.
    fn left_out(&self, known: &[Known<'_>], before: &DraftEdits) -> Vec<i64> {
        let mentioned: HashSet<String> =
            self.items.iter().map(|item| &item.link).chain(&self.others).map(|link| page(link)).collect();
        let gone = known
            .iter()
            .filter(|known| !known.pages.iter().any(|page| mentioned.contains(page)))
            .filter_map(|known| known.item.story)
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
            let is_its_own = item.title == known.title || known.formerly.as_ref().is_some_and(|first| first.name == item.title);
            let title = if is_its_own { title_before(story, before) } else { Some(item.title.clone()) };
            EditedItem::Pick { story, title, remark: item.remark.clone(), links: item.links.clone() }
        }
        None => {
            let FileItem { title, link, remark, links, author, extract, .. } = item.clone();
            EditedItem::Find { title, link, remark, author, extract, links }
        }
    }
}

/// The title that the editor gave it earlier.
fn title_before(story: i64, before: &DraftEdits) -> Option<String> {
    before.items.iter().flatten().find_map(|item| match item {
        EditedItem::Pick { story: other, title, .. } if *other == story => title.clone(),
        EditedItem::Pick { .. } | EditedItem::Find { .. } => None,
    })
}

/// An item that a link of the file may mean.
struct Known<'a> {
    item: &'a Item,
    /// Where it is, and where it was when it was first seen: the file may be older than the post's new address.
    pages: Vec<String>,
}

impl<'a> Known<'a> {
    fn of(item: &'a Item) -> Self {
        let links = std::iter::once(&item.link).chain(item.formerly.as_ref().map(|first| &first.link));
        Self { item, pages: links.map(|link| page(link)).collect() }
    }
}

/// What two links to the same page have in common: the canonical link, else the words as they stand. Brackets are written as %28 and
/// %29, which most sites take for the same.
fn page(link: &str) -> String {
    canonical::link(link).map_or_else(|| link.to_owned(), |link| link.replace("%28", "(").replace("%29", ")"))
}
