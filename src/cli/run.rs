//! `friday run`: the service, or with `--once` one pass for cron.

use super::Exit;
use super::args::{Global, LogFormat, RunArgs};
use super::fetch::{counted, summary};
use super::output::Output;
use super::printable::Log;
use super::signals;
use super::workplace::Workplace;
use crate::daemon::{self, Service};
use crate::io::clock::Clock;
use crate::io::fetcher::Fetcher;
use crate::io::lock::{self, LockKind};
use crate::jobs::deliver::DeliveryReport;
use crate::jobs::once::{publish_due, read_due};
use crate::jobs::{Stop, notices, reminders};
use crate::model::delivery::DeliveryState;

/// Until a signal, or for one pass.
pub async fn run(global: &Global, args: &RunArgs, output: &Output) -> anyhow::Result<Exit> {
    let mut place = Workplace::open(global).await?;
    if args.once {
        return run_once(&place, output).await;
    }
    let Some(_lock) = lock::take(place.store.path(), LockKind::Run)? else {
        let database = place.store.path().display();
        return Err(Stop::Later(format!(
            "another `friday run` is at work on {database}; there is nothing to do for a second one"
        ))
        .into());
    };
    start_log(global, args.log);
    if let Some(start) = global.now {
        place.clock = Clock::starting_at(start);
    }
    let delivery = place.delivery().await?;
    daemon::run(Service { delivery, blogs: place.blogs, feeds: global.feeds.clone() }).await?;
    Ok(Exit::Done)
}

async fn run_once(place: &Workplace, output: &Output) -> anyhow::Result<Exit> {
    // The list was just read well: what a service may have said against it is settled.
    place.store.note_list_error(None).await?;
    let fetcher = Fetcher::new(&place.settings.fetch, &place.settings.site)?;
    let delivery = place.delivery().await?;
    match read_due(&delivery, &place.blogs, &fetcher).await? {
        Some(fetched) => {
            fetched.notices.iter().for_each(|notice| output.notice(notice));
            output.aside(summary(&fetched));
        }
        None => output.aside("another friday is reading just now"),
    }
    reminders::remind_due(&delivery, &place.blogs).await?;
    // Somebody waits for these.
    let notices = notices::send_due(&delivery).await?;
    output.aside(format!("{} sent to people who subscribe", counted(notices.sent, "mail")));
    signals::finish_mails_in_hand(&delivery);
    let published = publish_due(&delivery, &place.blogs).await?;
    published.said.iter().for_each(|line| output.notice(line));
    let report = published.delivered?;
    tell(place, &report, output).await?;
    if !report.paused.is_empty() {
        return Err(Stop::Failed(report.paused.join("\n")).into());
    }
    match report.blocked.or(notices.blocked) {
        Some(why) => Err(Stop::Failed(format!("{why}. Nobody is lost: the next pass tries again")).into()),
        None => Ok(Exit::Done),
    }
}

async fn tell(place: &Workplace, report: &DeliveryReport, output: &Output) -> anyhow::Result<()> {
    report.recovery().iter().chain(&report.notices).for_each(|words| output.notice(words));
    if report.expired > 0 {
        let mails = counted(report.expired, "mail");
        output.notice(format!("{mails} given up after three days of \"later\" from the mail server"));
    }
    for edition in &report.worked_on {
        let ledger = place.store.ledger(edition.id).await?;
        let (kind, date) = (edition.kind.word(), edition.period.date);
        let line = format!("{kind} of {date}: {}", super::edition_show::ledger_line(&ledger));
        // Refused and uncertain rows need somebody, once for each new count; a plain success does not.
        let (refused, uncertain) = (ledger.of(DeliveryState::Refused), ledger.of(DeliveryState::Uncertain));
        let needs_a_person = refused + uncertain > 0 || !ledger.balances();
        let subject = format!("ledger {kind} {date} {refused} {uncertain} {}", ledger.balances());
        if needs_a_person && place.store.tell_once(subject).await? { output.notice(line) } else { output.aside(line) }
    }
    Ok(())
}

fn start_log(global: &Global, format: LogFormat) {
    let level = match (global.quiet, global.verbose) {
        (true, _) => tracing::Level::WARN,
        (false, 0) => tracing::Level::INFO,
        (false, 1) => tracing::Level::DEBUG,
        (false, _) => tracing::Level::TRACE,
    };
    let is_json = matches!(format, LogFormat::Json);
    // Without colours: whatever looks like a control sequence came from a server, and is made harmless.
    let writer = move || Log { to: std::io::stderr(), is_json };
    let builder = tracing_subscriber::fmt().with_max_level(level).with_writer(writer).with_ansi(false);
    // A second subscriber in one process is only possible in tests, which do not mind.
    let _ = match format {
        LogFormat::Human => builder.with_target(false).try_init(),
        LogFormat::Json => builder.json().try_init(),
    };
}
