//! What is to be done with an edition now: pure, so that ten years of Fridays can be tested in a moment.

use super::Diary;
use crate::model::Instant;
use crate::model::calendar::Period;
use crate::model::edition::{Edition, EditionState};
use crate::model::settings::Unapproved;
use chrono::{Days, TimeDelta};
use std::time::Duration;

/// After so many missed weeks they are passed over together.
const LONG_ABSENCE: i64 = 26;

/// A draft further ahead than this, in days, stands there by mistake.
const FAR_AHEAD: u64 = 60;

/// How editions are approved here.
#[derive(Clone, Copy, Debug)]
pub struct Policy {
    /// Whether editors are configured.
    pub has_editors: bool,
    /// What to do at the hour with an edition that nobody approved.
    pub unapproved: Unapproved,
    /// How long after its hour, or a fresh approval, sending may begin.
    pub send_before: Duration,
}

/// The next thing to do about the draft.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DraftStep {
    /// There is none: open one.
    Open {
        /// For this period.
        period: Period,
        /// With a window from here.
        opens_at: Instant,
    },
    /// Its hour has not come.
    Wait,
    /// Its hour has come and it waits for a person.
    Overdue,
    /// Its hour has come and it may approve itself.
    ApproveItself,
    /// It lies months ahead, because a clock was wrong once: back to the next real date.
    Return {
        /// To this period.
        period: Period,
    },
    /// There will be no such edition; its stories pass on.
    PassOn {
        /// Why, in plain words.
        because: String,
        /// To this period.
        next: Period,
    },
}

/// Decides about the draft.
pub fn draft_step(diary: Diary<'_>, policy: Policy, now: Instant) -> DraftStep {
    let Some(draft) = diary.draft() else {
        let period = match newest_closed(diary.editions) {
            Some(last) => diary.next_period(last.period.nominal),
            None => diary.first_period(now),
        };
        let opens_at = diary.editions.iter().filter_map(|edition| edition.closes_at).max();
        return DraftStep::Open { period, opens_at: opens_at.unwrap_or_else(|| diary.first_opening(period)) };
    };
    let first = diary.first_period(now);
    if draft.period.nominal > first.nominal + Days::new(FAR_AHEAD) {
        return DraftStep::Return { period: first };
    }
    let mut next = diary.next_after(draft.period);
    let is_excepted = diary.calendar.except.contains(&draft.period.nominal) && draft.period.date == draft.period.nominal;
    if is_excepted {
        return DraftStep::PassOn { because: "no edition is planned on this day ([edition] except)".to_owned(), next };
    }
    let due_at = diary.due_at(draft.period.date);
    if now < due_at {
        return DraftStep::Wait;
    }
    if now > diary.due_at(next.date) + TimeDelta::weeks(LONG_ABSENCE) {
        // Half a year was missed, or the clock is wrong: one word about it is enough.
        next = first;
    }
    let pass_on = |because: &str| DraftStep::PassOn { because: because.to_owned(), next };
    if now >= diary.due_at(diary.next_after(draft.period).date) {
        return pass_on(if policy.has_editors { "nobody approved it" } else { "friday was not running" });
    }
    let in_time = now <= due_at + delta(policy.send_before);
    match (policy.has_editors, policy.unapproved, in_time) {
        (false, _, true) | (true, Unapproved::Send, true) => DraftStep::ApproveItself,
        (false, _, false) => pass_on("friday was not running at its hour"),
        (true, Unapproved::Hold, _) => DraftStep::Overdue,
        (true, Unapproved::Send, false) => pass_on("friday was not running at its hour"),
        (true, Unapproved::Skip, _) => pass_on("nobody approved it by its hour"),
    }
}

fn newest_closed(editions: &[Edition]) -> Option<&Edition> {
    editions.iter().filter(|edition| edition.state.is_frozen()).max_by_key(|edition| edition.period.nominal)
}

/// Whether sending an approved edition may begin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Begin {
    /// Yes.
    Now,
    /// At its hour.
    Later(Instant),
    /// Its time has passed; a person has to approve it afresh.
    TooLate,
}

/// Decides about an approved edition.
pub fn may_begin(diary: Diary<'_>, edition: &Edition, send_before: Duration, now: Instant) -> Begin {
    let due_at = diary.due_at(edition.period.date);
    let last_word = edition.approved_at.unwrap_or(due_at).max(due_at);
    if now < due_at {
        Begin::Later(due_at)
    } else if now <= last_word + delta(send_before) {
        Begin::Now
    } else {
        Begin::TooLate
    }
}

/// The edition a command means when no date is given: the one being sent or waiting to be, else the draft, else the newest.
pub fn current(editions: &[Edition]) -> Option<&Edition> {
    let in_state = |wanted: &[EditionState]| editions.iter().filter(|e| wanted.contains(&e.state)).max_by_key(|e| e.period.date);
    let open = [EditionState::Approved, EditionState::Sending, EditionState::Paused];
    let first_open = editions.iter().filter(|edition| open.contains(&edition.state)).min_by_key(|edition| edition.period.date);
    first_open.or_else(|| in_state(&[EditionState::Draft])).or_else(|| editions.iter().max_by_key(|edition| edition.period.date))
}

fn delta(duration: Duration) -> TimeDelta {
    TimeDelta::from_std(duration).unwrap_or(TimeDelta::MAX)
}
