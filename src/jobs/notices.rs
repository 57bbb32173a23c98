//! Sends what is due to single people: the question whether they meant it, the link to their page. At least once, in order.

use super::copies::{manage_token, return_path};
use super::deliver::Delivery;
use super::sign_in;
use super::subscribe::request_token;
use crate::io::lock::{self, LockKind};
use crate::io::mailer::{Letter, Letterhead, Session};
use crate::io::templates::{self, MailTemplates};
use crate::io::tokens::Purpose;
use crate::model::Instant;
use crate::model::delivery::SendOutcome;
use crate::model::notice::{ClaimedNotice, NoticeEnd, NoticeKind};
use crate::model::request::RequestKind;
use crate::rules::mailing::replies::{Meaning, masked, meaning, without_address};
use crate::rules::mailing::retries::next_attempt;
use crate::rules::rendering::{Templates, notice};
use crate::rules::{mailing, subscribing};
use chrono::TimeDelta;
use std::sync::atomic::Ordering;

/// Whoever waits for a confirmation has forgotten it after this: no more attempts.
const LIFETIME: TimeDelta = TimeDelta::days(2);

/// Pause of a row that found no server to take it: it is tried again for as long as that lasts.
const BLOCKED: TimeDelta = TimeDelta::minutes(1);

/// What a pass did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NoticesReport {
    /// A server took them.
    pub sent: usize,
    /// A server refused them for good.
    pub failed: usize,
    /// Why the pass stopped before its end, or some could not be sent although nothing is wrong with their readers; both are
    /// tried again.
    pub blocked: Option<String>,
}

/// What all letters of a pass are written with.
struct Desk {
    templates: MailTemplates,
    letterhead: Letterhead,
}

/// Sends every notice that is due, unless another process is at it.
pub async fn send_due(job: &Delivery) -> anyhow::Result<NoticesReport> {
    let mut report = NoticesReport::default();
    if !job.store.has_notice_due(job.clock.now()).await? {
        return Ok(report);
    }
    // A copy of a database writes to nobody; that it is one is told elsewhere.
    if super::instance::quarantine(&job.store).await?.is_some() {
        return Ok(report);
    }
    let Some(_lock) = lock::take(job.store.path(), LockKind::Notices)? else { return Ok(report) };
    // Claimed by a process that is gone: whether it was sent nobody knows. The same bytes go once more.
    job.store.recover_notices().await?;
    let templates = templates::notice_templates(job.settings.templates.as_deref())?;
    let desk = Desk { templates, letterhead: Letterhead::of(&job.settings)? };
    let mut session = None;
    while !job.stop.load(Ordering::SeqCst) {
        let Some(row) = job.store.claim_notice(job.clock.now()).await? else { break };
        let end = match letter(job, &desk, &row) {
            Ok(letter) => attempt(job, &mut session, &letter).await?,
            Err(error) => Err(format!("{error:#}")),
        };
        if record(job, &row, end, &mut report).await? == Pass::Ends {
            break;
        }
    }
    if let Some(open) = session {
        open.close().await;
    }
    Ok(report)
}

/// Why nothing could be offered, where that was so; else how the mail fared.
type Attempt = Result<SendOutcome, String>;

async fn attempt(job: &Delivery, session: &mut Option<Session>, letter: &Letter) -> anyhow::Result<Attempt> {
    if session.as_ref().is_some_and(|open| !open.is_usable())
        && let Some(worn) = session.take()
    {
        worn.close().await;
    }
    if session.is_none() {
        match Session::open(&job.settings.mail.transport, &mailing::hello_name(&job.settings)).await {
            Ok(open) => *session = Some(open),
            Err(obstacle) => return Ok(Err(obstacle.to_string())),
        }
    }
    let Some(open) = session.as_mut() else { return Ok(Err("there is no connection".to_owned())) };
    let outcome = open.send(letter, || async { Ok(true) }).await?;
    Ok(outcome.ok_or_else(|| "the connection was given up".to_owned()))
}

/// Whether the next row would fare better.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Pass {
    GoesOn,
    Ends,
}

async fn record(job: &Delivery, row: &ClaimedNotice, attempt: Attempt, report: &mut NoticesReport) -> anyhow::Result<Pass> {
    let now = job.clock.now();
    // What a server says may quote the address.
    let mut pass = Pass::GoesOn;
    let mut blocked = |why: String| {
        report.blocked = Some(why.clone());
        pass = Pass::Ends;
        unless_old(row, why, now, now + BLOCKED)
    };
    let end = match attempt.map(|outcome| masked(outcome, &row.address)) {
        Err(why) => blocked(without_address(&why, &row.address)),
        Ok(outcome) => match (meaning(&outcome), outcome) {
            (_, SendOutcome::Blocked(obstacle)) => blocked(obstacle.to_string()),
            // It refuses us, not the reader: once that is mended, they get what they asked for. Others go to other servers.
            (Meaning::AboutUs, SendOutcome::Refused(reply)) => {
                let why = reply.to_string();
                report.blocked = Some(why.clone());
                later(row, why, now)
            }
            (_, SendOutcome::Accepted(reply)) => NoticeEnd::Sent(reply.to_string()),
            (_, SendOutcome::Refused(reply)) => NoticeEnd::Failed(reply.to_string()),
            // It may have arrived already: the same bytes go once more, and no third time.
            (_, SendOutcome::Uncertain(reply)) if row.attempt > 1 => NoticeEnd::Failed(reply.to_string()),
            (_, SendOutcome::Deferred(reply) | SendOutcome::Uncertain(reply)) => later(row, reply.to_string(), now),
        },
    };
    match &end {
        NoticeEnd::Sent(_) => report.sent += 1,
        NoticeEnd::Failed(_) => report.failed += 1,
        NoticeEnd::Later(..) => {}
    }
    job.store.end_notice(row.id, end, now).await?;
    Ok(pass)
}

fn later(row: &ClaimedNotice, why: String, now: Instant) -> NoticeEnd {
    unless_old(row, why, now, next_attempt(row.attempt, now))
}

fn unless_old(row: &ClaimedNotice, why: String, now: Instant, next_at: Instant) -> NoticeEnd {
    if now - row.made_at >= LIFETIME { NoticeEnd::Failed(why) } else { NoticeEnd::Later(why, next_at) }
}

/// The same bytes at every attempt: all that is in them follows from the row and the key.
fn letter(job: &Delivery, desk: &Desk, row: &ClaimedNotice) -> anyhow::Result<Letter> {
    let settings = &job.settings;
    let signature = job.keys.sign(Purpose::MessageId, &format!("notice {}", row.id));
    let message_id = format!("<notice.{signature}@{}>", settings.mail.from.address.domain());
    let copy = notice::Copy {
        kind: row.kind,
        letter: row.letter.as_ref(),
        to: &row.address,
        return_path: return_path(&job.keys, &settings.mail, 0, row.subscriber_id.unwrap_or_default()),
        link: link(job, row),
        boundary: job.keys.sign(Purpose::MessageId, &format!("boundary {message_id}")),
        message_id,
        date: row.made_at,
    };
    let sources = Templates { html: &desk.templates.html, text: &desk.templates.text };
    desk.letterhead.letter(&notice::email(&copy, settings, sources)?)
}

/// Always under `[site] url`, whatever a request called this host.
fn link(job: &Delivery, row: &ClaimedNotice) -> Option<String> {
    let base = &job.settings.site.url;
    let request = |kind| row.request_id.map(|id| request_token(&job.keys, kind, id));
    match row.kind {
        NoticeKind::Confirm => request(RequestKind::Subscribe).map(|token| format!("{base}confirm/{token}")),
        NoticeKind::NewAddress => request(RequestKind::ChangeAddress).map(|token| format!("{base}change/{token}")),
        NoticeKind::YourPage => {
            let token = manage_token(&job.keys, row.subscriber_id.unwrap_or_default(), &row.address);
            Some(subscribing::page_link(base, &token))
        }
        NoticeKind::AddressChanged => None,
        NoticeKind::Desk => match &row.seed {
            Some(seed) => Some(sign_in::link_of(&job.keys, &job.settings, seed)),
            None => row.letter.as_ref()?.button.as_ref().map(|(_, link)| link.clone()),
        },
    }
}
