//! Freezes an edition: its words, its window, every story's place, in one transaction.

use super::Stop;
use super::compose::{Almanac, compose};
use crate::io::templates::mail_templates;
use crate::io::tokens::sha256;
use crate::model::Instant;
use crate::model::blog::Blog;
use crate::model::edition::{Edition, EditionContent, EditionState, Frozen};
use crate::model::settings::Settings;
use crate::rules::rendering::{self, Templates};
use crate::store::{Approval, Store};
use anyhow::Context;
use chrono::TimeDelta;

/// Attempts when stories keep arriving while the decision is made.
const ATTEMPTS: usize = 5;

/// What an approval came to.
#[derive(Clone, Debug)]
pub enum Approved {
    /// The words are frozen.
    Frozen(Box<EditionContent>),
    /// There is nothing to mail, so nothing was approved.
    Empty,
}

/// Approves the draft at `now` in the name of `by`.
pub async fn approve(
    store: &Store,
    settings: &Settings,
    blogs: &[Blog],
    edition: &Edition,
    by: &str,
    now: Instant,
) -> anyhow::Result<Approved> {
    for _ in 0..ATTEMPTS {
        let almanac = Almanac::read(store).await?;
        let current = almanac.editions.iter().find(|known| known.id == edition.id).context("the edition is gone")?;
        if current.state != EditionState::Draft {
            let (date, state) = (current.period.date, current.state.word());
            return Err(Stop::Failed(format!("the edition of {date} is {state} already: somebody was faster")).into());
        }
        let closes_at = window_end(current, now);
        let composed = compose(store, settings, blogs, &almanac, current, closes_at).await?;
        if composed.content.items.is_empty() {
            if is_draft(store, edition.id).await? {
                return Ok(Approved::Empty);
            }
            // Somebody approved it between the two looks, and took its stories: the next round says so.
            continue;
        }
        if current.revision != edition.revision {
            return Err(
                Stop::Failed(format!("the edition of {} was changed meanwhile; look at it again", edition.period.date)).into()
            );
        }
        // Mails are dated at their hour, not days before when they were approved.
        let dated = closes_at.max(almanac.diary(settings).due_at(current.period.date));
        let frozen = freeze(&composed.content, settings, dated)?;
        let mut stories = places(&composed.content, &composed.ranked);
        stories.extend(composed.dropped.iter().map(|story| (*story, None, true, None)));
        let approval = Approval {
            edition: current.clone(),
            at: closes_at,
            by: by.to_owned(),
            sha256: fingerprint(&frozen),
            content: composed.content.clone(),
            frozen,
            stories,
            next: composed.next,
        };
        if store.approve(approval).await? {
            return Ok(Approved::Frozen(Box::new(composed.content)));
        }
    }
    Err(Stop::Later("posts kept arriving while the edition was being approved; try again in a minute".to_owned()).into())
}

async fn is_draft(store: &Store, edition: i64) -> anyhow::Result<bool> {
    let almanac = Almanac::read(store).await?;
    Ok(almanac.editions.iter().any(|known| known.id == edition && known.state == EditionState::Draft))
}

/// What is seen in this very second still belongs to this window; the next one opens with the next second.
pub fn window_end(edition: &Edition, now: Instant) -> Instant {
    (now + TimeDelta::seconds(1)).max(edition.opens_at)
}

/// Renders the texts of an edition with the templates in force.
pub fn freeze(content: &EditionContent, settings: &Settings, date: Instant) -> anyhow::Result<Frozen> {
    let templates = mail_templates(settings.templates.as_deref())?;
    Ok(rendering::freeze(content, settings, Templates { html: &templates.html, text: &templates.text }, date)?)
}

/// What was approved, as one number: any change to a word of it would show. The date is no word of it: a mailing that begins
/// early is dated then.
pub(super) fn fingerprint(frozen: &Frozen) -> String {
    let mut all = format!("{}\n", frozen.subject);
    for text in &frozen.texts {
        all.push_str(&format!("{}\n{}\n{}\n", text.choice.word(), text.text, text.html));
    }
    sha256(all.as_bytes())
}

type Place = (i64, Option<i64>, bool, Option<crate::model::edition::Score>);

fn places(content: &EditionContent, ranked: &[crate::rules::ranking::Ranked]) -> Vec<Place> {
    let place_of = |story: i64| {
        content.items.iter().position(|item| item.story == Some(story)).and_then(|index| i64::try_from(index + 1).ok())
    };
    let is_mentioned =
        |story: i64| content.everything_else.iter().flat_map(|group| &group.stories).any(|item| item.story == Some(story));
    let place = |one: &crate::rules::ranking::Ranked| {
        let place = place_of(one.story.id);
        (one.story.id, place, place.is_none() && !is_mentioned(one.story.id), Some(one.score.clone()))
    };
    ranked.iter().map(place).collect()
}
