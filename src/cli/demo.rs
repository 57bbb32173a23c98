//! `friday demo`: the real pipeline between a sample blog server and a sample mail server, both on loopback.

use super::args::{DemoArgs, Global};
use super::demo_files::{self, Samples};
use super::demo_site::{self, Traffic};
use super::fetch::{counted, summary};
use super::output::Output;
use super::workplace::Workplace;
use super::{Exit, desk_login, edition_show};
use crate::io::clock::Clock;
use crate::io::fetcher::Fetcher;
use crate::io::sink;
use crate::jobs::approve::{self, Approved, window_end};
use crate::jobs::compose::{Almanac, Composed, compose};
use crate::jobs::deliver::{self, Delivery, Which};
use crate::jobs::fetch::{self, FetchReport, Pass};
use crate::jobs::{Stop, advance, draft_file, notices, subscribers};
use crate::model::Instant;
use crate::model::update::ReadOutcome;
use crate::rules::composing::title::long_date;
use crate::web::{self, Reading, Site};
use anyhow::Context;
use chrono::TimeDelta;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tokio::net::TcpListener;
use tokio::sync::Notify;

/// The Friday of the sample posts, shortly before noon.
const SAMPLE_NOW: &str = "2026-11-20T11:58:00Z";

/// The whole job in a folder of its own.
pub async fn demo(global: &Global, args: &DemoArgs, output: &Output) -> anyhow::Result<Exit> {
    let started = std::time::Instant::now();
    let samples = Samples::embedded();
    demo_files::prepare_folder(&args.folder)?;
    let (blogs, traffic) = demo_site::start(&samples).await?;
    let mail_server = loopback().await?;
    let pages = loopback().await?;
    let mails = args.folder.join("mails");
    let settings = demo_files::Addresses { blogs: blogs.clone(), mail: mail_server.local_addr()?, pages: pages.local_addr()? };
    demo_files::write(&args.folder, &samples, &settings)?;
    tokio::spawn(sink::serve(mail_server, mails.clone()));

    let mut place = open(global, &args.folder).await?;
    output.line(format!("The sample blogs are served at {blogs}; nothing leaves this machine.\n"));
    read_twice(&place, &traffic, output).await?;
    publish(&place, &args.folder, &samples, output).await?;
    show_result(&mails, output)?;
    output.line(format!("\nThat was the whole job in {:.1} seconds.", started.elapsed().as_secs_f32()));
    if args.serve {
        turn_the_week(&mut place, &traffic).await?;
        serve(&place, pages, (&mails, args.folder.join("feeds.toml")), output).await?;
    }
    Ok(Exit::Done)
}

async fn loopback() -> anyhow::Result<TcpListener> {
    TcpListener::bind(("127.0.0.1", 0)).await.context("while opening a port on 127.0.0.1")
}

/// The workplace of the sample folder: from here on everything is the real thing.
async fn open(global: &Global, folder: &Path) -> anyhow::Result<Workplace> {
    let sample = Global {
        config: Some(folder.join("friday.toml")),
        feeds: folder.join("feeds.toml"),
        db: Some(folder.join("friday.db")),
        now: None,
        json: global.json,
        quiet: global.quiet,
        verbose: global.verbose,
    };
    let mut place = Workplace::open(&sample).await?;
    let start: Instant = match global.now {
        Some(now) => now,
        None => SAMPLE_NOW.parse().context("the sample date")?,
    };
    place.clock = Clock::starting_at(start);
    Ok(place)
}

async fn read_twice(place: &Workplace, traffic: &Traffic, output: &Output) -> anyhow::Result<()> {
    let fetcher = Fetcher::new(&place.settings.fetch, &place.settings.site)?;
    let first = read(place, &fetcher).await?;
    output.line(format!("First read:  {}", summary(&first)));
    for (blog, outcome) in &first.outcomes {
        if let ReadOutcome::Failed(why) = outcome {
            output.line(format!("             {}: {why}", blog.name));
        }
    }
    let before = traffic.count();
    let second = read(place, &fetcher).await?;
    let after = traffic.count();
    let unchanged = second.outcomes.iter().filter(|(_, outcome)| matches!(outcome, ReadOutcome::NotModified)).count();
    output.line(format!(
        "Second read: {unchanged} times 304 Not Modified, {} bytes of feed sent ({} bytes the first time)\n",
        after.feed_bytes - before.feed_bytes,
        before.feed_bytes
    ));
    Ok(())
}

async fn read<'a>(place: &'a Workplace, fetcher: &'a Fetcher) -> anyhow::Result<FetchReport<'a>> {
    let settings = &place.settings.fetch;
    let pass = Pass {
        blogs: &place.blogs,
        store: &place.store,
        fetcher,
        clock: &place.clock,
        concurrency: settings.concurrency,
        flood: settings.flood,
    };
    fetch::fetch(pass, &fetch::Which::All, |_, _, _| {}).await
}

/// Subscribers in, draft out, remarks written, approved, mailed.
async fn publish(place: &Workplace, folder: &Path, samples: &Samples, output: &Output) -> anyhow::Result<()> {
    let now = place.clock.now();
    let keys = place.keys().await?;
    let count =
        subscribers::import(&place.store, &keys, std::io::Cursor::new(samples.subscribers), Some("friday demo"), now).await?;
    advance::advance(&place.store, &place.settings, &place.blogs, now).await?;
    let composed = composed(place).await?;
    let path = folder.join("editions").join(format!("{}.md", composed.edition.period.date));
    let written = samples.write_remarks(&draft_file::text(&composed));
    crate::io::files::write_atomically(&path, written.as_bytes())?;
    let edits = draft_file::read(&path, &composed)?;
    draft_file::save(&place.store, &composed, edits).await?;

    let date = composed.edition.period.date;
    let draft = place.store.edition(date).await?.context("the draft is gone")?;
    let approved =
        approve::approve(&place.store, &place.settings, &place.blogs, &draft, demo_files::EDITOR, place.clock.now()).await?;
    let Approved::Frozen(content) = approved else {
        return Err(Stop::Failed("the sample posts gave no edition; is the date one of their week?".to_owned()).into());
    };
    output.line(format!("{}: {}", content.title, edition_show::words_of_count(&content)));
    let report = deliver::deliver(&place.delivery().await?, Which::OneEarly(draft.id)).await?;
    if let Some(why) = report.blocked.or(report.paused.into_iter().next()) {
        return Err(Stop::Failed(why).into());
    }
    let ledger = place.store.ledger(draft.id).await?;
    output.line(format!(
        "{} imported; {}",
        counted(usize::try_from(count.added)?, "subscriber"),
        edition_show::ledger_line(&ledger)
    ));
    Ok(())
}

async fn composed(place: &Workplace) -> anyhow::Result<Composed> {
    let almanac = Almanac::read(&place.store).await?;
    let draft = almanac.diary(&place.settings).draft().cloned().context("there is no draft")?;
    let closes_at = window_end(&draft, place.clock.now());
    compose(&place.store, &place.settings, &place.blogs, &almanac, &draft, closes_at).await
}

/// The digest as the first subscriber got it, taken out of the mail that the sample server kept.
fn show_result(mails: &Path, output: &Output) -> anyhow::Result<()> {
    let mut files: Vec<_> =
        std::fs::read_dir(mails).context("while opening the sample mails")?.filter_map(Result::ok).map(|f| f.path()).collect();
    files.sort();
    let mut shown = String::new();
    for file in &files {
        let bytes = std::fs::read(file).with_context(|| format!("while reading {}", file.display()))?;
        let mail = mail_parser::MessageParser::default().parse(&bytes).context("a sample mail that cannot be read")?;
        let html = mail.body_html(0).unwrap_or_default();
        crate::io::files::write_atomically(&file.with_extension("html"), html.as_bytes())?;
        let text = mail.body_text(0).unwrap_or_default().replace('\r', "");
        // The longest is that of a reader who gets everything.
        if text.len() > shown.len() {
            shown = text;
        }
    }
    let line = "─".repeat(72);
    output.line(format!("\n{line}\n{}\n{line}", shown.trim_end()));
    output.line(format!("\n{} in {}: each as .eml and .html", counted(files.len(), "mail"), mails.display()));
    Ok(())
}

/// Five days on: the desk has the next week's posts to read. The digest is out, approved in the sample editor's name.
async fn turn_the_week(place: &mut Workplace, traffic: &Traffic) -> anyhow::Result<()> {
    place.clock = Clock::starting_at(place.clock.now() + TimeDelta::days(5));
    traffic.turn_the_week();
    let fetcher = Fetcher::new(&place.settings.fetch, &place.settings.site)?;
    read(place, &fetcher).await.map(drop)
}

async fn serve(
    place: &Workplace,
    listener: TcpListener,
    (mails, feeds): (&Path, PathBuf),
    output: &Output,
) -> anyhow::Result<()> {
    let (_unchanged, list) = tokio::sync::watch::channel(Arc::new(place.blogs.clone()));
    let (delivery, wake) = (place.delivery().await?, Arc::default());
    let fetcher = Arc::new(Fetcher::new(&place.settings.fetch, &place.settings.site)?);
    let reading = Reading { list, feeds, fetcher, edited: Arc::default() };
    let site = Site::new(delivery.clone(), reading, Arc::clone(&wake))?;
    output.line(format!(
        "\nPages at http://{}/ until Ctrl-C. Subscribe there: the mail that asks you back lands in {}. The links of all mails work.",
        listener.local_addr()?,
        mails.display()
    ));
    let until_stopped = async {
        // Without a signal handler the default one ends the process, which is what Ctrl-C asks for.
        let _ = tokio::signal::ctrl_c().await;
    };
    let link = desk_login::link(place, demo_files::EDITOR).await?;
    let today = long_date(place.clock.now().date_naive());
    output.line(format!(
        "The editors' desk, where it is {today} and the next edition is being written (the link works once, for fifteen minutes; \
         later ones come by mail to {}):\n{link}",
        demo_files::EDITOR
    ));
    let pages = web::routes(Arc::new(site)).into_make_service_with_connect_info::<SocketAddr>();
    let serving = axum::serve(listener, pages).with_graceful_shutdown(until_stopped);
    tokio::select! {
        served = serving => served.context("while serving the pages"),
        () = send_notices(&delivery, &wake) => Ok(()),
    }
}

/// The mails to people who subscribe in the demo, as soon as they do.
async fn send_notices(delivery: &Delivery, wake: &Notify) {
    loop {
        if let Err(error) = notices::send_due(delivery).await {
            tracing::error!("a mail could not be sent: {error:#}");
        }
        wake.notified().await;
    }
}
