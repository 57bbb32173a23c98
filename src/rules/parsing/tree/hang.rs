//! Hangs texts and elements into the tree.

use super::build::Builder;
use super::entities::{self, Meaning};
use super::{At, Kind, Node};
use std::borrow::Cow;

impl<'t> Builder<'t> {
    /// Text between tags: quick-xml leaves a bare ampersand in it.
    pub(super) fn words(&mut self, text: Cow<'t, str>) {
        if text.starts_with('&') {
            self.repairs.bare_ampersands += 1;
        }
        self.text(text);
    }

    pub(super) fn reference(&mut self, reference: &str, raw: &'t str) {
        match entities::resolve(reference) {
            Meaning::Characters(first, second) => self.text(Cow::Owned([Some(first), second].into_iter().flatten().collect())),
            Meaning::Forbidden => self.repairs.forbidden_characters += 1,
            Meaning::Unknown => {
                let is_word = !reference.is_empty() && reference.chars().all(|c| c.is_alphanumeric() || c == '_');
                self.repairs.unknown_entities += usize::from(is_word);
                self.repairs.bare_ampersands += usize::from(!is_word);
                self.text(Cow::Borrowed(raw));
            }
        }
    }

    /// Adds to the text that stands last, or begins one.
    pub(super) fn text(&mut self, text: Cow<'t, str>) {
        let Some(open) = self.open.last() else {
            self.repairs.text_before |= self.last_root.is_none() && !text.trim().is_empty();
            return;
        };
        let last = open.last.and_then(|at| self.tree.nodes.get_mut(usize::try_from(at).ok()?));
        match last {
            Some(Node { kind: Kind::Text(before), .. }) => before.to_mut().push_str(&text),
            Some(_) | None if text.is_empty() => {}
            Some(_) | None => {
                self.push(Kind::Text(text));
            }
        }
    }

    /// Hangs a node in after its elder sibling.
    pub(super) fn push(&mut self, kind: Kind<'t>) -> At {
        let at = place(self.tree.nodes.len());
        let parent = self.open.last().map(|open| open.at);
        self.tree.nodes.push(Node { parent, next: None, kind });
        let elder = match self.open.last_mut() {
            Some(open) => open.last.replace(at),
            None => self.last_root.replace(at),
        };
        let before = elder.or(parent).and_then(|before| self.tree.nodes.get_mut(usize::try_from(before).ok()?));
        match (elder, before) {
            (Some(_), Some(before)) => before.next = Some(at),
            (None, Some(Node { kind: Kind::Element { first, .. }, .. })) => *first = Some(at),
            (_, Some(_) | None) => {}
        }
        at
    }
}

/// Never more than `NODE_LIMIT` times `ATTRIBUTE_LIMIT`, which fits.
pub(super) fn place(index: usize) -> At {
    At::try_from(index).unwrap_or(At::MAX)
}
