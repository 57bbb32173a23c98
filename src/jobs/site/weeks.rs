//! The river's pages among static files.

use super::Publication;
use crate::model::document::Document;
use crate::model::river::{RiverQuery, RiverStory};
use crate::rules::pages::river_weeks::{self, RiverView};
use crate::rules::publishing::weeks::{A_PAGE, Week, first_day, weeks};
use crate::rules::scheduling::midnight;
use minijinja::context;
use minijinja::value::{Serde, Value};

/// The stories of the last 90 days, newest first, and their weeks.
#[derive(Debug)]
pub struct RecentRiver {
    newest: Vec<RiverStory>,
    /// Newest first.
    pub weeks: Vec<Week>,
}

impl Publication<'_> {
    /// What the pages of weeks are made from.
    pub async fn recent_river(&self) -> anyhow::Result<RecentRiver> {
        let zone = self.settings.edition.calendar.zone;
        let from = midnight(zone, first_day(self.now.with_timezone(&zone).date_naive()));
        let all = self.store.river(RiverQuery { from: Some(from), limit: usize::MAX, ..RiverQuery::default() }).await?;
        Ok(RecentRiver { newest: all.iter().take(A_PAGE).cloned().collect(), weeks: weeks(&all, zone) })
    }

    /// The newest stories, and the way to all weeks.
    pub fn newest_stories(&self, river: &RecentRiver) -> anyhow::Result<Document> {
        self.river_page("stories", &river_weeks::newest(&river.newest, &river.weeks, self.shown()))
    }

    /// The page of one week.
    pub fn week_of_stories(&self, river: &RecentRiver, index: usize) -> anyhow::Result<Option<Document>> {
        let (Some(week), Some(view)) = (river.weeks.get(index), river_weeks::week(&river.weeks, index, self.shown())) else {
            return Ok(None);
        };
        self.river_page(&format!("stories/{}", week.name()), &view).map(Some)
    }

    fn river_page(&self, canonical: &str, view: &RiverView) -> anyhow::Result<Document> {
        self.html("web/out/river.html", context! { canonical, ..Value::from(Serde(view)) }, None)
    }
}
