//! Two readings of a feed and what became of each post: recognised, taken for new, or taken for another one.

use super::chance::Chance;
use super::corpus::{opaque, words};
use super::lookalikes::Pair;
use crate::rules::build::{Reader, known};
use friday::model::entry::ParsedEntry;
use friday::model::update::FeedUpdate;
use std::collections::BTreeMap;

const FIRST: &str = "2026-11-13T12:00:00Z";
const SECOND: &str = "2026-11-19T12:00:00Z";

/// Counts, kind by kind.
#[derive(Default)]
pub struct Tally {
    /// Migrations.
    pub cases: usize,
    /// Pairs that must stay apart, and new posts that arrived in the middle of a migration.
    pub lookalikes: usize,
    /// Posts that were to be recognised, and were, by kind.
    by_kind: BTreeMap<&'static str, (usize, usize)>,
    pub misses: Vec<String>,
    pub merges: Vec<String>,
}

impl Tally {
    /// Per cent of posts.
    pub fn recall(&self) -> f64 {
        let (seen, known) = self.by_kind.values().fold((0, 0), |sum, kind| (sum.0 + kind.0, sum.1 + kind.1));
        known as f64 * 100.0 / seen as f64
    }

    fn judge(&mut self, kind: &'static str, is_known: bool, title: &str) {
        let counts = self.by_kind.entry(kind).or_default();
        counts.0 += 1;
        counts.1 += usize::from(is_known);
        if !is_known {
            self.misses.push(format!("{kind}: {title}"));
        }
    }

    pub fn in_words(&self, seed: u64, feeds: usize) -> String {
        let posts: usize = self.by_kind.values().map(|kind| kind.0).sum();
        let mut lines = vec![format!(
            "identity: recall {:.1} % of {posts} posts in {} migrations of {feeds} real feeds, false merges {} of {} (seed {seed})",
            self.recall(),
            self.cases,
            self.merges.len(),
            self.lookalikes
        )];
        lines.extend(self.by_kind.iter().map(|(kind, (seen, known))| format!("  {kind}: {known} of {seen}")));
        lines.join("\n")
    }
}

/// Marks a post so that it is found again in what was decided; no rule looks at categories.
fn marked(mark: String, post: ParsedEntry) -> ParsedEntry {
    ParsedEntry { categories: vec![mark], ..post }
}

fn is_new(update: &FeedUpdate, mark: &str) -> bool {
    update.new_entries.iter().any(|entry| entry.parsed.categories == [mark])
}

/// Reads a feed before and after its migration. Posts keep their places, so the truth is known.
pub fn moved(
    kind: &'static str,
    before: Vec<ParsedEntry>,
    after: Vec<ParsedEntry>,
    newcomers: Vec<ParsedEntry>,
    tally: &mut Tally,
) {
    let mut reader = Reader::new();
    let (first, _) = reader.read(FIRST, before.clone());
    assert_eq!(first.new_entries.len(), before.len(), "{kind}: the feed as it was has a post twice");
    let newcomers = newcomers.into_iter().enumerate().map(|(n, post)| marked(format!("new {n}"), post));
    let known = after.iter().cloned().enumerate().map(|(n, post)| marked(format!("known {n}"), post));
    let document: Vec<ParsedEntry> = newcomers.clone().chain(known).collect();

    let (update, _) = reader.read(SECOND, document);

    tally.cases += 1;
    for (place, post) in after.iter().enumerate().filter(|(place, post)| before.get(*place) != Some(post)) {
        let is_known = !is_new(&update, &format!("known {place}"));
        tally.judge(kind, is_known, post.title.as_deref().unwrap_or_default());
    }
    for (place, post) in newcomers.enumerate() {
        tally.lookalikes += 1;
        if !is_new(&update, &format!("new {place}")) {
            tally.merges.push(format!("{kind}: {:?} was new", post.title));
        }
    }
    for rebind in &update.rebinds {
        let place = usize::try_from(rebind.entry_id).unwrap() - 1;
        let right = after.get(place).is_some_and(|post| is_named(&update, rebind.keys.iter().map(|key| &*key.value), post));
        if !right && after.len() == before.len() {
            tally.merges.push(format!("{kind}: {:?} was taken for another by {:?}", before[place].title, rebind.by));
        }
    }
}

/// Whether keys that an entry learnt are this post's: its id, its address, its title or its text.
fn is_named<'a>(update: &FeedUpdate, keys: impl Iterator<Item = &'a str>, post: &ParsedEntry) -> bool {
    let own = friday::rules::matching::sightings(&update.blog, vec![post.clone()]).remove(0).keys;
    keys.into_iter().all(|value| own.iter().any(|key| key.value == value))
}

/// Another blog publishes some of these posts again.
pub fn republished(kind: &'static str, posts: &[ParsedEntry], is_linked: bool, chance: &mut Chance, tally: &mut Tally) {
    let mut reader = Reader::of_known_blog();
    let of_other = |(n, post): (usize, &ParsedEntry)| known("Adur blog", i64::try_from(n).unwrap() + 1, post.clone());
    reader.others = posts.iter().enumerate().map(of_other).collect();
    let document = posts.iter().enumerate().take(4).map(|(n, post)| again(n, post, is_linked, chance)).collect();

    let (update, _) = reader.read(SECOND, document);

    tally.cases += 1;
    for entry in &update.new_entries {
        let place: i64 = entry.parsed.categories[0].parse().unwrap();
        let story = entry.fold.as_ref().map(|fold| fold.story_id);
        tally.judge(kind, story == Some(place + 1), entry.parsed.title.as_deref().unwrap_or_default());
        if story.is_some_and(|story| story != place + 1) {
            tally.merges.push(format!("{kind}: {:?} was folded into another story", entry.parsed.title));
        }
    }
}

/// The same address with an excerpt, or the whole text at an address of its own, with a line that says where it is from.
fn again(place: usize, post: &ParsedEntry, is_linked: bool, chance: &mut Chance) -> ParsedEntry {
    let mut text = words(post);
    let link = format!("https://croydon-digital.example/{:x}", chance.number());
    let own = ParsedEntry { id: Some(opaque(chance)), summary: None, categories: vec![place.to_string()], ..post.clone() };
    if is_linked {
        text.truncate(30);
        let link = post.link.as_deref().map(|link| format!("{link}?utm_source=croydon"));
        return ParsedEntry { content: Some(text.join(" ")), link, ..own };
    }
    text.extend("this was first published by adur".split(' ').map(str::to_owned));
    ParsedEntry { content: Some(text.join(" ")), link: Some(link), ..own }
}

/// Reads a feed with the old post, then with the new one beside or instead of it; or the new one in another blog.
pub fn apart(kind: &'static str, pair: Pair, chance: &mut Chance, tally: &mut Tally) {
    let is_beside = pair.is_together || chance.is_heads();
    let titles = format!("{:?} / {:?}", pair.old.title, pair.new.title);
    let new = marked("new".to_owned(), pair.new);
    let mut reader = Reader::new();
    let old = if pair.is_elsewhere { None } else { Some(pair.old.clone()) };
    if pair.is_elsewhere {
        reader.others = vec![known("Adur blog", 7, pair.old)];
    }
    let rest = filler(chance);
    reader.read(FIRST, old.clone().into_iter().chain(rest.clone()).collect());

    let (update, _) = reader.read(SECOND, [new].into_iter().chain(old.filter(|_| is_beside)).chain(rest).collect());

    tally.lookalikes += 1;
    let folded = update.new_entries.iter().find_map(|entry| entry.fold.clone());
    if !is_new(&update, "new") || folded.is_some() {
        tally.merges.push(format!("{kind}: {titles} {folded:?} {:?}", update.rebinds));
    }
}

/// Three posts that stay as they are.
fn filler(chance: &mut Chance) -> Vec<ParsedEntry> {
    let one = |n: usize| ParsedEntry {
        id: Some(opaque(chance)),
        link: Some(format!("https://old.example/2026/10/filler-{n}")),
        title: Some(["Maps for cyclists", "A form that works", "What we read in October"][n].to_owned()),
        published: Some(format!("2026-10-0{}T08:00:00Z", n + 1).parse().unwrap()),
        ..ParsedEntry::default()
    };
    (0..3).map(one).collect()
}
