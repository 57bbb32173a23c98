//! What `friday run` keeps going: reading, publishing, serving, reloading the list; and how it stops.

mod list;
mod notices;
mod serving;

use crate::io::fetcher::Fetcher;
use crate::jobs::Stop;
use crate::jobs::deliver::Delivery;
use crate::jobs::once::{publish_due, read_due};
use crate::jobs::reminders;
use crate::model::blog::Blog;
use crate::model::update::ReadOutcome;
use crate::web::{self, List, Reading, Site};
use anyhow::Context;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;
use tokio::net::TcpListener;
#[cfg(unix)]
use tokio::signal::unix::{Signal, SignalKind, signal};
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
    let watched = list::Watched { feeds: service.feeds, list: list_changed, store: service.delivery.store.clone(), edited };
    let mut tasks = vec![
        ("reading", tokio::spawn(keep_reading(service.delivery.clone(), list.clone(), fetcher, stop.clone()))),
        ("publishing", tokio::spawn(keep_publishing(service.delivery.clone(), (list, wake.clone()), stop.clone()))),
        ("writing to people", tokio::spawn(notices::keep_sending(service.delivery.clone(), wake, stop.clone()))),
        ("serving", tokio::spawn(serving::serve(web::routes(site), listener, stop.clone()))),
    ];
    tasks.push(("reloading", tokio::spawn(list::keep_fresh(watched, hangups, stop))));
    let ended = tokio::select! {
        name = signals.stop() => {
            tracing::info!("{name}: stopping after the mails in hand");
            Ok(())
        }
        // A loop never ends by itself before the stop: when one does, the service is not whole any more.
        name = first_to_end(&mut tasks) => Err(anyhow::anyhow!("{name} ended unexpectedly")),
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

/// The signals that the service answers to.
#[derive(Debug)]
struct Signals {
    #[cfg(unix)]
    terminate: Signal,
    #[cfg(unix)]
    interrupt: Signal,
    hangup: Option<Signal>,
}

#[cfg(unix)]
impl Signals {
    fn listen() -> anyhow::Result<Self> {
        let listen = |kind: SignalKind, name: &str| signal(kind).with_context(|| format!("while listening for {name}"));
        Ok(Self {
            terminate: listen(SignalKind::terminate(), "SIGTERM")?,
            interrupt: listen(SignalKind::interrupt(), "SIGINT")?,
            hangup: Some(listen(SignalKind::hangup(), "SIGHUP")?),
        })
    }

    /// Waits for the one that ends the service.
    async fn stop(&mut self) -> &'static str {
        tokio::select! {
            _ = self.terminate.recv() => "SIGTERM",
            _ = self.interrupt.recv() => "SIGINT",
        }
    }
}

#[cfg(unix)]
async fn hangup(hangups: &mut Option<Signal>) {
    match hangups {
        Some(hangups) => drop(hangups.recv().await),
        None => std::future::pending().await,
    }
}

/// Other systems have Ctrl-C alone.
#[cfg(not(unix))]
#[derive(Debug)]
struct Signal;

#[cfg(not(unix))]
impl Signals {
    fn listen() -> anyhow::Result<Self> {
        Ok(Self { hangup: None })
    }

    async fn stop(&mut self) -> &'static str {
        match tokio::signal::ctrl_c().await {
            Ok(()) => "Ctrl-C",
            Err(_) => std::future::pending().await,
        }
    }
}

#[cfg(not(unix))]
async fn hangup(_hangups: &mut Option<Signal>) {
    std::future::pending().await
}
