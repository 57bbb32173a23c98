//! What a text looks like: a hash of all its words, a sketch of its word triples, its length and its first words.

use super::shingles;
use crate::model::entry::Fingerprint;
use crate::model::hashing::short_hash;
pub use crate::model::hashing::{stable_hash, stable_hash_of};

/// Words that an excerpt and a full text have in common, if they are the same post.
const OPENING_WORDS: usize = 60;

/// Texts shorter than this prove little by themselves.
pub const MEANINGFUL_WORDS: u32 = 40;

/// The look of a post whose body has these words.
pub fn of(body: Option<&str>) -> Fingerprint {
    let words = normal(body.unwrap_or_default());
    let (text, hashes) = hashes(&words);
    Fingerprint {
        text,
        shingles: shingles::sketch(&hashes),
        words: u32::try_from(hashes.len()).unwrap_or(u32::MAX),
        opening: hashes.iter().take(OPENING_WORDS).copied().map(short_hash).collect(),
    }
}

/// Of all words together, none without a word; and of each.
fn hashes(words: &str) -> (Option<u64>, Vec<u64>) {
    if words.is_empty() {
        return (None, Vec::new());
    }
    let mut each = Vec::with_capacity(words.len() / 5 + 1);
    each.extend(words.as_bytes().split(|byte| *byte == b' ').map(stable_hash_of));
    (Some(stable_hash(words)), each)
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
        let (plain, after) = rest.split_at(ascii_run(rest.as_bytes()));
        normal.push_ascii(plain.as_bytes());
        let mut after = after.chars();
        after.next().into_iter().flat_map(char::to_lowercase).for_each(|c| normal.push(c));
        rest = after.as_str();
    }
    // Whole characters went in, so that nothing is lost here.
    String::from_utf8(normal.bytes).unwrap_or_default()
}

/// Bytes of ASCII at the start.
fn ascii_run(bytes: &[u8]) -> usize {
    // Eight at once: most texts have a typographic quote every few lines, and nothing else.
    let eights = bytes.chunks_exact(8).take_while(|eight| eight.is_ascii()).count() * 8;
    let rest = bytes.get(eights..).unwrap_or_default();
    eights + rest.iter().position(|byte| !byte.is_ascii()).unwrap_or(rest.len())
}

struct Normal {
    bytes: Vec<u8>,
    is_apart: bool,
}

/// What becomes of a byte of ASCII: a small letter or digit, nothing (an apostrophe), or the space between words.
fn normal_byte(byte: u8) -> Option<u8> {
    match byte {
        b'a'..=b'z' | b'0'..=b'9' => Some(byte),
        b'A'..=b'Z' => Some(byte | 0x20),
        b'\'' => None,
        _ => Some(b' '),
    }
}

impl Normal {
    fn push_ascii(&mut self, plain: &[u8]) {
        for letter in plain.iter().filter_map(|byte| normal_byte(*byte)) {
            if letter == b' ' {
                self.is_apart = true;
            } else {
                self.part();
                self.bytes.push(letter);
            }
        }
    }

    fn push(&mut self, c: char) {
        match c {
            _ if c.is_ascii() => self.push_ascii(c.encode_utf8(&mut [0; 4]).as_bytes()),
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
        of(Some(content))
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
