//! Beside feed-rs: on the real feeds that it reads, both see the same posts. Where they differ, by kind:
//! - RSS 1.0 in which feed-rs finds no posts at all: ours are there;
//! - Atom 0.3 of old blog software with `href=""` in its links: feed-rs takes the feed's own address for every post's, we take
//!   the post's id, which is its page.

use crate::support::corpus::{corpus, tell};
use crate::support::feeds::FEED_URL;
use feed_rs::model::{Entry, Feed};
use friday::model::entry::ParsedEntry;
use friday::model::feed::ParsedFeed;
use friday::rules::parsing::{Document, parse, text};
use std::panic::catch_unwind;
use std::path::Path;

/// How often the two agree, and where they do not.
#[derive(Default)]
struct Tally {
    agree: usize,
    all: usize,
    differences: Vec<String>,
}

impl Tally {
    fn note(&mut self, place: &str, ours: Option<&str>, theirs: Option<&str>) {
        self.all += 1;
        match ours == theirs {
            true => self.agree += 1,
            false => self.differences.push(format!("{place}: {ours:?}, feed-rs {theirs:?}")),
        }
    }

    /// Says the share, and at most five differences; it must not fall below 99 %.
    fn check(&self, what: &str) {
        tell(&format!("beside feed-rs: {} of {} {what} agree", self.agree, self.all));
        self.differences.iter().take(5).for_each(|difference| tell(&format!("  {difference}")));
        assert!(self.all > 0 && self.agree * 100 >= self.all * 99, "{what}: {} of {}", self.agree, self.all);
    }
}

/// Saved real feeds that both read.
fn feeds(corpus: &Path) -> Vec<(String, ParsedFeed, Feed)> {
    let index = std::fs::read_to_string(corpus.join("INDEX.tsv")).unwrap();
    let rows = index.lines().skip(1).map(|line| line.split('\t').collect::<Vec<_>>());
    let real = rows.filter(|row| row[8] == "real" && ["atom1", "rss2", "rss1", "rss0.9", "jsonfeed"].contains(&row[4]));
    let both = real.filter_map(|row| {
        let bytes = std::fs::read(corpus.join(row[0])).unwrap();
        // feed-rs panics on some documents.
        let theirs =
            catch_unwind(|| feed_rs::parser::Builder::new().base_uri(Some(FEED_URL)).build().parse(&*bytes)).ok()?.ok()?;
        let ours = parse(Document { bytes: &bytes, content_type: None, base_url: Some(FEED_URL) }).unwrap();
        Some((row[0].to_owned(), ours, theirs))
    });
    both.collect()
}

/// feed-rs gives a title as it stands in the document: both are brought into the form in which a reader sees it.
fn title_of(entry: &Entry) -> Option<String> {
    entry.title.as_ref().map(|title| text::title(&title.content)).filter(|title| !title.is_empty())
}

fn link_of(entry: &Entry) -> Option<String> {
    let page = entry.links.iter().find(|link| matches!(link.rel.as_deref(), None | Some("alternate")));
    page.map(|link| link.href.trim().to_owned())
}

/// Addresses are compared as a browser would write them.
fn normal(address: Option<&str>) -> Option<String> {
    address.map(|address| url::Url::parse(address).map_or(address.to_owned(), |url| url.to_string()))
}

fn same_posts<'a>(ours: &'a ParsedFeed, theirs: &'a Feed) -> impl Iterator<Item = (&'a ParsedEntry, &'a Entry)> {
    let is_comparable = ours.entries.len() == theirs.entries.len();
    ours.entries.iter().zip(&theirs.entries).filter(move |_| is_comparable)
}

#[test]
fn what_feed_rs_reads_of_real_feeds_is_read_alike() {
    let Some(corpus) = corpus() else { return };
    let (mut counts, mut titles, mut links) = (Tally::default(), Tally::default(), Tally::default());

    for (path, ours, theirs) in feeds(&corpus) {
        let kept = theirs.entries.len().min(500);
        counts.note(&path, Some(&ours.entries.len().to_string()), Some(&kept.to_string()));
        for (our, their) in same_posts(&ours, &theirs) {
            titles.note(&path, our.title.as_deref(), title_of(their).as_deref());
            // Where feed-rs sees no link, ours is a permanent id, a link without `rel` beside others, or the post's sound.
            if let Some(link) = link_of(their) {
                links.note(&path, normal(our.link.as_deref()).as_deref(), normal(Some(&link)).as_deref());
            }
        }
    }

    counts.check("entry counts");
    titles.check("titles");
    links.check("links");
}
