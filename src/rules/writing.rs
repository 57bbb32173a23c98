//! The draft as an editor has it before them at the desk: read from its form, changed by its buttons, kept as edits.

pub mod commands;
pub mod differences;
pub mod form;
pub mod mistakes;

use crate::model::edition::{DraftEdits, EditedItem, EditionContent};
use crate::rules::matching::canonical;

/// All words that are an editor's to change.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Manuscript {
    /// Markdown.
    pub opener: String,
    /// Markdown.
    pub outro: String,
    /// Picks and finds, in order.
    pub items: Vec<EditedItem>,
    /// Stories that are not even mentioned.
    pub left_out: Vec<i64>,
    /// Taken out with words on them.
    pub set_aside: Vec<EditedItem>,
}

impl Manuscript {
    /// As an edition stands. Words about a story that is no longer in the week stay in sight.
    pub fn of(content: &EditionContent, edits: &DraftEdits) -> Self {
        let composed = || content.items.iter().filter_map(|item| item.story);
        let is_there =
            |item: &&EditedItem| item.has_words() || item.story().is_some_and(|story| composed().any(|one| one == story));
        let mut items: Vec<EditedItem> = edits.items.iter().flatten().filter(is_there).cloned().collect();
        let new: Vec<i64> = composed().filter(|story| !items.iter().any(|item| item.story() == Some(*story))).collect();
        items.extend(new.into_iter().map(EditedItem::pick));
        Self {
            opener: content.opener.clone(),
            outro: content.outro.clone(),
            items,
            left_out: edits.left_out.clone(),
            set_aside: edits.set_aside.clone(),
        }
    }

    /// What of it is to be kept. `shown` are the picks as the form was opened: where nobody touched them, they go on following
    /// what arrives.
    pub fn edits(&self, composed: &EditionContent, before: &DraftEdits, shown: &[i64]) -> DraftEdits {
        let is_untouched = before.items.is_none()
            && self.items.len() == shown.len()
            && self.items.iter().zip(shown).all(|(item, story)| item.story() == Some(*story) && !item.has_words());
        let changed = |now: &str, then: &str, kept: &Option<String>| {
            if now.trim() == then.trim() { kept.clone() } else { Some(now.trim().to_owned()) }
        };
        let mut left_out = self.left_out.clone();
        left_out.sort_unstable();
        left_out.dedup();
        left_out.retain(|story| !self.items.iter().any(|item| item.story() == Some(*story)));
        DraftEdits {
            opener: changed(&self.opener, &composed.opener, &before.opener),
            outro: changed(&self.outro, &composed.outro, &before.outro),
            items: if is_untouched { None } else { Some(self.items.clone()) },
            left_out,
            set_aside: self.set_aside.clone(),
        }
    }

    /// Where the item with this name stands.
    pub fn place(&self, name: &str) -> Option<usize> {
        self.items.iter().position(|item| name_of(item) == name)
    }
}

/// What an item is called in forms and addresses: the same for as long as it is the same item.
pub fn name_of(item: &EditedItem) -> String {
    match item {
        EditedItem::Pick { story, .. } => format!("s{story}"),
        EditedItem::Find { link, .. } => {
            let page = canonical::link(link).unwrap_or_else(|| link.clone());
            format!(
                "f{:08x}",
                page.bytes().fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193))
            )
        }
    }
}
