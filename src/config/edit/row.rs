//! A row of feeds.toml as text.

use crate::model::blog::{Blog, BlogId};
use crate::model::web_address::WebAddress;
use std::fmt::Write;

/// One row as people write it: keys in their usual order, the equals signs in one column.
pub fn stanza(blog: &Blog) -> String {
    let fields = fields(blog);
    let width = fields.iter().map(|(key, _)| key.len()).max().unwrap_or(0).max(7);
    fields.iter().fold("[[blog]]\n".to_owned(), |mut text, (key, value)| {
        let _ = writeln!(text, "{key:width$} = {value}"); // Writing into a String cannot fail.
        text
    })
}

fn fields(blog: &Blog) -> Vec<(&'static str, String)> {
    let text = |value: &Option<String>| value.as_deref().map(quoted);
    let address = |value: &Option<WebAddress>| value.as_ref().map(|address| quoted(address.as_str()));
    let topics: Vec<String> = blog.topics.iter().map(|topic| quoted(topic)).collect();
    let default_id = BlogId::from_name(&blog.name);
    let all = [
        ("council", text(&blog.council)),
        ("name", Some(quoted(&blog.name))),
        ("about", text(&blog.about)),
        ("site", address(&blog.site)),
        ("feed", address(&blog.feed)),
        ("id", (blog.id != default_id).then(|| quoted(blog.id.as_str()))),
        ("language", text(&blog.language)),
        ("topics", (!topics.is_empty()).then(|| format!("[{}]", topics.join(", ")))),
        ("region", text(&blog.region)),
        ("via", text(&blog.via)),
        ("listed", (!blog.listed).then(|| "false".to_owned())),
        ("retired", text(&blog.retired)),
    ];
    all.into_iter().filter_map(|(key, value)| Some((key, value?))).collect()
}

/// `, { name = "…" }` for a list that is written as `blog = [{…}]`; without the comma after an opening bracket.
pub fn inline_row(blog: &Blog, before: Option<&str>) -> String {
    let fields: Vec<String> = fields(blog).into_iter().map(|(key, value)| format!("{key} = {value}")).collect();
    let comma = if before.is_some_and(|before| before.ends_with('[')) { "" } else { ", " };
    format!("{comma}{{ {} }}", fields.join(", "))
}

/// A basic string (TOML 1.1, "String"): quotes, backslashes and control characters escaped.
pub fn quoted(text: &str) -> String {
    let mut quoted = "\"".to_owned();
    for c in text.chars() {
        match c {
            '"' | '\\' => quoted.extend(['\\', c]),
            c if c.is_control() => {
                let _ = write!(quoted, "\\u{:04X}", u32::from(c)); // Writing into a String cannot fail.
            }
            c => quoted.push(c),
        }
    }
    quoted + "\""
}
