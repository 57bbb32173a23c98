//! Real posts: titles, texts and addresses out of real feed documents, given dates and a host of our own.

use super::chance::Chance;
use chrono::TimeDelta;
use friday::model::Instant;
use friday::model::entry::ParsedEntry;
use friday::rules::matching::fingerprint;
use friday::rules::parsing::{self, Document, text};
use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

/// Posts taken of one feed.
const MOST: usize = 8;

/// What a feed needs to be used at all.
const FEWEST: usize = 5;

/// Words that make a text real.
const REAL_WORDS: usize = 60;

/// The folder of real feed documents beside this project, where it is there.
fn folder() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data/corpus");
    folder.join("INDEX.tsv").exists().then_some(folder)
}

/// Words taken of a text; the rest of a very long one would only take time.
const MOST_WORDS: usize = 200;

/// Documents longer than this hold podcasts and whole archives, in bytes.
const MOST_BYTES: usize = 100_000;

/// The posts of every usable real feed, read once for all tests; none without the corpus.
pub fn feeds() -> Option<&'static Vec<Vec<ParsedEntry>>> {
    static FEEDS: OnceLock<Option<Vec<Vec<ParsedEntry>>>> = OnceLock::new();
    FEEDS.get_or_init(read).as_ref()
}

fn read() -> Option<Vec<Vec<ParsedEntry>>> {
    let folder = folder()?;
    let index = std::fs::read_to_string(folder.join("INDEX.tsv")).unwrap();
    let rows: Vec<Vec<&str>> = index.lines().map(|line| line.split('\t').collect()).collect();
    let column = |name: &str| rows[0].iter().position(|title| *title == name).unwrap();
    let (path, real_world) = (column("path"), column("real_world"));
    let mut seen = HashSet::new();
    let real = rows.iter().skip(1).filter(|row| row[real_world] == "real");
    let read = real.filter_map(|row| std::fs::read(folder.join(row[path])).ok());
    let posts = read.filter(|bytes| bytes.len() <= MOST_BYTES).map(|bytes| usable(&bytes)).filter(|posts| posts.len() >= FEWEST);
    // The same feed stands in several projects, read on different days.
    let is_another = |posts: &Vec<ParsedEntry>| {
        let is_known = posts.iter().any(|post| seen.contains(&post.title));
        seen.extend(posts.iter().map(|post| post.title.clone()));
        !is_known
    };
    Some(posts.filter(is_another).collect())
}

fn usable(bytes: &[u8]) -> Vec<ParsedEntry> {
    let Ok(feed) = parsing::parse(Document { bytes, content_type: None, base_url: None }) else { return Vec::new() };
    let (mut titles, mut texts) = (HashSet::new(), HashSet::new());
    let usable = |post: ParsedEntry| {
        let mut words = words(&post);
        words.truncate(MOST_WORDS);
        let title = fingerprint::words(post.title.as_deref().unwrap_or_default()).join(" ");
        let is_real = words.len() >= REAL_WORDS && title.len() > 5;
        let content = Some(format!("<p>{}</p>", words.join(" ")));
        (is_real && titles.insert(title) && texts.insert(words)).then_some(ParsedEntry { content, summary: None, ..post })
    };
    feed.entries.into_iter().filter_map(usable).take(MOST).collect()
}

/// The plain words of a post.
pub fn words(post: &ParsedEntry) -> Vec<String> {
    let content = post.content.as_deref().or(post.summary.as_deref()).unwrap_or_default();
    fingerprint::words(&text::plain(content))
}

/// A feed at `https://old.example` with these posts, newest first, a few days apart, each with an address and an id.
pub fn settled(posts: &[ParsedEntry], chance: &mut Chance) -> Vec<ParsedEntry> {
    let mut at: Instant = "2026-11-12T09:41:07Z".parse().unwrap();
    let has_opaque_ids = chance.is_heads();
    let mut place = |(index, post): (usize, &ParsedEntry)| {
        at -= TimeDelta::seconds(i64::try_from(chance.between(90_000, 700_000)).unwrap());
        let link = format!("https://old.example/2026/{:02}/{}/", 1 + index % 12, slug(post));
        ParsedEntry {
            id: Some(if has_opaque_ids { opaque(chance) } else { link.clone() }),
            link: Some(link),
            published: Some(at),
            updated: None,
            media: Vec::new(),
            categories: Vec::new(),
            ..post.clone()
        }
    };
    posts.iter().enumerate().map(&mut place).collect()
}

/// "how-we-rebuilt-the-bins-form"
pub fn slug(post: &ParsedEntry) -> String {
    let words = fingerprint::words(post.title.as_deref().unwrap_or_default());
    words.iter().take(9).cloned().collect::<Vec<_>>().join("-")
}

/// An id that says nothing.
pub fn opaque(chance: &mut Chance) -> String {
    format!("urn:uuid:{:016x}{:016x}", chance.number(), chance.number())
}
