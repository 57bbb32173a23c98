//! The static site's pages of the river.

use crate::model::blog::Blog;
use crate::model::river::RiverStory;
use crate::rules::composing::title::{long_date, plain_date};
use crate::rules::matching::canonical::for_readers;
use crate::rules::publishing::editions::{foreign, web_link};
use crate::rules::publishing::weeks::Week;
use chrono::NaiveDate;
use chrono_tz::Tz;
use serde::Serialize;
use std::collections::HashMap;

/// What `web/out/river.html` sees.
#[derive(Debug, Serialize)]
pub struct RiverView {
    heading: String,
    is_newest: bool,
    days: Vec<DayView>,
    newer: Option<WeekLink>,
    older: Option<WeekLink>,
    /// All weeks, on the first page alone.
    weeks: Vec<WeekLink>,
}

#[derive(Debug, Serialize)]
struct DayView {
    date: String,
    stories: Vec<StoryView>,
}

#[derive(Debug, Serialize)]
struct StoryView {
    title: String,
    link: Option<String>,
    lang: Option<String>,
    excerpt: String,
    blog: String,
    /// For the page of the blog; none where it is no longer on the list.
    blog_page: Option<String>,
    council: Option<String>,
    authors: String,
}

#[derive(Debug, Serialize)]
struct WeekLink {
    page: String,
    words: String,
}

/// What the pages are made from.
#[derive(Debug)]
pub struct Reader<'a> {
    blogs: HashMap<&'a str, &'a Blog>,
    zone: Tz,
    own: &'a str,
}

impl<'a> Reader<'a> {
    /// Names of blogs from the list, days of this zone, our own language.
    pub fn new(blogs: &'a [Blog], zone: Tz, own: &'a str) -> Self {
        Self { blogs: blogs.iter().map(|blog| (blog.id.as_str(), blog)).collect(), zone, own }
    }

    /// The newest stories, and the way to all weeks.
    pub fn newest(&self, stories: &[RiverStory], weeks: &[Week]) -> RiverView {
        RiverView {
            heading: "Stories".to_owned(),
            is_newest: true,
            days: self.days(stories),
            newer: None,
            older: None,
            weeks: weeks.iter().map(link).collect(),
        }
    }

    /// The page of one week.
    pub fn week(&self, weeks: &[Week], index: usize) -> Option<RiverView> {
        let week = weeks.get(index)?;
        Some(RiverView {
            heading: format!("Stories of the {}", words(week)),
            is_newest: false,
            days: self.days(&week.stories),
            newer: index.checked_sub(1).and_then(|newer| weeks.get(newer)).map(link),
            older: weeks.get(index + 1).map(link),
            weeks: Vec::new(),
        })
    }

    fn days(&self, stories: &[RiverStory]) -> Vec<DayView> {
        let day = |story: &RiverStory| -> NaiveDate { story.place.eligible_at.with_timezone(&self.zone).date_naive() };
        let same = stories.chunk_by(|one, other| day(one) == day(other));
        let view = |stories: &[RiverStory]| {
            Some(DayView {
                date: long_date(day(stories.first()?)),
                stories: stories.iter().map(|story| self.story(story)).collect(),
            })
        };
        same.filter_map(view).collect()
    }

    fn story(&self, story: &RiverStory) -> StoryView {
        let blog = self.blogs.get(story.blog.as_str());
        StoryView {
            title: story.title.clone(),
            link: web_link(&for_readers(&story.link)),
            lang: foreign(story.language.as_deref(), self.own),
            excerpt: story.excerpt.clone(),
            blog: blog.map_or_else(|| story.blog.to_string(), |blog| blog.name.clone()),
            blog_page: blog.map(|blog| format!("blogs/{}", blog.id)),
            council: blog.and_then(|blog| blog.council.clone()),
            authors: story.authors.join(", "),
        }
    }
}

/// "week of 16 November 2026, part 2"
fn words(week: &Week) -> String {
    let part = if week.part == 1 { String::new() } else { format!(", part {}", week.part) };
    format!("week of {}{part}", plain_date(week.monday))
}

fn link(week: &Week) -> WeekLink {
    WeekLink { page: format!("stories/{}", week.name()), words: format!("The {}", words(week)) }
}
