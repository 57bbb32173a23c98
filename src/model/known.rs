//! What is known of the posts in a document, before anything is decided about it.

use super::blog::BlogId;
use super::entry::{AliasKey, KnownEntry};
use std::collections::HashMap;

/// A document's question.
#[derive(Clone, Debug)]
pub struct Asked {
    /// Whose document.
    pub blog: BlogId,
    /// Every alias that its posts carry.
    pub keys: Vec<AliasKey>,
}

/// The answer.
#[derive(Clone, Debug, Default)]
pub struct Known {
    /// Known entries by alias key.
    pub keys: HashMap<AliasKey, i64>,
    /// The blog's latest entries and, however old, those that the keys name; oldest first.
    pub entries: Vec<KnownEntry>,
}
