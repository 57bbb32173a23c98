//! Another story of the week in an item's place.

use super::super::super::Site;
use super::super::form::DeskForm;
use super::super::session::Editor;
use super::name;
use crate::rules::pages::writing::candidates;
use crate::rules::writing::Manuscript;
use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use axum::response::Response;
use minijinja::context;
use minijinja::value::Serde;
use std::sync::Arc;

/// The stories that could take its place: starred first, best first.
pub async fn page(State(site): State<Arc<Site>>, editor: Editor, RawQuery(query): RawQuery) -> Response {
    match try_page(&site, &editor, &super::asked(query.as_deref(), "out")).await {
        Ok(response) => response,
        Err(error) => site.sorry("showing candidates", &error),
    }
}

async fn try_page(site: &Site, editor: &Editor, out: &str) -> anyhow::Result<Response> {
    let blogs = site.list.borrow().clone();
    let writing = site.writing(&blogs);
    let Some(draft) = writing.draft().await? else { return Ok(site.on_to("desk/write")) };
    let manuscript = Manuscript::of(&draft.content, &draft.edition.edits);
    let whole = writing.whole(&draft.edition, &manuscript).await?;
    let place = manuscript.place(out);
    let title = place.and_then(|place| whole.content.items.get(place)).map(|item| item.title.clone());
    let Some(title) = title else { return Ok(site.on_to("desk/write?note=gone")) };
    let values = context! {
        here => "write",
        heading => "Swap a pick",
        title,
        out,
        place => place.unwrap_or_default() + 1,
        edition => draft.edition.id,
        candidates => Serde(&candidates(&whole.content, &manuscript, &site.settings.edition.language)),
    };
    Ok(site.show_desk(editor, StatusCode::OK, "web/desk/swap.html", values))
}

/// Swaps, in the draft as it stands by now.
pub async fn swap(State(site): State<Arc<Site>>, form: DeskForm) -> Response {
    let (Ok(edition), Ok(story)) = (form.get("edition").parse::<i64>(), form.get("story").parse::<i64>()) else {
        return site.on_to("desk/write?note=gone");
    };
    let blogs = site.list.borrow().clone();
    let out = form.get("out");
    match site.writing(&blogs).change(edition, name(&form.editor), |manuscript| manuscript.swap(out, story)).await {
        Ok(Some(_)) => site.on_to(&format!("desk/write?note=swapped#s{story}")),
        Ok(None) => site.on_to("desk/write?note=gone"),
        Err(error) => site.sorry("swapping a pick", &error),
    }
}
