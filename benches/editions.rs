//! From 300 stories of a week to the two parts of the mail: ranked, composed, rendered. `cargo bench --bench editions`.

use criterion::{BatchSize, Criterion, criterion_group, criterion_main};
use friday::io::templates::mail_templates;
use friday::model::Instant;
use friday::model::blog::{Blog, BlogHealth, BlogId};
use friday::model::edition::{DraftEdits, EditionContent};
use friday::model::settings::Settings;
use friday::model::story::{Story, StoryEntry};
use friday::rules::composing::{self, Composition};
use friday::rules::ranking::{Ranked, Ranking, rank};
use friday::rules::rendering::{Templates, freeze};
use std::collections::{HashMap, HashSet};
use std::hint::black_box;

const STORIES: i64 = 300;
const BLOGS: i64 = 100;

fn now() -> Instant {
    "2026-11-20T12:00:00Z".parse().unwrap_or_default()
}

fn words(seed: i64, count: i64) -> String {
    (0..count).map(|n| format!("word{}", (seed * 7919 + n * n * 31) % 4001)).collect::<Vec<_>>().join(" ")
}

fn blog_name(number: i64) -> String {
    format!("Digital blog {}", number % BLOGS)
}

fn blog(number: i64) -> Blog {
    let name = blog_name(number);
    Blog {
        id: BlogId::from_name(&name),
        council: Some(format!("Council {}", number / 3)),
        name,
        about: None,
        site: format!("https://blog{number}.example/").parse().ok(),
        feed: format!("https://blog{number}.example/feed/").parse().ok(),
        language: None,
        topics: Vec::new(),
        region: None,
        via: None,
        listed: true,
        retired: None,
        line: 1,
    }
}

fn story(number: i64) -> Story {
    let seen_at = now() - chrono::TimeDelta::minutes(number * 30);
    let lead = StoryEntry {
        id: number,
        blog: BlogId::from_name(&blog_name(number)),
        title: words(number, 8),
        link: format!("https://blog{number}.example/2026/11/{number}-a-post/"),
        excerpt: words(number, 32),
        language: None,
        authors: Vec::new(),
        categories: vec!["weeknotes".to_owned()],
        media: Vec::new(),
        dated_at: Some(seen_at),
        seen_at,
        words: 300,
        silence_days: Some(7),
        missing_since: None,
        formerly: None,
    };
    Story { id: number, lead, also: Vec::new(), eligible_at: seen_at, linked_by: Vec::new() }
}

/// A week with all that composing asks of it.
struct Week {
    settings: Settings,
    blogs: HashMap<BlogId, Blog>,
    healths: HashMap<BlogId, BlogHealth>,
    edits: DraftEdits,
}

impl Week {
    fn new() -> Option<Self> {
        let blogs: HashMap<BlogId, Blog> = (0..BLOGS).map(blog).map(|blog| (blog.id.clone(), blog)).collect();
        let healths = blogs.keys().map(|id| (id.clone(), BlogHealth::default())).collect();
        Some(Self { settings: friday::config::load_settings(None).ok()?, blogs, healths, edits: DraftEdits::default() })
    }

    fn ranked(&self, stories: Vec<Story>) -> Vec<Ranked> {
        let (weights, blogs) = (&self.settings.ranking, &self.blogs);
        let (lately_picked, stars) = (&HashSet::new(), &HashMap::new());
        let (opens_at, closes_at) = (now() - chrono::TimeDelta::days(7), now());
        rank(stories, Ranking { weights, blogs, lately_picked, stars, opens_at, closes_at })
    }

    fn composed(&self, ranked: &[Ranked]) -> EditionContent {
        let date = now().date_naive();
        composing::compose(Composition {
            settings: &self.settings.edition,
            site_title: &self.settings.site.title,
            date,
            next_date: date + chrono::Days::new(7),
            opens_at: now() - chrono::TimeDelta::days(7),
            is_first: false,
            editions_before: 8,
            ranked,
            blogs: &self.blogs,
            healths: &self.healths,
            edits: &self.edits,
        })
    }
}

fn editions(criterion: &mut Criterion) {
    let (Some(week), Ok(sources)) = (Week::new(), mail_templates(None)) else { return };
    let templates = Templates { html: &sources.html, text: &sources.text };
    let stories: Vec<Story> = (0..STORIES).map(story).collect();
    let ranked = week.ranked(stories.clone());
    let content = week.composed(&ranked);
    let mut group = criterion.benchmark_group("an edition of 300 stories");
    group.bench_function("rank", |bencher| {
        bencher.iter_batched(|| stories.clone(), |stories| week.ranked(stories), BatchSize::SmallInput);
    });
    group.bench_function("compose", |bencher| bencher.iter(|| week.composed(black_box(&ranked))));
    group.bench_function("render both parts for every choice", |bencher| {
        bencher.iter(|| freeze(black_box(&content), &week.settings, templates, now()).is_ok());
    });
    group.finish();
}

criterion_group!(benches, editions);
criterion_main!(benches);
