//! What the first page says; made once a minute, because a million readers take a moment to count.

use super::Site;
use crate::jobs::site::Home;
use crate::model::Instant;
use chrono::TimeDelta;
use std::sync::PoisonError;

/// How long it is good for.
const FRESH: TimeDelta = TimeDelta::minutes(1);

/// The first page without its form, as it was made last.
#[derive(Clone, Debug)]
pub struct Front {
    made_at: Instant,
    home: Home,
}

impl Site {
    /// As it was within the last minute. Where it cannot be made, the form is shown alone.
    pub(super) async fn front(&self) -> Option<Home> {
        let now = self.clock.now();
        let kept = self.front.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some(front) = kept.filter(|front| now - front.made_at < FRESH && now >= front.made_at) {
            return Some(front.home);
        }
        let blogs = self.blogs();
        match self.publication(&blogs).front().await {
            Ok(home) => {
                *self.front.lock().unwrap_or_else(PoisonError::into_inner) = Some(Front { made_at: now, home: home.clone() });
                Some(home)
            }
            Err(error) => {
                tracing::warn!("the first page cannot say what is new: {error:#}");
                None
            }
        }
    }
}
