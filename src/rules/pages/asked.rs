//! What people ask of the river: the search form's fields, the same in links and in the addresses of feeds.

use crate::model::blog::{Blog, BlogId};
use crate::model::river::{RiverPlace, RiverQuery, Sought, Topic, Turn};
use crate::rules::scheduling::midnight;
use chrono::{Days, NaiveDate};
use chrono_tz::Tz;
use std::collections::HashSet;

/// Longest search that is looked at, in characters; what follows is left out.
const LONGEST: usize = 200;

/// Words and phrases of one search; what follows is left out.
const WORDS: usize = 12;

/// A word in the names of more blogs than this says nothing about a blog, and is looked for in the stories alone.
const NAMED: usize = 50;

/// The fields as they were typed, tidied: one line each, not too long. Nothing that can be typed is an error.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Asked {
    /// Words and "phrases", all of which must be found.
    pub words: String,
    /// A council, or the id of a blog.
    pub council: String,
    /// A topic of the list, or a category.
    pub topic: String,
    /// First day, `2026-11-20`.
    pub from: String,
    /// Last day.
    pub to: String,
    /// Which page.
    pub turn: Turn,
}

impl Asked {
    /// Reads the query of an address; unknown fields mean nothing, of repeated ones the first counts.
    pub fn parse(query: &str) -> Self {
        let field = |name: &str| {
            let found = url::form_urlencoded::parse(query.as_bytes()).find(|(field, _)| field == name);
            found.map(|(_, value)| tidy(&value)).unwrap_or_default()
        };
        let older = RiverPlace::parse(&field("before")).map(Turn::OlderThan);
        let newer = RiverPlace::parse(&field("after")).map(Turn::NewerThan);
        Self {
            words: field("q"),
            council: field("council"),
            topic: field("topic"),
            from: field("from"),
            to: field("to"),
            turn: older.or(newer).unwrap_or_default(),
        }
    }

    /// Whether it asks for everything.
    pub fn is_everything(&self) -> bool {
        self.fields().iter().all(|(_, value)| value.is_empty())
    }

    /// What the store is asked. Dates are days of this zone.
    pub fn query(&self, blogs: &[Blog], zone: Tz, limit: usize) -> RiverQuery {
        let start = |day: NaiveDate| midnight(zone, day);
        let next = |day: NaiveDate| day.checked_add_days(Days::new(1)).unwrap_or(day);
        RiverQuery {
            words: sought(&self.words, blogs),
            blogs: filled(&self.council).map(|council| blogs_of(council, blogs)),
            topic: filled(&self.topic).filter(|topic| has_word(topic)).map(|topic| topic_of(topic, blogs)),
            from: day(&self.from).map(start),
            to: day(&self.to).map(next).map(start),
            turn: self.turn,
            limit,
        }
    }

    /// `q=bins&council=Croydon`, without the page; empty where it asks for everything.
    pub fn written(&self) -> String {
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        query.extend_pairs(self.fields().iter().filter(|(_, value)| !value.is_empty())).finish()
    }

    /// The same with the page that a turn leads to, as it stands behind the name of a page: `?q=bins&before=1789000000-7`.
    pub fn written_with(&self, turn: Turn) -> String {
        let (name, place) = match turn {
            Turn::Newest => ("", None),
            Turn::OlderThan(place) => ("before", Some(place)),
            Turn::NewerThan(place) => ("after", Some(place)),
        };
        let parts = [filled(&self.written()).map(str::to_owned), place.map(|place| format!("{name}={place}"))];
        let query = parts.into_iter().flatten().collect::<Vec<String>>().join("&");
        if query.is_empty() { query } else { format!("?{query}") }
    }

    /// Whether one of the dates is no date: it counts for nothing then.
    pub fn has_odd_date(&self) -> bool {
        [&self.from, &self.to].into_iter().any(|text| filled(text).is_some() && day(text).is_none())
    }

    /// Whether there are words, but none with a letter or a digit.
    pub fn has_no_words(&self) -> bool {
        filled(&self.words).is_some() && !has_word(&self.words)
    }

    fn fields(&self) -> [(&'static str, &str); 5] {
        [("q", &self.words), ("council", &self.council), ("topic", &self.topic), ("from", &self.from), ("to", &self.to)]
    }
}

fn day(text: &str) -> Option<NaiveDate> {
    // Years of more digits would be written with a sign, and no story is that old.
    NaiveDate::parse_from_str(text, "%Y-%m-%d").ok().filter(|_| text.len() == 10)
}

fn tidy(text: &str) -> String {
    let plain: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).take(LONGEST).collect();
    plain.trim().to_owned()
}

fn filled(text: &str) -> Option<&str> {
    Some(text).filter(|text| !text.is_empty())
}

fn has_word(text: &str) -> bool {
    text.chars().any(char::is_alphanumeric)
}

/// Single words, and phrases where there are quotation marks; a mark that is never closed holds the rest.
fn sought(text: &str, blogs: &[Blog]) -> Vec<Sought> {
    let straight = text.replace(['“', '”', '„'], "\"");
    let pieces = straight.split('"').enumerate().flat_map(|(index, piece)| -> Vec<&str> {
        if index % 2 == 1 { vec![piece.trim()] } else { piece.split_whitespace().collect() }
    });
    let words = pieces.filter(|piece| has_word(piece)).take(WORDS);
    words.map(|words| Sought { words: words.to_owned(), blogs: named(words, blogs) }).collect()
}

/// Blogs that carry all these words in their name or council: both stand beside each story, so it can be seen why it was found.
fn named(words: &str, blogs: &[Blog]) -> Vec<BlogId> {
    let wanted = words_of(words);
    let is_named = |blog: &&Blog| {
        let parts = [Some(&blog.name), blog.council.as_ref()].into_iter().flatten();
        let carried: HashSet<String> = parts.flat_map(|part| words_of(part)).collect();
        wanted.iter().all(|word| carried.contains(word))
    };
    let found: Vec<BlogId> = blogs.iter().filter(is_named).map(|blog| blog.id.clone()).collect();
    if found.len() > NAMED { Vec::new() } else { found }
}

fn words_of(text: &str) -> Vec<String> {
    let lower = text.to_lowercase();
    lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

fn blogs_of(council: &str, blogs: &[Blog]) -> Vec<BlogId> {
    let council = council.to_lowercase();
    let is_it =
        |blog: &&Blog| blog.council.as_ref().is_some_and(|name| name.to_lowercase() == council) || blog.id.as_str() == council;
    blogs.iter().filter(is_it).map(|blog| blog.id.clone()).collect()
}

fn topic_of(topic: &str, blogs: &[Blog]) -> Topic {
    let wanted = topic.to_lowercase();
    let has_it = |blog: &&Blog| blog.topics.iter().any(|topic| topic.to_lowercase() == wanted);
    Topic { words: topic.to_owned(), blogs: blogs.iter().filter(has_it).map(|blog| blog.id.clone()).collect() }
}
