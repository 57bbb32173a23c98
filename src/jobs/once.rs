//! The two halves of a pass over everything that is due: reading, and publishing. `run` repeats them, `run --once` does each once.

use super::deliver::{Delivery, DeliveryReport, Which};
use super::fetch::{self, FetchReport, Pass};
use super::{advance, bulletins, deliver, instance, sweep};
use crate::io::fetcher::Fetcher;
use crate::io::lock::{self, LockKind};
use crate::model::blog::Blog;

/// What publishing did. What a person should know is said even when the delivery failed: it is said only once.
#[derive(Debug)]
pub struct Published {
    /// What a person should know.
    pub said: Vec<String>,
    /// What was sent, or why nothing could be.
    pub delivered: anyhow::Result<DeliveryReport>,
}

/// Reads what is due, unless another process is at it.
pub async fn read_due<'a>(job: &'a Delivery, blogs: &'a [Blog], fetcher: &'a Fetcher) -> anyhow::Result<Option<FetchReport<'a>>> {
    let Some(_lock) = lock::take(job.store.path(), LockKind::Read)? else { return Ok(None) };
    let settings = &job.settings.fetch;
    let pass =
        Pass { blogs, store: &job.store, fetcher, clock: &job.clock, concurrency: settings.concurrency, flood: settings.flood };
    fetch::fetch(pass, &fetch::Which::Due, |_, _, _| {}).await.map(Some)
}

/// Composes, approves where allowed, delivers and sweeps.
pub async fn publish_due(job: &Delivery, blogs: &[Blog]) -> anyhow::Result<Published> {
    let mut said = advance::advance(&job.store, &job.settings, blogs, job.clock.now()).await?;
    said.extend(bulletins::advance(&job.store, &job.settings, blogs, job.clock.now()).await?);
    said.extend(instance::news(&job.store).await?);
    let delivered = deliver::deliver(job, Which::Due).await;
    said.extend(sweep::sweep(&job.store, job.clock.now()).await?);
    Ok(Published { said, delivered })
}
