//! One `[[blog]]` row, key by key.

use super::{Reader, web_address};
use crate::model::blog::{Blog, BlogId};
use crate::model::web_address::WebAddress;
use std::collections::HashMap;
use toml::Spanned;
use toml::de::{DeString, DeValue};

const KEYS: [&str; 11] = ["council", "name", "about", "site", "feed", "id", "language", "topics", "region", "via", "listed"];
const LAST_KEY: &str = "retired";

type Key<'a> = Spanned<DeString<'a>>;
type Value<'a> = Spanned<DeValue<'a>>;

impl Reader<'_> {
    pub(super) fn read_row(&mut self, row: &Value<'_>) -> Option<Blog> {
        let start = row.span().start;
        let DeValue::Table(table) = row.get_ref() else {
            self.complain(start, "blog: each row is a table that begins with [[blog]]".to_owned());
            return None;
        };
        let line = self.line(start);
        let mut fields = Fields::default();
        for (key, value) in table.iter() {
            self.read_field(&mut fields, key, value);
        }
        let Some(name) = fields.texts.remove("name") else {
            self.complain(start, "name: it is missing; write the blog's name, such as \"Croydon.digital\"".to_owned());
            return None;
        };
        let id = fields.texts.remove("id").map_or_else(|| BlogId::from_name(&name), |id| BlogId::from_name(&id));
        if id.as_str().is_empty() {
            self.complain(start, format!("id: none can be made from the name {name:?}; add one, such as id = \"my-blog\""));
        }
        if id.is_reserved() {
            let why = format!("id: {id} is the address of another page of the list; add another, such as id = \"{id}-blog\"");
            self.complain(start, why);
        }
        Some(fields.into_blog(id, name, line))
    }

    fn read_field(&mut self, fields: &mut Fields, key: &Key<'_>, value: &Value<'_>) {
        let at = value.span().start;
        let name = key.get_ref().as_ref();
        match (name, value.get_ref()) {
            ("site" | "feed", DeValue::String(text)) => match web_address(text) {
                Ok(url) => drop(fields.addresses.insert(name.to_owned(), url.into())),
                Err(why) => self.complain(at, format!("{name}: {why}; write it as \"https://example.org/feed/\"")),
            },
            ("topics", DeValue::Array(topics)) => {
                for topic in topics.iter() {
                    match topic.get_ref() {
                        DeValue::String(text) => fields.topics.push(text.to_string()),
                        _ => {
                            self.complain(topic.span().start, "topics: write words in quotes, such as [\"planning\"]".to_owned())
                        }
                    }
                }
            }
            ("listed", DeValue::Boolean(listed)) => fields.unlisted = !*listed,
            ("listed", _) => self.complain(at, "listed: write true or false".to_owned()),
            ("topics", _) => self.complain(at, "topics: write a list, such as [\"planning\", \"data\"]".to_owned()),
            ("id", DeValue::String(text)) if BlogId::parse(text).is_none() => {
                self.complain(
                    at,
                    format!("id: {text:?} is not an id; write small letters, digits and hyphens, such as \"my-blog\""),
                );
            }
            (known, DeValue::String(text)) if KEYS.contains(&known) || known == LAST_KEY => {
                self.keep_text(fields, known, text, at)
            }
            (known, _) if KEYS.contains(&known) || known == LAST_KEY => {
                self.complain(at, format!("{known}: write text in quotes"))
            }
            (unknown, _) => {
                let known = KEYS.join(", ");
                self.complain(key.span().start, format!("{unknown}: no such key; known are {known} and {LAST_KEY}"));
            }
        }
    }

    fn keep_text(&mut self, fields: &mut Fields, key: &str, text: &str, at: usize) {
        if text.trim().is_empty() {
            self.complain(at, format!("{key}: it is empty; leave the line out, or write something"));
        } else {
            fields.texts.insert(key.to_owned(), text.trim().to_owned());
        }
    }
}

#[derive(Default)]
struct Fields {
    texts: HashMap<String, String>,
    addresses: HashMap<String, WebAddress>,
    topics: Vec<String>,
    unlisted: bool,
}

impl Fields {
    fn into_blog(mut self, id: BlogId, name: String, line: usize) -> Blog {
        Blog {
            id,
            council: self.texts.remove("council"),
            name,
            about: self.texts.remove("about"),
            site: self.addresses.remove("site"),
            feed: self.addresses.remove("feed"),
            language: self.texts.remove("language"),
            topics: self.topics,
            region: self.texts.remove("region"),
            via: self.texts.remove("via"),
            listed: !self.unlisted,
            retired: self.texts.remove("retired"),
            line,
        }
    }
}
