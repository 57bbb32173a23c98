//! Takes in one mail: a reader who leaves, a report that a copy could not be delivered, a complaint, or none of ours.

use super::leave::{self, Left, subscriber_of};
use crate::io::tokens::{Keys, Purpose, sha256};
use crate::model::Instant;
use crate::model::returned::{Noted, Returned, ReturnedKind};
use crate::rules::returned::reading::{self, Reading};
use crate::rules::returned::score;
use crate::rules::returned::{Alone, judge, tag};
use crate::store::Store;

/// What became of a mail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TakenIn {
    /// A reader has left, now or before.
    Left,
    /// A report was written down: what it means, with its code.
    Noted(ReturnedKind, String),
    /// The last of too many soft returns: the mailbox is given up.
    GivenUp,
    /// The same report was taken in before.
    Known,
    /// It changes nothing, and why.
    Nothing(&'static str),
}

const NO_TAG: &str = "it carries no tag that this friday made, so nothing in it is believed";
const STALE: &str =
    "it is about a mail that was never handed over, is older than 30 days, or went out before the subscriber last changed";

/// Takes in a mail; `envelope` is its recipient where the mail server told it.
pub async fn take_in(
    store: &Store,
    keys: &Keys,
    message: &[u8],
    envelope: Option<&str>,
    now: Instant,
) -> anyhow::Result<TakenIn> {
    let reading = reading::read(message);
    match judge(&reading) {
        Ok(finding) => match about(keys, &reading, envelope) {
            // A leave link proves that a reader holds it, not that we mailed the one who complains: it does what it is for.
            Some((None, subscriber)) if finding.kind == ReturnedKind::Complaint => {
                let is_known = store.leave(subscriber, "mail".to_owned(), now).await?;
                Ok(if is_known { TakenIn::Left } else { TakenIn::Nothing(NO_TAG) })
            }
            Some((mailing, subscriber)) => {
                let mark = mark(&reading, message, mailing, subscriber);
                note(store, Returned { mark, subscriber, mailing, kind: finding.kind, status: finding.status }, now).await
            }
            None => Ok(TakenIn::Nothing(NO_TAG)),
        },
        Err(Alone::NothingFailed) => Ok(TakenIn::Nothing("it reports a delay or a success")),
        Err(Alone::NoReport) => leave_by_mail(store, keys, &reading, envelope, now).await,
    }
}

/// The mailing and the subscriber of the first tag that our keys, present or older, made. A complaint goes to an address
/// that was registered once and carries no tag: there, the reported mail's own headers name the reader.
fn about(keys: &Keys, reading: &Reading, envelope: Option<&str>) -> Option<(Option<i64>, i64)> {
    let is_ours =
        |tag: &tag::Tag| keys.verify(Purpose::ReturnPath, &tag::signed_text(tag.mailing, tag.subscriber), &tag.signature);
    if let Some(found) = reading::tags(reading, envelope).into_iter().find(is_ours) {
        return Some((Some(found.mailing), found.subscriber));
    }
    let tokens = reading::reported_leave_tokens(reading);
    tokens.iter().find_map(|token| subscriber_of(keys, token)).map(|subscriber| (None, subscriber))
}

/// The same report, sent or piped twice, has the same Message-ID; without one, the same bytes.
fn mark(reading: &Reading, message: &[u8], mailing: Option<i64>, subscriber: i64) -> String {
    let id = reading.id.clone().unwrap_or_else(|| sha256(message));
    sha256(format!("{mailing:?} {subscriber} {id}").as_bytes())
}

async fn note(store: &Store, returned: Returned, now: Instant) -> anyhow::Result<TakenIn> {
    let (kind, status, subscriber) = (returned.kind, returned.status.clone(), returned.subscriber);
    let noted = store.note_return(returned, now - score::STALE_AFTER, now).await?;
    if noted == Noted::Stale {
        return Ok(TakenIn::Nothing(STALE));
    }
    // Asked again of a known one: a kill may have come between the two steps.
    if kind == ReturnedKind::Soft {
        let history = store.return_history(subscriber, now - score::FADES_AFTER, now - score::ARRIVED_AFTER).await?;
        if score::is_enough(&history, now) && store.give_up_on(subscriber, now).await? {
            return Ok(TakenIn::GivenUp);
        }
    }
    Ok(if noted == Noted::Known { TakenIn::Known } else { TakenIn::Noted(kind, status) })
}

/// The token stands in the subject, or in the address where the leave address has a place for it.
async fn leave_by_mail(
    store: &Store,
    keys: &Keys,
    reading: &Reading,
    envelope: Option<&str>,
    now: Instant,
) -> anyhow::Result<TakenIn> {
    if reading.is_auto_reply {
        // An out-of-office note quotes our subject; nobody asked for anything (RFC 3834).
        return Ok(TakenIn::Nothing("it is an automatic reply"));
    }
    for token in reading::leave_tokens(reading, envelope) {
        if leave::leave(store, keys, &token, "mail", now).await? == Left::Done {
            return Ok(TakenIn::Left);
        }
    }
    let is_returned = !reading::tags(reading, envelope).is_empty();
    Ok(TakenIn::Nothing(if is_returned {
        "it came back, but holds no report that can be read"
    } else {
        "it is no leave mail and no report"
    }))
}
