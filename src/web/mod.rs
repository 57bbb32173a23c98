//! The pages that mails and fetches point to. Nothing acts on GET: mail scanners click.

mod health;
mod page;

use crate::io::clock::Clock;
use crate::io::tokens::Keys;
use crate::jobs::leave::{self, Left};
use crate::model::blog::Blog;
use crate::model::settings::Settings;
use crate::store::Store;
use axum::Router;
use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use page::Page;
use std::sync::Arc;
use tokio::sync::watch;

/// What the pages need.
#[derive(Debug)]
pub struct Site {
    /// The memory.
    pub store: Store,
    /// To check leave tokens.
    pub keys: Keys,
    /// The time.
    pub clock: Clock,
    /// Title, address, contact.
    pub settings: Settings,
    /// The blogs, as the list now in force has them.
    pub list: List,
}

/// The list in force; it changes when its file does.
pub type List = watch::Receiver<Arc<Vec<Blog>>>;

/// The whole route table, under the path of `[site] url`.
pub fn routes(site: Arc<Site>) -> Router {
    let base = site.settings.site.url.path().trim_end_matches('/').to_owned();
    let routes = Router::new()
        .route("/style.css", get(style))
        .route("/health", get(health::health))
        .route("/about-our-fetcher", get(about_our_fetcher))
        .route("/leave/{token}", get(ask_to_leave).post(leave))
        .fallback(not_found);
    if base.is_empty() {
        return routes.route("/", get(home)).with_state(site);
    }
    Router::new()
        .nest(&base, routes.route("/", get(home)))
        .with_state(site.clone())
        .route(&format!("{base}/"), get(home).with_state(site))
}

async fn style() -> Response {
    ([(header::CONTENT_TYPE, "text/css; charset=utf-8")], include_str!("../../templates/web/style.css")).into_response()
}

async fn home(State(site): State<Arc<Site>>) -> Response {
    let what = "A short weekly mail: the posts worth reading from the blogs of UK councils' digital teams.".to_owned();
    let how = match &site.settings.site.contact {
        Some(contact) => format!("To get it, or to suggest a blog, write to {contact}."),
        None => "Every mail ends with a link to leave.".to_owned(),
    };
    Page { heading: site.settings.site.title.clone(), paragraphs: vec![what, how], button: None }.answer(StatusCode::OK, &site)
}

async fn about_our_fetcher(State(site): State<Arc<Site>>) -> Response {
    let mut paragraphs = vec![
        format!("{} reads the feeds of public-sector blogs to make a weekly digest. It shows titles, a short extract and a link, never the whole post.", site.settings.site.title),
        "It asks for one document at a time from each host and each address, at most once an hour, and less often where a blog posts less often. Requests are conditional: a server that answers 304 sends nothing twice. Where there is no ETag or Last-Modified, or they have no effect, it comes once a day.".to_owned(),
        "It obeys Retry-After for up to 31 days, 429 for the whole host, Cache-Control, Expires, ttl, sy:updatePeriod, skipHours and skipDays, and 410 Gone at once and for good. A permanent redirect is followed at once and remembered after a week.".to_owned(),
        "It sends no cookies and runs no scripts. To keep it away, answer 410 to its User-Agent, which begins with \"friday/\"; 403 slows it down to one request a day.".to_owned(),
    ];
    paragraphs.extend(site.settings.site.contact.as_ref().map(|contact| format!("Questions and complaints: {contact}.")));
    Page { heading: "About our fetcher".to_owned(), paragraphs, button: None }.answer(StatusCode::OK, &site)
}

/// GET shows one button and changes nothing.
async fn ask_to_leave(State(site): State<Arc<Site>>, Path(token): Path<String>) -> Response {
    if leave::subscriber_of(&site.keys, &token).is_none() {
        return unknown_link(&site);
    }
    let text = "Press the button and no further mail is sent to you. You need not say why.".to_owned();
    let page =
        Page { heading: format!("Leave {}?", site.settings.site.title), paragraphs: vec![text], button: Some("Leave the list") };
    page.answer(StatusCode::OK, &site)
}

/// POST leaves: a person's button and a mail program's one click (RFC 8058 §3.2) alike; 200 also when already gone.
async fn leave(State(site): State<Arc<Site>>, Path(token): Path<String>) -> Response {
    match leave::leave(&site.store, &site.keys, &token, "page", site.clock.now()).await {
        Ok(Left::Done) => {
            let text = "You have left the list. If this was a mistake, ask again and you will be welcome.".to_owned();
            Page { heading: "You have left".to_owned(), paragraphs: vec![text], button: None }.answer(StatusCode::OK, &site)
        }
        Ok(Left::Unknown) => unknown_link(&site),
        Err(error) => {
            tracing::error!("a reader could not leave: {error:#}");
            let text = "Something went wrong on our side. Please try again in a few minutes.".to_owned();
            let page = Page { heading: "Not yet".to_owned(), paragraphs: vec![text], button: Some("Try again") };
            page.answer(StatusCode::SERVICE_UNAVAILABLE, &site)
        }
    }
}

fn unknown_link(site: &Site) -> Response {
    let text = "This link is not complete. Please copy the whole of it from the mail, or reply to the mail and ask.".to_owned();
    Page { heading: "Unknown link".to_owned(), paragraphs: vec![text], button: None }.answer(StatusCode::NOT_FOUND, site)
}

async fn not_found(State(site): State<Arc<Site>>) -> Response {
    let text = "There is no page at this address.".to_owned();
    Page { heading: "Not found".to_owned(), paragraphs: vec![text], button: None }.answer(StatusCode::NOT_FOUND, &site)
}
