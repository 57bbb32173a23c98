//! How a blog is: active, quiet, failing, dormant, moved or retired, told with patience and with the reason.

use crate::model::Instant;
use crate::model::blog::{Blog, BlogHealth};
use crate::model::listing::BlogState as State;
use chrono::TimeDelta;

/// Days without a post after which a blog is quiet.
pub const QUIET_DAYS: i64 = 90;

/// Days without a post after which a blog is dormant.
pub const DORMANT_DAYS: i64 = 365;

/// Attempts that have to fail in a row before a blog counts as failing.
const FAILURES: u32 = 3;

/// Days since the last success before a blog that once answered counts as failing: a weekend's outage is none.
const FAILING_DAYS: i64 = 3;

/// A state with its reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// The state.
    pub state: State,
    /// Since when; none where nobody wrote it down.
    pub since: Option<Instant>,
    /// In plain words, without a full stop.
    pub because: String,
}

impl Report {
    fn new(state: State, since: Option<Instant>, because: impl Into<String>) -> Self {
        Self { state, since, because: because.into() }
    }
}

/// The state of one row at `now`. What a person wrote comes first, then what hinders reading, then how often it posts.
pub fn state(blog: &Blog, health: &BlogHealth, now: Instant) -> Report {
    if let Some(why) = &blog.retired {
        return Report::new(State::Retired, None, why.clone());
    }
    if !blog.readable() {
        return Report::new(State::AddressUnknown, None, "its row has neither feed nor site");
    }
    if health.last_read_at.is_none() {
        return Report::new(State::New, None, "not read yet");
    }
    if health.row_feed != blog.row_address() {
        return Report::new(State::New, None, "its row was changed; it is read at the next pass");
    }
    if health.gone {
        return Report::new(State::Retired, health.last_read_at, "its publisher says that the feed is gone for good (HTTP 410)");
    }
    failing(health, now).or_else(|| moved(health)).unwrap_or_else(|| with_remarks(by_posts(health, now), health))
}

/// Several failures in a row, over days; a blog that never answered is not given days.
fn failing(health: &BlogHealth, now: Instant) -> Option<Report> {
    let error = health.error.as_ref()?;
    if health.failures < FAILURES {
        return None;
    }
    match health.last_success_at {
        None => Some(Report::new(State::Failing, None, format!("{} attempts, none with success: {error}", health.failures))),
        Some(at) if now - at >= TimeDelta::days(FAILING_DAYS) => {
            let because = format!("{} attempts failed since {}: {error}", health.failures, day(at));
            Some(Report::new(State::Failing, Some(at), because))
        }
        Some(_) => None,
    }
}

/// A lasting redirect that has been believed; the address stands in for the row's until a person writes it down.
fn moved(health: &BlogHealth) -> Option<Report> {
    let to = health.moved_to.as_ref()?;
    let because = format!("its feed is at {to} for good, and read there; `friday blogs check --apply` writes that into its row");
    Some(Report::new(State::Moved, health.moved_at, because))
}

fn by_posts(health: &BlogHealth, now: Instant) -> Report {
    let Some(first_read_at) = health.first_read_at else {
        return Report::new(State::New, None, "not read with success yet");
    };
    // A blog without dates in its feed posts when friday sees something new, and not before its first reading.
    let last_post = health.newest_post_at.max(health.last_new_post_at);
    let last_sign = last_post.unwrap_or(first_read_at);
    let silent = |what: &str| match last_post {
        Some(at) => format!("no post for {what}: the last is of {}", day(at)),
        None => format!("no post with a date, and none since the first reading on {}", day(last_sign)),
    };
    let (quiet_at, dormant_at) = (last_sign + TimeDelta::days(QUIET_DAYS), last_sign + TimeDelta::days(DORMANT_DAYS));
    if dormant_at <= now {
        return Report::new(State::Dormant, Some(dormant_at), silent("a year"));
    }
    if quiet_at <= now {
        return Report::new(State::Quiet, Some(quiet_at), silent("three months"));
    }
    match last_post {
        Some(at) => Report::new(State::Active, Some(first_read_at), format!("the last post is of {}", day(at))),
        None => Report::new(State::Active, Some(first_read_at), "its posts carry no dates"),
    }
}

/// One failure, and a redirect that is still being watched, change no state; yet they are no secret.
fn with_remarks(mut report: Report, health: &BlogHealth) -> Report {
    if let Some(moving) = &health.moving {
        report.because = format!("{}; it has redirected to {} since {}", report.because, moving.to, day(moving.since));
    }
    if let Some(error) = &health.error {
        report.because = format!("{}; the last attempt failed: {error}", report.because);
    }
    report
}

/// What the operator is told when a blog's state changes; none for changes that need nobody.
pub fn alert(blog: &Blog, before: State, now: &Report) -> Option<String> {
    let name = &blog.name;
    let because = &now.because;
    match (before, now.state) {
        (before, now) if before == now => None,
        (_, State::Failing) => {
            Some(format!("{name} is failing: {because}. `friday blogs check {}` says whether it has moved", blog.id))
        }
        (_, State::Dormant) => Some(format!("{name} is dormant: {because}")),
        (_, State::Moved) => Some(format!("{name} has moved: {because}")),
        // What a person wrote into the row is no news to them.
        (_, State::Retired) if blog.retired.is_none() => {
            Some(format!("{name} is read no longer: {because}. Write retired = \"…\" or a new feed into its row"))
        }
        (State::Failing | State::Retired, State::Active | State::Quiet) => Some(format!("{name} can be read again: {because}")),
        (State::Dormant, State::Active | State::Quiet) => Some(format!("{name} writes again: {because}")),
        _ => None,
    }
}

/// "12 March 2026"
fn day(at: Instant) -> String {
    at.format("%-d %B %Y").to_string()
}
