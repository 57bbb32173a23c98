//! The living list: its table, a page for each blog, suggestions.

mod opt_out;
mod searches;
mod suggest;

use super::Site;
use super::pages::Page;
use super::parts::Parts;
use crate::model::blog::BlogId;
use crate::rules::pages::blogs::{Question, Sort};
use axum::Router;
use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use axum::routing::get;
pub use searches::Searches;
use std::sync::Arc;

/// Their routes.
pub fn routes() -> Router<Arc<Site>> {
    Router::new()
        .route("/blogs", get(table))
        .route("/blogs/suggest", get(suggest::form).post(suggest::send))
        .route("/blogs/share", get(share))
        .route("/blogs/{id}", get(blog))
        .route("/blogs/{id}/opt-out", get(opt_out::form).post(opt_out::send))
        .route("/blogs.opml", get(opml))
        .route("/blogroll.html", get(blogroll))
}

async fn table(State(site): State<Arc<Site>>, headers: HeaderMap, RawQuery(query): RawQuery) -> Response {
    let blogs = site.list.borrow().clone();
    site.deliver(&headers, "the list of blogs", site.publication(&blogs).blogs(&question(query.as_deref())).await).await
}

/// What cannot be read counts as not asked: the table is shown all the same.
fn question(query: Option<&str>) -> Question {
    let mut question = Question::default();
    for (name, value) in url::form_urlencoded::parse(query.unwrap_or_default().as_bytes()) {
        match name.as_ref() {
            "sort" => question.sort = Sort::parse(&value).unwrap_or_default(),
            "page" => question.page = value.parse().unwrap_or_default(),
            "q" => question.words = value.into_owned(),
            _ => {}
        }
    }
    question
}

async fn blog(State(site): State<Arc<Site>>, headers: HeaderMap, Parts(id): Parts<String>) -> Response {
    let blogs = site.list.borrow().clone();
    let found = match BlogId::parse(&id) {
        Some(id) => site.publication(&blogs).blog(&id).await,
        None => Ok(None),
    };
    match found {
        Ok(None) => not_on_the_list(&site),
        found => site.deliver(&headers, "a blog's page", found).await,
    }
}

/// A blog that was renamed or never there.
pub fn not_on_the_list(site: &Site) -> Response {
    let paragraphs = vec![
        "There is no blog of this name on the list. It may have been renamed, or taken off.".to_owned(),
        "The list has a field in which you can look for it.".to_owned(),
    ];
    let link = Some(("To the list of blogs".to_owned(), "blogs".to_owned()));
    site.say(StatusCode::NOT_FOUND, &Page { heading: "Not on the list".to_owned(), paragraphs, link, ..Page::default() })
}

async fn share(State(site): State<Arc<Site>>, headers: HeaderMap) -> Response {
    let blogs = site.list.borrow().clone();
    site.deliver(&headers, "the blogroll's page", site.publication(&blogs).share()).await
}

async fn opml(State(site): State<Arc<Site>>, headers: HeaderMap) -> Response {
    let blogs = site.list.borrow().clone();
    site.deliver(&headers, "the list as OPML", site.publication(&blogs).opml()).await
}

async fn blogroll(State(site): State<Arc<Site>>, headers: HeaderMap) -> Response {
    let blogs = site.list.borrow().clone();
    site.deliver(&headers, "the blogroll", site.publication(&blogs).blogroll()).await
}
