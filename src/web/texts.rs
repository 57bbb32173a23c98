//! What is said where there is nothing to show.

use super::Site;
use super::pages::Page;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use std::sync::Arc;

pub use super::public::not_found;

/// An address of ours, asked in another way than its page does: most often a button's, typed in or opened again.
pub async fn not_this_way(State(site): State<Arc<Site>>) -> Response {
    let paragraphs =
        vec!["This address belongs to a button and shows nothing by itself. Open the page with the button again.".to_owned()];
    let link = Some(("To the first page".to_owned(), String::new()));
    let page = Page { heading: "Not this way".to_owned(), paragraphs, link, ..Page::default() };
    site.say(StatusCode::METHOD_NOT_ALLOWED, &page)
}
