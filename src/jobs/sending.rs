//! The hand-over: several connections, each taking a claimed row, marking it, giving it away and recording the end.

mod pace;
mod rows;
mod watch;

pub use watch::Stopped;

use super::copies::Press;
use crate::io::clock::Clock;
use crate::io::mailer::{Letter, Session};
use crate::io::tokens;
use crate::model::Instant;
use crate::model::delivery::{ClaimedDelivery, Ending, Mark, SendOutcome};
use crate::rules::mailing;
use crate::rules::mailing::replies::{self, Meaning};
use crate::store::{Store, StoreError};
use pace::Pace;
use rows::Rows;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use tokio::task::{JoinHandle, JoinSet};
use watch::Watch;

/// How often an outcome is offered to a database that is busy, five seconds each: ten minutes, as long as a final dot may take.
const BUSY_TRIES: u32 = 120;

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
        watch: Arc::new(Watch::new(&before, settings.connections)),
        sending,
    };
    let failure = run_connections(&shared).await;
    if shared.rows.give_back().await? {
        shared.watch.nobody_took_them();
    }
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

/// One connection: rows one after another. What was read from the server is written down however it ends.
async fn connection(shared: Shared) -> anyhow::Result<()> {
    let mut line = Line { session: None, recording: None };
    let end = line.work(&shared).await;
    let written = match line.recording.take() {
        Some(last) => last.await.map_err(anyhow::Error::from).and_then(|result| result.map_err(Into::into)),
        None => Ok(()),
    };
    line.hang_up().await;
    end.and(written)
}

/// A connection and what is on its way to the disk.
struct Line {
    session: Option<Session>,
    recording: Option<JoinHandle<Result<(), StoreError>>>,
}

impl Line {
    async fn work(&mut self, shared: &Shared) -> anyhow::Result<()> {
        let sending = &shared.sending;
        while !sending.stop.load(Ordering::SeqCst) && !shared.watch.is_over() {
            let Some(row) = shared.rows.next(&shared.watch).await? else { break };
            shared.pace.wait().await;
            if self.session.as_ref().is_some_and(|open| !open.is_usable()) {
                self.hang_up().await;
            }
            let Some(outcome) = attempt(shared, &mut self.session, &row).await? else { continue };
            let now = sending.clock.now();
            let meaning = shared.watch.meaning(&outcome, row.attempt);
            // A server that takes fewer connections than we would open is used with those it takes.
            if meaning == Meaning::Blocked && shared.watch.leave_to_others(&outcome) {
                shared.rows.put_back(row).await;
                return Ok(());
            }
            let ending = replies::ending(&outcome, meaning, row.attempt, now);
            // On its way to the disk at once; it shares its fsync with the next mark.
            let written = tokio::spawn(write_down(sending.store.clone(), row.id, sending.epoch, ending, now));
            if let Some(before) = self.recording.replace(written) {
                before.await??;
            }
            shared.watch.note(&sending.store, &row.address, (&outcome, meaning), now).await?;
        }
        shared.watch.leave();
        Ok(())
    }

    async fn hang_up(&mut self) {
        if let Some(open) = self.session.take() {
            open.close().await;
        }
    }
}

/// What a server said is not lost because another program writes for a while: an import may take a minute.
async fn write_down(store: Store, row: i64, epoch: i64, ending: Ending, now: Instant) -> Result<(), StoreError> {
    for _ in 0..BUSY_TRIES {
        match store.record(row, epoch, ending.clone(), now).await {
            Err(StoreError::Busy) => {}
            ended => return ended,
        }
    }
    store.record(row, epoch, ending, now).await
}

/// A row's letter. One that is signed slowly is made where it keeps no connection waiting for its turn.
async fn letter(press: &Arc<Press>, row: &ClaimedDelivery) -> anyhow::Result<Letter> {
    let make = |press: &Press, row: &ClaimedDelivery| press.letter(&row.address, row.subscriber_id, row.choice, &row.message_id);
    if !press.is_slow() {
        return make(press, row);
    }
    let (press, row) = (press.clone(), row.clone());
    tokio::task::spawn_blocking(move || make(&press, &row)).await?
}

/// One row, from connection to reply; `None` when it was not to be sent after all.
async fn attempt(shared: &Shared, session: &mut Option<Session>, row: &ClaimedDelivery) -> anyhow::Result<Option<SendOutcome>> {
    let sending = &shared.sending;
    let press = &sending.press;
    let letter = letter(press, row).await?;
    if session.is_none() {
        match Session::open(&press.settings.mail.transport, &mailing::hello_name(&press.settings)).await {
            Ok(open) => *session = Some(open),
            Err(obstacle) => return Ok(Some(SendOutcome::Blocked(obstacle))),
        }
    }
    let Some(open) = session.as_mut() else { return Ok(None) };
    let print = tokens::digest(&letter.bytes);
    let mark = || async {
        let marked = sending.store.mark_handed(row, sending.epoch, print, sending.clock.now()).await?;
        Ok(marked == Mark::Handed)
    };
    let outcome = open.send(&letter, mark).await?;
    Ok(outcome.map(|outcome| replies::masked(outcome, &row.address)))
}
