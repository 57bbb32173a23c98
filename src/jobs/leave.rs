//! A reader leaves: by a page, by one click, or by mail. Who has left already has left.

use crate::io::tokens::{Keys, Purpose};
use crate::model::Instant;
use crate::rules::leaving;
use crate::store::Store;

/// What became of a request to leave.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Left {
    /// They are gone from the list, now or before.
    Done,
    /// The token is not one of ours.
    Unknown,
}

/// The subscriber whom a token names, if it is one of ours.
pub fn subscriber_of(keys: &Keys, token: &str) -> Option<i64> {
    let (subscriber, signature) = leaving::read_token(token)?;
    keys.verify(Purpose::Links, &leaving::signed_text(subscriber), signature).then_some(subscriber)
}

/// Leaves; `source` says which way.
pub async fn leave(store: &Store, keys: &Keys, token: &str, source: &str, now: Instant) -> anyhow::Result<Left> {
    let Some(subscriber) = subscriber_of(keys, token) else { return Ok(Left::Unknown) };
    let is_known = store.leave(subscriber, source.to_owned(), now).await?;
    Ok(if is_known { Left::Done } else { Left::Unknown })
}
