//! Any text as a date: no panic, and whatever is read can be written and read again.
#![no_main]

use friday::rules::parsing::dates;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    if let Some(dated) = dates::parse(text) {
        assert_eq!(dates::parse(&dated.at.to_rfc3339()).map(|again| again.at), Some(dated.at));
    }
});
