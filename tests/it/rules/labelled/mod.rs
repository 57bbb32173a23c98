//! Identity against a labelled set: real posts of real feeds, moved in every way that blogs move, and look-alikes of them.

mod chance;
mod corpus;
mod judge;
mod lookalikes;
mod migrations;

use chance::Chance;
use friday::model::entry::ParsedEntry;
use judge::Tally;
use lookalikes::Words;
use std::io::Write;

/// Cases of each kind of migration, and of each way to fold.
const MIGRATIONS: usize = 8;

/// Cases of each kind of look-alike.
const LOOKALIKES: usize = 11;

/// Says it past the capture of test output, so that the figures are seen in every run.
#[expect(clippy::explicit_write, reason = "eprintln! is captured")]
fn tell(words: &str) {
    writeln!(std::io::stderr(), "{words}").unwrap();
}

fn check(seed: u64) {
    let Some(feeds) = corpus::feeds() else {
        tell("skipped: the real posts of ../shared/data/corpus are not here");
        return;
    };
    let mut chance = Chance::of_seed(seed);
    let mut tally = Tally::default();
    for kind in migrations::KINDS {
        for _ in 0..MIGRATIONS {
            migration(kind, feeds, &mut chance, &mut tally);
        }
    }
    for (name, is_linked) in [("the same link in another blog", true), ("the same text in another blog", false)] {
        for _ in 0..MIGRATIONS {
            let posts = corpus::settled(a_feed(feeds, &mut chance), &mut chance);
            judge::republished(name, &posts, is_linked, &mut chance, &mut tally);
        }
    }
    for kind in lookalikes::KINDS {
        for _ in 0..LOOKALIKES {
            let words = two_texts(feeds, &mut chance);
            let pair = kind.1(&words, &mut chance);
            judge::apart(kind.0, pair, &mut chance, &mut tally);
        }
    }
    tell(&tally.in_words(seed, feeds.len()));
    assert!(tally.cases >= 200 && tally.lookalikes >= 200);
    assert!(tally.recall() >= 95.0, "{}", tally.misses.join("\n"));
    assert_eq!(tally.merges, Vec::<String>::new());
}

/// One feed of the corpus before and after; some posts fall off its end, and some genuinely new ones arrive.
fn migration(kind: migrations::Kind, feeds: &[Vec<ParsedEntry>], chance: &mut Chance, tally: &mut Tally) {
    let full = corpus::settled(a_feed(feeds, chance), chance);
    let mut before = full.clone();
    migrations::before(kind.0, &mut before);
    let mut after = before.clone();
    migrations::restore(kind.0, &full, &mut after);
    kind.1(&mut after, chance);
    judge::moved(kind.0, before, after, newcomers(feeds, &full, chance), tally);
}

/// Up to two posts of another feed, dated after all others.
fn newcomers(feeds: &[Vec<ParsedEntry>], full: &[ParsedEntry], chance: &mut Chance) -> Vec<ParsedEntry> {
    let other = corpus::settled(a_feed(feeds, chance), chance);
    if other[0].title == full[0].title {
        return Vec::new();
    }
    let count = chance.below(3);
    let dated = |post: ParsedEntry| ParsedEntry { published: Some("2026-11-18T16:20:11Z".parse().unwrap()), ..post };
    other.into_iter().take(count).map(dated).collect()
}

fn two_texts(feeds: &[Vec<ParsedEntry>], chance: &mut Chance) -> Words {
    let one = a_post(feeds, chance);
    loop {
        let other = a_post(feeds, chance);
        if other.title != one.title && corpus::words(&other)[..20] != corpus::words(&one)[..20] {
            let title = |post: &ParsedEntry| post.title.clone().unwrap();
            return Words {
                title: title(&one),
                other_title: title(&other),
                one: corpus::words(&one),
                other: corpus::words(&other),
            };
        }
    }
}

fn a_feed<'a>(feeds: &'a [Vec<ParsedEntry>], chance: &mut Chance) -> &'a [ParsedEntry] {
    &feeds[chance.below(feeds.len())]
}

fn a_post(feeds: &[Vec<ParsedEntry>], chance: &mut Chance) -> ParsedEntry {
    let feed = a_feed(feeds, chance);
    chance.one_of(feed).clone()
}

#[test]
fn moved_posts_are_recognised_and_look_alikes_stay_apart() {
    check(1);
}

#[test]
fn they_are_and_do_for_another_seed_too() {
    check(20_261_120);
}
