//! JSON Feed: mended where publishers vary, then read by feed-rs, which reads it well.

mod repair;

use super::construct::Construct;
use super::finish::{self, Draft};
use super::links::absolute;
use super::sanitise::Cleaner;
use super::{labels, language, people, text};
use crate::model::entry::{Media, ParsedEntry, Person};
use crate::model::feed::{FeedDetails, ParseError, ParsedFeed};
use feed_rs::model::{Content, Entry, Feed, Image};
use repair::Mended;
use std::borrow::Cow;
use std::panic::{AssertUnwindSafe, catch_unwind};
use url::Url;

/// Values of one document; a feed of five hundred posts has ten thousand.
const STRUCTURE_LIMIT: usize = 200_000;

/// Reads a feed; relative links are resolved against `base_url`, else the feed's own site.
pub fn read(text: &str, base_url: Option<&str>, cleaner: &mut Cleaner) -> Result<ParsedFeed, ParseError> {
    if structure(text) > STRUCTURE_LIMIT {
        return Err(ParseError::NotAFeed("it has more parts than any feed has".to_owned()));
    }
    let value = serde_json::from_str(text).map_err(|error| ParseError::NotAFeed(format!("broken JSON ({error})")))?;
    let Mended { feed, languages, feed_url, mut problems } = repair::repair(value).map_err(ParseError::NotAFeed)?;
    let feed = parse(&feed.to_string())?;
    let own_address = feed_url.as_deref().and_then(|url| Url::parse(url).ok());
    let given = base_url.and_then(|base| Url::parse(base).ok()).or(own_address);
    let details = details(&feed, given.as_ref());
    let base = given.or_else(|| details.link.as_deref().and_then(|link| Url::parse(link).ok()));
    let mut drafts: Vec<(&Entry, Option<String>)> = feed.entries.iter().zip(languages).collect();
    if drafts.len() > super::xml::ENTRY_LIMIT {
        problems.push(format!("{} entries: the newest {} are read", drafts.len(), super::xml::ENTRY_LIMIT));
        drafts.sort_by_key(|(entry, _)| std::cmp::Reverse(entry.published.or(entry.updated)));
        drafts.truncate(super::xml::ENTRY_LIMIT);
    }
    let language = details.language.as_deref();
    let entries: Vec<ParsedEntry> =
        drafts.into_iter().map(|(entry, own)| finish::post(draft(entry, own, base.as_ref()), language, cleaner)).collect();
    problems.extend(finish::oddities(&entries));
    Ok(ParsedFeed { format: "json", feed: details, entries, problems, ..ParsedFeed::default() })
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

/// feed-rs has had panics on odd input: this is the one place in friday that catches.
fn parse(text: &str) -> Result<Feed, ParseError> {
    // An id that the document does not have stays empty: an invented one would make the post new at every reading.
    let parser = feed_rs::parser::Builder::new().id_generator(|_, _, _| String::new()).sanitize_content(false).build();
    let read = catch_unwind(AssertUnwindSafe(|| parser.parse(text.as_bytes()))).map_err(|_| ParseError::Panicked)?;
    read.map_err(|error| ParseError::NotAFeed(error.to_string()))
}

fn details(feed: &Feed, base: Option<&Url>) -> FeedDetails {
    let image = |image: &Option<Image>| image.as_ref().and_then(|image| absolute(&image.uri, base));
    FeedDetails {
        title: feed.title.as_ref().map(|title| text::title(&title.content)).filter(|title| !title.is_empty()),
        subtitle: feed.description.as_ref().map(|text| text::plain(&text.content)).filter(|text| !text.is_empty()),
        link: feed.links.first().and_then(|link| absolute(&link.href, base)),
        language: feed.language.as_deref().and_then(language::tag),
        authors: persons(&feed.authors, base),
        image: image(&feed.logo).or_else(|| image(&feed.icon)),
        ..FeedDetails::default()
    }
}

fn draft<'a>(entry: &'a Entry, declared: Option<String>, base: Option<&Url>) -> Draft<'a> {
    let mut pages = entry.links.iter().filter(|link| link.media_type.is_none());
    let by_id = || Some(entry.id.as_str()).filter(|id| id.starts_with("http"));
    let link = pages.next().map(|link| link.href.as_str()).or_else(by_id).and_then(|href| absolute(href, base));
    let words = |text: &'a str| Construct::Plain(Cow::Borrowed(text)).html();
    Draft {
        id: Some(entry.id.trim().to_owned()).filter(|id| !id.is_empty()),
        title: entry.title.as_ref().map(|title| text::title(&title.content)).filter(|title| !title.is_empty()),
        authors: persons(&entry.authors, base),
        published: entry.published,
        updated: entry.updated,
        summary: entry.summary.as_ref().map(|summary| words(&summary.content)),
        content: entry.content.as_ref().and_then(body),
        language: declared.as_deref().and_then(language::tag),
        categories: labels::distinct(entry.categories.iter().map(|category| text::plain(&category.term)).collect()),
        media: media(entry, base),
        base: link.as_deref().and_then(|link| Url::parse(link).ok()).or_else(|| base.cloned()),
        link,
    }
}

fn body(content: &Content) -> Option<Cow<'_, str>> {
    let text = content.body.as_deref()?;
    let is_html = content.content_type.essence().to_string() == "text/html";
    Some(if is_html { Cow::Borrowed(text) } else { Construct::Plain(Cow::Borrowed(text)).html() })
}

fn persons(found: &[feed_rs::model::Person], base: Option<&Url>) -> Vec<Person> {
    let person = |raw: &feed_rs::model::Person| {
        let named = raw.name.as_deref().and_then(people::from_text).unwrap_or_default();
        let url = raw.uri.as_deref().and_then(|uri| absolute(uri, base));
        let email = named.email.or_else(|| raw.email.clone());
        Some(Person { name: named.name, email, url }).filter(|person| *person != Person::default())
    };
    found.iter().filter_map(person).collect()
}

fn media(entry: &Entry, base: Option<&Url>) -> Vec<Media> {
    let attachments = entry.links.iter().filter(|link| link.media_type.is_some());
    let one = |link: &feed_rs::model::Link| {
        let media_type = link.media_type.clone().filter(|kind| kind != repair::UNKNOWN_TYPE);
        Some(Media { url: absolute(&link.href, base)?, media_type, length: link.length })
    };
    attachments.filter_map(one).collect()
}
