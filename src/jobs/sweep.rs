//! Forgets what has had its time.

use crate::model::Instant;
use crate::store::Store;
use chrono::TimeDelta;

/// Held posts that nobody released are settled as old after this.
const HELD: TimeDelta = TimeDelta::days(14);

/// Bodies serve matching and search, and are kept this long.
const BODIES: TimeDelta = TimeDelta::days(365);

/// Who left can change their mind for so long; then the address goes and a mark stays.
const LEFT: TimeDelta = TimeDelta::days(28);

/// A mailbox that is gone may be a mistake that its reader asks about, for so long; then the address goes and a mark stays.
const BOUNCED: TimeDelta = TimeDelta::days(180);

/// What servers said about a mail helps to find out why it did not arrive, for so long.
const REPLIES: TimeDelta = TimeDelta::days(90);

/// Who was mailed when is kept so long after a mailing ended; its sums stay.
const LEDGER: TimeDelta = TimeDelta::days(400);

/// Reports of mail that came back are kept this long.
const RETURNS: TimeDelta = TimeDelta::days(180);
/// The marks of network addresses in the evidence serve against abuse alone, and are kept this long.
const VISITORS: TimeDelta = TimeDelta::days(90);

/// Suggestions, and requests not to be read, are kept this long: what they led to stands in the list and the desk's log.
const WISHES: TimeDelta = TimeDelta::days(180);
/// Links that signed an editor in, and sessions at the desk, are kept this long after their end.
const SIGN_INS: TimeDelta = TimeDelta::days(30);
/// Slices of the river taken in with each pass, after many new blogs or in a file that is older than the river: some 10,000
/// stories in a few seconds.
const SLICES: usize = 20;

/// Sweeps; says what a person should know.
pub async fn sweep(store: &Store, now: Instant) -> anyhow::Result<Vec<String>> {
    let settled = store.settle_forgotten(now - HELD).await?;
    store.forget_bodies(now - BODIES).await?;
    store.erase_long_left(now - LEFT, now).await?;
    store.erase_long_bounced(now - BOUNCED, now).await?;
    store.forget_replies(now - REPLIES, now).await?;
    store.count_old_rows(now - LEDGER, now).await?;
    store.forget_returns(now - RETURNS).await?;
    store.forget_requests(now).await?;
    store.forget_visitors(now - VISITORS).await?;
    store.forget_wishes(now - WISHES).await?;
    store.forget_sign_ins(now - SIGN_INS).await?;
    for _ in 0..SLICES {
        if !store.fill_river().await? {
            break;
        }
    }
    let said = (settled > 0).then(|| format!("{settled} held posts were settled as old: nobody released them in 14 days."));
    Ok(said.into_iter().collect())
}
