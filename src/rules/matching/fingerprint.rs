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
    let mut normal = Normal { bytes: Vec::with_capacity(text.len()) };
    let mut rest = text;
    while !rest.is_empty() {
        let (plain, after) = rest.split_at(ascii_run(rest.as_bytes()));
        normal.push_ascii(plain.as_bytes());
        let mut after = after.chars();
        after.next().into_iter().flat_map(char::to_lowercase).for_each(|c| normal.push(c));
        rest = after.as_str();
    }
    if normal.is_apart() {
        normal.bytes.pop();
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

/// What becomes of a byte of ASCII: a small letter or digit, nothing (0, of an apostrophe), or the space between words.
const NORMAL: [u8; 256] = {
    let mut table = [b' '; 256];
    let mut rest = table.as_mut_slice();
    let mut byte = 0_u8;
    while let [place, after @ ..] = rest {
        if byte == b'\'' {
            *place = 0;
        } else if byte.is_ascii_alphanumeric() {
            *place = byte.to_ascii_lowercase();
        }
        rest = after;
        byte = byte.wrapping_add(1);
    }
    table
};

/// Words with one space after each that something follows.
struct Normal {
    bytes: Vec<u8>,
}

impl Normal {
    /// Each byte is written, and those that stay move the place for the next: no branch has to guess where words end.
    fn push_ascii(&mut self, plain: &[u8]) {
        let mut end = self.bytes.len();
        let mut is_apart = end == 0 || self.is_apart();
        self.bytes.resize(end + plain.len(), 0);
        for byte in plain {
            let letter = NORMAL.get(usize::from(*byte)).copied().unwrap_or(b' ');
            if let Some(place) = self.bytes.get_mut(end) {
                *place = letter;
            }
            let is_kept = (letter != 0) & !((letter == b' ') & is_apart);
            end += usize::from(is_kept);
            is_apart = if is_kept { letter == b' ' } else { is_apart };
        }
        self.bytes.truncate(end);
    }

    fn push(&mut self, c: char) {
        match c {
            _ if c.is_ascii() => self.push_ascii(c.encode_utf8(&mut [0; 4]).as_bytes()),
            '’' => {}
            _ if c.is_alphanumeric() => self.bytes.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes()),
            _ => self.push_ascii(b" "),
        }
    }

    fn is_apart(&self) -> bool {
        self.bytes.last() == Some(&b' ')
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
