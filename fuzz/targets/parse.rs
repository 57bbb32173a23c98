//! Any bytes at all: no panic, and what comes out keeps the promises that mail, pages and terminals rely on.
#![no_main]

use friday::rules::parsing::{self, Document, discover};
use libfuzzer_sys::fuzz_target;
use url::Url;

fuzz_target!(|bytes: &[u8]| {
    // The first byte says what was known from outside.
    let (known, bytes) = bytes.split_first().map_or((0, bytes), |(first, rest)| (*first, rest));
    let content_type = [None, Some("application/rss+xml"), Some("text/xml; charset=windows-1252"), Some("text/html; charset=\"utf-16\"")];
    let content_type = content_type[usize::from(known) % content_type.len()];
    let base = (known & 8 != 0).then_some("https://blog.example/a/feed");
    let _ = discover::feed_links(&String::from_utf8_lossy(bytes), &Url::parse("https://blog.example/").expect("an address"));
    let Ok(feed) = parsing::parse(Document { bytes, content_type, base_url: base }) else { return };
    for entry in &feed.entries {
        for text in [&entry.title, &entry.excerpt].into_iter().flatten() {
            assert!(!text.chars().any(is_unsafe), "{text:?}");
        }
        for html in [&entry.summary, &entry.content].into_iter().flatten() {
            let lower = html.to_lowercase();
            assert!(!["<script", "<iframe", "<svg", "<math", "<style", "<form", "<object"].iter().any(|tag| lower.contains(tag)), "{html}");
        }
        if let Some(link) = &entry.link {
            assert!(link.starts_with("http://") || link.starts_with("https://"), "{link}");
        }
    }
});

fn is_unsafe(c: char) -> bool {
    c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}
