//! `friday edition draft` and `approve`: the file an editor writes in, and its reading back.

use super::Exit;
use super::desk::Desk;
use super::edition_show::words_of_count;
use super::output::Output;
use crate::jobs::approve::{Approved, approve as approve_draft, freeze};
use crate::jobs::{Stop, draft_file};
use crate::model::edition::{DraftEdits, Edition, EditionState};
use chrono::NaiveDate;
use std::path::Path;

/// Reads the old file where there is one, so that nothing an editor wrote is lost, and writes it anew with what arrived since.
pub async fn draft(
    desk: &Desk,
    date: Option<NaiveDate>,
    file: Option<&Path>,
    fresh: bool,
    output: &Output,
) -> anyhow::Result<Exit> {
    let composed = desk.composed(desk.draft(date)?).await?;
    let path = file.map_or_else(|| draft_file::default_path(composed.edition.period.date), Path::to_path_buf);
    let mut composed = composed;
    if path.exists() && !fresh {
        let edits = draft_file::read(&path, &composed)?;
        if draft_file::save(&desk.place.store, &composed, edits).await? {
            let saved = desk.place.store.edition(composed.edition.period.date).await?;
            composed = desk.composed(saved.as_ref().unwrap_or(&composed.edition)).await?;
        }
    }
    draft_file::write(&path, &composed)?;
    output.document(
        &serde_json::json!({ "edition": composed.edition.period.date, "file": path, "revision": composed.edition.revision }),
    );
    output.line(format!("{} written: {}", path.display(), words_of_count(&composed.content)));
    output.aside(format!("Write your remarks in it, then: friday edition approve {}", composed.edition.period.date));
    Ok(Exit::Done)
}

/// Freezes the words; an approved edition whose time has passed gets a fresh approval.
pub async fn approve(
    desk: &Desk,
    date: Option<NaiveDate>,
    file: Option<&Path>,
    by: &str,
    output: &Output,
) -> anyhow::Result<Exit> {
    if let Some(edition) =
        date.and_then(|date| desk.edition(Some(date)).ok()).filter(|edition| edition.state == EditionState::Approved)
    {
        return approve_afresh(desk, edition, by, output).await;
    }
    desk.check_meant(date)?;
    let mut edition = desk.draft(date)?.clone();
    let composed = desk.composed(&edition).await?;
    let default = draft_file::default_path(composed.edition.period.date);
    if let Some(path) = file.or_else(|| default.exists().then_some(default.as_path())) {
        let edits = draft_file::read(path, &composed)?;
        try_out(desk, &edition, &edits).await?;
        if draft_file::save(&desk.place.store, &composed, edits).await? {
            edition = desk.place.store.edition(edition.period.date).await?.unwrap_or(edition);
        }
    }
    let place = &desk.place;
    match approve_draft(&place.store, &place.settings, &place.blogs, &edition, by, place.clock.now()).await? {
        Approved::Empty => Err(nothing_to_mail(&edition).into()),
        Approved::Frozen(content) => {
            output.document(&serde_json::json!({ "edition": content.date, "title": content.title, "approved_by": by }));
            output.line(format!("{} is approved: {}", content.title, words_of_count(&content)));
            Ok(Exit::Done)
        }
    }
}

/// Composes and renders before anything is saved: an approval that fails leaves the file as fresh as it was.
async fn try_out(desk: &Desk, edition: &Edition, edits: &DraftEdits) -> anyhow::Result<()> {
    let edited = Edition { edits: edits.clone(), ..edition.clone() };
    let composed = desk.composed(&edited).await?;
    if composed.content.items.is_empty() {
        return Err(nothing_to_mail(edition).into());
    }
    freeze(&composed.content, &desk.place.settings, desk.place.clock.now()).map(drop)
}

fn nothing_to_mail(edition: &Edition) -> Stop {
    let date = edition.period.date;
    Stop::Failed(format!(
        "the edition of {date} has no story and no find: there is nothing to mail. At its hour it passes on to the next"
    ))
}

async fn approve_afresh(desk: &Desk, edition: &Edition, by: &str, output: &Output) -> anyhow::Result<Exit> {
    let date = edition.period.date;
    if !desk.place.store.approve_afresh(edition.id, by.to_owned(), desk.place.clock.now()).await? {
        return Err(Stop::Failed(format!("the edition of {date} changed at the same moment; look again")).into());
    }
    output.document(&serde_json::json!({ "edition": date, "approved_by": by }));
    output.line(format!("the edition of {date} is approved afresh, with the words it had"));
    Ok(Exit::Done)
}
