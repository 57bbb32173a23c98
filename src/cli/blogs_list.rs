//! `friday blogs list`: every blog with its state, for a terminal of eighty columns or as JSON.

use super::Exit;
use super::fetch::counted;
use super::output::Output;
use super::workplace::Workplace;
use crate::model::Instant;
use crate::model::blog::{Blog, BlogHealth};
use crate::model::listing::BlogState;
use crate::rules::listing::state::state;
use serde::Serialize;

/// Columns of the narrowest terminal that the table is made for.
const WIDTH: usize = 80;

/// `friday blogs list --json` (docs/json.md).
#[derive(Serialize)]
struct Line<'a> {
    id: &'a str,
    name: &'a str,
    council: Option<&'a str>,
    state: BlogState,
    since: Option<Instant>,
    because: String,
    site: Option<String>,
    feed: Option<String>,
    last_read_at: Option<Instant>,
    last_success_at: Option<Instant>,
    newest_post_at: Option<Instant>,
    next_read_at: Option<Instant>,
    error: Option<String>,
    held: u64,
}

/// The whole list, in its own order; a second line says what a person may want to act on.
pub async fn list(place: &Workplace, output: &Output) -> anyhow::Result<Exit> {
    let healths = place.store.healths().await?;
    let held = place.store.held_counts().await?;
    let unread = BlogHealth::default();
    let now = place.clock.now();
    let line = |blog| line(blog, healths.get(&blog.id).unwrap_or(&unread), held.get(&blog.id).copied().unwrap_or(0), now);
    let lines: Vec<Line<'_>> = place.blogs.iter().map(line).collect();
    output.document(&lines);
    let width = lines.iter().map(|line| line.state.word().len()).max().unwrap_or(0).max(5);
    output.line(format!("{:width$}  {:10}  {:>7}  {:>7}  BLOG", "STATE", "LAST POST", "READ", "NEXT"));
    for line in &lines {
        output.line(row(line, width, now));
        remarks(line).iter().for_each(|remark| output.line(indented(remark)));
    }
    output.aside(summary(&lines));
    Ok(Exit::Done)
}

fn line<'a>(blog: &'a Blog, health: &BlogHealth, held: u64, now: Instant) -> Line<'a> {
    let report = state(blog, health, now);
    Line {
        id: blog.id.as_str(),
        name: &blog.name,
        council: blog.council.as_deref(),
        state: report.state,
        since: report.since,
        because: report.because,
        site: blog.site.as_ref().map(ToString::to_string),
        feed: blog.feed.as_ref().map(ToString::to_string).or_else(|| health.feed.clone()),
        last_read_at: health.last_read_at,
        last_success_at: health.last_success_at,
        newest_post_at: health.newest_post_at,
        // What is not read has no next time, whatever was planned before.
        next_read_at: health.next_read_at.filter(|_| is_read(report.state)),
        error: health.error.clone(),
        held,
    }
}

fn is_read(state: BlogState) -> bool {
    !matches!(state, BlogState::Retired | BlogState::AddressUnknown)
}

/// The id stands last, so that a long one breaks no column and can be copied whole.
fn row(line: &Line<'_>, width: usize, now: Instant) -> String {
    let post = line.newest_post_at.map_or_else(|| "-".to_owned(), |at| at.format("%Y-%m-%d").to_string());
    let read = line.last_read_at.map_or_else(|| "-".to_owned(), |at| format!("{} ago", span(now - at)));
    let next = match line.next_read_at {
        Some(at) if at > now => format!("in {}", span(at - now)),
        Some(_) => "now".to_owned(),
        None if is_read(line.state) => "now".to_owned(),
        None => "-".to_owned(),
    };
    format!("{:width$}  {post:10}  {read:>7}  {next:>7}  {}", line.state.word(), line.id)
}

/// "5m", "3h", "12d"
fn span(time: chrono::TimeDelta) -> String {
    match time.num_minutes().max(0) {
        minutes @ 0..60 => format!("{minutes}m"),
        minutes @ 60..2880 => format!("{}h", minutes / 60),
        minutes => format!("{}d", minutes / 1440),
    }
}

/// What is to be done, or why the blog is not read as it should be; nothing while all is well.
fn remarks(line: &Line<'_>) -> Vec<String> {
    let mut remarks = Vec::new();
    if line.held > 0 {
        let posts = counted(usize::try_from(line.held).unwrap_or(usize::MAX), "held post");
        remarks.push(format!("{posts}: `friday blogs release {0}` (as new) or `friday blogs settle {0}` (as old)", line.id));
    }
    if line.error.is_some() || matches!(line.state, BlogState::Failing | BlogState::Moved | BlogState::Retired) {
        remarks.push(line.because.clone());
    }
    remarks
}

fn indented(remark: &str) -> String {
    textwrap::fill(remark, textwrap::Options::new(WIDTH).initial_indent("    ").subsequent_indent("    ").break_words(false))
}

/// "39 blogs: 21 active, 8 quiet, 10 dormant"
fn summary(lines: &[Line<'_>]) -> String {
    let count = |state| lines.iter().filter(|line| line.state == state).count();
    let counts: Vec<String> = BlogState::ALL
        .into_iter()
        .map(|state| (count(state), state))
        .filter(|(count, _)| *count > 0)
        .map(|(count, state)| format!("{count} {}", state.word()))
        .collect();
    format!("{}: {}", counted(lines.len(), "blog"), counts.join(", "))
}
