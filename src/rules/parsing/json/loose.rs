//! Members that may be of another kind than the specification says.

use crate::model::entry::{Media, Person};
use crate::rules::parsing::links::{MEDIA_LIMIT, absolute};
use crate::rules::parsing::people;
use serde_json::{Map, Value};
use std::borrow::Cow;
use url::Url;

/// An object.
pub type Members = Map<String, Value>;

/// A member's text without the blanks around it, if there is any.
pub fn filled<'a>(members: &'a Members, name: &str) -> Option<Cow<'a, str>> {
    members.get(name).and_then(text).map(trimmed).filter(|text| !text.is_empty())
}

fn trimmed(text: Cow<'_, str>) -> Cow<'_, str> {
    match text {
        Cow::Borrowed(text) => Cow::Borrowed(text.trim()),
        Cow::Owned(text) => Cow::Owned(text.trim().to_owned()),
    }
}

/// A number is taken for the text that it looks like; anything else in a text's place is left out.
fn text(value: &Value) -> Option<Cow<'_, str>> {
    match value {
        Value::String(text) => Some(Cow::Borrowed(text)),
        Value::Number(number) => Some(Cow::Owned(number.to_string())),
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
    }
}

/// Version 1 had one author, 1.1 has many; some write a name where an object belongs. Each once.
pub fn people(members: &Members, base: Option<&Url>) -> Vec<Person> {
    let listed = match (members.get("authors"), members.get("author")) {
        (Some(Value::Array(authors)), _) if !authors.is_empty() => authors.as_slice(),
        (_, Some(Value::Array(authors))) => authors.as_slice(),
        (Some(author @ (Value::Object(_) | Value::String(_))), _) | (_, Some(author)) => std::slice::from_ref(author),
        (_, None) => &[],
    };
    let mut people: Vec<Person> = Vec::new();
    for person in listed.iter().take(people::PEOPLE_LIMIT).filter_map(|author| person(author, base)) {
        if !people.iter().any(|known| *known == person || (known.name.is_some() && known.name == person.name)) {
            people.push(person);
        }
    }
    people
}

fn person(author: &Value, base: Option<&Url>) -> Option<Person> {
    let name = text(author).or_else(|| author.get("name").and_then(text));
    let named = name.and_then(|name| people::from_text(&name)).unwrap_or_default();
    let url = author.get("url").and_then(text).and_then(|url| absolute(&url, base));
    Some(Person { url, ..named }).filter(|person| *person != Person::default())
}

/// A list, or a text with commas.
pub fn tags(members: &Members) -> Vec<Cow<'_, str>> {
    match members.get("tags") {
        Some(Value::Array(tags)) => tags.iter().filter_map(text).collect(),
        Some(Value::String(tags)) => tags.split(',').map(|tag| Cow::Borrowed(tag.trim())).collect(),
        Some(_) | None => Vec::new(),
    }
}

/// Attachments; each needs an address alone.
pub fn media(members: &Members, base: Option<&Url>) -> Vec<Media> {
    let attachments = members.get("attachments").and_then(Value::as_array).into_iter().flatten();
    let one = |attachment: &Value| {
        let url = absolute(&attachment.get("url").and_then(text)?, base)?;
        let media_type = attachment.get("mime_type").and_then(text).map(Cow::into_owned).filter(|kind| !kind.is_empty());
        Some(Media { url, media_type, length: attachment.get("size_in_bytes").and_then(Value::as_u64) })
    };
    attachments.filter_map(one).take(MEDIA_LIMIT).collect()
}
