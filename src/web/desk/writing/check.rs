//! The check before sending.

use super::super::super::Site;
use super::super::session::Editor;
use crate::jobs::compose::{Almanac, Composed};
use crate::rules::pages::writing::{OutlineView, outline};
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use minijinja::context;
use minijinja::value::Serde;
use std::sync::Arc;

/// What to mend, and what to look at.
pub async fn page(State(site): State<Arc<Site>>, editor: Editor) -> Response {
    match checked(&site).await {
        Ok(Some((_, view))) => {
            let values = context! { here => "write", heading => "Check", draft => Serde(&view) };
            site.show_desk(&editor, StatusCode::OK, "web/desk/check.html", values)
        }
        Ok(None) => site.on_to("desk/write"),
        Err(error) => site.sorry("checking the draft", &error),
    }
}

/// The draft, its links asked, and what goes out.
pub async fn checked(site: &Site) -> anyhow::Result<Option<(Composed, OutlineView)>> {
    let blogs = site.list.borrow().clone();
    let writing = site.writing(&blogs);
    let Some(draft) = writing.draft().await? else { return Ok(None) };
    let advice = writing.check(&site.fetcher, &site.answers, &draft).await?;
    let almanac = Almanac::read(&site.store).await?;
    let due_at = almanac.diary(&site.settings).due_at(draft.edition.period.date);
    let readers = site.store.active_count().await?;
    let when = super::hour(site, due_at, site.clock.now());
    let view = outline((draft.edition.id, draft.edition.revision), &draft.content, readers, when, advice);
    Ok(Some((draft, view)))
}
