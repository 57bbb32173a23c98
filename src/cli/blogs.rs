//! `friday blogs …`: the living list and its health.

use super::Exit;
use super::args::{BlogsCommand, Global};
use super::fetch::counted;
use super::output::Output;
use super::workplace::Workplace;
use crate::model::Instant;
use crate::model::blog::{Blog, BlogHealth};
use serde::Serialize;

/// Shows the list, or decides about held posts.
pub async fn blogs(global: &Global, command: &BlogsCommand, output: &Output) -> anyhow::Result<Exit> {
    let place = Workplace::open(global).await?;
    match command {
        BlogsCommand::List => list(&place, output).await,
        BlogsCommand::Release { blog } => {
            let blog = place.blog(blog)?;
            let count = place.store.release(blog.id.clone(), place.clock.now()).await?;
            told(output, blog, count, "released: they count as new from now on")
        }
        BlogsCommand::Settle { blog } => {
            let blog = place.blog(blog)?;
            let count = place.store.settle(blog.id.clone()).await?;
            told(output, blog, count, "settled as old: no edition will hold them")
        }
    }
}

fn told(output: &Output, blog: &Blog, count: usize, what: &str) -> anyhow::Result<Exit> {
    output.document(&serde_json::json!({ "blog": blog.id, "posts": count }));
    output.line(if count == 0 {
        format!("{} has no held posts", blog.name)
    } else {
        format!("{}: {} {what}", blog.name, counted(count, "held post"))
    });
    Ok(Exit::Done)
}

/// `friday blogs list --json` (docs/json.md).
#[derive(Serialize)]
struct Line<'a> {
    id: &'a str,
    name: &'a str,
    council: Option<&'a str>,
    state: String,
    site: Option<String>,
    feed: Option<String>,
    last_read_at: Option<Instant>,
    last_success_at: Option<Instant>,
    newest_post_at: Option<Instant>,
    next_read_at: Option<Instant>,
    error: Option<String>,
    held: u64,
}

async fn list(place: &Workplace, output: &Output) -> anyhow::Result<Exit> {
    let healths = place.store.healths().await?;
    let held = place.store.held_counts().await?;
    let unread = BlogHealth::default();
    let lines: Vec<Line<'_>> = place
        .blogs
        .iter()
        .map(|blog| line(blog, healths.get(&blog.id).unwrap_or(&unread), held.get(&blog.id).copied().unwrap_or(0)))
        .collect();
    output.document(&lines);
    let width = lines.iter().map(|line| line.id.chars().count()).max().unwrap_or(0);
    for line in &lines {
        let newest = line.newest_post_at.map_or_else(|| "-         ".to_owned(), |at| at.format("%Y-%m-%d").to_string());
        output.line(format!("{:width$}  {newest}  {}", line.id, line.state));
    }
    output.aside(format!("{}; the date is that of the newest post", counted(lines.len(), "blog")));
    Ok(Exit::Done)
}

fn line<'a>(blog: &'a Blog, health: &BlogHealth, held: u64) -> Line<'a> {
    Line {
        id: blog.id.as_str(),
        name: &blog.name,
        council: blog.council.as_deref(),
        state: state(blog, health, held),
        site: blog.site.as_ref().map(ToString::to_string),
        feed: blog.feed.as_ref().map(ToString::to_string).or_else(|| health.feed.clone()),
        last_read_at: health.last_read_at,
        last_success_at: health.last_success_at,
        newest_post_at: health.newest_post_at,
        next_read_at: health.next_read_at,
        error: health.error.clone(),
        held,
    }
}

/// How a blog is, in words.
fn state(blog: &Blog, health: &BlogHealth, held: u64) -> String {
    if let Some(why) = &blog.retired {
        return format!("retired: {why}");
    }
    if !blog.readable() {
        return "address unknown".to_owned();
    }
    if held > 0 {
        return format!("{held} held: `friday blogs release {0}` or `friday blogs settle {0}`", blog.id);
    }
    match (&health.error, health.last_read_at) {
        (Some(error), _) => format!("failing ({}): {error}", counted(health.failures as usize, "time")),
        (None, None) => "not read yet".to_owned(),
        (None, Some(_)) => "read well".to_owned(),
    }
}
