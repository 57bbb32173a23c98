//! Looks at the replies of one sending together: lets domains rest, and ends the sending when something is wrong with us.

use crate::model::Instant;
use crate::model::address::EmailAddress;
use crate::model::delivery::{DeliveryState, DomainRest, LedgerCount, Phase, SendOutcome};
use crate::rules::mailing::replies::{self, Meaning};
use crate::rules::mailing::traffic::{self, Signal, Traffic};
use crate::store::Store;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, PoisonError};

/// A domain that rested within this time before rests longer.
const REMEMBERED: chrono::TimeDelta = chrono::TimeDelta::hours(24);

/// So many passing refusals of MAIL FROM in a row are about the server, not about single mails.
const MAILS_PUT_OFF: u32 = 20;

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
    /// Connections that are open, or will be.
    at_work: usize,
    /// Why one of them came to no beginning.
    obstacle: Option<String>,
    /// MAIL FROM put off, in a row.
    put_off: u32,
    /// Domains that rest: what is in hand for them is not counted again.
    resting: BTreeSet<String>,
    unwanted: BTreeMap<String, (u32, String)>,
    /// In the server's words.
    last_refusal: String,
    notices: Vec<String>,
}

impl Watch {
    /// Of a mailing that has come so far before, over so many connections.
    pub fn new(before: &LedgerCount, connections: usize) -> Self {
        let state = State {
            traffic: Traffic::new(before.of(DeliveryState::Accepted), before.of(DeliveryState::Refused)),
            stopped: None,
            failed: false,
            at_work: connections,
            obstacle: None,
            put_off: 0,
            resting: BTreeSet::new(),
            unwanted: BTreeMap::new(),
            last_refusal: String::new(),
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

    /// One connection has come to its end.
    pub fn leave(&self) {
        let mut state = self.lock();
        state.at_work = state.at_work.saturating_sub(1);
    }

    /// One connection came to no beginning; the answer is whether others are at work still, who may fare better.
    pub fn leave_to_others(&self, outcome: &SendOutcome) -> bool {
        let mut state = self.lock();
        state.at_work = state.at_work.saturating_sub(1);
        state.obstacle = Some(words(outcome));
        state.at_work > 0
    }

    /// Rows were left over: whoever was to take them came to no beginning.
    pub fn nobody_took_them(&self) {
        let mut state = self.lock();
        let why = state.obstacle.take();
        state.stopped = state.stopped.take().or(why.map(Stopped::Blocked));
    }

    /// Whether nothing goes to this domain for now.
    pub fn is_resting(&self, domain: &str) -> bool {
        self.lock().resting.contains(domain)
    }

    /// What an outcome means, for a row of which so many hand-overs ended before.
    pub fn meaning(&self, outcome: &SendOutcome, endings: u32) -> Meaning {
        replies::meaning_for(outcome, endings, self.lock().traffic.has_accepted())
    }

    /// Takes a reply in; what it asks for is done before the next row is claimed.
    pub async fn note(
        &self,
        store: &Store,
        to: &EmailAddress,
        (outcome, meaning): (&SendOutcome, Meaning),
        now: Instant,
    ) -> anyhow::Result<()> {
        let domain = to.domain();
        let (signal, reply) = (self.judge(domain, outcome, meaning, now), words(outcome));
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

    fn judge(&self, domain: &str, outcome: &SendOutcome, meaning: Meaning, now: Instant) -> Signal {
        let mut state = self.lock();
        let why = words(outcome);
        if is_put_off_at_mail(outcome) {
            // It says nothing about the reader's domain.
            state.put_off += 1;
            if state.put_off >= MAILS_PUT_OFF {
                state.stopped.get_or_insert(Stopped::Blocked(format!("the mail server takes no mail just now ({why})")));
            }
            return Signal::Nothing;
        }
        state.put_off = 0;
        let signal = match state.traffic.note(domain, meaning, now) {
            // What was in hand when it began to rest does not make it rest longer.
            Signal::Rest if !state.resting.insert(domain.to_owned()) => Signal::Nothing,
            other => other,
        };
        if matches!(outcome, SendOutcome::Refused(_)) {
            state.last_refusal.clone_from(&why);
        }
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
        if state.stopped.is_none() && state.traffic.are_all_refused(recipients) {
            let because = format!("every reader's mail was refused, the last with: {}", state.last_refusal);
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

fn is_put_off_at_mail(outcome: &SendOutcome) -> bool {
    matches!(outcome, SendOutcome::Deferred(reply) if reply.phase == Phase::Mail)
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
