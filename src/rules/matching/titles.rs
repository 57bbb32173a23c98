//! How alike two titles are, and whether they number two parts of a series.

use super::fingerprint::{normal, words};
use std::collections::BTreeSet;

/// Words that count or date an instalment.
const COUNTING: [&str; 61] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
    "jan",
    "feb",
    "mar",
    "apr",
    "jun",
    "jul",
    "aug",
    "sep",
    "sept",
    "oct",
    "nov",
    "dec",
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
    "spring",
    "summer",
    "autumn",
    "winter",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "first",
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
    "ii",
    "iii",
    "iv",
    "vi",
];

/// Titles that share fewer of their words are not judged by their letters.
const SOME_WORDS: u32 = 30;

/// Lower-case words, so that punctuation and quotes do not matter.
pub fn normal_title(title: &str) -> String {
    normal(title)
}

/// 0 to 100: by words or by pairs of letters (Dice 1945), whichever says more; 0 without a title. Letters alone mean little:
/// all words of some languages look alike.
pub fn alike(a: &str, b: &str) -> u32 {
    if a == b {
        return if a.contains(char::is_alphanumeric) { 100 } else { 0 };
    }
    let (a, b) = (normal_title(a), normal_title(b));
    if a.is_empty() || b.is_empty() {
        return 0;
    }
    if a == b {
        return 100;
    }
    let in_words = |title: &str| title.split(' ').map(str::to_owned).collect::<BTreeSet<String>>();
    let by_words = dice(&in_words(&a), &in_words(&b));
    let by_letters = if by_words < SOME_WORDS { 0 } else { dice(&letter_pairs(&a), &letter_pairs(&b)) };
    // Two titles that differ in spelling are not the same one.
    by_words.max(by_letters).min(99)
}

fn letter_pairs(title: &str) -> BTreeSet<String> {
    let letters: Vec<char> = title.chars().collect();
    letters.windows(2).map(|pair| pair.iter().collect()).collect()
}

fn dice(a: &BTreeSet<String>, b: &BTreeSet<String>) -> u32 {
    let shared = a.intersection(b).count() * 200;
    u32::try_from(shared / (a.len() + b.len()).max(1)).unwrap_or(0)
}

/// "Weeknotes 12" and "Weeknotes 13", "Show and tell, March" and "Show and tell, April": however alike, two posts.
pub fn are_two_of_a_series(a: &str, b: &str) -> bool {
    if a == b {
        return false;
    }
    let (a, b) = (counted(a), counted(b));
    !a.is_empty() && !b.is_empty() && a != b
}

fn counted(title: &str) -> Vec<String> {
    let counts = |word: &String| word.contains(|c: char| c.is_ascii_digit()) || COUNTING.contains(&word.as_str());
    let mut counted: Vec<String> = words(title).into_iter().filter(counts).collect();
    counted.sort();
    counted
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check_alike(a: &str, b: &str, at_least: u32, at_most: u32) {
        let alike = alike(a, b);

        assert!((at_least..=at_most).contains(&alike), "{alike}: {a} / {b}");
    }

    #[test]
    fn punctuation_and_case_do_not_matter() {
        check_alike("Bins, again!", "BINS – again", 100, 100);
    }

    #[test]
    fn a_mended_word_leaves_a_title_alike() {
        check_alike("How we rebuilt the bins from", "How we rebuilt the bins form", 75, 99);
        check_alike("Bins, rebuilt from scratch", "Bins: how we rebuilt them from scratch", 70, 99);
    }

    #[test]
    fn other_words_are_another_title() {
        check_alike("Bins, rebuilt from scratch", "A new map for cyclists", 0, 40);
        check_alike("", "", 0, 0);
    }

    #[test]
    fn numbers_and_dates_tell_the_parts_of_a_series_apart() {
        assert!(are_two_of_a_series("Weeknotes 12", "Weeknotes 13"));
        assert!(are_two_of_a_series("Show and tell: 3 March", "Show and tell: 10 March"));
        assert!(are_two_of_a_series("Lessons, part one", "Lessons, part two"));
        assert!(!are_two_of_a_series("Weeknotes 12: bins", "Weeknotes 12: the bins"));
        assert!(!are_two_of_a_series("Annual report", "Annual report 2026"));
    }
}
