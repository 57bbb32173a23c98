//! One sender alone: a database that was restored, copied or cloned sends nothing until a person adopts it.

use super::compose::Almanac;
use super::{Stop, advance, bulletins, deliver::Delivery};
use crate::io::instance;
use crate::io::lock::{self, LockKind};
use crate::model::blog::Blog;
use crate::model::edition::{EditionState, MailingKind};
use crate::model::instance::OpenMailing;
use crate::rules::instance::{Verdict, verdict};
use crate::store::{Adoption, Store};

const ADOPT: &str = "So nothing is sent from it: `friday adopt` shows what would be, and takes it over";

/// Why nothing may be sent from this database; none when it is at home. Remembers where it is when that is news.
pub async fn quarantine(store: &Store) -> anyhow::Result<Option<String>> {
    let here = instance::here(store.path())?;
    // In this order: another process counts on in the database first, in the lock's file second.
    let noted = lock::noted(store.path(), LockKind::Send);
    match verdict(&store.remembered().await?, &here, noted) {
        Verdict::Home => Ok(None),
        Verdict::Moved => {
            store.remember_instance(here).await?;
            Ok(None)
        }
        Verdict::Elsewhere(why) => Ok(Some(format!("{} {why}", store.path().display()))),
    }
}

/// What a person should know about it, once for each place.
pub async fn news(store: &Store) -> anyhow::Result<Option<String>> {
    let Some(why) = quarantine(store).await? else { return Ok(None) };
    let is_news = store.tell_once(format!("quarantine {:?}", instance::here(store.path())?)).await?;
    Ok(is_news.then(|| format!("{why}. {ADOPT}")))
}

/// To be asked before anything is sent to a reader. Refuses (exit 2) in quarantine, (exit 1) when the file is damaged.
pub async fn may_send(store: &Store) -> anyhow::Result<()> {
    if let Some(why) = quarantine(store).await? {
        return Err(Stop::Settings(format!("{why}. {ADOPT}")).into());
    }
    Ok(store.check_sound().await?)
}

/// What an adoption would take over.
#[derive(Clone, Debug)]
pub struct Estate {
    /// Why it is needed; none when the database is at home already.
    pub why: Option<String>,
    /// What is not over.
    pub open: Vec<OpenMailing>,
    /// Approved mailings whose hour has come.
    pub doubtful: Vec<i64>,
}

/// Looks at what is open; changes nothing that a pass would not change.
pub async fn estate(job: &Delivery, blogs: &[Blog]) -> anyhow::Result<Estate> {
    let why = quarantine(&job.store).await?;
    let now = job.clock.now();
    if why.is_some() {
        // An edition that would approve itself in a moment is as doubtful as one that has.
        advance::advance(&job.store, &job.settings, blogs, now).await?;
        bulletins::advance(&job.store, &job.settings, blogs, now).await?;
    }
    let mut open = job.store.open_mailings().await?;
    for mailing in &mut open {
        mailing.ledger = job.store.ledger(mailing.id).await?;
    }
    let almanac = Almanac::read(&job.store).await?;
    let diary = almanac.diary(&job.settings);
    let is_due = |mailing: &&OpenMailing| mailing.kind == MailingKind::Bulletin || diary.due_at(mailing.date) <= now;
    let is_approved = |mailing: &&OpenMailing| mailing.state == EditionState::Approved;
    let doubtful = open.iter().filter(is_approved).filter(is_due).map(|mailing| mailing.id).collect();
    Ok(Estate { why, open, doubtful })
}

/// Takes the database over; the answer is how many rows are held as uncertain. Refuses (exit 75) while another process sends.
pub async fn adopt(job: &Delivery, estate: &Estate, as_it_stands: bool) -> anyhow::Result<usize> {
    let Some(mut lock) = lock::take(job.store.path(), LockKind::Send)? else {
        return Err(Stop::Later("another friday is sending from this database just now; stop it first".to_owned()).into());
    };
    let adoption = Adoption {
        here: instance::here(job.store.path())?,
        noted_epoch: lock::noted(job.store.path(), LockKind::Send),
        as_it_stands,
        doubtful: estate.doubtful.clone(),
    };
    let held = job.store.adopt(adoption, job.clock.now()).await?;
    lock.note(job.store.remembered().await?.epoch)?;
    Ok(held)
}
