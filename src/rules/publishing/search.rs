//! What people ask of the river, from the words in an address to a question for the store.

use crate::model::Instant;
use crate::model::blog::{Blog, BlogId};
use crate::model::river::{RiverQuery, Sought, Topic, Turn};
use chrono::{Days, NaiveDate, NaiveTime, TimeZone, Utc};
use url::form_urlencoded::Serializer;

/// A search as typed; empty parts narrow nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StoryQuery {
    /// Words and "quoted phrases" that all have to be found.
    pub words: String,
    /// A council, or a blog that no council runs, as the list names it.
    pub council: String,
    /// A topic of blogs, or a category of stories.
    pub topic: String,
    /// The first day.
    pub from: Option<NaiveDate>,
    /// The last day.
    pub to: Option<NaiveDate>,
}

impl StoryQuery {
    /// The same search in its one form, as it stands in addresses; empty for the whole river.
    pub fn address(&self) -> String {
        let mut query = Serializer::new(String::new());
        let day = |date: Option<NaiveDate>| date.map(|date| date.to_string()).unwrap_or_default();
        let (words, council, topic) = (self.words.trim(), self.council.trim(), self.topic.trim());
        for (name, value) in
            [("q", words), ("council", council), ("topic", topic), ("from", &day(self.from)), ("to", &day(self.to))]
        {
            if !value.is_empty() {
                query.append_pair(name, value);
            }
        }
        query.finish()
    }

    /// In words, for the title of its feed; none for the whole river.
    pub fn in_words(&self) -> Option<String> {
        let part = |before: &str, value: &str| Some(format!("{before}{}", value.trim())).filter(|_| !value.trim().is_empty());
        let day = |before: &str, date: Option<NaiveDate>| date.map(|date| format!("{before}{date}"));
        let parts = [
            part("", &self.words),
            part("", &self.council),
            part("on ", &self.topic),
            day("from ", self.from),
            day("to ", self.to),
        ];
        let said: Vec<String> = parts.into_iter().flatten().collect();
        (!said.is_empty()).then(|| said.join(", "))
    }
}

/// The question for the store: `limit` stories of those that fit, days counted in `zone`.
pub fn river(query: &StoryQuery, blogs: &[Blog], zone: chrono_tz::Tz, (turn, limit): (Turn, usize)) -> RiverQuery {
    let (council, topic) = (query.council.trim(), query.topic.trim());
    let of_council = |blog: &&Blog| same(&blog.group(), council) || same(blog.id.as_str(), council);
    RiverQuery {
        words: words(&query.words).into_iter().map(|words| sought(words, blogs)).collect(),
        blogs: (!council.is_empty()).then(|| ids(blogs.iter().filter(of_council))),
        topic: (!topic.is_empty()).then(|| Topic {
            words: topic.to_owned(),
            blogs: ids(blogs.iter().filter(|blog| blog.topics.iter().any(|one| same(one, topic)))),
        }),
        from: query.from.map(|day| beginning(day, zone)),
        to: query.to.and_then(|day| day.checked_add_days(Days::new(1))).map(|day| beginning(day, zone)),
        turn,
        limit,
    }
}

fn same(one: &str, other: &str) -> bool {
    one.to_lowercase() == other.to_lowercase()
}

fn ids<'a>(blogs: impl Iterator<Item = &'a Blog>) -> Vec<BlogId> {
    blogs.map(|blog| blog.id.clone()).collect()
}

/// Words and "quoted phrases" that have something to look for in them.
fn words(typed: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (index, part) in typed.split('"').enumerate() {
        match index % 2 {
            1 => found.push(part.trim().to_owned()),
            _ => found.extend(part.split_whitespace().map(str::to_owned)),
        }
    }
    found.retain(|words| words.chars().any(char::is_alphanumeric));
    found
}

fn sought(words: String, blogs: &[Blog]) -> Sought {
    let wanted = words.to_lowercase();
    let has = |text: &str| text.to_lowercase().split(|c: char| !c.is_alphanumeric()).any(|word| word == wanted);
    let carries =
        |blog: &&Blog| has(&blog.name) || blog.council.as_deref().is_some_and(has) || blog.topics.iter().any(|topic| has(topic));
    Sought { blogs: ids(blogs.iter().filter(carries)), words }
}

/// The first instant of a day.
fn beginning(day: NaiveDate, zone: chrono_tz::Tz) -> Instant {
    let midnight = day.and_time(NaiveTime::MIN);
    zone.from_local_datetime(&midnight).earliest().map_or_else(|| midnight.and_utc(), |at| at.with_timezone(&Utc))
}
