//! JSON Feed 1.1 (<https://www.jsonfeed.org/version/1.1/>).

use super::plain::{kept, line};
use crate::model::Instant;
use crate::model::published::{OwnEntry, OwnFeed};
use serde::Serialize;

#[derive(Debug, Serialize)]
struct Feed {
    version: &'static str,
    title: String,
    home_page_url: String,
    feed_url: String,
    description: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    next_url: Option<String>,
    authors: Vec<Author>,
    language: String,
    items: Vec<Item>,
}

#[derive(Debug, Serialize)]
struct Author {
    name: String,
}

#[derive(Debug, Serialize)]
struct Item {
    id: String,
    url: String,
    title: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    content_html: Option<String>,
    /// Every item has one of the two.
    #[serde(skip_serializing_if = "Option::is_none")]
    content_text: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    summary: Option<String>,
    date_published: String,
    date_modified: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    authors: Vec<Author>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    tags: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    language: Option<String>,
}

/// The whole document; the same feed gives the same bytes.
pub fn write(feed: &OwnFeed) -> serde_json::Result<String> {
    let written = serde_json::to_string(&Feed {
        version: "https://jsonfeed.org/version/1.1",
        title: line(&feed.title),
        home_page_url: feed.page.clone(),
        feed_url: feed.own.clone(),
        description: line(&feed.subtitle),
        next_url: feed.next.clone(),
        authors: authors(std::slice::from_ref(&feed.author)),
        language: feed.language.clone(),
        items: feed.entries.iter().map(item).collect(),
    })?;
    Ok(format!("{written}\n"))
}

fn item(entry: &OwnEntry) -> Item {
    let summary = entry.summary.as_deref().map(line);
    let html = entry.html.as_deref().map(kept);
    let text = if html.is_some() { None } else { Some(summary.clone().unwrap_or_default()) };
    Item {
        id: entry.id.clone(),
        url: entry.link.clone(),
        title: line(&entry.title),
        summary: summary.filter(|_| html.is_some()),
        content_html: html,
        content_text: text,
        date_published: when(entry.published_at),
        date_modified: when(entry.updated_at),
        authors: authors(&entry.authors),
        tags: entry.categories.iter().map(|category| line(category)).collect(),
        language: entry.language.clone(),
    }
}

fn authors(names: &[String]) -> Vec<Author> {
    names.iter().map(|name| Author { name: line(name) }).collect()
}

fn when(at: Instant) -> String {
    at.format("%Y-%m-%dT%H:%M:%SZ").to_string()
}
