//! Reads feeds: many hosts at once; whatever has come back is decided and written together.

mod ask;
mod batches;
mod choose;
mod seen;
mod settle;

use crate::io::clock::Clock;
use crate::io::fetcher::Fetcher;
use crate::model::Instant;
use crate::model::blog::{Blog, BlogId};
use crate::model::update::ReadOutcome;
use crate::store::Store;
use ask::{Answer, Turn};
use futures_util::stream::FuturesUnordered;
use futures_util::{FutureExt, StreamExt};
use seen::Seen;
use settle::Settling;
use std::num::NonZero;
use tokio::sync::{Semaphore, mpsc};

/// Answers that are settled in one transaction, at most.
const BATCH: usize = 64;

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

impl Which {
    /// Whether it is for this blog at all.
    fn may_name(&self, blog: &Blog) -> bool {
        match self {
            Self::Due | Self::All => true,
            Self::Named(ids) => ids.contains(&blog.id),
        }
    }
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

/// One reading pass. A failing blog stops no other; `tell` hears of each outcome as it arrives, and of how many blogs there may be
/// in all: fewer and fewer, as those that are not due are passed over.
pub async fn fetch<'a>(
    pass: Pass<'a>,
    which: &Which,
    tell: impl FnMut(usize, &Blog, &ReadOutcome) + Send,
) -> anyhow::Result<FetchReport<'a>> {
    let now = pass.clock.now();
    let seen = Seen::new(pass.blogs.len(), tell);
    for pause in pass.store.host_pauses(now).await? {
        pass.fetcher.pause(pause);
    }
    // Side by side: one slice is looked up while another is asked, and answers come in while others are written. Where one of the three
    // ends early, the others finish what they have in hand.
    let (chosen, slices) = mpsc::channel(1);
    let (answered, answers) = mpsc::channel(BATCH);
    let (choosing, (), settling) = tokio::join!(
        choose::choose(pass, which, now, &seen, chosen),
        ask_all(pass, now, slices, answered),
        settle_all(pass, answers, &seen),
    );
    settling.and(choosing)?;
    // One slice is all that ordinary new blogs bring; the rest of an avalanche follows with the next passes. What was read is read,
    // whatever becomes of the river.
    if let Err(error) = pass.store.fill_river().await {
        seen.notice(format!("the river could not take in what new blogs brought: {error}"));
    }
    Ok(seen.into_report())
}

/// Asks every one, many at once; ends early when nobody listens any more.
async fn ask_all<'a>(
    pass: Pass<'a>,
    now: Instant,
    mut slices: mpsc::Receiver<Vec<Turn<'a>>>,
    answered: mpsc::Sender<Answer<'a>>,
) {
    // No more documents are parsed at once than there are cores: each thread keeps what memory it once needed.
    let parsers = Semaphore::new(std::thread::available_parallelism().map_or(1, NonZero::get));
    let mut slice = Vec::new().into_iter();
    let mut open = FuturesUnordered::new();
    loop {
        let turns = slice.by_ref().take(pass.concurrency.saturating_sub(open.len()));
        open.extend(turns.map(|turn| ask::ask(pass, turn, now, &parsers).boxed()));
        tokio::select! {
            Some(answer) = open.next() => if answered.send(answer).await.is_err() { return },
            Some(turns) = slices.recv(), if slice.len() == 0 => slice = turns.into_iter(),
            else => return,
        }
    }
}

/// Decides about what has come back and writes it, until nothing more comes.
async fn settle_all<'a>(pass: Pass<'a>, mut answers: mpsc::Receiver<Answer<'a>>, seen: &Seen<'a, '_>) -> anyhow::Result<()> {
    let mut settling = Settling::new(pass);
    let mut batch = Vec::with_capacity(BATCH);
    while answers.recv_many(&mut batch, BATCH).await > 0 {
        settling.settle(std::mem::take(&mut batch), seen).await?;
    }
    settling.finish().await?.into_iter().for_each(|notice| seen.notice(notice));
    Ok(())
}
