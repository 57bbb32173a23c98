//! One pass of everything that is due: read, compose, approve where allowed, deliver, retry, sweep. The line for cron.

use super::deliver::{Delivery, DeliveryReport, Which};
use super::fetch::{self, FetchReport, Pass};
use super::{advance, deliver, sweep};
use crate::io::fetcher::Fetcher;
use crate::io::lock::{self, LockKind};
use crate::model::blog::Blog;

/// What a pass did, for a person or a log.
#[derive(Clone, Debug, Default)]
pub struct OnceReport {
    /// None when another process is reading.
    pub fetched: Option<FetchReport>,
    /// What a person should know.
    pub said: Vec<String>,
    /// What was sent.
    pub delivered: DeliveryReport,
}

/// Reads what is due, unless another process is at it.
pub async fn read_due(job: &Delivery, blogs: &[Blog], fetcher: &Fetcher) -> anyhow::Result<Option<FetchReport>> {
    let Some(_lock) = lock::take(job.store.path(), LockKind::Read)? else { return Ok(None) };
    let settings = &job.settings.fetch;
    let pass =
        Pass { blogs, store: &job.store, fetcher, clock: &job.clock, concurrency: settings.concurrency, flood: settings.flood };
    fetch::fetch(pass, &fetch::Which::Due, |_, _, _| {}).await.map(Some)
}

/// Composes, approves where allowed, delivers and sweeps.
pub async fn publish_due(job: &Delivery, blogs: &[Blog]) -> anyhow::Result<(Vec<String>, DeliveryReport)> {
    let mut said = advance::advance(&job.store, &job.settings, blogs, job.clock.now()).await?;
    let delivered = deliver::deliver(job, Which::Due).await?;
    said.extend(sweep::sweep(&job.store, job.clock.now()).await?);
    Ok((said, delivered))
}

/// The whole pass.
pub async fn once(job: &Delivery, blogs: &[Blog], fetcher: &Fetcher) -> anyhow::Result<OnceReport> {
    let fetched = read_due(job, blogs, fetcher).await?;
    let (mut said, delivered) = publish_due(job, blogs).await?;
    said.splice(0..0, fetched.iter().flat_map(|report| report.notices.clone()));
    Ok(OnceReport { fetched, said, delivered })
}
