//! Reads feeds: many hosts at once; whatever has come back is decided and written together.

mod ask;
mod batches;
mod choose;
mod settle;

use crate::io::clock::Clock;
use crate::io::fetcher::Fetcher;
use crate::model::Instant;
use crate::model::blog::{Blog, BlogId};
use crate::model::update::{Begun, ReadOutcome};
use crate::rules::refreshing::health;
use crate::store::{Store, StoreError};
use ask::{Answer, Turn};
use futures_util::future::BoxFuture;
use futures_util::stream::FuturesUnordered;
use futures_util::{FutureExt, StreamExt};
use settle::Settling;
use std::num::NonZero;
use tokio::sync::{Semaphore, mpsc};

/// Answers that are settled in one transaction, at most.
const BATCH: usize = 64;

/// Blogs whose beginning is written down in one transaction, shortly before they are asked.
const BEGUN: usize = 128;

/// Which blogs a pass reads.
#[derive(Clone, Debug)]
pub enum Which {
    /// Those that are due.
    Due,
    /// Every one that can be read, due or not.
    All,
    /// These, due or not.
    Named(Vec<BlogId>),
}

/// What a pass works with.
#[derive(Clone, Copy, Debug)]
pub struct Pass<'a> {
    /// The list.
    pub blogs: &'a [Blog],
    /// The memory.
    pub store: &'a Store,
    /// The client.
    pub fetcher: &'a Fetcher,
    /// The time.
    pub clock: &'a Clock,
    /// `[fetch] concurrency`.
    pub concurrency: usize,
    /// `[fetch] flood`.
    pub flood: usize,
}

/// What a pass did.
#[derive(Clone, Debug, Default)]
pub struct FetchReport<'a> {
    /// Every blog that was read, in the order of their answers.
    pub outcomes: Vec<(&'a Blog, ReadOutcome)>,
    /// What a person should know, once.
    pub notices: Vec<String>,
}

/// One reading pass. A failing blog stops no other; `seen` is told of each outcome as it arrives.
pub async fn fetch<'a>(
    pass: Pass<'a>,
    which: &Which,
    mut seen: impl FnMut(usize, &Blog, &ReadOutcome),
) -> anyhow::Result<FetchReport<'a>> {
    let now = pass.clock.now();
    let chosen = choose::choose(pass, which, now).await?;
    let total = chosen.asked.len() + chosen.refused.len();
    let mut report = FetchReport::default();
    for (blog, why) in chosen.refused {
        let outcome = ReadOutcome::Waiting(why);
        seen(total, blog, &outcome);
        report.outcomes.push((blog, outcome));
    }
    let (tell, mut told) = mpsc::channel(BATCH);
    let asking = ask_all(pass, chosen.asked, now, tell);
    let settling = async {
        let mut settling = Settling::new(pass);
        let mut answers = Vec::with_capacity(BATCH);
        while told.recv_many(&mut answers, BATCH).await > 0 {
            let settled = settling.settle(std::mem::take(&mut answers)).await?;
            settled.outcomes.iter().for_each(|(blog, outcome)| seen(total, blog, outcome));
            report.outcomes.extend(settled.outcomes);
            report.notices.extend(settled.notices);
        }
        report.notices.extend(settling.finish().await?);
        anyhow::Ok(())
    };
    // Side by side: while one batch is written, the next answers come in.
    tokio::try_join!(asking, settling)?;
    // One slice is all that ordinary new blogs bring; the rest of an avalanche follows with the next passes. What was read is read,
    // whatever becomes of the river.
    if let Err(error) = pass.store.fill_river().await {
        report.notices.push(format!("the river could not take in what new blogs brought: {error}"));
    }
    Ok(report)
}

/// Asks every one, many at once; ends early when nobody listens any more.
async fn ask_all<'a>(pass: Pass<'a>, turns: Vec<Turn<'a>>, now: Instant, tell: mpsc::Sender<Answer<'a>>) -> anyhow::Result<()> {
    if turns.is_empty() {
        return Ok(());
    }
    for pause in pass.store.host_pauses(now).await? {
        pass.fetcher.pause(pause);
    }
    // No more documents are parsed at once than there are cores: each thread keeps what memory it once needed.
    let parsers = Semaphore::new(std::thread::available_parallelism().map_or(1, NonZero::get));
    let mut turns = turns.into_iter();
    let mut next = || begin(pass, turns.by_ref().take(BEGUN).collect(), now);
    let mut begun = Vec::new();
    let mut open = FuturesUnordered::new();
    // The next slice is written down while this one is asked.
    let mut coming = next();
    loop {
        while open.len() < pass.concurrency {
            if begun.is_empty() {
                begun = std::mem::replace(&mut coming, next()).await?;
            }
            let Some(turn) = begun.pop() else { break };
            open.push(ask::ask(pass, turn, now, &parsers).boxed());
        }
        let Some(answer) = open.next().await else { return Ok(()) };
        if tell.send(answer).await.is_err() {
            return Ok(());
        }
    }
}

/// Writes down that these are about to be asked: a reading that is killed half way leaves the time of its attempt. It is on its way
/// as soon as this is called.
fn begin<'a>(pass: Pass<'a>, mut turns: Vec<Turn<'a>>, now: Instant) -> BoxFuture<'a, Result<Vec<Turn<'a>>, StoreError>> {
    if turns.is_empty() {
        return std::future::ready(Ok(turns)).boxed();
    }
    let begun = turns.iter().map(|turn| Begun {
        blog: turn.blog.id.clone(),
        health: health::begun(turn.blog, &turn.before, now),
        is_as_stored: turn.is_as_stored,
    });
    let written = pass.store.begin_readings(begun.collect());
    // Asked from its end: the list's order is kept.
    turns.reverse();
    async move { written.await.map(|()| turns) }.boxed()
}
