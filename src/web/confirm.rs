//! The links that a mailbox answers with: a page with one button, and the button.

use super::Site;
use super::form::Form;
use super::pages::Page;
use super::parts::Parts;
use crate::jobs::copies::manage_token;
use crate::model::request::{Confirmed, RequestKind};
use crate::model::subscriber::Choice;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use std::sync::Arc;

/// GET of a confirmation link: changes nothing.
pub async fn ask(State(site): State<Arc<Site>>, Parts(token): Parts<String>) -> Response {
    let page = Page {
        heading: format!("Get {}?", site.settings.site.title),
        paragraphs: vec!["One press, and it comes to your mailbox from now on.".to_owned()],
        button: Some("Yes, send it to me"),
        ..Page::default()
    };
    show(&site, RequestKind::Subscribe, &token, page).await
}

/// GET of a new address's link: changes nothing.
pub async fn ask_to_change(State(site): State<Arc<Site>>, Parts(token): Parts<String>) -> Response {
    let page = Page {
        heading: "Use this mailbox?".to_owned(),
        paragraphs: vec![format!("One press, and {} comes here instead of to your old address.", site.settings.site.title)],
        button: Some("Yes, send it here"),
        ..Page::default()
    };
    show(&site, RequestKind::ChangeAddress, &token, page).await
}

async fn show(site: &Site, kind: RequestKind, token: &str, page: Page) -> Response {
    match site.desk().can_confirm(kind, token).await {
        Ok(true) => site.say(StatusCode::OK, &page),
        Ok(false) => gone(site),
        Err(error) => site.sorry("looking at a confirmation link", &error),
    }
}

/// The button: from here on they are a subscriber.
pub async fn confirm(State(site): State<Arc<Site>>, Parts(token): Parts<String>, form: Form) -> Response {
    match site.desk().confirm(RequestKind::Subscribe, &token, form.visitor).await {
        Ok(Confirmed::Done(subscriber) | Confirmed::Joined(subscriber)) => {
            let next = site.front().await.map(|home| home.next);
            let words = |choice| {
                let when = match (choice, next) {
                    (Choice::Picks | Choice::Everything, Some(next)) => format!("The next edition comes on {next}."),
                    (Choice::Picks | Choice::Everything | Choice::Daily, _) => "The next mail is yours.".to_owned(),
                };
                vec!["Thank you. You are on the list.".to_owned(), format!("{when} Every mail has a link to leave.")]
            };
            done(&site, "Welcome", words, subscriber).await
        }
        Ok(Confirmed::Gone) => gone(&site),
        Err(error) => site.sorry("a confirmation", &error),
    }
}

/// The button of the new mailbox.
pub async fn change(State(site): State<Arc<Site>>, Parts(token): Parts<String>, form: Form) -> Response {
    let title = site.settings.site.title.clone();
    match site.desk().confirm(RequestKind::ChangeAddress, &token, form.visitor).await {
        Ok(Confirmed::Done(subscriber)) => {
            site.wake.notify_one();
            done(&site, "Moved", |_| vec![format!("{title} comes to this mailbox from now on.")], subscriber).await
        }
        Ok(Confirmed::Joined(subscriber)) => {
            let words = format!("This mailbox gets {title} already. The old address has left the list.");
            done(&site, "Moved", |_| vec![words], subscriber).await
        }
        Ok(Confirmed::Gone) => gone(&site),
        Err(error) => site.sorry("a change of address", &error),
    }
}

/// A page with the way to the subscriber's own.
async fn done(site: &Site, heading: &str, words: impl FnOnce(Choice) -> Vec<String>, subscriber: i64) -> Response {
    let found = match site.store.subscriber(subscriber).await {
        Ok(Some(found)) => found,
        Ok(None) => return gone(site),
        Err(error) => return site.sorry("looking for a subscriber", &error.into()),
    };
    let link = found.address.as_ref().map(|address| {
        let token = manage_token(&site.keys, subscriber, address);
        ("Open your page: choose what you get, or take a break".to_owned(), format!("manage/{token}"))
    });
    let paragraphs = words(found.choice);
    site.say(StatusCode::OK, &Page { heading: heading.to_owned(), paragraphs, link, ..Page::default() })
}

fn gone(site: &Site) -> Response {
    let paragraphs = vec![
        "This link has had its time: it works for seven days, and once. Or it was not copied whole.".to_owned(),
        "Ask again, and a new one is on its way.".to_owned(),
    ];
    let link = Some(("Subscribe".to_owned(), String::new()));
    site.say(StatusCode::NOT_FOUND, &Page { heading: "Not any more".to_owned(), paragraphs, link, ..Page::default() })
}
