//! What a text looks like: a hash of all its words, a sketch of its word triples, its length and its first words.

use super::shingles;
use crate::model::entry::{Fingerprint, ParsedEntry};
use crate::rules::parsing::text;

/// Words that an excerpt and a full text have in common, if they are the same post.
const OPENING_WORDS: usize = 60;

/// Texts shorter than this prove little by themselves.
pub const MEANINGFUL_WORDS: u32 = 40;

/// The look of a post's longest text.
pub fn of(entry: &ParsedEntry) -> Fingerprint {
    let content = entry.content.as_deref().map(text::plain).unwrap_or_default();
    let summary = entry.summary.as_deref().map(text::plain).unwrap_or_default();
    let longest = if content.len() >= summary.len() { content } else { summary };
    let words = words(&longest);
    Fingerprint {
        text: (!words.is_empty()).then(|| stable_hash(&words.join(" "))),
        shingles: shingles::sketch(&words),
        words: u32::try_from(words.len()).unwrap_or(u32::MAX),
        opening: words.iter().take(OPENING_WORDS).cloned().collect::<Vec<_>>().join(" "),
    }
}

/// Lower-case words of letters and digits.
pub fn words(text: &str) -> Vec<String> {
    let lower = text.to_lowercase();
    let separated = lower.split(|c: char| !(c.is_alphanumeric() || c == '\'' || c == '’'));
    separated.map(|word| word.replace(['\'', '’'], "")).filter(|word| !word.is_empty()).collect()
}

/// The hash of a text, as that of its bytes.
pub fn stable_hash(text: &str) -> u64 {
    stable_hash_of(text.as_bytes())
}

/// FNV-1a with a final mix (the 64-bit one of MurmurHash3): the same in every build, because it is stored.
pub fn stable_hash_of(bytes: &[u8]) -> u64 {
    let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
    for byte in bytes {
        hash = (hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3);
    }
    hash = (hash ^ (hash >> 33)).wrapping_mul(0xff51_afd7_ed55_8ccd);
    hash = (hash ^ (hash >> 33)).wrapping_mul(0xc4ce_b9fe_1a85_ec53);
    hash ^ (hash >> 33)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn print_of(content: &str) -> Fingerprint {
        of(&ParsedEntry { content: Some(content.to_owned()), ..ParsedEntry::default() })
    }

    #[test]
    fn the_hash_is_the_same_in_every_build() {
        assert_eq!(stable_hash("friday"), 0x2a2d_e366_8074_9e63);
    }

    #[test]
    fn markup_and_punctuation_do_not_matter() {
        assert_eq!(print_of("<p>Bins, <b>again</b>!</p>"), print_of("bins again"));
    }

    #[test]
    fn one_word_makes_another_text() {
        assert_ne!(print_of("bins again on monday").text, print_of("bins again on tuesday").text);
    }

    #[test]
    fn no_words_have_no_look() {
        assert_eq!(print_of("<p> </p>"), Fingerprint::default());
    }
}
