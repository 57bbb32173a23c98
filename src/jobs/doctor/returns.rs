//! What has come back: too many mailboxes that do not exist, too many complaints, refusals because of us.

use crate::model::Instant;
use crate::model::finding::Finding;
use crate::model::returned::{ReturnCount, ReturnedKind};
use crate::model::settings::Settings;
use crate::store::Store;
use chrono::TimeDelta;

const WHAT: &str = "returns";

/// Gmail wants fewer complaints than 0.1 % of what arrives and refuses senders at 0.3 %; in parts of ten thousand.
const COMPLAINTS_LOOK: u64 = 10;
const COMPLAINTS_WRONG: u64 = 30;

/// Of a small list a single complaint is a large part: so many are needed before the rate means anything.
const COMPLAINTS_LEAST: u64 = 3;

/// Mailboxes that do not exist, in parts of ten thousand: an older list than its consent.
const HARD_LOOK: u64 = 200;

/// Refusals because of us within a week that are more than one server's whim.
const OURS_LEAST: u64 = 3;

/// The last month, and of refusals because of us the last week.
pub async fn lately(store: &Store, now: Instant) -> anyhow::Result<Vec<Finding>> {
    let month = store.return_count(now - TimeDelta::days(30)).await?;
    let week = store.return_count(now - TimeDelta::days(7)).await?;
    Ok([hard(&month), complaints(&month), ours(&week)].into_iter().flatten().collect())
}

/// Whether what comes back can be taken in at all.
pub fn path(settings: &Settings) -> Option<Finding> {
    settings.mail.bounces.is_none().then(|| {
        let because = "mail that cannot be delivered comes back to the sender's mailbox, where friday does not see it";
        Finding::look(
            WHAT,
            because,
            "set [mail] bounces to an address whose mail goes to `friday mail-in` (docs/returned-mail.md)",
        )
    })
}

fn rate(count: u64, of: u64) -> u64 {
    count.saturating_mul(10_000).checked_div(of).unwrap_or(0)
}

fn hard(count: &ReturnCount) -> Option<Finding> {
    let hard = count.of(ReturnedKind::Hard);
    if hard == 0 {
        return None;
    }
    let because = format!(
        "{hard} mailboxes did not exist in the last 30 days, of {} mails accepted; they get no further mail",
        count.accepted
    );
    Some(if rate(hard, count.accepted) < HARD_LOOK {
        Finding::well(WHAT, because)
    } else {
        Finding::look(WHAT, because, "where these addresses came from, others may be as old: look at `friday subscribers list`")
    })
}

fn complaints(count: &ReturnCount) -> Option<Finding> {
    let complaints = count.of(ReturnedKind::Complaint);
    if complaints == 0 {
        return None;
    }
    let because = format!(
        "{complaints} readers called the mail unwanted in the last 30 days, of {} mails accepted; they get no further mail",
        count.accepted
    );
    let mend = "Gmail wants less than 0.1 % and refuses senders at 0.3 %: ask whether these people knew that they subscribed";
    let rate = rate(complaints, count.accepted);
    Some(match (complaints >= COMPLAINTS_LEAST, rate) {
        (true, COMPLAINTS_WRONG..) => Finding::wrong(WHAT, because, mend),
        (_, COMPLAINTS_LOOK..) => Finding::look(WHAT, because, mend),
        (_, _) => Finding::well(WHAT, because),
    })
}

fn ours(count: &ReturnCount) -> Option<Finding> {
    let ours = count.of(ReturnedKind::Ours);
    (ours >= OURS_LEAST).then(|| {
        let status = count.ours_status.as_deref().unwrap_or("no code");
        let because = format!("{ours} mails were refused in the last 7 days because of their sender, most with {status}; nobody was taken off the list");
        Finding::wrong(WHAT, because, "look at SPF, DKIM and DMARC here; if they are well, ask the refusing provider's postmaster")
    })
}
