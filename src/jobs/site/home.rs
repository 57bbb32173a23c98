//! The first page: the newest edition as a front page, what came in since, and which edition comes next.

use super::Publication;
use crate::jobs::compose::Almanac;
use crate::model::document::Document;
use crate::model::river::RiverQuery;
use crate::rules::composing::title::long_date;
use crate::rules::pages::home::calendar_news;
use crate::rules::pages::river::{StoryView, stories};
use crate::rules::rendering::{self, EditionView};
use crate::rules::subscribing;
use minijinja::context;
use minijinja::value::{Serde, Value};
use serde::Serialize;

/// Stories told as "just in".
const NEWEST: usize = 6;

/// What the first page says, without its form.
#[derive(Clone, Debug)]
pub struct Home {
    values: Value,
    /// When the next edition comes, in words.
    pub next: String,
}

/// The newest edition that is out.
#[derive(Debug, Serialize)]
struct Latest {
    page: String,
    edition: EditionView,
}

impl Home {
    /// For the template.
    pub fn values(&self) -> Value {
        self.values.clone()
    }
}

impl Publication<'_> {
    /// What the first page says; the service adds its form.
    pub async fn front(&self) -> anyhow::Result<Home> {
        let almanac = Almanac::recent(self.store).await?;
        let diary = almanac.diary(self.settings);
        let next = diary.draft().map_or_else(|| diary.first_period(self.now), |draft| draft.period);
        let published = self.store.latest_published().await?;
        let latest = match &published {
            Some(published) => self.store.content(published.id).await?.map(|content| Latest {
                page: self.place.page(&format!("editions/{}", published.date)),
                edition: rendering::page(&content, self.settings),
            }),
            None => None,
        };
        let values = context! {
            canonical => "",
            lede => subscribing::lede(self.settings),
            readers => subscribing::readers(self.store.active_count().await?),
            next => long_date(next.date),
            news => calendar_news(&self.settings.edition.calendar, &almanac.editions, next),
            latest => latest.map(Serde),
            newest => Serde(self.newest().await?),
        };
        Ok(Home { values, next: long_date(next.date) })
    }

    async fn newest(&self) -> anyhow::Result<Vec<StoryView>> {
        let found = self.store.river(RiverQuery { limit: NEWEST, ..RiverQuery::default() }).await?;
        Ok(stories(&found, self.shown()))
    }

    /// The first page among static files.
    pub async fn home(&self) -> anyhow::Result<Option<Document>> {
        let home = self.front().await?;
        self.html("web/home.html", home.values(), None).map(Some)
    }
}
