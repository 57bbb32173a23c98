//! What a text looks like: a SimHash of its word triples (Charikar 2002), its length and its first words.

use crate::model::entry::ParsedEntry;
use crate::rules::parsing::text;

/// Words that an excerpt and a full text have in common, if they are the same post.
const OPENING_WORDS: usize = 60;

/// Texts shorter than this are too alike to be told apart by their look.
pub const MEANINGFUL_WORDS: u32 = 40;

/// The look of one text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fingerprint {
    /// None below `MEANINGFUL_WORDS`.
    pub simhash: Option<u64>,
    /// Words in the longer of summary and content.
    pub words: u32,
    /// The first words, normalised.
    pub opening: String,
}

/// The look of a post's longest text.
pub fn of(entry: &ParsedEntry) -> Fingerprint {
    let content = entry.content.as_deref().map(text::plain).unwrap_or_default();
    let summary = entry.summary.as_deref().map(text::plain).unwrap_or_default();
    let longest = if content.len() >= summary.len() { content } else { summary };
    let words = words(&longest);
    let count = u32::try_from(words.len()).unwrap_or(u32::MAX);
    let simhash = (count >= MEANINGFUL_WORDS).then(|| simhash(&words));
    Fingerprint { simhash, words: count, opening: words.iter().take(OPENING_WORDS).cloned().collect::<Vec<_>>().join(" ") }
}

/// Lower-case words of letters and digits.
pub fn words(text: &str) -> Vec<String> {
    let lower = text.to_lowercase();
    let separated = lower.split(|c: char| !(c.is_alphanumeric() || c == '\'' || c == '’'));
    separated.map(|word| word.replace(['\'', '’'], "")).filter(|word| !word.is_empty()).collect()
}

fn simhash(words: &[String]) -> u64 {
    let mut weights = [0_i32; 64];
    for triple in words.windows(3) {
        let hash = stable_hash(&triple.join(" "));
        for (bit, weight) in weights.iter_mut().enumerate() {
            *weight += if hash >> bit & 1 == 1 { 1 } else { -1 };
        }
    }
    weights.iter().enumerate().fold(0, |hash, (bit, weight)| if *weight > 0 { hash | 1 << bit } else { hash })
}

/// FNV-1a with a final mix (the 64-bit one of MurmurHash3): the same in every build, because it is stored.
pub fn stable_hash(text: &str) -> u64 {
    let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
    for byte in text.bytes() {
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
    }
    hash = (hash ^ (hash >> 33)).wrapping_mul(0xff51_afd7_ed55_8ccd);
    hash = (hash ^ (hash >> 33)).wrapping_mul(0xc4ce_b9fe_1a85_ec53);
    hash ^ (hash >> 33)
}

/// How alike two texts are by their SimHashes, 0 to 100: 100 less one and a half per differing bit.
pub fn alike(a: u64, b: u64) -> u32 {
    100_u32.saturating_sub((a ^ b).count_ones() * 3 / 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn print_of(content: &str) -> Fingerprint {
        of(&ParsedEntry { content: Some(content.to_owned()), ..ParsedEntry::default() })
    }

    fn long_text(seed: &str) -> String {
        (0..80).map(|n| format!("{seed}{n} word{}", n * 7 % 13)).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn the_hash_is_the_same_in_every_build() {
        assert_eq!(stable_hash("friday"), 0x2a2d_e366_8074_9e63);
    }

    #[test]
    fn a_small_change_leaves_a_text_alike() {
        let text = long_text("a");
        let edited = text.replace("a40 ", "b40 ");

        let (one, two) = (print_of(&text).simhash, print_of(&edited).simhash);

        assert!(alike(one.unwrap_or(0), two.unwrap_or(1)) >= 85);
    }

    #[test]
    fn another_text_is_not_alike() {
        let (one, two) = (print_of(&long_text("a")).simhash, print_of(&long_text("b")).simhash);

        assert!(alike(one.unwrap_or(0), two.unwrap_or(0)) < 85);
    }

    #[test]
    fn a_short_text_has_no_look() {
        assert_eq!(print_of("just a few words").simhash, None);
        assert_eq!(print_of("just a few words").words, 4);
    }
}
