//! What the API answers.

use super::Publication;
use crate::model::Instant;
use crate::model::blog::BlogId;
use crate::model::document::{Document, JSON};
use crate::model::published::PublishedEdition;
use crate::model::river::RiverStory;
use crate::rules::pages::asked::Asked;
use crate::rules::publishing::api::editions::Naming;
use crate::rules::publishing::api::parameters::Parameters;
use crate::rules::publishing::api::{self, Part, Problem};
use chrono::NaiveDate;
use serde::Serialize;

/// A document, or what is wrong with the question.
pub type Answered = anyhow::Result<Result<Document, Problem>>;

impl Publication<'_> {
    /// `/api`
    pub fn api_page(&self) -> anyhow::Result<Option<Document>> {
        self.html("web/out/api.html", minijinja::context! { canonical => "api" }, None).map(Some)
    }

    /// Editions, newest first.
    pub async fn api_editions(&self, query: &str) -> Answered {
        let read = || {
            let asked = Parameters::read(query, &["cursor", "limit"])?;
            Ok((asked.date("cursor")?, asked.limit()?, asked))
        };
        let (before, limit, asked) = match read() {
            Ok(asked) => asked,
            Err(problem) => return Ok(Err(problem)),
        };
        let one_more = u32::try_from(limit + 1).unwrap_or(u32::MAX);
        let mut found = self.store.published_dates_before(before, one_more).await?;
        let has_more = found.len() > limit;
        found.truncate(limit);
        let next = found.last().filter(|_| has_more).map(|oldest| self.next("editions", &asked.next(&oldest.date.to_string())));
        let publisher = self.publisher().await?;
        let items = found.iter().map(|edition| api::editions::line(edition, self.naming(&publisher))).collect();
        json(&Part { items, next }, found.iter().map(|edition| edition.changed_at).max()).map(Ok)
    }

    /// The edition of a date.
    pub async fn api_edition(&self, date: &str, query: &str) -> Answered {
        if let Err(problem) = Parameters::read(query, &[]) {
            return Ok(Err(problem));
        }
        let Ok(date) = date.parse::<NaiveDate>() else {
            let detail = "The date in this address is none; write year, month and day.".to_owned();
            return Ok(Err(Problem::parameter("date", detail, "2026-11-20")));
        };
        let Some(edition) = self.store.published_edition(date).await? else {
            return Ok(Err(Problem::missing("There is no edition of this date; /api/v1/editions lists all.")));
        };
        let publisher = self.publisher().await?;
        let facts = api::editions::whole(&edition, self.naming(&publisher));
        json(&facts, Some(PublishedEdition::changed_at(&edition))).map(Ok)
    }

    /// Stories, newest first.
    pub async fn api_stories(&self, query: &str) -> Answered {
        let (search, limit, asked) = match stories_asked(query) {
            Ok(asked) => asked,
            Err(problem) => return Ok(Err(problem)),
        };
        let mut found = self.river(&search, limit + 1).await?;
        let has_more = found.len() > limit;
        found.truncate(limit);
        let next = found.last().filter(|_| has_more).map(|oldest| self.next("stories", &asked.next(&oldest.place.to_string())));
        let publisher = self.publisher().await?;
        let facts = |story: &RiverStory| api::stories::facts(story, self.blogs, self.naming(&publisher));
        let items: Vec<_> = found.iter().filter_map(facts).collect();
        json(&Part { items, next }, changed_at(&found)).map(Ok)
    }

    /// The list, in the order of ids.
    pub async fn api_blogs(&self, query: &str) -> Answered {
        let read = || {
            let asked = Parameters::read(query, &["cursor", "limit"])?;
            Ok((asked.blog()?, asked.limit()?, asked))
        };
        let (after, limit, asked) = match read() {
            Ok(asked) => asked,
            Err(problem) => return Ok(Err(problem)),
        };
        let mut blogs: Vec<_> = self.blogs.iter().filter(|blog| after.as_ref().is_none_or(|after| blog.id > *after)).collect();
        blogs.sort_by(|one, other| one.id.cmp(&other.id));
        let has_more = blogs.len() > limit;
        blogs.truncate(limit);
        let next = blogs.last().filter(|_| has_more).map(|last| self.next("blogs", &asked.next(last.id.as_str())));
        let healths = self.store.healths().await?;
        let health = |id: &BlogId| healths.get(id).cloned().unwrap_or_default();
        let items = blogs.iter().map(|blog| api::blogs::facts(blog, &health(&blog.id), self.naming(""), self.now)).collect();
        json(&Part { items, next }, None).map(Ok)
    }

    /// One row of it.
    pub async fn api_blog(&self, id: &str, query: &str) -> Answered {
        if let Err(problem) = Parameters::read(query, &[]) {
            return Ok(Err(problem));
        }
        let Some(blog) = self.blogs.iter().find(|blog| blog.id.as_str() == id) else {
            return Ok(Err(Problem::missing("There is no blog with this id on the list; /api/v1/blogs lists all.")));
        };
        let health = self.store.health(blog.id.clone()).await?.unwrap_or_default();
        json(&api::blogs::facts(blog, &health, self.naming(""), self.now), None).map(Ok)
    }

    /// The stories that fit, newest first, at most so many.
    pub(super) async fn river(&self, search: &Asked, limit: usize) -> anyhow::Result<Vec<RiverStory>> {
        let zone = self.settings.edition.calendar.zone;
        Ok(self.store.river(search.query(self.blogs, zone, limit)).await?)
    }

    fn naming<'a>(&'a self, publisher: &'a str) -> Naming<'a> {
        Naming { settings: self.settings, place: &self.place, publisher }
    }

    fn next(&self, list: &str, query: &str) -> String {
        format!("{}?{query}", self.place.file_address(&self.settings.site.url, &format!("api/v1/{list}")))
    }
}

fn stories_asked(query: &str) -> Result<(Asked, usize, Parameters), Problem> {
    let parameters = Parameters::read(query, &["q", "council", "topic", "from", "to", "cursor", "limit"])?;
    Ok((parameters.search()?, parameters.limit()?, parameters))
}

/// When the newest change among these stories was.
fn changed_at(stories: &[RiverStory]) -> Option<Instant> {
    stories.iter().map(|story| story.edited_at.map_or(story.place.eligible_at, |at| at.max(story.place.eligible_at))).max()
}

fn json(value: &impl Serialize, changed_at: Option<Instant>) -> anyhow::Result<Document> {
    Ok(Document { media_type: JSON, body: format!("{}\n", serde_json::to_string(value)?), changed_at })
}
