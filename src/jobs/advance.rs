//! Moves the calendar on: opens the draft, approves it at its hour where it may, passes missed weeks on.

use super::approve::{Approved, approve};
use super::compose::Almanac;
use super::draft_file;
use crate::model::Instant;
use crate::model::blog::Blog;
use crate::model::calendar::Period;
use crate::model::edition::{Edition, EditionState};
use crate::model::settings::Settings;
use crate::rules::composing::title::long_date;
use crate::rules::scheduling::steps::{self, DraftStep, Policy};
use crate::store::Store;

/// More steps than ten years of missed weeks need.
const STEP_LIMIT: usize = 600;

/// Who approves when nobody is asked to.
pub const ITS_HOUR: &str = "its hour";

/// The policy that the settings describe.
pub fn policy(settings: &Settings) -> Policy {
    Policy {
        has_editors: !settings.editors.is_empty(),
        unapproved: settings.edition.unapproved,
        send_before: settings.edition.send_before,
    }
}

/// Takes every step that is due; says what a person should know, each thing once.
pub async fn advance(store: &Store, settings: &Settings, blogs: &[Blog], now: Instant) -> anyhow::Result<Vec<String>> {
    let mut said = Vec::new();
    for _ in 0..STEP_LIMIT {
        let almanac = Almanac::read(store).await?;
        let diary = almanac.diary(settings);
        match (steps::draft_step(diary, policy(settings), now), diary.draft()) {
            (DraftStep::Open { period, opens_at }, _) => store.open_draft(period, opens_at).await?,
            (DraftStep::ApproveItself, Some(draft)) => {
                let next = diary.next_after(draft.period);
                said.extend(approve_itself(Parts { store, settings, blogs, now }, draft, next).await?);
            }
            (DraftStep::Return { period }, Some(draft)) => store.place_draft(draft.id, period).await?,
            (DraftStep::PassOn { because, next }, Some(draft)) => {
                said.extend(pass_on(Parts { store, settings, blogs, now }, draft, next, &because).await?);
            }
            (DraftStep::Overdue, Some(draft)) => {
                said.extend(
                    once(
                        store,
                        "overdue",
                        draft,
                        "waits for your approval: `friday edition draft`, then `friday edition approve`",
                    )
                    .await?,
                );
                break;
            }
            (
                DraftStep::Wait
                | DraftStep::ApproveItself
                | DraftStep::Return { .. }
                | DraftStep::PassOn { .. }
                | DraftStep::Overdue,
                _,
            ) => break,
        }
    }
    said.extend(too_late(store, settings, now).await?);
    Ok(said)
}

/// What was previewed is what is sent: the words in the editor's file count here too, approved or not.
async fn approve_itself(parts: Parts<'_>, draft: &Edition, next: Period) -> anyhow::Result<Vec<String>> {
    let Parts { store, settings, blogs, now } = parts;
    let mut said = Vec::new();
    if let Err(error) = draft_file::take_in(store, settings, blogs, draft, now).await {
        said.push(format!("{error:#}\nThe edition of {} goes out without the words of this file.", draft.period.date));
    }
    let current = store.edition(draft.period.date).await?;
    let draft = current.as_ref().unwrap_or(draft);
    if let Approved::Empty = approve(store, settings, blogs, draft, ITS_HOUR, now).await? {
        said.extend(pass_on(parts, draft, next, "there are no new posts").await?);
    }
    Ok(said)
}

/// What passing on works with.
#[derive(Clone, Copy)]
struct Parts<'a> {
    store: &'a Store,
    settings: &'a Settings,
    blogs: &'a [Blog],
    now: Instant,
}

/// The draft becomes the next period's, with what the editor wrote into its file.
async fn pass_on(parts: Parts<'_>, draft: &Edition, next: Period, because: &str) -> anyhow::Result<Vec<String>> {
    let Parts { store, settings, blogs, now } = parts;
    let mut said = Vec::new();
    let carried = draft_file::take_in(store, settings, blogs, draft, now).await;
    if let Err(error) = &carried {
        said.push(format!("{error:#}\nThe file stays as it is; carry its words over by hand."));
    }
    store.skip(draft.period, because.to_owned(), next, draft.opens_at).await?;
    if matches!(carried, Ok(true)) {
        draft_file::follow(store, settings, blogs, draft.period.date, now).await?;
    }
    let (date, next) = (long_date(draft.period.date), long_date(next.date));
    said.push(format!("No edition on {date}: {because}. What it would have held passes on to {next}."));
    Ok(said)
}

/// An approved edition whose time has passed needs a fresh word.
async fn too_late(store: &Store, settings: &Settings, now: Instant) -> anyhow::Result<Vec<String>> {
    let almanac = Almanac::read(store).await?;
    let diary = almanac.diary(settings);
    let mut said = Vec::new();
    for edition in almanac.editions.iter().filter(|edition| edition.state == EditionState::Approved) {
        if steps::may_begin(diary, edition, settings.edition.send_before, now) == steps::Begin::TooLate {
            let what =
                "is approved but was not sent in time; approve it once more to send it late: `friday edition approve DATE`";
            said.extend(once(store, "late", edition, what).await?);
        }
    }
    Ok(said)
}

async fn once(store: &Store, kind: &str, edition: &Edition, what: &str) -> anyhow::Result<Option<String>> {
    let is_news = store.tell_once(format!("{kind} {}", edition.period.date)).await?;
    let what = what.replace("DATE", &edition.period.date.to_string());
    Ok(is_news.then(|| format!("The edition of {} {what}.", long_date(edition.period.date))))
}
