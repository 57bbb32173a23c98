//! Any text as a list of blogs: no panic, and mistakes are told with a line that exists.
#![no_main]

use friday::config::feeds;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    match feeds::parse("feeds.toml", text) {
        Ok(blogs) => {
            for blog in blogs {
                assert!(blog.line >= 1 && blog.line <= text.split('\n').count(), "line {}", blog.line);
                assert!(blog.feed.iter().chain(&blog.site).all(|url| matches!(url.scheme(), "http" | "https")));
            }
        }
        Err(errors) => assert!(!errors.to_string().is_empty()),
    }
});
