//! Two versions of one draft, told apart field by field, and put together as an editor decides.

use super::{Manuscript, name_of};
use crate::model::edition::{EditedItem, NamedLink};
use serde::Serialize;
use std::collections::HashMap;

/// Whose words are taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Side {
    /// What the form brought.
    Mine,
    /// What is in the draft.
    Theirs,
}

impl Side {
    /// From a form.
    pub fn parse(word: &str) -> Option<Self> {
        match word {
            "mine" => Some(Self::Mine),
            "theirs" => Some(Self::Theirs),
            _ => None,
        }
    }
}

/// One field in which two versions differ.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// `opener`, `outro`, `order`, `left-out`, `remark-NAME` or `details-NAME`.
    pub field: String,
    /// What it is of: an item's name, or empty.
    pub item: String,
    /// In the draft.
    pub theirs: String,
    /// As the form brought it.
    pub mine: String,
    /// Who alone changed it since both set out; none where both did, or nobody knows.
    pub changed_by: Option<Side>,
    /// Both, word by word.
    pub pieces: Vec<Piece>,
}

/// Words that are in both versions, or in one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Piece {
    /// None: in both.
    pub side: Option<Side>,
    /// Plain text.
    pub words: String,
}

/// Every field in which `mine` is not `theirs`; `base` is what both set out from, where that is known. An item that only one of
/// them has is told by the field `order` alone.
pub fn differences(theirs: &Manuscript, mine: &Manuscript, base: Option<&Manuscript>) -> Vec<Difference> {
    let base = base.map(fields);
    let their = fields(theirs);
    let apart = fields(mine).into_iter().filter_map(|(field, mine)| {
        let theirs = text_of(&their, &field)?;
        let changed_by = match base.as_deref().and_then(|base| text_of(base, &field)) {
            Some(base) if base == theirs => Some(Side::Mine),
            Some(base) if base == mine => Some(Side::Theirs),
            Some(_) | None => None,
        };
        difference(field, theirs, mine, changed_by)
    });
    apart.collect()
}

/// Words of `mine` that are not in an edition that is fixed: nothing can be put into it, but nothing is lost either.
pub fn left_over(fixed: &Manuscript, mine: &Manuscript) -> Vec<Difference> {
    let fixed = fields(fixed);
    let words =
        fields(mine).into_iter().filter(|(field, mine)| !["order", "left-out"].contains(&field.as_str()) && !mine.is_empty());
    words.filter_map(|(field, mine)| difference(field.clone(), text_of(&fixed, &field).unwrap_or_default(), mine, None)).collect()
}

fn text_of(fields: &[(String, String)], field: &str) -> Option<String> {
    fields.iter().find(|(known, _)| known == field).map(|(_, text)| text.clone())
}

fn difference(field: String, theirs: String, mine: String, changed_by: Option<Side>) -> Option<Difference> {
    if theirs == mine {
        return None;
    }
    let item = field.split_once('-').filter(|(kind, _)| *kind != "left").map(|(_, name)| name.to_owned()).unwrap_or_default();
    let pieces = pieces(&theirs, &mine);
    Some(Difference { field, item, theirs, mine, changed_by, pieces })
}

/// The draft with each field of the form that the editor wants; no item with words on it gets lost.
pub fn merged(theirs: &Manuscript, mine: &Manuscript, taken: &HashMap<String, Side>) -> Manuscript {
    let is_mine = |field: &str| taken.get(field) == Some(&Side::Mine);
    let side = |field: &str| if is_mine(field) { mine } else { theirs };
    let (order, other) = if is_mine("order") { (mine, theirs) } else { (theirs, mine) };
    let find = |manuscript: &Manuscript, name: &str| manuscript.items.iter().find(|item| name_of(item) == name).cloned();
    let merge = |item: &EditedItem| {
        let name = name_of(item);
        let remark = find(side(&format!("remark-{name}")), &name).unwrap_or_else(|| item.clone());
        let details = find(side(&format!("details-{name}")), &name).unwrap_or_else(|| item.clone());
        with_remark(details, remark.remark())
    };
    let items: Vec<EditedItem> = order.items.iter().map(merge).collect();
    let mut set_aside = theirs.set_aside.clone();
    for item in other.items.iter().chain(&mine.set_aside).filter(|item| item.has_words()) {
        let is_kept = items.iter().chain(&set_aside).any(|kept| name_of(kept) == name_of(item));
        if !is_kept {
            set_aside.push(item.clone());
        }
    }
    set_aside.retain(|aside| !items.iter().any(|item| name_of(item) == name_of(aside)));
    Manuscript {
        opener: side("opener").opener.clone(),
        outro: side("outro").outro.clone(),
        items,
        left_out: side("left-out").left_out.clone(),
        set_aside,
    }
}

fn with_remark(item: EditedItem, words: &str) -> EditedItem {
    match item {
        EditedItem::Pick { story, title, links, .. } => EditedItem::Pick { story, title, remark: words.to_owned(), links },
        EditedItem::Find { title, link, author, extract, links, .. } => {
            EditedItem::Find { title, link, remark: words.to_owned(), author, extract, links }
        }
    }
}

/// Each field's text, in the order of the page.
fn fields(manuscript: &Manuscript) -> Vec<(String, String)> {
    let mut left_out: Vec<String> = manuscript.left_out.iter().map(i64::to_string).collect();
    left_out.sort_unstable();
    let names: Vec<String> = manuscript.items.iter().map(name_of).collect();
    let mut fields = vec![("opener".to_owned(), manuscript.opener.trim().to_owned()), ("order".to_owned(), names.join(" "))];
    for item in &manuscript.items {
        let name = name_of(item);
        fields.push((format!("remark-{name}"), item.remark().trim().to_owned()));
        fields.push((format!("details-{name}"), details(item)));
    }
    fields.push(("outro".to_owned(), manuscript.outro.trim().to_owned()));
    fields.push(("left-out".to_owned(), left_out.join(" ")));
    fields
}

/// Title, author, extract and links, a line each.
fn details(item: &EditedItem) -> String {
    let mut lines = match item {
        EditedItem::Pick { title, .. } => vec![title.clone().unwrap_or_default()],
        EditedItem::Find { title, author, extract, .. } => vec![title.clone(), author.clone(), extract.clone()],
    };
    lines.extend(item.links().iter().map(|NamedLink { name, link }| format!("{name} ({link})")));
    lines.retain(|line| !line.is_empty());
    lines.join("\n")
}

/// Word by word: a remark is often one long line, of which a diff by lines would say nothing.
fn pieces(theirs: &str, mine: &str) -> Vec<Piece> {
    // A line of the diff is a word with the space behind it; ends of lines within the text stand as a character that no word has.
    let words = |text: &str| -> String {
        text.replace('\n', " \u{2028}").split_inclusive(char::is_whitespace).map(|word| format!("{word}\n")).collect()
    };
    let mut options = diffy::DiffOptions::new();
    options.set_context_len(usize::MAX / 4);
    let (theirs, mine) = (words(theirs), words(mine));
    let patch = options.create_patch(&theirs, &mine);
    let mut pieces: Vec<Piece> = Vec::new();
    for line in patch.hunks().iter().flat_map(|hunk| hunk.lines()) {
        let (side, word) = match line {
            diffy::Line::Context(word) => (None, word),
            diffy::Line::Delete(word) => (Some(Side::Theirs), word),
            diffy::Line::Insert(word) => (Some(Side::Mine), word),
        };
        let word = word.trim_end_matches('\n').replace('\u{2028}', "\n");
        match pieces.last_mut() {
            Some(last) if last.side == side => last.words.push_str(&word),
            Some(_) | None => pieces.push(Piece { side, words: word }),
        }
    }
    pieces
}
