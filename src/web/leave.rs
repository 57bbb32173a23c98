//! Leaving: one button for people, one click for mail programs.

use super::Site;
use super::pages::Page;
use super::parts::Parts;
use crate::io::fetcher::own_page::MARK;
use crate::io::tokens::Purpose;
use crate::jobs::leave::{self, Left};
use axum::extract::State;
use axum::http::{HeaderValue, StatusCode};
use axum::response::Response;
use std::sync::Arc;

/// GET shows one button and changes nothing.
pub async fn ask(State(site): State<Arc<Site>>, Parts(token): Parts<String>) -> Response {
    if leave::subscriber_of(&site.keys, &token).is_none() {
        return unknown_link(&site, &token);
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
pub async fn leave(State(site): State<Arc<Site>>, Parts(token): Parts<String>) -> Response {
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
        Ok(Left::Unknown) => unknown_link(&site, &token),
        Err(error) => site.sorry("leaving", &error),
    }
}

/// Carries a mark that this friday alone can make, by which doctor knows that nothing else answers here.
fn unknown_link(site: &Site, token: &str) -> Response {
    let ask = if site.settings.mail.reply_to.is_some() { ", or reply to the mail and ask" } else { "" };
    let text = format!("This link is not complete. Please copy the whole of it from the mail{ask}.");
    let page = Page { heading: "Unknown link".to_owned(), paragraphs: vec![text], ..Page::default() };
    let mut response = site.say(StatusCode::NOT_FOUND, &page);
    if let Ok(mark) = HeaderValue::try_from(site.keys.sign(Purpose::OwnPage, token)) {
        response.headers_mut().insert(MARK, mark);
    }
    response
}
