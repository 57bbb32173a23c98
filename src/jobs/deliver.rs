//! Delivers editions: begins what is due, takes the recipients, hands every row over once, and counts.

use super::Stop;
use super::approve::fingerprint;
use super::compose::Almanac;
use super::copies::Press;
use super::sending::{self, Sending, Sent, Stopped};
use crate::io::clock::Clock;
use crate::io::lock::{self, LockKind};
use crate::io::tokens::Keys;
use crate::model::edition::{Edition, EditionState, Frozen, MailingKind};
use crate::model::settings::Settings;
use crate::model::subscriber::Choice;
use crate::rules::leaving;
use crate::rules::mailing::retries::LIFETIME;
use crate::rules::scheduling::bulletins::may_begin as may_begin_bulletin;
use crate::rules::scheduling::steps::{self, Begin};
use crate::store::{Recovered, Store};
use anyhow::Context;
use chrono::TimeDelta;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

/// Recipients added in one transaction.
const SLICE: u32 = 10_000;

/// Which editions to deliver.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Which {
    /// Every approved edition whose hour has come, and whatever is being sent.
    Due,
    /// This edition alone, at its hour.
    One(i64),
    /// This edition alone, now.
    OneEarly(i64),
}

/// What a delivery works with.
#[derive(Clone, Debug)]
pub struct Delivery {
    /// The memory.
    pub store: Store,
    /// Sender, transport, policy.
    pub settings: Settings,
    /// Signatures.
    pub keys: Keys,
    /// The time.
    pub clock: Clock,
    /// Set from outside to stop after the mail in hand.
    pub stop: Arc<AtomicBool>,
}

/// What a delivery did.
#[derive(Clone, Debug, Default)]
pub struct DeliveryReport {
    /// What an earlier process left behind.
    pub recovered: Recovered,
    /// Editions that were worked on, as they stand now.
    pub worked_on: Vec<Edition>,
    /// Rows given up after three days of "later".
    pub expired: usize,
    /// Why the sending stopped before its end; what is left is tried again.
    pub blocked: Option<String>,
    /// What was paused because the server refuses us, and what a person has to do about it.
    pub paused: Vec<String>,
    /// What the operator should know: domains that rest or do not want our mail.
    pub notices: Vec<String>,
}

impl DeliveryReport {
    fn take(&mut self, sent: Sent, mailing: &Edition) {
        let (kind, date) = (mailing.kind.word(), mailing.period.date);
        self.notices.extend(sent.notices);
        match sent.stopped {
            None => {}
            Some(Stopped::Blocked(why)) => self.blocked = Some(why),
            Some(Stopped::Paused { because, .. }) => {
                self.paused.push(format!(
                    "the {kind} of {date} is paused: {because}. Nobody is lost: mend it, then `friday {kind} resume {date}`"
                ));
            }
        }
    }

    /// What was put right of an interrupted sending, in words; none when there was nothing.
    pub fn recovery(&self) -> Option<String> {
        let Recovered { requeued, resent, uncertain } = self.recovered;
        (requeued + resent + uncertain > 0).then(|| {
            format!("an earlier sending was interrupted: {requeued} queued again, {resent} to be sent once more, {uncertain} uncertain")
        })
    }
}

/// Delivers what may be delivered now. Refuses (exit 2) without a way to leave, (exit 75) while another process sends.
pub async fn deliver(job: &Delivery, which: Which) -> anyhow::Result<DeliveryReport> {
    let open = editions_to_send(job, which).await?;
    if open.is_empty() {
        return Ok(DeliveryReport::default());
    }
    super::instance::may_send(&job.store).await?;
    let ways = leaving::ways(&job.settings).map_err(|error| Stop::Settings(error.to_string()))?;
    let Some(mut lock) = lock::take(job.store.path(), LockKind::Send)? else {
        return Err(Stop::Held("another friday is sending just now; it will do it".to_owned()).into());
    };
    // Looked at once more under the lock: what another process has sent meanwhile is not begun again.
    let open = editions_to_send(job, which).await?;
    let epoch = job.store.new_epoch().await?;
    lock.note(epoch)?;
    let recovered = job.store.recover(epoch, job.settings.mail.uncertain, job.clock.now()).await?;
    let mut report = DeliveryReport { recovered, ..DeliveryReport::default() };
    for edition in open {
        // A person may have paused or skipped it since it was looked at.
        if !job.store.begin(edition.id, job.clock.now()).await? && edition.state != EditionState::Sending {
            continue;
        }
        let frozen = job.store.frozen(edition.id).await?.context("an approved edition without its words")?;
        if let Some(stopped) = pause_altered(job, &edition, &frozen).await? {
            report.take(stopped, &edition);
            report.worked_on.extend(job.store.mailing(edition.id).await?);
            continue;
        }
        let (date, keys, settings) = (edition.period.date, job.keys.clone(), job.settings.clone());
        let press = Press::new(frozen, edition.id, (edition.kind, date), ways.clone(), settings, keys)?;
        let now = job.clock.now();
        let untried = now - LIFETIME - TimeDelta::from_std(job.settings.edition.send_before).unwrap_or_default();
        report.expired += job.store.expire(edition.id, (now - LIFETIME, untried), now).await?;
        let sent = send_one(job, &edition, press, epoch).await?;
        report.take(sent, &edition);
        report.worked_on.extend(job.store.mailing(edition.id).await?);
        if report.blocked.is_some() {
            break;
        }
    }
    // A copy of the database that was made during the sending is older than this, and gives itself away by it.
    lock.note(job.store.new_epoch().await?)?;
    Ok(report)
}

/// Approved editions that may begin, and those that are being sent.
async fn editions_to_send(job: &Delivery, which: Which) -> anyhow::Result<Vec<Edition>> {
    let almanac = Almanac::read(&job.store).await?;
    let diary = almanac.diary(&job.settings);
    let now = job.clock.now();
    let bulletins = job.store.bulletins().await?;
    let is_meant = |edition: &Edition| match which {
        Which::Due => true,
        Which::One(id) | Which::OneEarly(id) => edition.id == id,
    };
    let may_begin = |edition: &Edition| match which {
        Which::OneEarly(_) => true,
        Which::Due | Which::One(_) => match edition.kind {
            MailingKind::Edition => steps::may_begin(diary, edition, job.settings.edition.send_before, now) == Begin::Now,
            MailingKind::Bulletin => may_begin_bulletin(edition, job.settings.edition.send_before, now),
        },
    };
    let is_open = |edition: &&Edition| match edition.state {
        EditionState::Approved => may_begin(edition),
        EditionState::Sending => true,
        EditionState::Draft | EditionState::Paused | EditionState::Sent | EditionState::Skipped => false,
    };
    Ok(almanac.editions.iter().chain(&bulletins).filter(|edition| is_meant(edition)).filter(is_open).cloned().collect())
}

async fn send_one(job: &Delivery, edition: &Edition, press: Press, epoch: i64) -> anyhow::Result<Sent> {
    if edition.recipients_taken_at.is_none() {
        take_recipients(job, edition.id, &press).await?;
    }
    let sent = sending::hand_over(Sending {
        store: job.store.clone(),
        clock: job.clock,
        mailing: edition.id,
        epoch,
        press: Arc::new(press),
        stop: job.stop.clone(),
    })
    .await?;
    job.store.finish_if_done(edition.id, job.settings.mail.uncertain, job.clock.now()).await?;
    Ok(sent)
}

/// In slices that may be re-run; nothing is handed over before the last one is in.
/// What was approved is what is sent: words that are no longer those of the approval stay here.
async fn pause_altered(job: &Delivery, mailing: &Edition, frozen: &Frozen) -> anyhow::Result<Option<Sent>> {
    if mailing.sha256.as_ref() == Some(&fingerprint(frozen)) {
        return Ok(None);
    }
    let because = "its words are not those that were approved (SHA-256 differs), so the database was changed or damaged; \
                   restore a backup, or ask `friday doctor`";
    job.store.pause(mailing.id, because.to_owned(), false, job.clock.now()).await?;
    Ok(Some(Sent { stopped: Some(Stopped::Paused { because: because.to_owned(), forgive: false }), notices: Vec::new() }))
}

async fn take_recipients(job: &Delivery, edition: i64, press: &Press) -> anyhow::Result<()> {
    let now = job.clock.now();
    let mut taken_to = job.store.recipients_taken_to(edition).await?;
    let choices: Vec<Choice> = press.frozen.texts.iter().map(|text| text.choice).collect();
    loop {
        let slice = job.store.active_subscribers_after(taken_to, SLICE, choices.clone()).await?;
        let Some(last) = slice.last().copied() else { break };
        let rows = slice.into_iter().map(|subscriber| (subscriber, press.message_id(subscriber))).collect();
        job.store.add_recipients(edition, rows, now).await?;
        taken_to = last;
    }
    Ok(job.store.finish_recipients(edition, now).await?)
}
