//! The river's page, and the search in it.

use super::Publication;
use crate::model::document::Document;
use crate::model::river::{RiverQuery, RiverStory, Turn};
use crate::rules::pages::asked::Asked;
use crate::rules::pages::river::{self, PAGE, Shown};
use chrono::{Days, TimeDelta};
use minijinja::context;
use minijinja::value::Serde;

/// Days of the river among static files.
const KEPT: TimeDelta = TimeDelta::days(90);

/// Stories among static files at most: a page of more is no use to anybody.
const KEPT_STORIES: usize = 2000;

impl Publication<'_> {
    /// What was asked for, newest first; among static files, which nobody can ask, the last 90 days.
    pub async fn stories(&self, asked: &Asked) -> anyhow::Result<Option<Document>> {
        let page = self.place.page("stories");
        let (stories, turns) = if self.place.is_static() {
            (self.lately().await?, river::TurnView::default())
        } else {
            let found = self.found(asked).await?;
            river::turned(&found.0, found.1, &page)
        };
        let is_first = asked.is_everything() && asked.turn == Turn::Newest;
        let values = context! {
            // Pages of a search, and older ones, are for people and not for search engines.
            canonical => is_first.then_some("stories"),
            here => "stories",
            form => Serde(river::form(asked, self.blogs)),
            days => Serde(river::days(&stories, self.shown())),
            turns => Serde(turns),
        };
        self.html("web/stories.html", values, None).map(Some)
    }

    /// One story more than a page holds, where more follow. Fewer newer ones than a page holds are the first page.
    async fn found(&self, asked: &Asked) -> anyhow::Result<(Asked, Vec<RiverStory>)> {
        let zone = self.settings.edition.calendar.zone;
        let found = self.store.river(asked.query(self.blogs, zone, PAGE + 1)).await?;
        if matches!(asked.turn, Turn::NewerThan(_)) && found.len() <= PAGE {
            let newest = Asked { turn: Turn::Newest, ..asked.clone() };
            let found = self.store.river(newest.query(self.blogs, zone, PAGE + 1)).await?;
            return Ok((newest, found));
        }
        Ok((asked.clone(), found))
    }

    /// From the beginning of a day, so that a second export of the same day changes nothing.
    async fn lately(&self) -> anyhow::Result<Vec<RiverStory>> {
        let zone = self.settings.edition.calendar.zone;
        let day = (self.now - KEPT).with_timezone(&zone).date_naive();
        let from = crate::rules::scheduling::midnight(zone, day.checked_add_days(Days::new(1)).unwrap_or(day));
        Ok(self.store.river(RiverQuery { from: Some(from), limit: KEPT_STORIES, ..RiverQuery::default() }).await?)
    }

    pub(super) fn shown(&self) -> Shown<'_> {
        Shown { settings: self.settings, blogs: self.blogs, place: &self.place }
    }
}
