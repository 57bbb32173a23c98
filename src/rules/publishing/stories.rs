//! Stories of the river as entries of a feed: title, a few words and the link to the author's own page, never the body.

use super::editions::{foreign, web_link};
use super::ids;
use crate::model::blog::Blog;
use crate::model::published::{OwnEntry, OwnFeed};
use crate::model::river::{RiverStory, Turn};
use crate::model::settings::Settings;
use crate::rules::matching::canonical::for_readers;
use crate::rules::pages::Place;
use crate::rules::pages::asked::Asked;

/// What a feed of stories is made from.
#[derive(Clone, Copy, Debug)]
pub struct Making<'a> {
    /// Title, address, language.
    pub settings: &'a Settings,
    /// The list, for the names of blogs.
    pub blogs: &'a [Blog],
    /// Where it will stand.
    pub place: &'a Place,
    /// For ids.
    pub publisher: &'a str,
    /// ".atom" or ".json".
    pub ending: &'static str,
}

/// The feed of a search, newest first; `has_more` older stories are there.
pub fn feed(making: Making<'_>, search: &Asked, stories: &[RiverStory], has_more: bool) -> OwnFeed {
    let site = &making.settings.site;
    let file = making.place.file_address(&site.url, &format!("stories{}", making.ending));
    let page = making.place.page_address(&site.url, "stories");
    let part = |turn| format!("{file}{}", search.written_with(turn));
    let newest = part(Turn::Newest);
    OwnFeed {
        id: ids::of_stories(making.publisher, &search.written()),
        title: format!("{} – {}", site.title, in_words(search)),
        subtitle: "The newest posts of the blogs on our list: a few words of each, and the link.".to_owned(),
        language: making.settings.edition.language.clone(),
        author: making.settings.mail.organisation.clone().unwrap_or_else(|| site.title.clone()),
        page: format!("{page}{}", search.written_with(Turn::Newest)),
        own: part(search.turn),
        first: (search.turn != Turn::Newest).then_some(newest),
        next: stories.last().filter(|_| has_more).map(|oldest| part(Turn::OlderThan(oldest.place))),
        entries: stories.iter().filter_map(|story| entry(making, story)).collect(),
    }
}

/// "stories: bins, Leeds, about design, from 2026-11-01"
fn in_words(search: &Asked) -> String {
    let parts =
        [("", &search.words), ("", &search.council), ("about ", &search.topic), ("from ", &search.from), ("to ", &search.to)];
    let said: Vec<String> =
        parts.iter().filter(|(_, value)| !value.is_empty()).map(|(before, value)| format!("{before}{value}")).collect();
    if said.is_empty() { "every story".to_owned() } else { format!("stories: {}", said.join(", ")) }
}

/// None where the link is none that a reader should follow.
fn entry(making: Making<'_>, story: &RiverStory) -> Option<OwnEntry> {
    let blog = making.blogs.iter().find(|blog| blog.id == story.blog);
    let credit = blog.map_or_else(|| story.blog.to_string(), Blog::credit);
    let became_news = story.place.eligible_at;
    let mut authors = story.authors.clone();
    authors.push(credit);
    Some(OwnEntry {
        id: ids::of_story(making.publisher, story.place.story),
        title: story.title.clone(),
        link: web_link(&for_readers(&story.link))?,
        published_at: story.dated_at.map_or(became_news, |dated| dated.min(became_news)),
        updated_at: story.edited_at.map_or(became_news, |edited| edited.max(became_news)),
        authors,
        language: foreign(story.language.as_deref(), &making.settings.edition.language),
        summary: Some(story.excerpt.clone()).filter(|excerpt| !excerpt.is_empty()),
        html: None,
        categories: story.categories.clone(),
    })
}
