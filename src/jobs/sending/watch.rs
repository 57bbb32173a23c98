//! Looks at the replies of one sending together: lets domains rest, and ends the sending when something is wrong with us.

use crate::model::Instant;
use crate::model::address::EmailAddress;
use crate::model::delivery::{DomainRest, SendOutcome};
use crate::rules::mailing::replies::{self, Meaning};
use crate::rules::mailing::traffic::{self, Signal, Traffic};
use crate::store::Store;
use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

/// A domain that rested within this time before rests longer.
const REMEMBERED: chrono::TimeDelta = chrono::TimeDelta::hours(24);

/// Refusals of one domain that are worth a word to the operator.
const REPEATED: u32 = 2;

/// Why a sending ended before its last row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stopped {
    /// Nothing could be offered just now; it is tried again by itself.
    Blocked(String),
    /// Every further mail would be refused alike; a person has to mend it and resume.
    Paused {
        /// What the server said, and what to look at.
        because: String,
        /// Whether those refused so far are queued again: the refusals were about us.
        forgive: bool,
    },
}

/// What the connections of one sending have learnt together.
#[derive(Debug)]
pub struct Watch {
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    traffic: Traffic,
    stopped: Option<Stopped>,
    failed: bool,
    unwanted: BTreeMap<String, (u32, String)>,
    notices: Vec<String>,
}

impl Watch {
    /// Of a mailing of which so many mails were taken before.
    pub fn new(accepted: u64) -> Self {
        let state = State {
            traffic: Traffic::new(accepted),
            stopped: None,
            failed: false,
            unwanted: BTreeMap::new(),
            notices: Vec::new(),
        };
        Self { state: Mutex::new(state) }
    }

    /// Whether the connections should come to an end.
    pub fn is_over(&self) -> bool {
        let state = self.lock();
        state.failed || state.stopped.is_some()
    }

    /// One connection cannot go on, for a reason of our own.
    pub fn fail(&self) {
        self.lock().failed = true;
    }

    /// Takes a reply in; what it asks for is done before the next row is claimed.
    pub async fn note(&self, store: &Store, to: &EmailAddress, outcome: &SendOutcome, now: Instant) -> anyhow::Result<()> {
        let domain = to.domain();
        let (signal, reply) = (self.judge(domain, outcome, now), words(outcome));
        let gap = match signal {
            Signal::Nothing | Signal::AllRefused => return Ok(()),
            Signal::Slow(gap) => gap,
            Signal::Rest => {
                let times = store.rests(domain.to_owned(), now - REMEMBERED).await?;
                let gap = traffic::rest(times);
                let until = (now + gap).format("%H:%M UTC");
                self.lock().notices.push(format!("{domain} refuses our mail ({reply}): nothing goes there until {until}"));
                store
                    .let_rest(DomainRest { domain: domain.to_owned(), until: now + gap, because: reply, times: times + 1 })
                    .await?;
                return Ok(());
            }
        };
        let times = store.rests(domain.to_owned(), now - REMEMBERED).await?.max(1);
        Ok(store.let_rest(DomainRest { domain: domain.to_owned(), until: now + gap, because: reply, times }).await?)
    }

    fn judge(&self, domain: &str, outcome: &SendOutcome, now: Instant) -> Signal {
        let meaning = replies::meaning(outcome);
        let mut state = self.lock();
        let signal = state.traffic.note(domain, meaning, now);
        let why = words(outcome);
        if signal == Signal::AllRefused {
            let because = format!("the first 20 replies were all refusals, the last of them: {why}");
            state.stopped.get_or_insert(Stopped::Paused { because, forgive: true });
        }
        match meaning {
            Meaning::Blocked => drop(state.stopped.get_or_insert(Stopped::Blocked(why))),
            Meaning::AboutUs => drop(state.stopped.get_or_insert(Stopped::Paused { because: why, forgive: false })),
            Meaning::Unwanted => {
                let (count, last) = state.unwanted.entry(domain.to_owned()).or_default();
                (*count, *last) = (*count + 1, why);
            }
            _ => {}
        }
        signal
    }

    /// The end of the sending: why it stopped, if it did, and what the operator should know.
    pub fn end(&self, recipients: u64) -> (Option<Stopped>, Vec<String>) {
        let mut state = self.lock();
        let unwanted = std::mem::take(&mut state.unwanted);
        if state.stopped.is_none() && state.traffic.are_all_unwanted(recipients) {
            let last = unwanted.values().next().map(|(_, last)| last.clone()).unwrap_or_default();
            let because = format!("every reader's mail was refused as not wanted from us: {last}");
            state.stopped = Some(Stopped::Paused { because, forgive: true });
        }
        let mut notices = std::mem::take(&mut state.notices);
        let repeated = unwanted.into_iter().filter(|(_, (count, _))| *count >= REPEATED);
        notices.extend(repeated.map(|(domain, (count, last))| {
            format!("{domain} did not want {count} of our mails ({last}); their readers stay on the list. Ask its postmaster, or see `friday doctor`")
        }));
        (state.stopped.clone(), notices)
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn words(outcome: &SendOutcome) -> String {
    match outcome {
        SendOutcome::Accepted(reply)
        | SendOutcome::Deferred(reply)
        | SendOutcome::Refused(reply)
        | SendOutcome::Uncertain(reply) => reply.to_string(),
        SendOutcome::Blocked(obstacle) => obstacle.why.clone(),
    }
}
