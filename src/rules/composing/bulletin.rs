//! The words of a bulletin: a day's new posts, council by council, without picks and without anybody's remarks.

use super::title::{number, short_date};
use super::{Composition, everything_else};
use crate::model::edition::{EditionContent, Group};
use std::collections::HashSet;

/// Without any story there is nothing to mail.
pub fn compose(composition: Composition<'_>) -> EditionContent {
    let groups = everything_else(composition, &HashSet::new());
    EditionContent {
        title: format!("{} ({})", heading(&groups), short_date(composition.date)),
        date: composition.date,
        opener: String::new(),
        outro: String::new(),
        items: Vec::new(),
        everything_else: groups,
        missing: Vec::new(),
        new_blogs: Vec::new(),
        revived_blogs: Vec::new(),
        next_date: None,
    }
}

/// "Three new posts".
fn heading(groups: &[Group]) -> String {
    match groups.iter().map(|group| group.stories.len()).sum() {
        1 => "One new post".to_owned(),
        count => format!("{} new posts", number(count)),
    }
}
