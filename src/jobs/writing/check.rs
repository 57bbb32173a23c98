//! The check before sending: asks every link once in a while, looks into past editions, and judges.

use super::Writing;
use crate::io::fetcher::{Fetcher, Request};
use crate::jobs::approve::freeze;
use crate::jobs::compose::{Almanac, Composed};
use crate::model::Instant;
use crate::model::checking::{Advice, LinkState};
use crate::model::edition::Edition;
use crate::model::fetched::Fetched;
use crate::rules::checking::{self, Checked, placed_links};
use crate::rules::matching::canonical;
use chrono::{NaiveDate, TimeDelta};
use futures_util::StreamExt;
use std::collections::{BTreeMap, HashMap};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;
use url::Url;

/// How long an answer is good for.
const FRESH: TimeDelta = TimeDelta::minutes(10);

/// How long it is remembered that there was none in time: the approval, which follows, does not wait for it again.
const LATE: TimeDelta = TimeDelta::minutes(1);

/// Links asked at once, each on a host of its own turn.
const AT_ONCE: usize = 8;

/// An editor waits so long for all links together, and not longer.
const PATIENCE: Duration = Duration::from_secs(5);

/// Links asked in one check.
const MOST: usize = 60;

/// Past editions that are looked into: two years.
const MEMORY: usize = 104;

/// What servers said of late.
#[derive(Debug, Default)]
pub struct Answers {
    /// By address: until when the answer is good, and what it was.
    kept: Mutex<HashMap<String, (Instant, LinkState)>>,
}

impl Answers {
    fn fresh(&self, now: Instant) -> HashMap<String, LinkState> {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.retain(|_, (good_until, _)| now < *good_until);
        kept.iter().map(|(link, (_, state))| (link.clone(), state.clone())).collect()
    }

    fn keep(&self, link: String, state: LinkState, good_until: Instant) {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner).insert(link, (good_until, state));
    }
}

impl Writing<'_> {
    /// All advice on the draft as it stands; links that were not asked of late are asked now.
    pub async fn check(&self, fetcher: &Fetcher, answers: &Answers, composed: &Composed) -> anyhow::Result<Vec<Advice>> {
        self.ask(fetcher, answers, composed).await;
        self.advice(answers, composed).await
    }

    /// The same from what is known already; nobody is asked.
    pub async fn advice(&self, answers: &Answers, composed: &Composed) -> anyhow::Result<Vec<Advice>> {
        let frozen = freeze(&composed.content, self.settings, self.now)?;
        let html = frozen.texts.iter().map(|text| text.html.as_str()).max_by_key(|html| html.len()).unwrap_or_default();
        let past = self.past_links(&composed.edition).await?;
        let links = answers.fresh(self.now);
        let checked = Checked { content: &composed.content, subject: &frozen.subject, html, links: &links, past: &past };
        Ok(checking::check(checked))
    }

    /// Asks what is not known; what is not answered in time is kept as such.
    async fn ask(&self, fetcher: &Fetcher, answers: &Answers, composed: &Composed) {
        let mut waiting = unknown(&answers.fresh(self.now), composed);
        let asked = waiting.clone().into_iter().map(|(link, url)| async move { (link, self.ask_one(fetcher, url).await) });
        let mut asked = futures_util::stream::iter(asked).buffer_unordered(AT_ONCE);
        // An error is the end of the patience.
        let _ = tokio::time::timeout(PATIENCE, async {
            while let Some((link, state)) = asked.next().await {
                waiting.remove(&link);
                answers.keep(link, state, self.now + FRESH);
            }
        })
        .await;
        for (link, url) in waiting {
            answers.keep(link, late(&url), self.now + LATE);
        }
    }

    async fn ask_one(&self, fetcher: &Fetcher, url: Url) -> LinkState {
        let request =
            Request { url: url.clone(), validators: Vec::new(), now: self.now, is_last: false, listed: Some(url.clone()) };
        judged(&url, fetcher.fetch(&request).await)
    }

    async fn past_links(&self, draft: &Edition) -> anyhow::Result<HashMap<String, NaiveDate>> {
        let almanac = Almanac::read(self.store).await?;
        let mut past = HashMap::new();
        let frozen = almanac.editions.iter().filter(|edition| edition.state.is_frozen() && edition.id != draft.id);
        for edition in frozen.take(MEMORY) {
            let Some(content) = self.store.content(edition.id).await? else { continue };
            for link in placed_links(&content).iter().filter_map(|placed| canonical::link(&placed.link)) {
                past.entry(link).or_insert(edition.period.date);
            }
        }
        // What every edition says at its end is no repetition.
        let standing = standing_links(self.settings);
        past.retain(|link, _| !standing.contains(link));
        Ok(past)
    }
}

/// Links of the web that were not asked of late.
fn unknown(known: &HashMap<String, LinkState>, composed: &Composed) -> BTreeMap<String, Url> {
    let links = placed_links(&composed.content).into_iter().map(|placed| placed.link);
    let urls = links.filter(|link| !known.contains_key(link)).filter_map(|link| Url::parse(&link).ok().map(|url| (link, url)));
    urls.filter(|(_, url)| matches!(url.scheme(), "http" | "https")).take(MOST).collect()
}

fn late(url: &Url) -> LinkState {
    let host = url.host_str().unwrap_or_default();
    LinkState::Untold(format!("{host} had not answered after {} seconds", PATIENCE.as_secs()))
}

/// Those of the openers and the outro in the settings.
fn standing_links(settings: &crate::model::settings::Settings) -> Vec<String> {
    let words = settings.edition.openers.iter().chain([&settings.edition.outro]);
    let links = words.flat_map(|words| checking::links_of(words));
    links.filter_map(|link| canonical::link(&link)).collect()
}

fn judged(url: &Url, fetched: Fetched) -> LinkState {
    match fetched {
        Fetched::Body { hints, .. } | Fetched::NotModified { hints, .. } => match hints.lasting {
            Some(to) if canonical::link(&to) != canonical::link(url.as_str()) => LinkState::Moved(to),
            Some(_) | None => LinkState::Works,
        },
        Fetched::Gone { url } => LinkState::Broken(format!("{url} is gone for good (HTTP 410)")),
        Fetched::Missing { url } => LinkState::Broken(format!("there is nothing at {url} (HTTP 404)")),
        Fetched::Forbidden { why, .. } => LinkState::Untold(why),
        Fetched::Busy { status, .. } => LinkState::Untold(format!("the server asks for patience (HTTP {status})")),
        Fetched::Spared { .. } => LinkState::Untold("its server asked for patience earlier".to_owned()),
        Fetched::Failed(why) => LinkState::Broken(why),
    }
}
