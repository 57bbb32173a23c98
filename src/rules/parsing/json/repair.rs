//! JSON Feed as publishers write it, made what its specification says (jsonfeed.org, version 1.1): feed-rs is strict.

use crate::rules::parsing::dated::DateNotes;
use serde_json::{Map, Value, json};

/// Items looked at in one document.
const ITEM_LIMIT: usize = 5000;

/// A document that feed-rs can read, and what it has no place for.
#[derive(Debug)]
pub struct Mended {
    /// As the specification says.
    pub feed: Value,
    /// Of each item, as declared.
    pub languages: Vec<Option<String>>,
    /// Where the feed says that it is itself.
    pub feed_url: Option<String>,
    /// In plain words.
    pub problems: Vec<String>,
}

/// Stands in for the type that an attachment lacks.
pub const UNKNOWN_TYPE: &str = "application/octet-stream";

const FEED_TEXTS: [&str; 6] = ["title", "home_page_url", "language", "description", "icon", "favicon"];
const ITEM_TEXTS: [&str; 7] = ["id", "url", "external_url", "title", "content_html", "content_text", "summary"];

/// Mends a document; says why it is no feed, where it is none.
pub fn repair(document: Value) -> Result<Mended, String> {
    let Value::Object(mut feed) = document else { return Err("JSON, but no JSON Feed".to_owned()) };
    let version = feed.get("version").and_then(Value::as_str).unwrap_or_default().to_owned();
    let names_itself = version.to_lowercase().contains("jsonfeed.org");
    let items = match feed.remove("items") {
        Some(Value::Array(items)) => items,
        None | Some(_) if names_itself => Vec::new(),
        None | Some(_) => return Err("JSON, but no JSON Feed: it has no items".to_owned()),
    };
    let mut problems = Vec::new();
    if !version.starts_with("https://jsonfeed.org/version/1") {
        problems.push("its version is not one of JSON Feed's: read as 1.1".to_owned());
    }
    let mut mended = Map::from_iter([("version".to_owned(), json!("https://jsonfeed.org/version/1.1"))]);
    copy_texts(&feed, &FEED_TEXTS, &mut mended);
    mended.entry("title").or_insert_with(|| json!(""));
    copy_people(&feed, &mut mended);
    let items: Vec<Map<String, Value>> = items.into_iter().take(ITEM_LIMIT).filter_map(object).collect();
    let languages = items.iter().map(|item| item.get("language").and_then(text)).collect();
    let mut notes = DateNotes::default();
    mended.insert("items".to_owned(), items.iter().map(|one| item(one, &mut notes)).collect());
    problems.extend(notes.in_words());
    Ok(Mended { feed: Value::Object(mended), languages, feed_url: feed.get("feed_url").and_then(text), problems })
}

fn object(value: Value) -> Option<Map<String, Value>> {
    match value {
        Value::Object(object) => Some(object),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_) => None,
    }
}

fn item(item: &Map<String, Value>, notes: &mut DateNotes) -> Value {
    let mut mended = Map::new();
    copy_texts(item, &ITEM_TEXTS, &mut mended);
    for name in ["date_published", "date_modified"] {
        let date = item.get(name).and_then(text).and_then(|text| notes.note(&text));
        mended.extend(date.map(|at| (name.to_owned(), json!(at.to_rfc3339()))));
    }
    copy_people(item, &mut mended);
    let tags: Vec<Value> = match item.get("tags") {
        Some(Value::Array(tags)) => tags.iter().filter_map(text).map(Value::String).collect(),
        Some(Value::String(tags)) => tags.split(',').map(|tag| json!(tag.trim())).collect(),
        Some(_) | None => Vec::new(),
    };
    mended.insert("tags".to_owned(), Value::Array(tags));
    let attachments = item.get("attachments").and_then(Value::as_array).into_iter().flatten().filter_map(attachment);
    mended.insert("attachments".to_owned(), attachments.collect());
    Value::Object(mended)
}

fn attachment(attachment: &Value) -> Option<Value> {
    let url = attachment.get("url").and_then(text)?;
    let kind = attachment.get("mime_type").and_then(text).unwrap_or_else(|| UNKNOWN_TYPE.to_owned());
    let size = attachment.get("size_in_bytes").and_then(Value::as_u64);
    Some(json!({"url": url, "mime_type": kind, "size_in_bytes": size}))
}

/// A number is taken for the text that it looks like; anything else in a text's place is left out.
fn copy_texts(from: &Map<String, Value>, names: &[&str], to: &mut Map<String, Value>) {
    for name in names {
        if let Some(text) = from.get(*name).and_then(text).filter(|text| !text.is_empty()) {
            to.insert((*name).to_owned(), Value::String(text));
        }
    }
}

/// Version 1 had one author, 1.1 has many; some write a name where an object belongs.
fn copy_people(from: &Map<String, Value>, to: &mut Map<String, Value>) {
    let listed = match (from.get("authors"), from.get("author")) {
        (Some(Value::Array(authors)), _) if !authors.is_empty() => authors.clone(),
        (_, Some(Value::Array(authors))) => authors.clone(),
        (Some(author @ (Value::Object(_) | Value::String(_))), _) | (_, Some(author)) => vec![author.clone()],
        (_, None) => Vec::new(),
    };
    let people = listed.iter().filter_map(|author| {
        let name = text(author).or_else(|| author.get("name").and_then(text));
        let url = author.get("url").and_then(text);
        // feed-rs knows people by their names.
        (name.is_some() || url.is_some()).then(|| json!({"name": name.unwrap_or_default(), "url": url}))
    });
    to.insert("authors".to_owned(), people.collect());
}

fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
    }
}
