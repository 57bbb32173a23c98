//! Ids that a feed reader may rely on for ever (RFC 4287 §4.2.6): they name the publisher's key and the thing, never an address.

use chrono::NaiveDate;
use sha2::{Digest, Sha256};

/// The feed of editions.
pub fn of_editions(publisher: &str) -> String {
    urn(publisher, "editions")
}

/// One edition. A moved edition is another one: readers have it under the date on it.
pub fn of_edition(publisher: &str, date: NaiveDate) -> String {
    urn(publisher, &format!("edition {date}"))
}

/// The river, or a part of it: `query` in its one form (`Asked::written`).
pub fn of_stories(publisher: &str, query: &str) -> String {
    urn(publisher, &format!("stories {query}"))
}

/// One story, by its row.
pub fn of_story(publisher: &str, story: i64) -> String {
    urn(publisher, &format!("story {story}"))
}

/// A UUID made from a name by SHA-256 (RFC 9562 §5.8 and appendix B.2).
fn urn(publisher: &str, what: &str) -> String {
    let hash = Sha256::digest(format!("friday {publisher} {what}"));
    let mut bytes: [u8; 16] = std::array::from_fn(|index| hash.get(index).copied().unwrap_or_default());
    let [_, _, _, _, _, _, version, _, variant, ..] = &mut bytes;
    *version = *version & 0x0f | 0x80;
    *variant = *variant & 0x3f | 0x80;
    let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    let part = |from: usize, to: usize| hex.get(from..to).unwrap_or_default();
    format!("urn:uuid:{}-{}-{}-{}-{}", part(0, 8), part(8, 12), part(12, 16), part(16, 20), part(20, 32))
}
