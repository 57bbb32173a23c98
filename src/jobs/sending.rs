//! The hand-over: several connections, each claiming one row, marking it, giving it away and recording the end.

use super::copies::Press;
use crate::io::clock::Clock;
use crate::io::mailer::Session;
use crate::model::delivery::{ClaimedDelivery, DeliveryState, Obstacle, SendOutcome};
use crate::rules::mailing;
use crate::store::Store;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use tokio::sync::Mutex;
use tokio::task::JoinSet;
use tokio::time::Instant;

/// What every worker of one edition shares.
#[derive(Clone, Debug)]
pub struct Sending {
    pub store: Store,
    pub clock: Clock,
    pub edition: i64,
    pub epoch: i64,
    pub press: Arc<Press>,
    pub stop: Arc<AtomicBool>,
}

/// Why the workers of one hand-over stop early: each tells the others.
#[derive(Debug, Default)]
struct Halt {
    failed: AtomicBool,
    blocked: Mutex<Option<String>>,
}

/// Lets messages start no faster than `[mail] max_per_second`.
#[derive(Debug)]
struct Pace {
    gap: Duration,
    next: Mutex<Option<Instant>>,
}

/// Hands over every row that is due; the answer is why it stopped early, if it did.
pub async fn hand_over(sending: Sending) -> anyhow::Result<Option<String>> {
    let settings = &sending.press.settings.mail;
    let gap = settings.max_per_second.map_or(Duration::ZERO, |rate| Duration::from_secs(1) / rate);
    let pace = Arc::new(Pace { gap, next: Mutex::new(None) });
    let halt: Arc<Halt> = Arc::default();
    let mut workers = JoinSet::new();
    for _ in 0..settings.connections {
        workers.spawn(work(sending.clone(), pace.clone(), halt.clone()));
    }
    let mut first_error = None;
    while let Some(ended) = workers.join_next().await {
        let result = ended.unwrap_or_else(|error| Err(anyhow::anyhow!("a sender ended unexpectedly ({error})")));
        if let Err(error) = result {
            halt.failed.store(true, Ordering::SeqCst);
            first_error.get_or_insert(error);
        }
    }
    match first_error {
        Some(error) => Err(error),
        None => Ok(halt.blocked.lock().await.take()),
    }
}

async fn work(sending: Sending, pace: Arc<Pace>, halt: Arc<Halt>) -> anyhow::Result<()> {
    let mut session: Option<Session> = None;
    while !sending.stop.load(Ordering::SeqCst) && !halt.failed.load(Ordering::SeqCst) && halt.blocked.lock().await.is_none() {
        let Some(row) = sending.store.claim(sending.edition, sending.epoch, sending.clock.now()).await? else { break };
        pace.wait().await;
        if session.as_ref().is_some_and(|open| !open.is_usable())
            && let Some(worn) = session.take()
        {
            worn.close().await;
        }
        let outcome = attempt(&sending, &mut session, &row).await?;
        let Some(outcome) = outcome else { continue };
        let outcome = judged(&sending, outcome).await?;
        if let SendOutcome::Blocked(obstacle) = &outcome {
            halt.blocked.lock().await.get_or_insert(obstacle.why.clone());
        }
        let now = sending.clock.now();
        let next_at = match &outcome {
            // An uncertain one waits too: the server may still be finishing what the lost connection began.
            SendOutcome::Deferred(_) | SendOutcome::Uncertain(_) => mailing::next_attempt(row.attempt, now),
            SendOutcome::Accepted(_) | SendOutcome::Refused(_) | SendOutcome::Blocked(_) => now,
        };
        sending.store.record(row.id, sending.epoch, outcome, next_at, now).await?;
    }
    if let Some(open) = session {
        open.close().await;
    }
    Ok(())
}

/// A server that has accepted nothing yet and refuses us as such stops the sending: nobody is lost to a wrong setting.
async fn judged(sending: &Sending, outcome: SendOutcome) -> anyhow::Result<SendOutcome> {
    let SendOutcome::Refused(reply) = outcome else { return Ok(outcome) };
    let accepted = sending.store.ledger(sending.edition).await?.of(DeliveryState::Accepted);
    if accepted == 0 && mailing::is_about_us(&reply) {
        let why = format!("the mail server refuses our mail ({reply}); check [mail] smtp, its login, and from");
        return Ok(SendOutcome::Blocked(Obstacle { why, reply: Some(reply) }));
    }
    Ok(SendOutcome::Refused(reply))
}

/// One row, from connection to reply; `None` when the row was no longer ours.
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
    let mark = || async { Ok(sending.store.mark_handed(row.id, sending.epoch, sending.clock.now()).await?) };
    open.send(&letter, mark).await
}

impl Pace {
    async fn wait(&self) {
        if self.gap.is_zero() {
            return;
        }
        let start = {
            let mut next = self.next.lock().await;
            let start = next.map_or_else(Instant::now, |next| next.max(Instant::now()));
            *next = Some(start + self.gap);
            start
        };
        tokio::time::sleep_until(start).await;
    }
}
