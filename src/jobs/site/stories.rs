//! The river's page, and the search in it.

use super::Publication;
use crate::model::document::Document;
use crate::model::river::{RiverStory, Turn};
use crate::rules::pages::asked::Asked;
use crate::rules::pages::river::{self, PAGE, Shown};
use minijinja::context;
use minijinja::value::Serde;

impl Publication<'_> {
    /// What was asked for, newest first.
    pub async fn stories(&self, asked: &Asked) -> anyhow::Result<Option<Document>> {
        let (asked, found) = self.found(asked).await?;
        let (stories, turns) = river::turned(&asked, found, &self.place.page("stories"));
        let is_first = asked.is_everything() && asked.turn == Turn::Newest;
        let values = context! {
            // Pages of a search, and older ones, are for people and not for search engines.
            canonical => is_first.then_some("stories"),
            here => "stories",
            form => Serde(river::form(&asked, self.blogs)),
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

    pub(super) fn shown(&self) -> Shown<'_> {
        Shown { settings: self.settings, blogs: self.blogs, place: &self.place }
    }
}
