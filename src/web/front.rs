//! What the first page says of the list as a whole; counted once a minute, because a million rows take a moment.

use super::Site;
use crate::jobs::compose::Almanac;
use crate::model::Instant;
use crate::model::edition::{Edition, EditionContent, EditionState, Item};
use crate::rules::composing::title::long_date;
use crate::rules::parsing::language;
use crate::rules::subscribing;
use chrono::TimeDelta;
use serde::Serialize;
use std::sync::PoisonError;

/// How long it is good for.
const FRESH: TimeDelta = TimeDelta::minutes(1);

/// The list as a whole.
#[derive(Clone, Debug, Default)]
pub struct Front {
    counted_at: Instant,
    /// Readers in words, once they are worth showing.
    pub readers: Option<String>,
    /// When the next edition comes, in words.
    pub next: Option<String>,
    /// The picks of the latest edition that was sent.
    pub latest: Option<Latest>,
}

/// An edition that readers have.
#[derive(Clone, Debug, Serialize)]
pub struct Latest {
    date: String,
    picks: Vec<Pick>,
}

#[derive(Clone, Debug, Serialize)]
struct Pick {
    title: String,
    link: String,
    /// The language of its words, where it is not the page's.
    lang: Option<String>,
    byline: String,
}

impl Site {
    /// As it was within the last minute. What cannot be counted is left out.
    pub(super) async fn front(&self) -> Front {
        let now = self.clock.now();
        let kept = self.front.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some(front) = kept.filter(|front| now - front.counted_at < FRESH && now >= front.counted_at) {
            return front;
        }
        let front = self.look(now).await.unwrap_or_else(|error| {
            tracing::warn!("the first page cannot say how the list is: {error:#}");
            Front { counted_at: now, ..Front::default() }
        });
        *self.front.lock().unwrap_or_else(PoisonError::into_inner) = Some(front.clone());
        front
    }

    async fn look(&self, now: Instant) -> anyhow::Result<Front> {
        let readers = subscribing::readers(self.store.active_count().await?);
        let almanac = Almanac::read(&self.store).await?;
        let diary = almanac.diary(&self.settings);
        let next = diary.draft().map_or_else(|| diary.first_period(now).date, |draft| draft.period.date);
        let is_out = |edition: &&Edition| matches!(edition.state, EditionState::Sent | EditionState::Sending);
        let latest = match almanac.editions.iter().find(is_out) {
            Some(edition) => self.store.content(edition.id).await?.map(|content| self.latest(&content)),
            None => None,
        };
        Ok(Front { counted_at: now, readers, next: Some(long_date(next)), latest })
    }

    fn latest(&self, content: &EditionContent) -> Latest {
        let own = language::primary(&self.settings.edition.language);
        let pick = |item: &Item| Pick {
            title: item.title.clone(),
            link: item.link.clone(),
            lang: item.language.clone().filter(|tag| language::primary(tag) != own),
            byline: item.byline.clone(),
        };
        Latest { date: long_date(content.date), picks: content.items.iter().map(pick).collect() }
    }
}
