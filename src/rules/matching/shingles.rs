//! How much of two texts is the same: a bottom-k sketch of their word triples (Broder 1997), small enough to be stored.

use crate::model::entry::Fingerprint;
use std::collections::BTreeSet;

/// Hashes kept of a text: 64 estimate a resemblance to about six per cent; a text of fewer triples is kept whole.
const KEPT: usize = 64;

/// Texts below this say nothing about each other.
const FEWEST_WORDS: u32 = 13;

/// A text this many times shorter than the other is an excerpt of it, if anything.
const EXCERPT: u32 = 3;

/// The smallest hashes of a text's word triples, in order; `hashes` are those of its words.
pub fn sketch(hashes: &[u64]) -> Vec<u32> {
    let all: Vec<u32> = hashes.windows(3).map(of_triple).collect();
    if all.len() <= KEPT * 2 {
        return smallest(all);
    }
    // Sorting the smallest is enough, unless the text repeats itself so much that they hold too few different ones.
    let mut some = all.clone();
    some.select_nth_unstable(KEPT + KEPT / 4);
    some.truncate(KEPT + KEPT / 4);
    let sketch = smallest(some);
    if sketch.len() < KEPT { smallest(all) } else { sketch }
}

fn smallest(mut hashes: Vec<u32>) -> Vec<u32> {
    hashes.sort_unstable();
    hashes.dedup();
    hashes.truncate(KEPT);
    hashes
}

/// One hash of three, in their order; each step mixes well, because the smallest ones are a sample of the text.
fn of_triple(words: &[u64]) -> u32 {
    let mixed = words.iter().fold(0_u64, |hash, word| {
        let mixed = (hash.rotate_left(23) ^ word).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        mixed ^ (mixed >> 32)
    });
    u32::try_from(mixed >> 32).unwrap_or_default()
}

/// How alike two texts are, 0 to 100; none when one is too short, or too short beside the other to tell.
pub fn alike(a: &Fingerprint, b: &Fingerprint) -> Option<u32> {
    let (short, long) = (a.words.min(b.words), a.words.max(b.words));
    if short < FEWEST_WORDS {
        return None;
    }
    if is_excerpt(short, long) {
        // An excerpt is the beginning; one in other words tells nothing.
        return Some(same_opening(&a.opening, &b.opening)).filter(|same| *same >= 50);
    }
    resemblance(&a.shingles, &b.shingles).map(|resemblance| resemblance.max(contained(resemblance, short, long)))
}

/// Whether two texts differ so much in length that one can only be the beginning of the other.
pub fn is_excerpt(a: u32, b: u32) -> bool {
    a.min(b).saturating_mul(EXCERPT) < a.max(b)
}

/// Triples in both, per cent of the triples in either; exact for texts of up to `KEPT` triples.
fn resemblance(a: &[u32], b: &[u32]) -> Option<u32> {
    if a.is_empty() || b.is_empty() {
        return None;
    }
    let is_whole = a.len() < KEPT && b.len() < KEPT;
    let (mut left, mut right) = (a.iter().peekable(), b.iter().peekable());
    let (mut either, mut both) = (0_usize, 0_usize);
    while is_whole || either < KEPT {
        let Some(smallest) = left.peek().into_iter().chain(right.peek()).copied().min() else { break };
        let (in_left, in_right) = (left.next_if_eq(&smallest).is_some(), right.next_if_eq(&smallest).is_some());
        either += 1;
        both += usize::from(in_left && in_right);
    }
    u32::try_from(both * 100 / either.max(1)).ok()
}

/// A text to which paragraphs were added holds nearly all of the old one; less sure than resemblance, so worth a little less.
fn contained(resemblance: u32, short: u32, long: u32) -> u32 {
    let shared = u64::from(resemblance) * (u64::from(short) + u64::from(long)) / (100 + u64::from(resemblance));
    let share = u32::try_from(shared * 100 / u64::from(short.max(1))).unwrap_or(0).min(100);
    if share >= 85 { share - 10 } else { 0 }
}

/// How many of the shorter opening's word pairs stand in the same stretch of the other, in per cent.
pub fn same_opening(a: &[u16], b: &[u16]) -> u32 {
    let length = a.len().min(b.len());
    let pairs = |words: &[u16]| words.windows(2).take(length.saturating_sub(1)).map(<[u16]>::to_vec).collect::<BTreeSet<_>>();
    let (a, b) = (pairs(a), pairs(b));
    u32::try_from(a.intersection(&b).count() * 100 / a.len().min(b.len()).max(1)).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::matching::fingerprint;

    fn check(a: &str, b: &str, expected: std::ops::RangeInclusive<u32>) {
        let print = |text: &str| fingerprint::of(Some(text));

        let alike = alike(&print(a), &print(b)).unwrap_or(0);

        assert!(expected.contains(&alike), "{alike}");
    }

    fn prose(seed: &str, count: usize) -> String {
        (0..count).map(|n| format!("{seed}{n}")).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn a_text_is_like_itself_and_unlike_another() {
        check(&prose("a", 300), &prose("a", 300), 100..=100);
        check(&prose("a", 300), &prose("b", 300), 0..=0);
    }

    #[test]
    fn a_mended_word_leaves_a_text_alike() {
        check(&prose("a", 300), &prose("a", 300).replace("a40 ", "mended "), 90..=100);
    }

    #[test]
    fn a_text_that_grew_holds_the_old_one() {
        check(&prose("a", 200), &format!("{} {}", prose("a", 200), prose("b", 150)), 75..=100);
    }

    #[test]
    fn a_shared_frame_is_a_small_part() {
        let week = |seed: &str| format!("{} {}", prose("frame", 60), prose(seed, 60));

        check(&week("a"), &week("b"), 15..=50);
    }

    #[test]
    fn an_excerpt_is_judged_by_the_beginning() {
        check(&prose("a", 30), &prose("a", 400), 100..=100);
        check(&prose("b", 30), &prose("a", 400), 0..=0);
    }

    #[test]
    fn a_text_that_repeats_itself_has_a_whole_sketch_all_the_same() {
        let refrain = [prose("a", 40).as_str(); 12].join(" ") + " " + &prose("b", 90);

        let mut all: Vec<u32> =
            refrain.split(' ').map(fingerprint::stable_hash).collect::<Vec<_>>().windows(3).map(of_triple).collect();
        all.sort_unstable();
        all.dedup();

        assert_eq!(fingerprint::of(Some(&refrain)).shingles, all[..KEPT]);
    }

    #[test]
    fn a_dozen_words_prove_nothing() {
        check(&prose("a", 12), &prose("a", 12), 0..=0);
    }
}
