//! What `friday run` keeps going: reading, publishing, serving, reloading the list; and how it stops.

mod list;
mod notices;
mod serving;
mod signals;

use crate::io::fetcher::Fetcher;
use crate::jobs::Stop;
use crate::jobs::deliver::Delivery;
use crate::jobs::once::{publish_due, read_due};
use crate::jobs::reminders;
use crate::model::blog::Blog;
use crate::model::update::ReadOutcome;
use crate::web::{self, List, Reading, Site};
use anyhow::Context;
use signals::{Signal, Signals};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::sync::{Notify, watch};
use tokio::task::JoinHandle;

/// How often the loops look whether something is due; each blog and edition has its own hour.
const TICK: Duration = Duration::from_secs(15);

/// Pause after a mail server could not be used at all.
const BLOCKED_PAUSE: Duration = Duration::from_secs(300);

/// How long the mails in hand may take when the service stops: longer than the final dot's time-out.
const GRACE: Duration = Duration::from_secs(660);

/// What the service is made of.
#[derive(Debug)]
pub struct Service {
    /// Store, settings, keys, clock.
    pub delivery: Delivery,
    /// The list as it was at the start.
    pub blogs: Vec<Blog>,
    /// Where the list is, to read it again.
    pub feeds: PathBuf,
}

/// Runs until SIGTERM or SIGINT; finishes the mails in hand.
pub async fn run(service: Service) -> anyhow::Result<()> {
    // Before anything else: a signal that comes during the start must not end the process half way.
    let mut signals = Signals::listen()?;
    let hangups = signals.hangup.take();
    let settings = &service.delivery.settings;
    let address = settings.listen;
    let listener = TcpListener::bind(address)
        .await
        .with_context(|| format!("while opening {address}; is another friday running? [web] listen names another one"))?;
    let fetcher = Arc::new(Fetcher::new(&settings.fetch, &settings.site)?);
    tracing::info!(blogs = service.blogs.len(), "friday is running; pages at http://{address}");
    let (stopped, stop) = watch::channel(false);
    let (list_changed, list) = watch::channel(Arc::new(service.blogs));
    let wake: Arc<Notify> = Arc::default();
    let edited: Arc<Notify> = Arc::default();
    let (feeds, reads) = (service.feeds.clone(), fetcher.clone());
    let reading = Reading { list: list.clone(), feeds, fetcher: reads, edited: edited.clone() };
    let site = Arc::new(Site::new(service.delivery.clone(), reading, wake.clone())?);
    let store = service.delivery.store.clone();
    let watched = list::Watched { known: list::stamp(&service.feeds), feeds: service.feeds, list: list_changed, store, edited };
    let mut tasks = vec![("serving", tokio::spawn(serving::serve(web::routes(site), listener, stop.clone())))];
    let work = Work { delivery: service.delivery.clone(), list, fetcher, wake, watched, hangups, stop };
    let ended = tokio::select! {
        name = signals.stop() => {
            tracing::info!("{name}: stopping after the mails in hand");
            Ok(())
        }
        ended = work_on(work, &mut tasks) => ended,
    };
    service.delivery.stop.store(true, Ordering::SeqCst);
    // The receivers may be gone with their tasks, which is what the message asks for.
    let _ = stopped.send(true);
    for (name, task) in tasks {
        if !task.is_finished() && tokio::time::timeout(GRACE, task).await.is_err() {
            tracing::warn!("{name} did not stop in time");
        }
    }
    tracing::info!("friday has stopped");
    ended
}

/// What the loops work with.
struct Work {
    delivery: Delivery,
    list: List,
    fetcher: Arc<Fetcher>,
    wake: Arc<Notify>,
    watched: list::Watched,
    hangups: Option<Signal>,
    stop: watch::Receiver<bool>,
}

/// Pages are there at once; no feed is read and nothing sent before the whole file was looked over, which takes a moment for each 100 MB.
/// Ends only when the service is not whole: the file is damaged, or a loop ended, which none does by itself before the stop.
async fn work_on(work: Work, tasks: &mut Vec<(&'static str, JoinHandle<()>)>) -> anyhow::Result<()> {
    let Work { delivery, list, fetcher, wake, watched, hangups, stop } = work;
    tokio::select! {
        sound = delivery.store.check_sound() => sound?,
        name = first_to_end(tasks) => return Err(anyhow::anyhow!("{name} ended unexpectedly")),
    }
    tasks.push(("reloading", tokio::spawn(list::keep_fresh(watched, hangups, stop.clone()))));
    tasks.push(("reading", tokio::spawn(keep_reading(delivery.clone(), list.clone(), fetcher, stop.clone()))));
    tasks.push(("publishing", tokio::spawn(keep_publishing(delivery.clone(), (list, wake.clone()), stop.clone()))));
    tasks.push(("writing to people", tokio::spawn(notices::keep_sending(delivery, wake, stop))));
    let name = first_to_end(tasks).await;
    Err(anyhow::anyhow!("{name} ended unexpectedly"))
}

async fn first_to_end(tasks: &mut [(&'static str, JoinHandle<()>)]) -> &'static str {
    let waits = tasks.iter_mut().map(|(name, task)| {
        Box::pin(async move {
            let _ = task.await; // How it ended is in the log; that it ended is what matters here.
            *name
        })
    });
    futures_util::future::select_all(waits).await.0
}

async fn keep_reading(delivery: Delivery, mut list: List, fetcher: Arc<Fetcher>, mut stop: watch::Receiver<bool>) {
    loop {
        let blogs = list.borrow_and_update().clone();
        // Dropping the pass in the middle loses nothing: each feed is written whole or not at all.
        let pass = tokio::select! {
            pass = read_due(&delivery, &blogs, &fetcher) => pass,
            _ = stop.changed() => return,
        };
        match pass {
            Ok(Some(report)) => {
                report.notices.iter().for_each(|notice| tracing::warn!("{notice}"));
                for (blog, outcome) in &report.outcomes {
                    log_outcome(blog, outcome);
                }
            }
            Ok(None) => tracing::debug!("another friday is reading"),
            Err(error) => tracing::error!("reading failed: {error:#}"),
        }
        // A row that is new is read at once: whoever added it may be waiting to see its posts.
        let go_on = tokio::select! {
            go_on = tick(&mut stop) => go_on,
            changed = list.changed() => changed.is_ok(),
        };
        if !go_on {
            return;
        }
    }
}

fn log_outcome(blog: &Blog, outcome: &ReadOutcome) {
    let id = blog.id.as_str();
    match outcome {
        ReadOutcome::Read { new: 0, .. } | ReadOutcome::NotModified => tracing::debug!(blog.id = id, "{id}: nothing new"),
        ReadOutcome::Read { new, .. } => tracing::info!(blog.id = id, "{id}: {new} new"),
        ReadOutcome::Waiting(why) | ReadOutcome::Failed(why) => tracing::warn!(blog.id = id, "{id}: {why}"),
    }
}

async fn keep_publishing(delivery: Delivery, (list, wake): (List, Arc<Notify>), mut stop: watch::Receiver<bool>) {
    loop {
        let blogs = list.borrow().clone();
        match reminders::remind_due(&delivery, &blogs).await {
            Ok(0) => {}
            Ok(count) => {
                tracing::info!("{count} editors are reminded of the draft");
                wake.notify_one();
            }
            Err(error) => tracing::error!("reminding the editors failed: {error:#}"),
        }
        let pause = match publish(&delivery, &blogs).await {
            Ok(()) => TICK,
            Err(error) if matches!(error.downcast_ref(), Some(Stop::Held(_))) => {
                tracing::debug!("{error:#}");
                TICK
            }
            Err(error) => {
                tracing::error!("publishing failed: {error:#}. It is tried again in five minutes");
                BLOCKED_PAUSE
            }
        };
        if !wait(pause, &mut stop).await {
            return;
        }
    }
}

async fn publish(delivery: &Delivery, blogs: &[Blog]) -> anyhow::Result<()> {
    let published = publish_due(delivery, blogs).await?;
    published.said.iter().for_each(|line| tracing::warn!("{line}"));
    let report = published.delivered?;
    report.recovery().iter().chain(&report.notices).for_each(|words| tracing::warn!("{words}"));
    report.paused.iter().for_each(|words| tracing::error!("{words}"));
    for edition in &report.worked_on {
        let (kind, date, state) = (edition.kind.word(), edition.period.date, edition.state.word());
        tracing::info!(edition.date = %date, "the {kind} of {date} is {state}");
    }
    match report.blocked {
        Some(why) => Err(Stop::Failed(why).into()),
        None => Ok(()),
    }
}

/// Waits for the next look; false when the service stops.
async fn tick(stop: &mut watch::Receiver<bool>) -> bool {
    wait(TICK, stop).await
}

async fn wait(pause: Duration, stop: &mut watch::Receiver<bool>) -> bool {
    if *stop.borrow() {
        return false;
    }
    tokio::select! {
        () = tokio::time::sleep(pause) => true,
        _ = stop.changed() => false,
    }
}
