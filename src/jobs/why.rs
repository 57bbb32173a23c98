//! What became of a post.

use super::advance::policy;
use super::compose::Almanac;
use crate::model::Instant;
use crate::model::blog::{Blog, BlogId};
use crate::model::settings::Settings;
use crate::rules::matching::canonical;
use crate::rules::scheduling::steps::{self, DraftStep};
use crate::rules::why::{Facts, explain};
use crate::store::{EntryFact, Store};

/// One sighting of the post asked for, explained.
#[derive(Clone, Debug, serde::Serialize)]
pub struct Explanation {
    /// Plain text.
    pub title: String,
    /// As published.
    pub link: String,
    /// Its blog's id.
    pub blog: BlogId,
    /// Sentences.
    pub because: Vec<String>,
}

/// Every sighting of the post at `address`, explained; none when it was never seen.
pub async fn why(
    store: &Store,
    settings: &Settings,
    blogs: &[Blog],
    address: &str,
    now: Instant,
) -> anyhow::Result<Vec<Explanation>> {
    let Some(link) = canonical::link(address) else { return Ok(Vec::new()) };
    let facts = store.facts_about(link).await?;
    let draft = next_draft(store, settings, now).await?;
    Ok(facts.iter().map(|fact| explanation(fact, blogs, draft.clone())).collect())
}

/// The draft that is open, or would be at the next look: its date, and where its window opens.
pub async fn next_draft(store: &Store, settings: &Settings, now: Instant) -> anyhow::Result<Option<(String, Instant)>> {
    let almanac = Almanac::recent(store).await?;
    let diary = almanac.diary(settings);
    Ok(match (diary.draft(), steps::draft_step(diary, policy(settings), now)) {
        (Some(draft), _) => Some((draft.period.date.to_string(), draft.opens_at)),
        (None, DraftStep::Open { period, opens_at }) => Some((period.date.to_string(), opens_at)),
        (
            None,
            DraftStep::Wait | DraftStep::Overdue | DraftStep::ApproveItself | DraftStep::Return { .. } | DraftStep::PassOn { .. },
        ) => None,
    })
}

fn explanation(fact: &EntryFact, blogs: &[Blog], draft: Option<(String, Instant)>) -> Explanation {
    let blog = name_of(&fact.blog, blogs);
    let because = explain(&facts_of(fact, &blog, blogs, draft));
    Explanation { title: fact.title.clone(), link: fact.link.clone(), blog: fact.blog.clone(), because }
}

fn name_of(id: &BlogId, blogs: &[Blog]) -> String {
    blogs.iter().find(|blog| blog.id == *id).map_or_else(|| id.to_string(), |blog| blog.name.clone())
}

/// What an explanation is made of.
pub fn facts_of<'a>(fact: &'a EntryFact, blog: &'a str, blogs: &[Blog], draft: Option<(String, Instant)>) -> Facts<'a> {
    Facts {
        blog,
        dated_at: fact.dated_at,
        seen_at: fact.seen_at,
        standing: fact.standing,
        because: &fact.because,
        eligible_at: fact.eligible_at,
        folded_because: fact.folded_because.as_deref(),
        rebound_by: fact.rebound_by.as_deref(),
        edited: fact.edited.as_ref().map(|(at, parts, first)| (*at, parts.as_slice(), first.as_str(), fact.title.as_str())),
        missing_since: fact.missing_since,
        siblings: fact.siblings.iter().map(|(id, link)| (name_of(id, blogs), link.as_str())).collect(),
        edition: fact.edition.as_ref().map(|(date, state, place, left_out)| (date.as_str(), *state, *place, *left_out)),
        draft,
    }
}
