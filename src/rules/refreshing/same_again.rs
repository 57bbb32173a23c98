//! Is this the document that was read last? Then nothing in it can be new, and it need not be read.

use crate::model::blog::{Blog, BlogHealth};
use crate::model::hashing::{stable_hash, stable_hash_of};

/// Raised when documents are read otherwise than before: each is then read once more.
const READING: u32 = 1;

/// The number of a document: of its bytes, and of all else that decides what is read out of them.
pub fn number(blog: &Blog, bytes: &[u8], content_type: Option<&str>) -> u64 {
    let (content_type, language) = (content_type.unwrap_or_default(), blog.language.as_deref().unwrap_or_default());
    stable_hash(&format!("{READING} {:016x} {content_type} {language}", stable_hash_of(bytes)))
}

/// The number that a document from this address has if it is the last one again; none where it is to be read whatever it is: on a first
/// reading, after half a document, at another address, and where a person had the blog learnt anew.
pub fn expected(before: &BlogHealth, url: &str) -> Option<u64> {
    let is_learnt = before.first_read_at.is_some() && before.link_domain.is_some();
    let last = before.pace.body_hash;
    (is_learnt && last != 0 && before.validators.url == url).then_some(last)
}
