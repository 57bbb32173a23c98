//! Forgets what has had its time.

use crate::model::Instant;
use crate::store::Store;
use chrono::TimeDelta;

/// Held posts that nobody released are settled as old after this.
const HELD: TimeDelta = TimeDelta::days(14);

/// Bodies serve matching and search, and are kept this long.
const BODIES: TimeDelta = TimeDelta::days(365);

/// Reports of mail that came back are kept this long.
const RETURNS: TimeDelta = TimeDelta::days(180);

/// Sweeps; says what a person should know.
pub async fn sweep(store: &Store, now: Instant) -> anyhow::Result<Vec<String>> {
    let settled = store.settle_forgotten(now - HELD).await?;
    store.forget_bodies(now - BODIES).await?;
    store.forget_returns(now - RETURNS).await?;
    let said = (settled > 0).then(|| format!("{settled} held posts were settled as old: nobody released them in 14 days."));
    Ok(said.into_iter().collect())
}
