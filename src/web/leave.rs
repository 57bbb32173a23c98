//! Leaving: one button for people, one click for mail programs.

use super::Site;
use super::pages::Page;
use crate::jobs::leave::{self, Left};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use std::sync::Arc;

/// GET shows one button and changes nothing.
pub async fn ask(State(site): State<Arc<Site>>, Path(token): Path<String>) -> Response {
    if leave::subscriber_of(&site.keys, &token).is_none() {
        return unknown_link(&site);
    }
    let page = Page {
        heading: format!("Leave {}?", site.settings.site.title),
        paragraphs: vec!["Press the button and no further mail is sent to you. You need not say why.".to_owned()],
        button: Some("Leave the list"),
        ..Page::default()
    };
    site.say(StatusCode::OK, &page)
}

/// POST leaves: a person's button and a mail program's one click (RFC 8058 §3.2) alike, in whatever encoding and from wherever
/// it comes; 200 also when already gone.
pub async fn leave(State(site): State<Arc<Site>>, Path(token): Path<String>) -> Response {
    match leave::leave(&site.store, &site.keys, &token, "page", site.clock.now()).await {
        Ok(Left::Done) => {
            let page = Page {
                heading: "You have left".to_owned(),
                paragraphs: vec![
                    "No more mail is sent to you. If this was a mistake, subscribe again and you will be welcome.".to_owned(),
                ],
                link: Some(("Subscribe again".to_owned(), String::new())),
                ..Page::default()
            };
            site.say(StatusCode::OK, &page)
        }
        Ok(Left::Unknown) => unknown_link(&site),
        Err(error) => site.sorry("leaving", &error),
    }
}

fn unknown_link(site: &Site) -> Response {
    let text = "This link is not complete. Please copy the whole of it from the mail, or reply to the mail and ask.".to_owned();
    let page = Page { heading: "Unknown link".to_owned(), paragraphs: vec![text], ..Page::default() };
    site.say(StatusCode::NOT_FOUND, &page)
}
