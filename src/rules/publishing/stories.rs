//! Stories of the river as entries of a feed: title, a few words and the link to the author's own page, never the body.

use super::editions::{foreign, web_link};
use super::ids;
use super::search::StoryQuery;
use crate::model::blog::Blog;
use crate::model::published::{OwnEntry, OwnFeed};
use crate::model::river::{RiverPlace, RiverStory};
use crate::model::settings::Settings;
use crate::rules::matching::canonical::for_readers;
use crate::rules::pages::Place;

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
pub fn feed(making: Making<'_>, query: &StoryQuery, stories: &[RiverStory], turn: (Option<RiverPlace>, bool)) -> OwnFeed {
    let (before, has_more) = turn;
    let site = &making.settings.site;
    let search = query.address();
    let file = making.place.file_address(&site.url, &format!("stories{}", making.ending));
    let title = query.in_words().map_or_else(|| "every story".to_owned(), |words| format!("stories: {words}"));
    let page = making.place.page_address(&site.url, "stories");
    OwnFeed {
        id: ids::of_stories(making.publisher, &search),
        title: format!("{} – {title}", site.title),
        subtitle: "The newest posts of the blogs on our list: a few words of each, and the link.".to_owned(),
        language: making.settings.edition.language.clone(),
        author: making.settings.mail.organisation.clone().unwrap_or_else(|| site.title.clone()),
        page: with(&page, &search, None),
        own: with(&file, &search, before),
        first: before.map(|_| with(&file, &search, None)),
        next: stories.last().filter(|_| has_more).map(|oldest| with(&file, &search, Some(oldest.place))),
        entries: stories.iter().filter_map(|story| entry(making, story)).collect(),
    }
}

/// An address with its query.
fn with(address: &str, search: &str, before: Option<RiverPlace>) -> String {
    let place = before.map(|place| format!("before={place}")).unwrap_or_default();
    let parts: Vec<&str> = [search, &place].into_iter().filter(|part| !part.is_empty()).collect();
    if parts.is_empty() { address.to_owned() } else { format!("{address}?{}", parts.join("&")) }
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
