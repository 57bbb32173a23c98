//! Tests rows of the list: many hosts at once, one GET for each address. A check is no reading: nothing of it is remembered.

use super::find_feed::{Found, Looked, Search};
use crate::io::fetcher::Fetcher;
use crate::model::Instant;
use crate::model::blog::Blog;
use crate::model::web_address::WebAddress;
use crate::rules::listing::check::{self, Checked, Probe, Verdict};
use crate::rules::listing::feed_kind::FeedKind;
use crate::rules::listing::marks;
use futures_util::{FutureExt, StreamExt};
use url::Url;

/// Checks `chosen` rows of `rows`, in their order; `seen` is told of each as its answer arrives.
pub async fn check(
    fetcher: &Fetcher,
    rows: &[Blog],
    chosen: &[&Blog],
    (concurrency, now): (usize, Instant),
    mut seen: impl FnMut(&Blog),
) -> Vec<Checked> {
    let mut asked = Vec::new();
    for blog in chosen {
        asked.push(answer(Search::new(fetcher, now), rows, blog).boxed());
    }
    let mut answers = futures_util::stream::iter(asked).buffered(concurrency);
    let mut probes = Vec::new();
    for blog in chosen {
        probes.push(answers.next().await.unwrap_or(Answer::Decided(unasked(blog, Verdict::Failing))));
        seen(blog);
    }
    let probed = chosen.iter().zip(&probes);
    let read: Vec<(&Blog, &Probe)> = probed
        .filter_map(|(blog, answer)| if let Answer::Probed(probe) = answer { Some((*blog, probe)) } else { None })
        .collect();
    let doubles = check::duplicates(&read);
    let judge = |(blog, answer): (&&Blog, &Answer)| match (answer, doubles.get(&blog.id)) {
        (Answer::Decided(checked), _) => checked.clone(),
        (Answer::Probed(_), Some((of, because))) => match rows.iter().find(|row| row.id == *of) {
            Some(of) => check::duplicate(blog, of, because.clone()),
            None => unasked(blog, Verdict::Failing),
        },
        (Answer::Probed(probe), None) => check::judge(blog, probe),
    };
    chosen.iter().zip(&probes).map(judge).collect()
}

/// What is known of a row before all are compared.
enum Answer {
    Decided(Checked),
    Probed(Probe),
}

async fn answer(search: Search<'_>, rows: &[Blog], blog: &Blog) -> Answer {
    if blog.retired.is_some() {
        return Answer::Decided(unasked(blog, Verdict::Retired));
    }
    // Of two rows with one address the later one is the duplicate; the first is asked as ever. A retired row doubles none:
    // it may be this very blog's old one.
    let earlier = rows.iter().filter(|other| other.line < blog.line && other.retired.is_none());
    if let Some(other) = check::same_address(blog, earlier) {
        let because = format!("it has the same address as {:?} in line {}", other.name, other.line);
        return Answer::Decided(check::duplicate(blog, other, because));
    }
    let parsed = |address: &Option<WebAddress>| address.as_ref().and_then(WebAddress::url);
    match (parsed(&blog.feed), parsed(&blog.site)) {
        (Some(feed), site) => Answer::Probed(probe_feed(search, &feed, site.as_ref()).await),
        (None, Some(site)) => Answer::Probed(probe_site(search, &site).await),
        (None, None) => Answer::Decided(unasked(blog, Verdict::AddressUnknown)),
    }
}

fn unasked(blog: &Blog, verdict: Verdict) -> Checked {
    Checked { blog: blog.id.clone(), verdict, because: blog.retired.iter().cloned().collect(), edit: None }
}

async fn probe_feed(mut search: Search<'_>, feed: &Url, site: Option<&Url>) -> Probe {
    match search.look(feed).await {
        Looked::Feed(found) => {
            let mut remarks = found.feed.problems.clone();
            if found.kind == FeedKind::Comments {
                remarks.push("this is the feed of comments, not of posts".to_owned());
            }
            Probe::Feed { lasting: found.lasting.clone(), marks: marks(&found.feed), remarks }
        }
        Looked::Failed(why) => Probe::Failed(why),
        Looked::Page(page, place) => {
            let why = format!("{feed} is a web page, not a feed");
            Probe::Other { absence: None, why, feeds: urls(search.follow(&page, &place).await) }
        }
        Looked::NotAFeed(why) => Probe::Other { absence: None, why, feeds: from_site(search, site).await },
        Looked::Dead(absence, why) => Probe::Other { absence: Some(absence), why, feeds: from_site(search, site).await },
    }
}

/// What is not at the feed's address may be announced on the site.
async fn from_site(mut search: Search<'_>, site: Option<&Url>) -> Vec<Url> {
    let Some(site) = site else { return Vec::new() };
    match search.look(site).await {
        Looked::Page(page, place) => urls(search.follow(&page, &place).await),
        Looked::Feed(found) => vec![found.url.clone()],
        Looked::Dead(..) | Looked::NotAFeed(_) | Looked::Failed(_) => Vec::new(),
    }
}

async fn probe_site(mut search: Search<'_>, site: &Url) -> Probe {
    match search.look(site).await {
        Looked::Feed(found) => Probe::Site { feeds: vec![found.url.clone()], marks: marks(&found.feed), why: String::new() },
        Looked::Page(page, place) => {
            let found = search.follow(&page, &place).await;
            let marks = found.feeds.first().map(|first| marks(&first.feed)).unwrap_or_default();
            let why = if found.feeds.is_empty() { format!("{site} names no feed of its posts") } else { String::new() };
            Probe::Site { feeds: urls(found), marks, why }
        }
        Looked::NotAFeed(why) => Probe::Site { feeds: Vec::new(), marks: Default::default(), why },
        Looked::Dead(absence, why) => Probe::Other { absence: Some(absence), why, feeds: Vec::new() },
        Looked::Failed(why) => Probe::Failed(why),
    }
}

fn urls(found: Found) -> Vec<Url> {
    found.feeds.into_iter().map(|candidate| candidate.url).collect()
}
