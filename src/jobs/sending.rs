//! The hand-over: several connections, each taking a claimed row, marking it, giving it away and recording the end.

mod pace;
mod rows;
mod watch;

pub use watch::Stopped;

use super::copies::Press;
use crate::io::clock::Clock;
use crate::io::mailer::Session;
use crate::io::tokens;
use crate::model::delivery::{ClaimedDelivery, DeliveryState, Mark, SendOutcome};
use crate::rules::mailing::{self, replies};
use crate::store::{Store, StoreError};
use pace::Pace;
use rows::Rows;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use tokio::task::{JoinHandle, JoinSet};
use watch::Watch;

/// What every connection of one mailing shares.
#[derive(Clone, Debug)]
pub struct Sending {
    pub store: Store,
    pub clock: Clock,
    pub mailing: i64,
    pub epoch: i64,
    pub press: Arc<Press>,
    pub stop: Arc<AtomicBool>,
}

/// What a sending came to.
#[derive(Debug, Default)]
pub struct Sent {
    /// Why it ended before its last row, if it did.
    pub stopped: Option<Stopped>,
    /// What the operator should know.
    pub notices: Vec<String>,
}

/// The parts that belong to this one hand-over.
#[derive(Clone)]
struct Shared {
    sending: Sending,
    rows: Arc<Rows>,
    pace: Arc<Pace>,
    watch: Arc<Watch>,
}

/// Hands over every row that is due.
pub async fn hand_over(sending: Sending) -> anyhow::Result<Sent> {
    let settings = &sending.press.settings.mail;
    let Sending { store, clock, mailing, epoch, .. } = sending.clone();
    let before = store.ledger(mailing).await?;
    let shared = Shared {
        rows: Arc::new(Rows::new(store.clone(), clock, mailing, epoch, settings.connections)),
        pace: Arc::new(Pace::new(settings.max_per_second)),
        watch: Arc::new(Watch::new(before.of(DeliveryState::Accepted))),
        sending,
    };
    let failure = run_connections(&shared).await;
    shared.rows.give_back().await?;
    if let Some(error) = failure {
        return Err(error);
    }
    let (stopped, notices) = shared.watch.end(before.recipients);
    if let Some(Stopped::Paused { because, forgive }) = &stopped {
        store.pause(mailing, because.clone(), *forgive, clock.now()).await?;
    }
    Ok(Sent { stopped, notices })
}

/// Runs the connections to their ends; the answer is the first failure of our own.
async fn run_connections(shared: &Shared) -> Option<anyhow::Error> {
    let mut connections = JoinSet::new();
    for _ in 0..shared.sending.press.settings.mail.connections {
        connections.spawn(connection(shared.clone()));
    }
    let mut failure = None;
    while let Some(ended) = connections.join_next().await {
        let result = ended.unwrap_or_else(|error| Err(anyhow::anyhow!("a sender ended unexpectedly ({error})")));
        if let Err(error) = result {
            shared.watch.fail();
            failure.get_or_insert(error);
        }
    }
    failure
}

async fn connection(shared: Shared) -> anyhow::Result<()> {
    let sending = &shared.sending;
    let mut session: Option<Session> = None;
    let mut recording: Option<JoinHandle<Result<(), StoreError>>> = None;
    while !sending.stop.load(Ordering::SeqCst) && !shared.watch.is_over() {
        let Some(row) = shared.rows.next().await? else { break };
        shared.pace.wait().await;
        if session.as_ref().is_some_and(|open| !open.is_usable())
            && let Some(worn) = session.take()
        {
            worn.close().await;
        }
        let Some(outcome) = attempt(sending, &mut session, &row).await? else { continue };
        let now = sending.clock.now();
        let ending = replies::ending(&outcome, row.attempt, now);
        // On its way to the disk at once; it shares its fsync with the next mark.
        let (store, epoch) = (sending.store.clone(), sending.epoch);
        let written = tokio::spawn(async move { store.record(row.id, epoch, ending, now).await });
        shared.watch.note(&sending.store, &row.address, &outcome, now).await?;
        if let Some(before) = recording.replace(written) {
            before.await??;
        }
    }
    if let Some(last) = recording {
        last.await??;
    }
    if let Some(open) = session {
        open.close().await;
    }
    Ok(())
}

/// One row, from connection to reply; `None` when it was not to be sent after all.
async fn attempt(sending: &Sending, session: &mut Option<Session>, row: &ClaimedDelivery) -> anyhow::Result<Option<SendOutcome>> {
    let press = &sending.press;
    let letter = press.letter(&row.address, row.subscriber_id, row.choice, &row.message_id)?;
    if session.is_none() {
        match Session::open(&press.settings.mail.transport, &mailing::hello_name(&press.settings)).await {
            Ok(open) => *session = Some(open),
            Err(obstacle) => return Ok(Some(SendOutcome::Blocked(obstacle))),
        }
    }
    let Some(open) = session.as_mut() else { return Ok(None) };
    let print = tokens::digest(&letter.bytes);
    let mark = || async {
        let marked = sending.store.mark_handed(row.id, sending.epoch, print, sending.clock.now()).await?;
        Ok(marked == Mark::Handed)
    };
    let outcome = open.send(&letter, mark).await?;
    Ok(outcome.map(|outcome| replies::masked(outcome, &row.address)))
}
