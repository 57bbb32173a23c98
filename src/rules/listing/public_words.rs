//! The state of a blog as its page tells it: to its makers and readers, without what our servers' errors would say of the network.

use super::state::{DORMANT_DAYS, QUIET_DAYS, Report};
use crate::model::Instant;
use crate::model::blog::{Blog, BlogHealth};
use crate::model::listing::BlogState;
use crate::model::manners::Trouble;

/// What friday writes into the row of a blog whose makers do not want it read.
pub const OPTED_OUT: &str = "its makers asked us not to read it";

/// The state in one or two sentences; the same facts give the same words, whatever day it is.
pub fn sentences(blog: &Blog, health: &BlogHealth, report: &Report) -> Vec<String> {
    let mut said = vec![match report.state {
        BlogState::New if health.last_read_at.is_none() => "It is new on the list and has not been read yet.".to_owned(),
        BlogState::New => {
            "Its row on the list was changed, or no reading has worked yet; it is read at the next pass.".to_owned()
        }
        BlogState::Active => format!("It has posted within the last {QUIET_DAYS} days."),
        BlogState::Quiet => format!("It has had no new post for {QUIET_DAYS} days. It is read all the same."),
        BlogState::Dormant => format!("It has had no new post for {DORMANT_DAYS} days. It is read less often, and welcome back."),
        BlogState::Failing => failing(health),
        BlogState::Moved => "Its feed has moved for good, and is read at its new address.".to_owned(),
        BlogState::Retired => retired(blog),
        BlogState::AddressUnknown => "Nobody has told us where its feed is, so it is shown here and not read.".to_owned(),
    }];
    let is_told = matches!(report.state, BlogState::Failing | BlogState::Retired | BlogState::AddressUnknown | BlogState::New);
    if let Some(what) = trouble(health).filter(|_| !is_told) {
        said.push(format!("The last attempt did not work: {what}. One failure changes nothing; it is tried again."));
    }
    said
}

fn retired(blog: &Blog) -> String {
    match blog.retired.as_deref() {
        Some(OPTED_OUT) => "It is not read: its makers asked us not to.".to_owned(),
        Some(why) => format!("It is read no longer: {}.", why.trim_end_matches('.')),
        None => "It is read no longer: its server says that the feed is gone for good (410).".to_owned(),
    }
}

fn failing(health: &BlogHealth) -> String {
    let what = trouble(health).unwrap_or("no attempt worked");
    match health.last_success_at {
        Some(at) => format!("It could not be read since {}: {what}. It is tried again, less and less often.", day(at)),
        None => format!("It could not be read so far: {what}. It is tried again, less and less often."),
    }
}

/// What went wrong last, by its kind alone.
fn trouble(health: &BlogHealth) -> Option<&'static str> {
    health.error.as_ref()?;
    Some(match health.trouble {
        Some(Trouble::Missing) => "there is nothing at the feed's address (404)",
        Some(Trouble::Forbidden) => "its server refuses us (403)",
        Some(Trouble::BotProtection) => "a check for human visitors stands before the feed",
        Some(Trouble::Busy) => "its server asked us to come back later",
        Some(Trouble::Broken) | None => "no feed came back: the server did not answer, or what it sent is no feed",
    })
}

/// "12 March 2026"
pub fn day(at: Instant) -> String {
    at.format("%-d %B %Y").to_string()
}
