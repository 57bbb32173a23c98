//! What identity costs: reading it out of a document, knowing posts again, and finding the same story in another blog.
//!
//! `cargo bench --bench matching`. One document of ten posts of 300 words each, as town halls write them; 10,000 posts of other
//! blogs of the last weeks to fold into.

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use friday::model::Instant;
use friday::model::blog::{Blog, BlogHealth, BlogId, Validators};
use friday::model::entry::{AliasKey, KnownEntry, ParsedEntry, Standing};
use friday::model::feed::ParsedFeed;
use friday::model::fetched::{CacheHints, Fetched};
use friday::rules::matching::candidates::{Candidates, Traces};
use friday::rules::matching::{Sighting, fold, sightings};
use friday::rules::refreshing::{Reading, decide, finish, recognise};
use std::collections::{BTreeSet, HashMap};
use std::hint::black_box;

const POSTS: i64 = 10;
const OTHERS: i64 = 10_000;

/// `count` words that no other seed gives.
fn prose(seed: i64, count: i64) -> String {
    (0..count).map(|n| format!("w{}", (seed * 7919 + n * n * 31 + n) % 20_011)).collect::<Vec<_>>().join(" ")
}

fn now() -> Instant {
    "2026-11-20T12:00:00Z".parse().unwrap_or_default()
}

fn post(number: i64) -> ParsedEntry {
    ParsedEntry {
        id: Some(format!("https://blog.example/?p={number}")),
        link: Some(format!("https://blog.example/2026/11/{number}-a-post/")),
        title: Some(prose(number, 8)),
        published: Some(now() - chrono::TimeDelta::hours(number)),
        summary: Some(format!("<p>{}</p>", prose(number, 30))),
        content: Some(format!("<p>{}</p>", prose(number, 300))),
        excerpt: Some(prose(number, 30)),
        ..ParsedEntry::default()
    }
}

fn posts(first: i64, count: i64) -> Vec<ParsedEntry> {
    (first..first + count).map(post).collect()
}

fn known(blog: &BlogId, number: i64, seen: Sighting) -> KnownEntry {
    KnownEntry {
        id: number,
        story_id: number,
        blog: blog.clone(),
        title: seen.parsed.title.unwrap_or_default(),
        link: seen.parsed.link,
        dated_at: seen.parsed.published,
        seen_at: now(),
        print: seen.print,
        language: None,
        standing: Standing::Eligible,
        because: String::new(),
        missing_since: None,
    }
}

fn all_known(blog: &BlogId, first: i64, count: i64) -> Vec<KnownEntry> {
    let seen = sightings(blog, posts(first, count));
    seen.into_iter().zip(first..).map(|(sighting, number)| known(blog, number, sighting)).collect()
}

fn blog() -> Blog {
    Blog {
        id: BlogId::from_name("Blog"),
        council: None,
        name: "Blog".to_owned(),
        about: None,
        site: None,
        feed: None,
        language: None,
        topics: Vec::new(),
        region: None,
        via: None,
        listed: true,
        retired: None,
        line: 1,
    }
}

/// All that a decision about a document needs, but the document.
struct Desk {
    blog: Blog,
    before: BlogHealth,
    fetched: Fetched,
    feed: ParsedFeed,
    keys: HashMap<AliasKey, i64>,
    own: Vec<KnownEntry>,
    others: HashMap<i64, KnownEntry>,
    recent: Candidates,
}

impl Desk {
    fn new() -> Self {
        let blog = blog();
        let seen = sightings(&blog.id, posts(1, POSTS));
        let keys = seen.iter().zip(1..).flat_map(|(sighting, number)| sighting.keys.iter().map(move |key| (key.clone(), number)));
        let others = all_known(&BlogId::from_name("Others"), 1_000, OTHERS);
        Self {
            keys: keys.collect(),
            own: all_known(&blog.id, 1, POSTS),
            recent: others.iter().map(|other| (other.id, traces(other))).collect(),
            others: others.into_iter().map(|other| (other.id, other)).collect(),
            before: BlogHealth { first_read_at: Some(now() - chrono::TimeDelta::days(90)), ..BlogHealth::default() },
            fetched: Fetched::Body {
                bytes: Vec::new().into(),
                content_type: None,
                url: "https://blog.example/feed/".to_owned(),
                validators: Validators::default(),
                hints: CacheHints::default(),
            },
            feed: ParsedFeed::default(),
            blog,
        }
    }

    fn decided(&self, seen: Vec<Sighting>) -> usize {
        let reading = Reading {
            blog: &self.blog,
            before: &self.before,
            fetched: &self.fetched,
            feed: &self.feed,
            body_hash: 0,
            sightings: seen,
            known: &self.keys,
            own: &self.own,
            flood: 15,
            now: now(),
        };
        let recognised = recognise(&reading);
        let others = self.like(recognised.fresh.iter().map(|(_, sighting)| *sighting));
        let decision = decide(&reading, recognised, &others);
        finish(reading, decision).0.new_entries.len()
    }

    fn like<'a>(&self, seen: impl Iterator<Item = &'a Sighting>) -> Vec<KnownEntry> {
        let rows: BTreeSet<i64> = seen.flat_map(|sighting| self.recent.like(&sighting.traces())).collect();
        rows.iter().filter_map(|row| self.others.get(row)).cloned().collect()
    }
}

fn traces(known: &KnownEntry) -> Traces {
    Traces::of(&known.title, known.link.as_deref(), &known.print)
}

fn matching(criterion: &mut Criterion) {
    let desk = Desk::new();
    let (old, new) = (sightings(&desk.blog.id, posts(1, POSTS)), sightings(&desk.blog.id, posts(100, POSTS)));
    let mut group = criterion.benchmark_group("matching, ten posts");
    group.throughput(Throughput::Elements(POSTS.unsigned_abs()));
    group.bench_function("identity read out of a document", |bencher| {
        bencher.iter_batched(|| posts(1, POSTS), |posts| sightings(&desk.blog.id, posts), BatchSize::SmallInput);
    });
    group.bench_function("all known: decided", |bencher| {
        bencher.iter_batched(|| old.clone(), |seen| desk.decided(seen), BatchSize::SmallInput);
    });
    group.bench_function("all new: decided and folded", |bencher| {
        bencher.iter_batched(|| new.clone(), |seen| desk.decided(seen), BatchSize::SmallInput);
    });
    group.bench_function("folded into 10,000 others alone", |bencher| {
        bencher.iter(|| {
            let others = desk.like(black_box(&new).iter());
            new.iter().filter(|sighting| fold(&desk.blog.id, sighting, &others).is_some()).count()
        });
    });
    group.finish();
}

criterion_group!(benches, matching);
criterion_main!(benches);
