//! `friday fetch`: one read of what is due.

use super::Exit;
use super::args::{FetchArgs, Global};
use super::output::Output;
use super::workplace::Workplace;
use crate::io::fetcher::Fetcher;
use crate::io::lock::{self, LockKind};
use crate::jobs::Stop;
use crate::jobs::fetch::{self, FetchReport, Pass, Which};
use crate::model::blog::Blog;
use crate::model::update::ReadOutcome;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use serde::Serialize;

/// Exit 75 while another process reads; 1 with `--strict` when a blog could not be read.
pub async fn fetch(global: &Global, args: &FetchArgs, output: &Output) -> anyhow::Result<Exit> {
    let place = Workplace::open(global).await?;
    let which = which(args, &place)?;
    let Some(_lock) = lock::take(place.store.path(), LockKind::Read)? else {
        return Err(Stop::Held("another friday is reading just now; try again in a minute".to_owned()).into());
    };
    let fetcher = Fetcher::new(&place.settings.fetch, &place.settings.site)?;
    let settings = &place.settings.fetch;
    let pass = Pass {
        blogs: &place.blogs,
        store: &place.store,
        fetcher: &fetcher,
        clock: &place.clock,
        concurrency: settings.concurrency,
        flood: settings.flood,
    };
    let bar = progress_bar(output);
    let report = fetch::fetch(pass, &which, |total, blog, _| {
        bar.set_length(total as u64);
        bar.set_message(blog.name.clone());
        bar.inc(1);
    })
    .await?;
    bar.finish_and_clear();
    Ok(tell(&report, args, output))
}

fn which(args: &FetchArgs, place: &Workplace) -> Result<Which, Stop> {
    if args.blogs.is_empty() {
        return Ok(if args.force { Which::All } else { Which::Due });
    }
    let ids = args.blogs.iter().map(|name| place.blog(name).map(|blog| blog.id.clone())).collect::<Result<_, _>>()?;
    Ok(Which::Named(ids))
}

/// Shown on a terminal alone.
pub fn progress_bar(output: &Output) -> ProgressBar {
    let target = if output.is_watched() { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() };
    let style = ProgressStyle::with_template("{bar:24} {pos}/{len} {wide_msg}").unwrap_or_else(|_| ProgressStyle::default_bar());
    ProgressBar::with_draw_target(None, target).with_style(style)
}

/// Words for a person, a document for a script; under cron only what needs somebody.
fn tell(report: &FetchReport<'_>, args: &FetchArgs, output: &Output) -> Exit {
    for notice in &report.notices {
        output.notice(notice);
    }
    for (blog, outcome) in &report.outcomes {
        if let ReadOutcome::Failed(why) | ReadOutcome::Waiting(why) = outcome {
            if args.strict {
                output.notice(format!("{}: {why}", blog.name));
            } else {
                output.aside(format!("{}: {why}", blog.name));
            }
        }
    }
    output.aside(summary(report));
    output.document(&Document::of(report));
    let failed = report.outcomes.iter().any(|(_, outcome)| matches!(outcome, ReadOutcome::Failed(_)));
    if args.strict && failed { Exit::Failed } else { Exit::Done }
}

/// "41 blogs read: 12 new posts in 5 blogs, 30 unchanged, 6 failed"
pub fn summary(report: &FetchReport<'_>) -> String {
    let outcomes = || report.outcomes.iter().map(|(_, outcome)| outcome);
    let new_posts: usize = outcomes().map(|outcome| if let ReadOutcome::Read { new, .. } = outcome { *new } else { 0 }).sum();
    let with_news = outcomes().filter(|outcome| matches!(outcome, ReadOutcome::Read { new, .. } if *new > 0)).count();
    let unchanged = outcomes().filter(|outcome| matches!(outcome, ReadOutcome::NotModified)).count();
    let failed = outcomes().filter(|outcome| matches!(outcome, ReadOutcome::Failed(_))).count();
    let waiting = outcomes().filter(|outcome| matches!(outcome, ReadOutcome::Waiting(_))).count();
    let waiting = if waiting > 0 { format!(", {waiting} asked to come back later") } else { String::new() };
    let blogs = report.outcomes.len();
    if blogs == 0 {
        return "nothing is due; --force reads all the same".to_owned();
    }
    format!(
        "{} read: {} in {}, {unchanged} not modified, {failed} failed{waiting}",
        counted(blogs, "blog"),
        counted(new_posts, "new post"),
        counted(with_news, "blog")
    )
}

/// "1 blog", "2 blogs"
pub fn counted(count: usize, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}

/// `friday fetch --json` (docs/json.md).
#[derive(Serialize)]
struct Document<'a> {
    blogs: Vec<BlogLine<'a>>,
    notices: &'a [String],
}

#[derive(Serialize)]
struct BlogLine<'a> {
    id: &'a str,
    outcome: &'static str,
    entries: usize,
    new: usize,
    held: usize,
    error: Option<&'a str>,
}

impl<'a> Document<'a> {
    fn of(report: &'a FetchReport<'_>) -> Self {
        Self { blogs: report.outcomes.iter().map(|(blog, outcome)| blog_line(blog, outcome)).collect(), notices: &report.notices }
    }
}

fn blog_line<'a>(blog: &'a Blog, outcome: &'a ReadOutcome) -> BlogLine<'a> {
    let (word, (entries, new, held), error) = match outcome {
        ReadOutcome::Read { entries, new, held } => ("read", (*entries, *new, *held), None),
        ReadOutcome::NotModified => ("not modified", (0, 0, 0), None),
        ReadOutcome::Waiting(why) => ("waiting", (0, 0, 0), Some(why.as_str())),
        ReadOutcome::Failed(why) => ("failed", (0, 0, 0), Some(why.as_str())),
    };
    BlogLine { id: blog.id.as_str(), outcome: word, entries, new, held, error }
}
