//! The week as an editor reads it: the draft with all its stories, and the stars on them.

use super::approve::window_end;
use super::compose::{Almanac, Composed, compose};
use crate::model::Instant;
use crate::model::blog::Blog;
use crate::model::desk::Star;
use crate::model::settings::Settings;
use crate::store::Store;

/// The draft as it stands, with its stars.
#[derive(Clone, Debug)]
pub struct Week {
    /// Stories and words.
    pub composed: Composed,
    /// On stories that are in no edition.
    pub stars: Vec<Star>,
}

/// The week up to now; none where no draft is open, which the service puts right within seconds of its start.
pub async fn week(store: &Store, settings: &Settings, blogs: &[Blog], now: Instant) -> anyhow::Result<Option<Week>> {
    let almanac = Almanac::read(store).await?;
    let Some(draft) = almanac.diary(settings).draft().cloned() else { return Ok(None) };
    let closes_at = window_end(&draft, now);
    let composed = compose(store, settings, blogs, &almanac, &draft, closes_at).await?;
    Ok(Some(Week { composed, stars: store.stars().await? }))
}
