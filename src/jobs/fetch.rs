//! Reads feeds: many hosts at once, decided and written one after another.

use crate::io::clock::Clock;
use crate::io::fetcher::{Fetcher, Request};
use crate::model::Instant;
use crate::model::blog::{Blog, BlogHealth, BlogId, Validators};
use crate::model::feed::ParsedFeed;
use crate::model::fetched::Fetched;
use crate::model::update::ReadOutcome;
use crate::rules::matching::candidates::Candidates;
use crate::rules::matching::{self, Sighting};
use crate::rules::parsing::{self, Document};
use crate::rules::refreshing::{self, Reading, due, health};
use crate::store::Store;
use chrono::TimeDelta;
use futures_util::{FutureExt, StreamExt};
use url::Url;

/// How far back other blogs' entries are compared, in days.
const COMPARED_DAYS: i64 = 60;

/// How many of a blog's latest entries a document is compared with.
const OWN_ENTRIES: usize = 300;

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
pub struct FetchReport {
    /// Every blog that was read, in the order of their answers.
    pub outcomes: Vec<(Blog, ReadOutcome)>,
    /// What a person should know, once.
    pub notices: Vec<String>,
}

/// One feed as it came back, parsed.
struct Answer {
    blog: Blog,
    before: BlogHealth,
    fetched: Fetched,
    parsed: Option<(ParsedFeed, Vec<Sighting>)>,
}

/// One reading pass. A failing blog stops no other; `seen` is told of each outcome as it arrives.
pub async fn fetch(
    pass: Pass<'_>,
    which: &Which,
    mut seen: impl FnMut(usize, &Blog, &ReadOutcome),
) -> anyhow::Result<FetchReport> {
    let now = pass.clock.now();
    let mut healths = pass.store.healths().await?;
    let chosen: Vec<&Blog> = pass.blogs.iter().filter(|blog| is_chosen(blog, which, healths.get(&blog.id), now)).collect();
    let total = chosen.len();
    let mut asked = Vec::new();
    for blog in chosen {
        let before = healths.remove(&blog.id).unwrap_or_default();
        asked.push(ask(pass, blog.clone(), before).boxed());
    }
    let mut answers = futures_util::stream::iter(asked).buffer_unordered(pass.concurrency);
    let mut recent = match total {
        0 => Candidates::default(),
        _ => Candidates::of(pass.store.recent_entries(now - TimeDelta::days(COMPARED_DAYS), 0).await?),
    };
    let mut report = FetchReport::default();
    while let Some(answer) = answers.next().await {
        let blog = answer.blog.clone();
        let (outcome, notices) = settle(pass, answer, &mut recent).await?;
        seen(total, &blog, &outcome);
        report.notices.extend(notices);
        report.outcomes.push((blog, outcome));
    }
    Ok(report)
}

fn is_chosen(blog: &Blog, which: &Which, before: Option<&BlogHealth>, now: Instant) -> bool {
    match which {
        Which::Due => due::is_due(blog, before.unwrap_or(&BlogHealth::default()), now),
        Which::All => blog.readable(),
        Which::Named(ids) => blog.readable() && ids.contains(&blog.id),
    }
}

async fn ask(pass: Pass<'_>, blog: Blog, mut before: BlogHealth) -> Answer {
    let url = match feed_address(pass, &blog, &before).await {
        Ok(url) => url,
        Err(why) => return Answer { blog, before, fetched: Fetched::Failed(why), parsed: None },
    };
    before.feed = Some(url.to_string());
    let fetched = pass.fetcher.fetch(&Request { url, validators: before.validators.clone() }).await;
    let (fetched, parsed) = read(&blog, fetched).await;
    Answer { blog, before, fetched: on_one_line(fetched), parsed }
}

/// A failure may quote the server: its words become plain ones before they are stored, shown or logged.
fn on_one_line(fetched: Fetched) -> Fetched {
    match fetched {
        Fetched::Failed(why) => Fetched::Failed(parsing::text::tidy(&why)),
        other => other,
    }
}

/// The row's feed, else the one found earlier, else what the site announces now.
async fn feed_address(pass: Pass<'_>, blog: &Blog, before: &BlogHealth) -> Result<Url, String> {
    if let Some(feed) = &blog.feed {
        return Ok(feed.clone());
    }
    let found_earlier = before.feed.as_deref().filter(|_| before.failures < 3).and_then(|feed| Url::parse(feed).ok());
    match (found_earlier, &blog.site) {
        (Some(feed), _) => Ok(feed),
        (None, Some(site)) => discover(pass, site).await,
        (None, None) => Err("its address is unknown".to_owned()),
    }
}

async fn discover(pass: Pass<'_>, site: &Url) -> Result<Url, String> {
    let request = Request { url: site.clone(), validators: Validators::default() };
    match pass.fetcher.fetch(&request).await {
        Fetched::Body { bytes, url, .. } => {
            let page = Url::parse(&url).unwrap_or_else(|_| site.clone());
            // Away from the async threads: a page may be as large as a feed.
            let announced = tokio::task::spawn_blocking(move || announced(&bytes, page)).await.ok().flatten();
            announced
                .ok_or_else(|| format!("{site} announces no feed; find its address and write it into feeds.toml as feed = \"…\""))
        }
        Fetched::Gone => Err(format!("the site is gone (HTTP 410): {site}")),
        Fetched::Busy { status, .. } => Err(format!("the site asked us to come back later (HTTP {status})")),
        Fetched::Failed(why) => Err(format!("while looking for its feed: {why}")),
        Fetched::NotModified { .. } => Err(format!("{site} answered in an unexpected way (HTTP 304)")),
    }
}

/// The page itself when it is a feed, else the first feed it names.
fn announced(bytes: &[u8], page: Url) -> Option<Url> {
    if parsing::parse(Document { bytes, content_type: None, base_url: None }).is_ok() {
        return Some(page);
    }
    parsing::discover::feed_links(&String::from_utf8_lossy(bytes), &page).into_iter().next()
}

/// Parses away from the async threads; what is no feed is a failure, and leaves validators and entries alone.
async fn read(blog: &Blog, fetched: Fetched) -> (Fetched, Option<(ParsedFeed, Vec<Sighting>)>) {
    let Fetched::Body { bytes, content_type, url, validators, hints } = fetched else { return (fetched, None) };
    let id = blog.id.clone();
    let parsed = tokio::task::spawn_blocking(move || {
        let document = Document { bytes: &bytes, content_type: content_type.as_deref(), base_url: Some(&url) };
        parsing::parse(document).map(|mut feed| {
            let sightings = matching::sightings(&id, std::mem::take(&mut feed.entries));
            (feed, sightings)
        })
    });
    match parsed.await {
        Ok(Ok((feed, sightings))) if feed.cut_off && sightings.is_empty() => {
            (Fetched::Failed("not a feed that can be read: it ends in the middle, before its first post".to_owned()), None)
        }
        Ok(Ok(parsed)) => (Fetched::NotModified { validators, hints }, Some(parsed)),
        Ok(Err(error)) => (Fetched::Failed(error.to_string()), None),
        Err(_) => (Fetched::Failed("the document could not be read".to_owned()), None),
    }
}

/// Decides and writes; what is new can be folded into by the blogs that come after.
async fn settle(pass: Pass<'_>, answer: Answer, recent: &mut Candidates) -> anyhow::Result<(ReadOutcome, Vec<String>)> {
    let now = pass.clock.now();
    let Answer { blog, before, fetched, parsed } = answer;
    let (update, outcome) = match parsed {
        None => health::without_document(&blog, &before, &fetched, now),
        Some((feed, sightings)) => {
            let keys = sightings.iter().flat_map(|sighting| sighting.keys.clone()).collect();
            let known = pass.store.known_keys(keys).await?;
            let rows = known.values().copied().collect();
            let own = pass.store.own_entries(blog.id.clone(), OWN_ENTRIES, rows).await?;
            let flood = pass.flood;
            let reading = Reading {
                blog: &blog,
                before: &before,
                fetched: &fetched,
                feed: &feed,
                sightings,
                known: &known,
                own: &own,
                recent,
                flood,
                now,
            };
            refreshing::decide(reading)
        }
    };
    let (notices, has_news) = (update.notices.clone(), !update.new_entries.is_empty());
    pass.store.apply(update, now).await?;
    if has_news {
        let since = now - TimeDelta::days(COMPARED_DAYS);
        let news = pass.store.recent_entries(since, recent.newest_row()).await?;
        news.into_iter().for_each(|entry| recent.add(entry));
    }
    Ok((outcome, notices))
}
