//! What a text looks like: a hash of all its words, a sketch of its word triples, its length and its first words.

use super::shingles;
use crate::model::entry::Fingerprint;
use crate::model::hashing::StableHash;
pub use crate::model::hashing::{stable_hash, stable_hash_of};

/// Words that an excerpt and a full text have in common, if they are the same post.
const OPENING_WORDS: usize = 60;

/// Texts shorter than this prove little by themselves.
pub const MEANINGFUL_WORDS: u32 = 40;

/// The look of a post, of whose summary and content these are the words: that of the longer one.
pub fn of(summary: Option<&str>, content: Option<&str>) -> Fingerprint {
    let (summary, content) = (summary.unwrap_or_default(), content.unwrap_or_default());
    let longest = if content.len() >= summary.len() { content } else { summary };
    let words = normal(longest);
    let (text, hashes) = hashes(&words);
    let opening = words.match_indices(' ').nth(OPENING_WORDS - 1).map_or(words.as_str(), |(end, _)| words.split_at(end).0);
    Fingerprint {
        text,
        shingles: shingles::sketch(&hashes),
        words: u32::try_from(hashes.len()).unwrap_or(u32::MAX),
        opening: opening.to_owned(),
    }
}

/// Of all words together, none without a word; and of each.
fn hashes(words: &str) -> (Option<u64>, Vec<u64>) {
    let (mut text, mut word) = (StableHash::default(), StableHash::default());
    let mut each = Vec::with_capacity(words.len() / 6 + 1);
    for byte in words.bytes() {
        text.push(byte);
        match byte {
            b' ' => each.push(std::mem::take(&mut word).finish()),
            _ => word.push(byte),
        }
    }
    if words.is_empty() {
        return (None, each);
    }
    each.push(word.finish());
    (Some(text.finish()), each)
}

/// Lower-case words of letters and digits.
pub fn words(text: &str) -> Vec<String> {
    normal(text).split(' ').filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

/// The same with single spaces between them; apostrophes part no word.
pub fn normal(text: &str) -> String {
    if text.contains('Σ') {
        // The one letter whose small form depends on its neighbours.
        return normal_of(&text.to_lowercase());
    }
    normal_of(text)
}

/// One pass, with a short way for ASCII: every word of every post comes by here.
fn normal_of(text: &str) -> String {
    let mut normal = Normal { bytes: Vec::with_capacity(text.len()), is_apart: false };
    let mut rest = text;
    while !rest.is_empty() {
        let ascii = rest.bytes().position(|byte| !byte.is_ascii()).unwrap_or(rest.len());
        let (plain, after) = rest.split_at(ascii);
        plain.bytes().for_each(|byte| normal.push_ascii(byte));
        let mut after = after.chars();
        after.next().into_iter().flat_map(char::to_lowercase).for_each(|c| normal.push(c));
        rest = after.as_str();
    }
    // Whole characters went in, so that nothing is lost here.
    String::from_utf8(normal.bytes).unwrap_or_default()
}

struct Normal {
    bytes: Vec<u8>,
    is_apart: bool,
}

impl Normal {
    fn push_ascii(&mut self, byte: u8) {
        match byte {
            b'a'..=b'z' | b'0'..=b'9' => {
                self.part();
                self.bytes.push(byte);
            }
            b'A'..=b'Z' => {
                self.part();
                self.bytes.push(byte.to_ascii_lowercase());
            }
            b'\'' => {}
            _ => self.is_apart = true,
        }
    }

    fn push(&mut self, c: char) {
        match c {
            _ if c.is_ascii() => c.encode_utf8(&mut [0; 4]).bytes().for_each(|byte| self.push_ascii(byte)),
            '’' => {}
            _ if c.is_alphanumeric() => {
                self.part();
                self.bytes.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
            }
            _ => self.is_apart = true,
        }
    }

    fn part(&mut self) {
        if std::mem::take(&mut self.is_apart) && !self.bytes.is_empty() {
            self.bytes.push(b' ');
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn print_of(content: &str) -> Fingerprint {
        of(None, Some(content))
    }

    #[test]
    fn punctuation_does_not_matter() {
        assert_eq!(print_of("Bins, again!"), print_of("bins again"));
    }

    #[test]
    fn one_word_makes_another_text() {
        assert_ne!(print_of("bins again on monday").text, print_of("bins again on tuesday").text);
    }

    #[test]
    fn no_words_have_no_look() {
        assert_eq!(print_of(" "), Fingerprint::default());
    }
}
