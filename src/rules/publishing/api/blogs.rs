//! The living list as the API tells it.

use super::editions::Naming;
use crate::model::Instant;
use crate::model::blog::{Blog, BlogHealth};
use crate::model::web_address::WebAddress;
use crate::rules::listing::state::state;
use crate::rules::pages::blogs::is_forgotten;
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

/// What is known about one blog; of one whose makers asked not to be read no more than its name, as on its page.
pub fn facts(blog: &Blog, health: &BlogHealth, naming: Naming<'_>, now: Instant) -> BlogFacts {
    let is_shown = !is_forgotten(blog);
    let when = |at: Option<Instant>| at.filter(|_| is_shown).map(super::when);
    let shown = |text: &Option<String>| text.clone().filter(|_| is_shown);
    let address = |address: &Option<WebAddress>| address.as_ref().filter(|_| is_shown).map(ToString::to_string);
    BlogFacts {
        id: blog.id.to_string(),
        name: blog.name.clone(),
        council: blog.council.clone(),
        about: shown(&blog.about),
        url: naming.place.page_address(&naming.settings.site.url, &format!("blogs/{}", blog.id)),
        site: address(&blog.site),
        feed: address(&blog.feed).or_else(|| shown(&health.feed)),
        language: shown(&blog.language),
        region: shown(&blog.region),
        topics: blog.topics.iter().filter(|_| is_shown).cloned().collect(),
        listed: blog.listed,
        state: state(blog, health, now).state.word(),
        last_read_at: when(health.last_success_at),
        last_post_at: when(health.newest_post_at),
        next_read_at: when(health.next_read_at.filter(|_| blog.readable())),
    }
}
