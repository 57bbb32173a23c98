//! Posts that their blogs took down after friday saw them: not in the edition unless the editor wrote about them.

use super::{Composition, items, proposed, rest};
use crate::model::edition::{EditedItem, Item};
use crate::rules::ranking::Ranked;
use std::collections::HashSet;

/// A post that its blog took down; it is no news any more unless the editor says so.
pub fn is_missing(ranked: &Ranked) -> bool {
    ranked.story.lead.missing_since.is_some()
}

/// What is not in the edition because it is gone from its blog's feed, for the editor to see.
pub fn missing(composition: Composition<'_>, used: &HashSet<i64>) -> Vec<Item> {
    rest(composition, used).filter(|ranked| is_missing(ranked)).map(|one| items::of_story(composition, one, None, "")).collect()
}

/// The next best stories in place of picks that their blogs took down.
pub fn stand_ins(composition: Composition<'_>, chosen: &[EditedItem], items: &[Item]) -> Vec<Item> {
    let is_used = |story: i64| items.iter().any(|item| item.story == Some(story));
    let is_gone = |edited: &&EditedItem| match edited {
        EditedItem::Pick { story, .. } => {
            !is_used(*story) && composition.ranked.iter().any(|ranked| ranked.story.id == *story && is_missing(ranked))
        }
        EditedItem::Find { .. } => false,
    };
    let gone = chosen.iter().filter(is_gone).count();
    let next = proposed(composition).into_iter().filter(|story| !is_used(*story)).take(gone);
    next.filter_map(|story| items::numbered(composition, &EditedItem::pick(story))).collect()
}
