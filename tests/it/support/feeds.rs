//! Small feed documents, and the reading of them.

use friday::model::entry::ParsedEntry;
use friday::model::feed::ParsedFeed;
use friday::rules::parsing::{Document, parse};

/// Where the documents were found.
pub const FEED_URL: &str = "https://ashby.example/blog/feed";

/// An item that has everything a reader needs.
pub const ITEM: &str = "<item><title>Bins</title><link>https://ashby.example/1</link>\
     <guid>https://ashby.example/1</guid><pubDate>Wed, 18 Nov 2026 10:30:00 GMT</pubDate></item>";

/// An entry that has everything a reader needs.
pub const ENTRY: &str = "<entry><title>Bins</title><link href=\"https://ashby.example/1\"/>\
     <id>urn:1</id><updated>2026-11-18T10:30:00Z</updated></entry>";

/// Reads a document that was found at `FEED_URL`.
pub fn read(document: &str) -> ParsedFeed {
    parse(Document { bytes: document.as_bytes(), content_type: None, base_url: Some(FEED_URL) }).unwrap()
}

/// Reads a document that does not come from the network.
pub fn read_at_home(document: &str) -> ParsedFeed {
    parse(Document { bytes: document.as_bytes(), content_type: None, base_url: None }).unwrap()
}

/// RSS 2.0 with these words in its channel; `old` stands for Atom 0.3, the other prefixes for what they customarily mean.
pub fn rss(channel: &str) -> String {
    format!("<rss version=\"2.0\" xmlns:old=\"http://purl.org/atom/ns#\"><channel>{channel}</channel></rss>")
}

/// Atom with these words in its feed.
pub fn atom(feed: &str) -> String {
    format!("<feed xmlns=\"http://www.w3.org/2005/Atom\">{feed}</feed>")
}

/// What is read of an item with these words in it.
pub fn item(words: &str) -> ParsedEntry {
    only(read(&rss(&format!("<item>{words}</item>"))))
}

/// What is read of an entry with these words in it.
pub fn entry(words: &str) -> ParsedEntry {
    only(read(&atom(&format!("<entry>{words}</entry>"))))
}

/// The one entry of a feed.
pub fn only(feed: ParsedFeed) -> ParsedEntry {
    assert_eq!(feed.entries.len(), 1, "{feed:?}");
    feed.entries[0].clone()
}

/// The titles, in document order.
pub fn titles(feed: &ParsedFeed) -> Vec<&str> {
    feed.entries.iter().map(|entry| entry.title.as_deref().unwrap_or("-")).collect()
}
