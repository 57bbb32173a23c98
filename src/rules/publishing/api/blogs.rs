//! The living list as the API tells it.

use super::editions::Naming;
use crate::model::Instant;
use crate::model::blog::{Blog, BlogHealth};
use crate::rules::listing::state::state;
use serde::Serialize;

/// One row, with how it is.
#[derive(Debug, Serialize)]
pub struct BlogFacts {
    id: String,
    name: String,
    council: Option<String>,
    about: Option<String>,
    url: String,
    site: Option<String>,
    feed: Option<String>,
    language: Option<String>,
    region: Option<String>,
    topics: Vec<String>,
    listed: bool,
    state: &'static str,
    last_read_at: Option<String>,
    last_post_at: Option<String>,
    next_read_at: Option<String>,
}

/// What is known about one blog.
pub fn facts(blog: &Blog, health: &BlogHealth, naming: Naming<'_>, now: Instant) -> BlogFacts {
    let when = |at: Option<Instant>| at.map(super::when);
    BlogFacts {
        id: blog.id.to_string(),
        name: blog.name.clone(),
        council: blog.council.clone(),
        about: blog.about.clone(),
        url: naming.place.page_address(&naming.settings.site.url, &format!("blogs/{}", blog.id)),
        site: blog.site.as_ref().map(ToString::to_string),
        feed: blog.feed.as_ref().map(ToString::to_string).or_else(|| health.feed.clone()),
        language: blog.language.clone(),
        region: blog.region.clone(),
        topics: blog.topics.clone(),
        listed: blog.listed,
        state: state(blog, health, now).state.word(),
        last_read_at: when(health.last_success_at),
        last_post_at: when(health.newest_post_at),
        next_read_at: when(health.next_read_at.filter(|_| blog.readable())),
    }
}
