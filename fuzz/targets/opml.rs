//! Any bytes as an OPML list: no panic, only web addresses, and what is exported is read back.
#![no_main]

use friday::rules::listing::opml;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let Ok(outlines) = opml::read(bytes) else { return };
    let (rows, _) = opml::new_rows(&outlines.feeds, &[]);
    for row in &rows {
        assert!(row.feed.iter().chain(&row.site).all(|url| matches!(url.scheme(), "http" | "https")));
    }
    let written = opml::write("A list", &rows);
    let again = opml::read(written.as_bytes()).expect("what friday writes it can read");
    let (back, _) = opml::new_rows(&again.feeds, &[]);
    assert_eq!(back.len(), opml::exported(&rows).count(), "{written}");
});
