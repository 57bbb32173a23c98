//! When a form comes too late: both versions side by side, and every word kept.

use super::super::super::Site;
use super::super::form::DeskForm;
use super::super::session::Editor;
use super::{name, save, what_happened};
use crate::jobs::compose::Composed;
use crate::jobs::writing::{Conflict, Saved};
use crate::model::edition::{Edition, EditionContent};
use crate::rules::pages::writing::{Writing as Shown, view};
use crate::rules::writing::Manuscript;
use crate::rules::writing::differences::{Difference, Side, differences, left_over, merged};
use crate::rules::writing::form::{Written, read};
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use minijinja::context;
use minijinja::value::Serde;
use std::collections::HashMap;
use std::sync::Arc;

/// The page with both versions. `open` names fields that still wait for a choice.
pub async fn show(site: &Site, editor: &Editor, written: &Written, conflict: &Conflict, open: &[String]) -> Response {
    let blogs = site.list.borrow().clone();
    let whole = match site.writing(&blogs).whole(&conflict.composed.edition, &written.manuscript).await {
        Ok(whole) => whole,
        Err(error) => return site.sorry("showing two versions of the draft", &error),
    };
    let by = if conflict.last.by.is_empty() { "Somebody".to_owned() } else { conflict.last.by.clone() };
    let by = if by == name(editor) { "You, in another window,".to_owned() } else { by };
    let values = context! {
        here => "write",
        heading => "Two versions",
        by,
        at => conflict.last.at.map(|at| site.local(at)),
        differences => Serde(&conflict.differences),
        names => names(&conflict.composed.content, &whole.content, &written.manuscript),
        mine => Serde(&form_of(site, &conflict.composed, &whole, written)),
        open => open.to_vec(),
    };
    site.show_desk(editor, StatusCode::CONFLICT, "web/desk/conflict.html", values)
}

/// Every field of the form, with the revision of the draft as it stands: what is sent next is put over it knowingly.
fn form_of(site: &Site, standing: &Composed, whole: &Composed, written: &Written) -> crate::rules::pages::writing::WritingView {
    view(Shown {
        edition: standing.edition.id,
        revision: standing.edition.revision,
        shown: &written.shown,
        content: &whole.content,
        manuscript: &written.manuscript,
        mistakes: &[],
        language: &site.settings.edition.language,
    })
}

/// What items are called, for people.
fn names(theirs: &EditionContent, mine: &EditionContent, manuscript: &Manuscript) -> HashMap<String, String> {
    let items = theirs.items.iter().chain(&mine.items).chain(mine.everything_else.iter().flat_map(|group| &group.stories));
    let mut names: HashMap<String, String> =
        items.filter_map(|item| item.story.map(|story| (format!("s{story}"), item.title.clone()))).collect();
    for item in &manuscript.items {
        if let crate::model::edition::EditedItem::Find { title, .. } = item {
            names.insert(crate::rules::writing::name_of(item), title.clone());
        }
    }
    names
}

/// Puts both versions together as the editor chose.
pub async fn merge(State(site): State<Arc<Site>>, form: DeskForm) -> Response {
    let written = read(form.form.fields());
    match try_merge(&site, &form, written).await {
        Ok(response) => response,
        Err(error) => site.sorry("putting two versions together", &error),
    }
}

async fn try_merge(site: &Site, form: &DeskForm, mut written: Written) -> anyhow::Result<Response> {
    let blogs = site.list.borrow().clone();
    let writing = site.writing(&blogs);
    let Some(draft) = writing.draft().await?.filter(|draft| draft.edition.id == written.edition) else {
        return match writing.edition(written.edition).await? {
            Some(edition) => Ok(show_fixed(site, &form.editor, &written, &edition).await),
            None => Ok(site.on_to("desk/write")),
        };
    };
    let theirs = Manuscript::of(&draft.content, &draft.edition.edits);
    let apart = differences(&theirs, &written.manuscript, None);
    let chosen = |field: &str| Side::parse(form.get(&format!("take-{field}")));
    let taken: HashMap<String, Side> =
        apart.iter().filter_map(|one| chosen(&one.field).map(|side| (one.field.clone(), side))).collect();
    let open: Vec<String> = apart.iter().filter(|one| !taken.contains_key(&one.field)).map(|one| one.field.clone()).collect();
    if !open.is_empty() || written.revision != draft.edition.revision {
        let last = writing.store.draft_revision(draft.edition.id, draft.edition.revision).await?;
        let last = last.ok_or_else(|| anyhow::anyhow!("a draft's revision is not remembered"))?;
        let conflict = Conflict { composed: draft, last, differences: with_choices(apart, &taken) };
        return Ok(show(site, &form.editor, &written, &conflict, &open).await);
    }
    written.manuscript = merged(&theirs, &written.manuscript, &taken);
    match save::save(site, &form.editor, &written).await? {
        Saved::Kept { .. } => Ok(site.on_to("desk/write?note=merged")),
        Saved::Mistakes(mistakes) => {
            let filled = super::page::Filled {
                typed: Some(&written.manuscript),
                opened: Some((&written.shown, written.revision)),
                mistakes: &mistakes,
                note: "Not saved yet: something below has to change first. All your words are still here.".to_owned(),
                ..super::page::Filled::default()
            };
            Ok(super::page::show(site, &form.editor, StatusCode::UNPROCESSABLE_ENTITY, filled).await)
        }
        Saved::Conflict(conflict) => Ok(show(site, &form.editor, &written, &conflict, &[]).await),
        Saved::Fixed(edition) => Ok(show_fixed(site, &form.editor, &written, &edition).await),
        Saved::Unknown => Ok(site.on_to("desk/write")),
    }
}

fn with_choices(apart: Vec<Difference>, taken: &HashMap<String, Side>) -> Vec<Difference> {
    apart.into_iter().map(|one| Difference { changed_by: taken.get(&one.field).copied(), ..one }).collect()
}

/// The edition was approved while the form was open: what happened, and the words that are not in it.
pub async fn show_fixed(site: &Site, editor: &Editor, written: &Written, edition: &Edition) -> Response {
    let content = match site.store.content(edition.id).await {
        Ok(content) => content,
        Err(error) => return site.sorry("reading an approved edition", &error.into()),
    };
    let differences = content.as_ref().map(|content| left_over(&Manuscript::of(content, &edition.edits), &written.manuscript));
    let values = context! {
        here => "write",
        heading => "This edition is approved",
        what => what_happened(site, edition),
        differences => Serde(&differences.unwrap_or_default()),
        names => content.as_ref().map(|content| names(content, content, &written.manuscript)).unwrap_or_default(),
        date => edition.period.date.to_string(),
        is_out => edition.recipients_taken_at.is_some(),
    };
    site.show_desk(editor, StatusCode::CONFLICT, "web/desk/fixed.html", values)
}
