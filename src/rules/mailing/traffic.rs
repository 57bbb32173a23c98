//! What the replies of one sending say together: which domain wants less, and whether something is wrong with us.
//!
//! Counted in whole minutes, so that a domain costs some hundred bytes however many replies it gives.

use super::replies::Meaning;
use super::retries;
use crate::model::Instant;
use chrono::TimeDelta;
use std::collections::HashMap;

/// A domain rests when this many of its replies in five minutes, and more than one in fifty, are for policy.
const POLICY_REPLIES: u32 = 5;
const ONE_IN: u32 = 50;
const MINUTES: i64 = 5;

/// So many first replies, all of them refusals, are about us.
const FIRST_REPLIES: u64 = 20;

/// A domain is slowed down when this many of its replies in five minutes, and more than one in ten, ask for patience.
const LATER_REPLIES: u32 = 3;
const ONE_LATER_IN: u32 = 10;

/// The gap that a further "later" then puts between two mails to it; it doubles with each, and halves with each mail taken.
const FIRST_GAP: TimeDelta = TimeDelta::seconds(1);
const LONGEST_GAP: TimeDelta = TimeDelta::seconds(64);

/// Domains kept in mind at once; beyond it those without trouble are forgotten.
const DOMAINS: usize = 10_000;

/// What has to be done about a reply.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Signal {
    /// Go on.
    Nothing,
    /// Nothing goes to this domain for so long: a short gap after "later".
    Slow(TimeDelta),
    /// Its replies in the last minutes are a policy against us: it rests, longer each time.
    Rest,
    /// Not one of the first replies was a yes: the mailing stops, and nobody is lost by it.
    AllRefused,
}

/// The replies of one sending so far.
#[derive(Debug)]
pub struct Traffic {
    domains: HashMap<String, Domain>,
    /// Replies while none was a yes; none after the first yes.
    first: Option<First>,
}

#[derive(Clone, Copy, Debug)]
struct First {
    refused: u64,
}

#[derive(Clone, Debug)]
struct Domain {
    minutes: [Minute; 5],
    gap: TimeDelta,
}

#[derive(Clone, Copy, Debug, Default)]
struct Minute {
    /// Minutes since 1970.
    number: i64,
    replies: u32,
    policy: u32,
    later: u32,
}

impl Traffic {
    /// Of a mailing of which so many mails were accepted and refused in passes before.
    pub fn new(accepted: u64, refused: u64) -> Self {
        Self { domains: HashMap::new(), first: (accepted == 0).then_some(First { refused }) }
    }

    /// Whether any mail was accepted so far.
    pub fn has_accepted(&self) -> bool {
        self.first.is_none()
    }

    /// Takes one reply in.
    pub fn note(&mut self, domain: &str, meaning: Meaning, now: Instant) -> Signal {
        if self.first_are_all_refusals(meaning) {
            return Signal::AllRefused;
        }
        match meaning {
            Meaning::Blocked | Meaning::AboutUs | Meaning::Uncertain => return Signal::Nothing,
            Meaning::Accepted
            | Meaning::Later
            | Meaning::LaterForMailbox
            | Meaning::LaterForPolicy
            | Meaning::NoSuchAddress
            | Meaning::Unwanted
            | Meaning::Refused => {}
        }
        self.make_room(now);
        let domain = self.domains.entry(domain.to_owned()).or_insert_with(Domain::new);
        domain.count(meaning, now);
        if domain.is_against_us(now) {
            domain.minutes = Default::default();
            return Signal::Rest;
        }
        domain.slow_down(meaning, now)
    }

    /// Whether a list too short for twenty replies was refused as a whole: the same, for a small council.
    pub fn are_all_refused(&self, recipients: u64) -> bool {
        self.first.is_some_and(|first| recipients >= 2 && first.refused == recipients)
    }

    fn first_are_all_refusals(&mut self, meaning: Meaning) -> bool {
        let Some(first) = &mut self.first else { return false };
        match meaning {
            Meaning::NoSuchAddress | Meaning::Refused | Meaning::Unwanted => first.refused += 1,
            Meaning::Blocked | Meaning::AboutUs => {}
            Meaning::Accepted | Meaning::Later | Meaning::LaterForMailbox | Meaning::LaterForPolicy | Meaning::Uncertain => {
                self.first = None
            }
        }
        self.first.is_some_and(|first| first.refused >= FIRST_REPLIES)
    }

    fn make_room(&mut self, now: Instant) {
        if self.domains.len() >= DOMAINS {
            self.domains.retain(|_, domain| domain.counted(now).policy > 0 || domain.gap > TimeDelta::zero());
        }
        if self.domains.len() >= DOMAINS {
            self.domains.clear();
        }
    }
}

impl Domain {
    fn new() -> Self {
        Self { minutes: Default::default(), gap: TimeDelta::zero() }
    }

    fn count(&mut self, meaning: Meaning, now: Instant) {
        let number = now.timestamp().div_euclid(60);
        let slot = usize::try_from(number.rem_euclid(MINUTES)).unwrap_or_default();
        let Some(minute) = self.minutes.get_mut(slot) else { return };
        if minute.number != number {
            *minute = Minute { number, ..Minute::default() };
        }
        minute.replies += 1;
        minute.policy += u32::from(matches!(meaning, Meaning::LaterForPolicy | Meaning::Unwanted));
        minute.later += u32::from(matches!(meaning, Meaning::LaterForPolicy | Meaning::Later));
    }

    /// The replies of this minute and the four before.
    fn counted(&self, now: Instant) -> Minute {
        let number = now.timestamp().div_euclid(60);
        let recent = self.minutes.iter().filter(|minute| number - minute.number < MINUTES);
        recent.fold(Minute::default(), |sum, minute| Minute {
            number,
            replies: sum.replies + minute.replies,
            policy: sum.policy + minute.policy,
            later: sum.later + minute.later,
        })
    }

    fn is_against_us(&self, now: Instant) -> bool {
        let Minute { replies, policy, .. } = self.counted(now);
        policy >= POLICY_REPLIES && policy * ONE_IN > replies
    }

    fn is_asking_for_patience(&self, now: Instant) -> bool {
        let Minute { replies, later, .. } = self.counted(now);
        later >= LATER_REPLIES && later * ONE_LATER_IN > replies
    }

    fn slow_down(&mut self, meaning: Meaning, now: Instant) -> Signal {
        match meaning {
            Meaning::Later | Meaning::LaterForPolicy if self.is_asking_for_patience(now) => {
                self.gap = (self.gap * 2).clamp(FIRST_GAP, LONGEST_GAP);
            }
            Meaning::Accepted if self.gap <= FIRST_GAP => self.gap = TimeDelta::zero(),
            Meaning::Accepted => self.gap = self.gap / 2,
            _ => {}
        }
        if self.gap.is_zero() { Signal::Nothing } else { Signal::Slow(self.gap) }
    }
}

/// How long a domain rests that has rested `times` times in a row before.
pub fn rest(times: u32) -> TimeDelta {
    retries::pause(times + 1)
}
