//! JSON Feed (jsonfeed.org, version 1.1) as publishers write it: nothing but `items` has to be there, or of the right kind.

mod item;
mod loose;

use super::dated::DateNotes;
use super::links::absolute;
use super::sanitise::Cleaner;
use super::{finish, language, text, xml};
use crate::model::entry::ParsedEntry;
use crate::model::feed::{FeedDetails, ParseError, ParsedFeed};
use item::Item;
use loose::{Members, filled};
use serde_json::Value;
use url::Url;

/// Values of one document; a feed of five hundred posts has ten thousand.
const STRUCTURE_LIMIT: usize = 200_000;

/// Items looked at in one document.
const ITEM_LIMIT: usize = 5000;

/// Reads a feed; relative links are resolved against `base_url`, else the feed's own address, else its site's.
pub fn read(text: &str, base_url: Option<&str>, cleaner: &mut Cleaner) -> Result<ParsedFeed, ParseError> {
    if structure(text) > STRUCTURE_LIMIT {
        return Err(ParseError::NotAFeed("it has more parts than any feed has".to_owned()));
    }
    let value = serde_json::from_str(text).map_err(|error| ParseError::NotAFeed(format!("broken JSON ({error})")))?;
    let Value::Object(feed) = &value else { return Err(no_feed("")) };
    let version = feed.get("version").and_then(Value::as_str).unwrap_or_default();
    let listed = match feed.get("items") {
        Some(Value::Array(items)) => items.as_slice(),
        None | Some(_) if version.to_lowercase().contains("jsonfeed.org") => &[],
        None | Some(_) => return Err(no_feed(": it has no items")),
    };
    let mut problems = Vec::new();
    if !version.starts_with("https://jsonfeed.org/version/1") {
        problems.push("its version is not one of JSON Feed's: read as 1.1".to_owned());
    }
    let mut notes = DateNotes::default();
    let mut items: Vec<Item<'_>> =
        listed.iter().take(ITEM_LIMIT).filter_map(Value::as_object).map(|item| Item::read(item, &mut notes)).collect();
    problems.extend(notes.in_words());
    if items.len() > xml::ENTRY_LIMIT {
        problems.push(format!("{} entries: the newest {} are read", items.len(), xml::ENTRY_LIMIT));
        items.sort_by_key(|item| std::cmp::Reverse(item.dated_at()));
        items.truncate(xml::ENTRY_LIMIT);
    }
    let address = |text: Option<&str>| text.and_then(|url| Url::parse(url).ok());
    let given = address(base_url).or_else(|| address(filled(feed, "feed_url").as_deref()));
    let details = details(feed, given.as_ref());
    let base = given.or_else(|| address(details.link.as_deref()));
    let language = details.language.as_deref();
    let entries: Vec<ParsedEntry> =
        items.iter().map(|item| finish::post(item.draft(&details.authors, base.as_ref()), language, cleaner)).collect();
    problems.extend(finish::oddities(&entries));
    Ok(ParsedFeed { format: "json", feed: details, entries, problems, ..ParsedFeed::default() })
}

fn no_feed(because: &str) -> ParseError {
    ParseError::NotAFeed(format!("JSON, but no JSON Feed{because}"))
}

/// How many values the text holds, near enough, without building any of them: a byte of JSON can cost a hundred of memory.
fn structure(text: &str) -> usize {
    let (mut count, mut in_string, mut is_escaped) = (0, false, false);
    for byte in text.bytes() {
        match byte {
            _ if is_escaped => is_escaped = false,
            b'\\' if in_string => is_escaped = true,
            b'"' => in_string = !in_string,
            b'{' | b'[' | b',' if !in_string => count += 1,
            _ => {}
        }
    }
    count
}

fn details(feed: &Members, base: Option<&Url>) -> FeedDetails {
    let image = |name| filled(feed, name).and_then(|image| absolute(&image, base));
    FeedDetails {
        title: filled(feed, "title").map(|title| text::title(&title)).filter(|title| !title.is_empty()),
        subtitle: filled(feed, "description").map(|words| text::plain(&words)).filter(|words| !words.is_empty()),
        link: filled(feed, "home_page_url").and_then(|page| absolute(&page, base)),
        language: filled(feed, "language").as_deref().and_then(language::tag),
        authors: loose::people(feed, base),
        image: image("icon").or_else(|| image("favicon")),
        ..FeedDetails::default()
    }
}
