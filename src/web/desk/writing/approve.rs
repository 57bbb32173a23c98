//! Approval: what goes out is shown once more, and what was shown is what is frozen.

use super::super::super::Site;
use super::super::form::DeskForm;
use super::super::session::Editor;
use super::check::checked;
use super::{name, what_happened};
use crate::jobs::Stop;
use crate::jobs::approve::{Approved, approve as approve_draft};
use crate::jobs::compose::Composed;
use crate::jobs::writing::Writing;
use crate::model::edition::{Edition, EditionState};
use crate::rules::pages::writing::shown;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use minijinja::context;
use minijinja::value::Serde;
use std::sync::Arc;

/// The page with the button.
pub async fn page(State(site): State<Arc<Site>>, editor: Editor) -> Response {
    match checked(&site).await {
        Ok(Some((draft, view))) if !draft.content.items.is_empty() => {
            let values = context! { here => "write", heading => "Approve", draft => Serde(&view) };
            site.show_desk(&editor, StatusCode::OK, "web/desk/approve.html", values)
        }
        Ok(Some(_)) => nothing(&site, &editor),
        Ok(None) => site.on_to("desk/write"),
        Err(error) => site.sorry("showing what would be approved", &error),
    }
}

fn nothing(site: &Site, editor: &Editor) -> Response {
    let words =
        ["There is no story and no find in the draft, so there is nothing to mail. At its hour it passes on to the next. An edition that is approved already stands on the writing page."
            .to_owned()];
    site.tell_editor(editor, StatusCode::CONFLICT, "Nothing to approve", &words)
}

/// The button.
pub async fn approve(State(site): State<Arc<Site>>, form: DeskForm) -> Response {
    match try_approve(&site, &form).await {
        Ok(response) => response,
        Err(error) => match error.downcast_ref::<Stop>() {
            Some(stop) => {
                let words = [format!("{stop}."), "Nothing was approved.".to_owned()];
                site.tell_editor(&form.editor, StatusCode::CONFLICT, "Not approved", &words)
            }
            None => site.sorry("approving the edition", &error),
        },
    }
}

async fn try_approve(site: &Site, form: &DeskForm) -> anyhow::Result<Response> {
    let (Ok(id), Ok(revision)) = (form.get("edition").parse::<i64>(), form.get("revision").parse::<u32>()) else {
        return Ok(site.on_to("desk/write/approve"));
    };
    let blogs = site.list.borrow().clone();
    let writing = site.writing(&blogs);
    let Some(edition) = writing.edition(id).await? else { return Ok(site.on_to("desk/write")) };
    if edition.state != EditionState::Draft {
        return Ok(approved_already(site, &form.editor, &edition));
    }
    let is_as_shown = |draft: &Composed| draft.edition.id == id && shown(&draft.content) == form.get("shown");
    if edition.revision != revision || !writing.draft().await?.as_ref().is_some_and(is_as_shown) {
        // Another press may have approved it since it was looked at: then that is what happened.
        return Ok(match fixed_meanwhile(&writing, id).await? {
            Some(edition) => approved_already(site, &form.editor, &edition),
            None => changed(site, &form.editor),
        });
    }
    let (store, settings, now) = (&site.store, &site.settings, site.clock.now());
    let by = name(&form.editor);
    let approved = approve_draft(store, settings, &blogs, &edition, by, now).await;
    if approved.is_err()
        && let Some(edition) = fixed_meanwhile(&writing, id).await?
    {
        return Ok(approved_already(site, &form.editor, &edition));
    }
    match approved? {
        Approved::Empty => Ok(nothing(site, &form.editor)),
        Approved::Frozen(content) => {
            writing.note(by, "approved", content.title.clone()).await?;
            site.wake.notify_one();
            Ok(site.on_to("desk/write"))
        }
    }
}

async fn fixed_meanwhile(writing: &Writing<'_>, edition: i64) -> anyhow::Result<Option<Edition>> {
    Ok(writing.edition(edition).await?.filter(|edition| edition.state != EditionState::Draft))
}

/// A second press, or the back button: what happened stands there, and nothing happens again.
fn approved_already(site: &Site, editor: &Editor, edition: &Edition) -> Response {
    let words = [what_happened(site, edition), "Nothing was changed by pressing the button again.".to_owned()];
    site.tell_editor(editor, StatusCode::CONFLICT, "Approved already", &words)
}

fn changed(site: &Site, editor: &Editor) -> Response {
    let words = [
        "The draft changed after you opened that page: somebody saved it, or a better post arrived. It was not approved, because you would not have seen what goes out.".to_owned(),
        "Look at it again, then approve it.".to_owned(),
    ];
    site.tell_editor(editor, StatusCode::CONFLICT, "Not approved", &words)
}
