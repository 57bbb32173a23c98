//! A subscriber looks after their own subscription, by the link that only their mailbox was sent.

use super::subscribe::{Desk, visitor_mark};
use crate::io::tokens::{Keys, Purpose};
use crate::model::subscriber::{Choice, Subscriber};
use crate::rules::tokens;
use crate::store::Store;
use std::net::IpAddr;

/// What somebody does on their page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// Gets something else from now on.
    Choose(Choice),
    /// Takes a break.
    Pause,
    /// Ends it.
    Resume,
    /// Is forgotten.
    Forget,
}

/// The subscriber whose page a token opens; `None` when it is not ours, or was sent to an address they no longer have.
pub async fn subscriber_of(store: &Store, keys: &Keys, token: &str) -> anyhow::Result<Option<Subscriber>> {
    let Some((id, signature)) = tokens::read(token) else { return Ok(None) };
    let Some(subscriber) = store.subscriber(id).await? else { return Ok(None) };
    let Some(address) = &subscriber.address else { return Ok(None) };
    let is_ours = keys.verify(Purpose::Manage, &tokens::manage_text(id, address), signature);
    Ok(is_ours.then_some(subscriber))
}

/// Does it; the evidence says from where.
pub async fn change(desk: &Desk<'_>, subscriber: i64, change: Change, visitor: IpAddr) -> anyhow::Result<()> {
    let Desk { store, keys, now, .. } = *desk;
    let mark = Some(visitor_mark(keys, visitor));
    match change {
        Change::Choose(choice) => store.choose(subscriber, choice, mark, now).await?,
        Change::Pause => store.take_break(subscriber, true, mark, now).await?,
        Change::Resume => store.take_break(subscriber, false, mark, now).await?,
        Change::Forget => store.erase_by_reader(subscriber, now).await?,
    }
    Ok(())
}
