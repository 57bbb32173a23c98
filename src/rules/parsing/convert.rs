//! From feed-rs's model to ours: plain titles, absolute links, UTC times, sanitised bodies.

use super::{excerpt, language, people, sanitise, text};
use crate::model::entry::{Media, ParsedEntry};
use crate::model::feed::{FeedDetails, ParsedFeed, Rhythm};
use feed_rs::model::{Category, Content, Entry, Feed, FeedType, Image, Link, Person, Text};
use std::collections::HashSet;
use url::Url;

/// The most entries kept of one document: the newest.
const ENTRY_LIMIT: usize = 500;

/// Longer addresses are no posts' addresses, and would fill a mail.
const LINK_LIMIT: usize = 2000;

/// The whole document; relative links are resolved against `base_url`, else the feed's own site.
pub fn feed(feed: Feed, base_url: Option<&str>) -> ParsedFeed {
    let mut problems = Vec::new();
    let escape = Plain::of(&feed.feed_type);
    let site = pick_link(&feed.links, base_url);
    let base = base_url.map(str::to_owned).or_else(|| site.clone());
    let feed_language = feed.language.as_deref().and_then(language::tag);
    if feed.entries.len() > ENTRY_LIMIT {
        problems.push(format!("{} entries: the newest {ENTRY_LIMIT} are read", feed.entries.len()));
    }
    let mut kept: Vec<&Entry> = feed.entries.iter().collect();
    if kept.len() > ENTRY_LIMIT {
        // Some feeds put the oldest first; those without a date keep their place among the newest.
        kept.sort_by_key(|entry| {
            std::cmp::Reverse(entry.published.or(entry.updated).unwrap_or(chrono::DateTime::<chrono::Utc>::MAX_UTC))
        });
    }
    let entries: Vec<ParsedEntry> =
        kept.into_iter().take(ENTRY_LIMIT).map(|found| entry(found, escape, base.as_deref(), feed_language.as_deref())).collect();
    problems.extend(oddities(&entries));
    let format = format_word(&feed.feed_type);
    ParsedFeed { format, feed: details(feed, site, base_url, feed_language), entries, problems, rhythm: Rhythm::default() }
}

fn details(feed: Feed, site: Option<String>, base_url: Option<&str>, language: Option<String>) -> FeedDetails {
    let image = |image: &Option<Image>| image.as_ref().and_then(|image| absolute(&image.uri, base_url));
    FeedDetails {
        title: plain_text(feed.title.as_ref(), text::title),
        subtitle: plain_text(feed.description.as_ref(), text::plain),
        link: site,
        id: filled(feed.id.trim()),
        language,
        updated: feed.updated,
        published: feed.published,
        authors: persons(&feed.authors, base_url),
        rights: plain_text(feed.rights.as_ref(), text::plain),
        image: image(&feed.logo).or_else(|| image(&feed.icon)),
        categories: categories(&feed.categories),
    }
}

fn entry(entry: &Entry, escape: Plain, base_url: Option<&str>, feed_language: Option<&str>) -> ParsedEntry {
    let link = pick_link(&entry.links, base_url).or_else(|| permalink(&entry.id));
    let base = entry.base.as_deref().or(link.as_deref()).or(base_url);
    let title = plain_text(entry.title.as_ref(), text::title);
    let raw_summary = entry.summary.as_ref().map(|text| escape.html(&text.content, &text.content_type.essence().to_string()));
    let raw_content = entry.content.as_ref().and_then(|content| content_html(content, escape));
    let excerpt = excerpt::of_post(title.as_deref(), raw_summary.as_deref(), raw_content.as_deref());
    let declared = entry.language.as_deref().and_then(language::tag);
    let words = format!("{} {}", title.as_deref().unwrap_or_default(), excerpt.as_deref().unwrap_or_default());
    ParsedEntry {
        id: filled(entry.id.trim()),
        language: declared.or_else(|| settle_language(feed_language, &words)),
        title,
        authors: persons(&entry.authors, base),
        published: entry.published,
        updated: entry.updated,
        summary: raw_summary.map(|html| sanitise::body(&html, base)).and_then(|html| filled(&html)),
        content: raw_content.map(|html| sanitise::body(&html, base)).and_then(|html| filled(&html)),
        excerpt,
        categories: categories(&entry.categories),
        media: media(entry, base),
        link,
    }
}

/// A feed's language holds for its entries, unless the words plainly say otherwise: bilingual blogs declare one language.
fn settle_language(declared: Option<&str>, words: &str) -> Option<String> {
    match (declared, language::detect(words)) {
        (Some(declared), Some(found)) if language::primary(declared) != found => Some(found.to_owned()),
        (Some(declared), _) => Some(declared.to_owned()),
        (None, found) => found.map(str::to_owned),
    }
}

fn plain_text(text: Option<&Text>, to_plain: impl Fn(&str) -> String) -> Option<String> {
    text.map(|text| to_plain(&text.content)).and_then(|text| filled(&text))
}

/// Whether "plain text" is to be believed: Atom and JSON Feed mean it, RSS says it and means HTML.
#[derive(Clone, Copy)]
enum Plain {
    Believed,
    Doubted,
}

impl Plain {
    fn of(format: &FeedType) -> Self {
        match format {
            FeedType::Atom | FeedType::JSON => Self::Believed,
            FeedType::RSS0 | FeedType::RSS1 | FeedType::RSS2 => Self::Doubted,
        }
    }

    /// The text as HTML, so that one reader of HTML serves both kinds.
    fn html(self, text: &str, kind: &str) -> String {
        match self {
            Self::Believed if kind == "text/plain" => text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;"),
            Self::Believed | Self::Doubted => text.to_owned(),
        }
    }
}

fn content_html(content: &Content, escape: Plain) -> Option<String> {
    let kind = content.content_type.essence().to_string();
    let body = content.body.as_deref().map(|body| escape.html(body, &kind));
    body.filter(|_| kind.starts_with("text/") || kind.contains("html") || kind.contains("xml"))
}

/// The page to read: rel=alternate or none, HTML before other types; never rel=self, enclosure or edit.
fn pick_link(links: &[Link], base_url: Option<&str>) -> Option<String> {
    let readable = |link: &&Link| matches!(link.rel.as_deref(), None | Some("alternate"));
    let is_html = |link: &&Link| link.media_type.as_deref().is_none_or(|kind| kind.contains("html"));
    let first = links.iter().filter(readable).find(is_html).or_else(|| links.iter().find(readable));
    first.and_then(|link| absolute(&link.href, base_url))
}

/// RSS 2.0: a guid is a permalink unless it says it is not; feed-rs does not tell, so it has to look like an address.
fn permalink(id: &str) -> Option<String> {
    absolute(id, None).filter(|_| id.starts_with("http"))
}

fn absolute(href: &str, base_url: Option<&str>) -> Option<String> {
    let href = href.trim();
    let url = match base_url.and_then(|base| Url::parse(base).ok()) {
        Some(base) => base.join(href).ok()?,
        None => Url::parse(href).ok()?,
    };
    let sane = !href.is_empty() && href.len() <= LINK_LIMIT && matches!(url.scheme(), "http" | "https");
    sane.then(|| url.to_string())
}

fn persons(people: &[Person], base_url: Option<&str>) -> Vec<crate::model::entry::Person> {
    people.iter().filter_map(|raw| people::person(raw, |href| absolute(href, base_url))).collect()
}

fn categories(found: &[Category]) -> Vec<String> {
    let mut seen = HashSet::new();
    let words = found.iter().map(|category| text::plain(category.label.as_deref().unwrap_or(&category.term)));
    words.filter(|word| !word.is_empty() && seen.insert(word.to_lowercase())).collect()
}

fn media(entry: &Entry, base_url: Option<&str>) -> Vec<Media> {
    let enclosures = entry.links.iter().filter(|link| link.rel.as_deref() == Some("enclosure")).filter_map(|link| {
        Some(Media { url: absolute(&link.href, base_url)?, media_type: link.media_type.clone(), length: link.length })
    });
    let objects = entry.media.iter().flat_map(|object| &object.content).filter_map(|content| {
        let media_type = content.content_type.as_ref().map(ToString::to_string);
        Some(Media { url: content.url.as_ref()?.to_string(), media_type, length: content.size })
    });
    let mut seen = HashSet::new();
    enclosures.chain(objects).filter(|media| seen.insert(media.url.clone())).collect()
}

fn oddities(entries: &[ParsedEntry]) -> Vec<String> {
    let count = |odd: &dyn Fn(&ParsedEntry) -> bool| entries.iter().filter(|entry| odd(entry)).count();
    let mut problems = Vec::new();
    let mut say = |number: usize, what: &str| {
        if number > 0 {
            problems.push(format!("{number} of {} entries {what}", entries.len()));
        }
    };
    say(count(&|entry| entry.id.is_none()), "have no id: their link identifies them");
    say(count(&|entry| entry.dated_at().is_none()), "have no date that can be read");
    say(count(&|entry| entry.title.is_none()), "have no title");
    say(count(&|entry| entry.link.is_none()), "have no link");
    if entries.is_empty() {
        problems.push("the feed has no entries".to_owned());
    }
    problems
}

fn format_word(kind: &FeedType) -> &'static str {
    match kind {
        FeedType::Atom => "atom",
        FeedType::JSON => "json",
        FeedType::RSS0 => "rss0",
        FeedType::RSS1 => "rss1",
        FeedType::RSS2 => "rss2",
    }
}

fn filled(text: &str) -> Option<String> {
    Some(text.to_owned()).filter(|text| !text.is_empty())
}
