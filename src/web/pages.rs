//! From pages to answers: each has the same headers, and loads nothing but our own stylesheet.

use super::Site;
use crate::jobs::site::Publication;
use crate::model::blog::Blog;
use crate::rules::pages::Place;
use axum::extract::State;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use minijinja::value::{Serde, Value};
use serde::Serialize;
use std::sync::Arc;

/// No script, no other origin; forms post back to us alone.
const POLICY: &str = "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// A page of a heading, a few sentences, and at most one button and one link.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Page {
    pub heading: String,
    pub paragraphs: Vec<String>,
    pub button: Option<&'static str>,
    pub link: Option<(String, String)>,
}

impl Site {
    /// The list in force, just now.
    pub(super) fn blogs(&self) -> Arc<Vec<Blog>> {
        self.list.borrow().clone()
    }

    /// What the public pages are made from, just now.
    pub(super) fn publication<'a>(&'a self, blogs: &'a [Blog]) -> Publication<'a> {
        Publication {
            store: &self.store,
            settings: &self.settings,
            blogs,
            pages: &self.pages,
            place: Place::served(&self.settings),
            now: self.clock.now(),
        }
    }

    /// A page of its own template, for one person and one moment.
    pub(super) fn show(&self, status: StatusCode, template: &str, values: Value) -> Response {
        match self.pages.render(&Place::served(&self.settings), template, values) {
            Ok(html) => with_headers((status, Html(html)).into_response()),
            Err(error) => {
                tracing::error!("the page template {template} does not work: {error:#}");
                with_headers((StatusCode::INTERNAL_SERVER_ERROR, "This page does not work just now.").into_response())
            }
        }
    }

    /// A page of a few sentences.
    pub(super) fn say(&self, status: StatusCode, page: &Page) -> Response {
        self.show(status, "web/page.html", Value::from(Serde(page)))
    }

    /// Something of ours is broken; the log knows what.
    pub(super) fn sorry(&self, what: &str, error: &anyhow::Error) -> Response {
        tracing::error!("{what} failed: {error:#}");
        let paragraphs = vec!["Something went wrong on our side. Please try again in a few minutes.".to_owned()];
        self.say(StatusCode::SERVICE_UNAVAILABLE, &Page { heading: "Not yet".to_owned(), paragraphs, ..Page::default() })
    }
}

/// Pages are for one person and one moment; addresses with tokens stay within the site.
pub fn with_headers(mut response: Response) -> Response {
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    // Not no-referrer: browsers would then send "Origin: null" with our own forms.
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("same-origin"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// The one stylesheet.
pub async fn style(State(site): State<Arc<Site>>) -> Response {
    let kind = [(header::CONTENT_TYPE, "text/css; charset=utf-8"), (header::CACHE_CONTROL, "max-age=3600")];
    (kind, site.style.clone()).into_response()
}
