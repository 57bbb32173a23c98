//! Editions that are approved: how far their sending has come, and the buttons that stop it.

use super::super::super::Site;
use super::super::form::DeskForm;
use super::{name, what_happened};
use crate::jobs::compose::Almanac;
use crate::model::Instant;
use crate::model::delivery::DeliveryState;
use crate::model::edition::{Edition, EditionState};
use crate::rules::composing::title::long_date;
use crate::rules::scheduling::steps::{Begin, may_begin};
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use chrono::TimeDelta;
use serde::Serialize;
use std::sync::Arc;

/// A sent edition is shown for so long.
const SHOWN: TimeDelta = TimeDelta::days(6);

/// One edition on its way.
#[derive(Debug, Serialize)]
pub struct UnderWay {
    edition: i64,
    date: String,
    date_words: String,
    state: &'static str,
    what: String,
    because: Option<String>,
    recipients: u64,
    counts: Vec<Count>,
    balances: bool,
    can_pause: bool,
    can_resume: bool,
    /// Its time has passed, and it goes out no more unless somebody says so.
    is_late: bool,
    sha256: Option<String>,
    is_out: bool,
}

#[derive(Debug, Serialize)]
struct Count {
    state: &'static str,
    words: &'static str,
    count: u64,
}

/// Approved, being sent, paused, or sent of late; newest first.
pub async fn under_way(site: &Site) -> anyhow::Result<Vec<UnderWay>> {
    let almanac = Almanac::read(&site.store).await?;
    let now = site.clock.now();
    let is_shown = |edition: &&Edition| match edition.state {
        EditionState::Approved | EditionState::Sending | EditionState::Paused => true,
        EditionState::Sent => edition.sent_at.is_some_and(|at| now - at < SHOWN),
        EditionState::Draft | EditionState::Skipped => false,
    };
    let mut shown = Vec::new();
    for edition in almanac.editions.iter().filter(is_shown) {
        let diary = almanac.diary(&site.settings);
        let is_late = edition.state == EditionState::Approved
            && may_begin(diary, edition, site.settings.edition.send_before, now) == Begin::TooLate;
        let ledger = site.store.ledger(edition.id).await?;
        let count = |state: DeliveryState| Count { state: state.word(), words: words(state), count: ledger.of(state) };
        shown.push(UnderWay {
            edition: edition.id,
            date: edition.period.date.to_string(),
            date_words: long_date(edition.period.date),
            state: edition.state.word(),
            what: what(site, edition, diary.due_at(edition.period.date), is_late),
            because: edition.paused_because.clone(),
            recipients: ledger.recipients,
            counts: DeliveryState::ALL.map(count).into(),
            balances: ledger.balances(),
            can_pause: !is_late && matches!(edition.state, EditionState::Approved | EditionState::Sending),
            can_resume: edition.state == EditionState::Paused,
            is_late,
            sha256: edition.sha256.clone(),
            is_out: edition.recipients_taken_at.is_some(),
        });
    }
    Ok(shown)
}

fn what(site: &Site, edition: &Edition, due_at: Instant, is_late: bool) -> String {
    let happened = what_happened(site, edition);
    match edition.state {
        EditionState::Approved if is_late => format!(
            "{happened} It was due at {} and was not sent in time: nobody has it, and it waits for a word from you.",
            site.local(due_at)
        ),
        EditionState::Approved => format!("{happened} It goes out {}.", super::hour(site, due_at, site.clock.now())),
        _ => happened,
    }
}

fn words(state: DeliveryState) -> &'static str {
    match state {
        DeliveryState::Queued => "waiting for their turn",
        DeliveryState::Claimed => "in hand",
        DeliveryState::Handed => "being given to a server",
        DeliveryState::Accepted => "taken by their mail server",
        DeliveryState::Deferred => "asked to come back later",
        DeliveryState::Refused => "refused for good",
        DeliveryState::Uncertain => "broken off: nobody can know",
        DeliveryState::Suppressed => "left or paused before their turn",
        DeliveryState::Expired => "too late to be worth sending",
    }
}

/// Stops the sending after the mails in hand.
pub async fn pause(State(site): State<Arc<Site>>, form: DeskForm) -> Response {
    match change(&site, &form, true).await {
        Ok(response) => response,
        Err(error) => site.sorry("pausing an edition", &error),
    }
}

/// Goes on; an approved edition that was not sent in time is sent late.
pub async fn resume(State(site): State<Arc<Site>>, form: DeskForm) -> Response {
    match change(&site, &form, false).await {
        Ok(response) => response,
        Err(error) => site.sorry("resuming an edition", &error),
    }
}

async fn change(site: &Site, form: &DeskForm, is_pause: bool) -> anyhow::Result<Response> {
    let blogs = site.list.borrow().clone();
    let writing = site.writing(&blogs);
    let Some(edition) = writing.edition(form.get("edition").parse().unwrap_or_default()).await? else {
        return Ok(site.on_to("desk/write"));
    };
    let by = name(&form.editor);
    let (is_done, word) = match (is_pause, edition.state) {
        (true, _) => (writing.pause(&edition).await?, "paused"),
        (false, EditionState::Approved) => (writing.send_late(&edition, by).await?, "approved afresh"),
        (false, _) => (writing.resume(&edition, by).await?.is_some(), "resumed"),
    };
    if !is_done {
        let words =
            [format!("The edition of {} is {}: nothing was changed.", long_date(edition.period.date), edition.state.word())];
        return Ok(site.tell_editor(&form.editor, StatusCode::CONFLICT, &format!("Not {word}"), &words));
    }
    writing.note(by, word, format!("the edition of {}", edition.period.date)).await?;
    site.wake.notify_one();
    Ok(site.on_to(&format!("desk/write?note={}", word.replace(' ', "-"))))
}
