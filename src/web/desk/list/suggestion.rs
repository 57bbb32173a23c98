//! One suggestion: what friday sees of it now, the row as the editor wants it, and the two ends.

use super::super::form::DeskForm;
use super::Done;
use crate::config::feeds::web_address;
use crate::jobs::add_blog::Addition;
use crate::jobs::list_desk::{Accepted, TypedRow};
use crate::jobs::suggest;
use crate::model::wishes::{Suggestion, WishState};
use crate::rules::listing::new_row::Wish;
use crate::rules::pages::found::{Found, found};
use crate::rules::pages::list_desk::suggestion_view;
use crate::web::Site;
use crate::web::parts::Parts;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use minijinja::context;
use minijinja::value::Serde;
use std::sync::Arc;

/// Asks the blog itself, and shows the row to be written.
pub async fn look(State(site): State<Arc<Site>>, Parts(id): Parts<i64>, form: DeskForm) -> Response {
    let suggestion = match site.store.suggestion(id).await {
        Ok(Some(found)) if found.state == WishState::Open => found,
        Ok(_) => return site.after(Ok(Done::Nothing)),
        Err(error) => return site.sorry("a suggestion", &error.into()),
    };
    let (seen, remark) = see(&site, &suggestion).await;
    let values = context! {
        suggestion => Serde(&suggestion_view(&suggestion)),
        seen => seen.map(Serde),
        remark,
        heading => "A suggestion",
        here => "blogs",
    };
    site.show_desk(&form.editor, StatusCode::OK, "web/desk/suggestion.html", values)
}

/// What is there now; or why nothing was seen, in words.
async fn see(site: &Site, suggestion: &Suggestion) -> (Option<Found>, Option<String>) {
    let what = &suggestion.what;
    let Ok(address) = web_address(what.feed.as_ref().unwrap_or(&what.address)) else {
        return (None, Some("Its address is no web address.".to_owned()));
    };
    let wish = Wish { name: what.name.clone(), council: what.council.clone(), about: None };
    let rows = site.list.borrow().clone();
    match suggest::look(&site.fetcher, &rows, &address, &wish, site.clock.now()).await {
        Some(Addition::Row { blog, document }) => (Some(found(&blog, &document, &site.settings.edition.language)), None),
        Some(Addition::Choices(_)) => (None, Some("The page names several feeds: write the right one into the row.".to_owned())),
        Some(Addition::Refused(why)) => (None, Some(crate::jobs::add_blog::refusal(&address, &why).to_string())),
        None => (None, Some("Its server took too long to answer.".to_owned())),
    }
}

/// Writes the row into the list.
pub async fn accept(State(site): State<Arc<Site>>, Parts(id): Parts<i64>, form: DeskForm) -> Response {
    let get = |name: &str| form.get(name).to_owned();
    let typed = TypedRow {
        name: get("name"),
        council: get("council"),
        about: get("about"),
        via: get("via"),
        topics: get("topics"),
        site: get("site"),
        feed: get("feed"),
        listed: form.get("listed") == "yes",
    };
    let end = site.list_desk(form.editor.session.address.expose()).accept(id, &typed).await;
    site.after(end.map(|accepted| match accepted {
        Accepted::Added(_) => Done::Added,
        Accepted::Listed(_) => Done::Listed,
        Accepted::Settled => Done::Nothing,
    }))
}

/// Declines it, with or without a reason.
pub async fn decline(State(site): State<Arc<Site>>, Parts(id): Parts<i64>, form: DeskForm) -> Response {
    let end = site.list_desk(form.editor.session.address.expose()).decline(id, form.get("because")).await;
    site.after(end.map(|is_done| if is_done { Done::Declined } else { Done::Nothing }))
}
