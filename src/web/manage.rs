//! A subscriber's own page: what they get, a break, another mailbox, their data, being forgotten. Each is a POST with a button.

use super::Site;
use super::beat::on_the_beat;
use super::form::Form;
use super::pages::{Page, with_headers};
use super::parts::Parts;
use super::subscribe::choices;
use crate::jobs::copies::leave_token;
use crate::jobs::manage::{self, Change};
use crate::model::address::EmailAddress;
use crate::model::request::SignUpEnd;
use crate::model::subscriber::{Choice, Subscriber, SubscriberState};
use crate::rules::subscribing;
use axum::extract::{RawQuery, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use minijinja::context;
use minijinja::value::Serde;
use std::sync::Arc;

/// What is said above the page after something was done on it.
#[derive(Debug, Default)]
struct Said<'a> {
    done: Option<String>,
    typed: &'a str,
    error: Option<String>,
}

/// The page as it stands, with a word of what was done just now.
pub async fn page(State(site): State<Arc<Site>>, Parts(token): Parts<String>, RawQuery(query): RawQuery) -> Response {
    match manage::subscriber_of(&site.store, &site.keys, &token).await {
        Ok(Some(subscriber)) => {
            let done = done(&site, &subscriber, &query.unwrap_or_default());
            show(&site, &token, &subscriber, Said { done, ..Said::default() })
        }
        Ok(None) => unknown_link(&site),
        Err(error) => site.sorry("opening a subscriber's page", &error),
    }
}

/// What `?done=` says, where it is true of the subscriber as they are now.
fn done(site: &Site, subscriber: &Subscriber, query: &str) -> Option<String> {
    let (_, word) = url::form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == "done")?;
    match (word.as_ref(), subscriber.state) {
        ("choice", SubscriberState::Active | SubscriberState::Paused) => {
            let label = subscribing::label(subscriber.choice, &site.settings).to_lowercase();
            Some(format!("Saved. From now on you get: {label}."))
        }
        ("pause", SubscriberState::Paused) => Some("Paused. Nothing is sent until you come back.".to_owned()),
        ("resume", SubscriberState::Active) => Some("Welcome back. The next mail is yours again.".to_owned()),
        // Whether a limit held it back is not told: that may be because somebody else asked for that mailbox.
        ("address", SubscriberState::Active | SubscriberState::Paused) => Some(
            "Check the inbox of the new address for a mail with one button; until it is pressed, nothing changes. None there? We write to an address only once a day, and to at most three new addresses of one reader within a week.".to_owned(),
        ),
        _ => None,
    }
}

/// After a button: the page again, at its own address, so that loading it anew does nothing twice (RFC 9110 §15.4.4).
fn back(site: &Site, token: &str, done: &str) -> Response {
    let page = format!("{}manage/{token}?done={done}", site.settings.site.url.path());
    with_headers((StatusCode::SEE_OTHER, [(header::LOCATION, page)]).into_response())
}

fn show(site: &Site, token: &str, subscriber: &Subscriber, said: Said<'_>) -> Response {
    let status = if said.error.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let values = context! {
        token => token,
        state => subscriber.state.word(),
        choices => Serde(choices(&site.settings, subscriber.choice)),
        leave => leave_token(&site.keys, subscriber.id),
        done => said.done,
        typed => said.typed,
        error => said.error,
    };
    site.show(status, "web/manage.html", values)
}

/// One of its buttons.
pub async fn act(State(site): State<Arc<Site>>, Parts((token, action)): Parts<(String, String)>, form: Form) -> Response {
    let subscriber = match manage::subscriber_of(&site.store, &site.keys, &token).await {
        Ok(Some(subscriber)) => subscriber,
        Ok(None) => return unknown_link(&site),
        Err(error) => return site.sorry("opening a subscriber's page", &error),
    };
    let change = match action.as_str() {
        "choice" => Change::Choose(Choice::parse(form.get("choice")).unwrap_or(subscriber.choice)),
        "pause" => Change::Pause,
        "resume" => Change::Resume,
        "forget" => Change::Forget,
        "address" => return move_address(&site, &token, &subscriber, &form).await,
        "data" => return download(&site, &subscriber).await,
        _ => return super::texts::not_found(State(site)).await,
    };
    match manage::change(&site.desk(), subscriber.id, change, form.visitor).await {
        Ok(()) if change == Change::Forget => forgotten(&site),
        Ok(()) => back(&site, &token, &action),
        Err(error) => site.sorry("a change of a subscription", &error),
    }
}

fn forgotten(site: &Site) -> Response {
    let paragraphs = vec![
        "Your address is deleted, and no mail is sent to it.".to_owned(),
        "A scrambled mark of it stays, so that no old file puts you back on the list by mistake. You are welcome to subscribe again.".to_owned(),
    ];
    site.say(StatusCode::OK, &Page { heading: "You are forgotten".to_owned(), paragraphs, ..Page::default() })
}

async fn move_address(site: &Site, token: &str, subscriber: &Subscriber, form: &Form) -> Response {
    let typed = form.get("email");
    let address = match EmailAddress::parse(typed) {
        Ok(address) => address,
        Err(error) => {
            return show(site, token, subscriber, Said { typed, error: Some(subscribing::what_is_wrong(&error)), done: None });
        }
    };
    let mut asked = site.asked(form, address, subscriber.choice, "/manage").await;
    // The link to this page came by mail: whoever has it is no machine that fills in forms.
    asked.may_mail = true;
    match on_the_beat(site.desk().ask_to_change(subscriber.id, asked)).await {
        Ok(end) => {
            if end == SignUpEnd::Queued {
                site.wake.notify_one();
            }
            back(site, token, "address")
        }
        Err(error) => site.sorry("a change of address", &error),
    }
}

/// Everything that is held about them, as JSON.
async fn download(site: &Site, subscriber: &Subscriber) -> Response {
    let json = match site.store.everything_about(subscriber.id).await {
        Ok(data) => serde_json::to_string_pretty(&data).unwrap_or_default(),
        Err(error) => return site.sorry("a download of somebody's data", &error.into()),
    };
    let mut response = with_headers(json.into_response());
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    headers.insert(header::CONTENT_DISPOSITION, HeaderValue::from_static("attachment; filename=\"my-subscription.json\""));
    response
}

fn unknown_link(site: &Site) -> Response {
    let paragraphs = vec![
        "This link is not complete, or your address has changed since the mail that it came with.".to_owned(),
        "Ask for a new one: it goes to the address that is on the list.".to_owned(),
    ];
    let link = Some(("Get a link to your page".to_owned(), "manage".to_owned()));
    site.say(StatusCode::NOT_FOUND, &Page { heading: "Unknown link".to_owned(), paragraphs, link, ..Page::default() })
}
