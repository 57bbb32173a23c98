//! The public site's documents, one file a kind: what the service answers and `friday export` writes is made here, the same way.

mod api;
pub mod blogs;
mod editions;
mod feeds;
mod home;
mod map;
mod stories;
mod texts;
mod weeks;

pub use api::Answered;
pub use feeds::NEWEST;
pub use home::Home;
pub use weeks::RecentRiver;

use crate::model::Instant;
use crate::model::blog::Blog;
use crate::model::document::{Document, HTML};
use crate::model::settings::Settings;
use crate::rules::pages::{Pages, Place};
use crate::store::Store;
use anyhow::Context;
use minijinja::value::Value;

/// What all documents of the site are made from.
#[derive(Clone, Debug)]
pub struct Publication<'a> {
    /// The memory.
    pub store: &'a Store,
    /// Title, address, calendar.
    pub settings: &'a Settings,
    /// The list in force.
    pub blogs: &'a [Blog],
    /// The templates.
    pub pages: &'a Pages,
    /// Where the document will stand.
    pub place: Place,
    /// What "now" is on it.
    pub now: Instant,
}

impl Publication<'_> {
    /// A page of its own template.
    pub fn html(&self, template: &str, values: Value, changed_at: Option<Instant>) -> anyhow::Result<Document> {
        let body = self.pages.render(&self.place, template, values);
        let body = body.with_context(|| format!("the page template {template} does not work"))?;
        Ok(Document { media_type: HTML, body, changed_at })
    }
}
