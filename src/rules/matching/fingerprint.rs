//! What a text looks like: a hash of all its words, a sketch of its word triples, its length and its first words.

use super::shingles;
use crate::model::entry::Fingerprint;
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
    let hashes: Vec<u64> = words.split(' ').filter(|word| !word.is_empty()).map(stable_hash).collect();
    let opening = words.match_indices(' ').nth(OPENING_WORDS - 1).map_or(words.as_str(), |(end, _)| words.split_at(end).0);
    Fingerprint {
        text: (!words.is_empty()).then(|| stable_hash(&words)),
        shingles: shingles::sketch(&hashes),
        words: u32::try_from(hashes.len()).unwrap_or(u32::MAX),
        opening: opening.to_owned(),
    }
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
    let mut normal = String::with_capacity(text.len());
    let mut is_apart = false;
    let mut add = |c: char| match c {
        '\'' | '’' => {}
        c if c.is_alphanumeric() => {
            if std::mem::take(&mut is_apart) && !normal.is_empty() {
                normal.push(' ');
            }
            normal.push(c);
        }
        _ => is_apart = true,
    };
    for c in text.chars() {
        if c.is_ascii() {
            add(c.to_ascii_lowercase());
        } else {
            c.to_lowercase().for_each(&mut add);
        }
    }
    normal
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
