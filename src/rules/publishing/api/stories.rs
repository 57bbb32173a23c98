//! Stories as the API tells them.

use super::editions::Naming;
use crate::model::blog::{Blog, BlogId};
use crate::model::edition::NamedLink;
use crate::model::river::{Elsewhere, RiverStory};
use crate::rules::matching::canonical::for_readers;
use crate::rules::publishing::editions::web_link;
use crate::rules::publishing::ids;
use serde::Serialize;

/// One story: never its body.
#[derive(Debug, Serialize)]
pub struct StoryFacts {
    id: String,
    title: String,
    link: String,
    excerpt: String,
    language: Option<String>,
    blog: String,
    blog_name: String,
    council: Option<String>,
    authors: Vec<String>,
    categories: Vec<String>,
    dated_at: Option<String>,
    news_at: String,
    edited_at: Option<String>,
    also_at: Vec<NamedLink>,
    edition: Option<MentionFacts>,
}

#[derive(Debug, Serialize)]
struct MentionFacts {
    date: String,
    is_pick: bool,
}

/// What is known about a story; none where its link is none that a reader should follow.
pub fn facts(story: &RiverStory, blogs: &[Blog], naming: Naming<'_>) -> Option<StoryFacts> {
    let find = |id: &BlogId| blogs.iter().find(|blog| blog.id == *id);
    let name = |id: &BlogId| find(id).map_or_else(|| id.to_string(), |blog| blog.name.clone());
    let elsewhere = |one: &Elsewhere| Some(NamedLink { name: name(&one.blog), link: web_link(&for_readers(&one.link))? });
    Some(StoryFacts {
        id: ids::of_story(naming.publisher, story.place.story),
        title: story.title.clone(),
        link: web_link(&for_readers(&story.link))?,
        excerpt: story.excerpt.clone(),
        language: story.language.clone(),
        blog: story.blog.to_string(),
        blog_name: name(&story.blog),
        council: find(&story.blog).and_then(|blog| blog.council.clone()),
        authors: story.authors.clone(),
        categories: story.categories.clone(),
        dated_at: story.dated_at.map(super::when),
        news_at: super::when(story.place.eligible_at),
        edited_at: story.edited_at.map(super::when),
        also_at: story.also.iter().filter_map(elsewhere).collect(),
        edition: story.edition.map(|one| MentionFacts { date: one.date.to_string(), is_pick: one.is_pick }),
    })
}
