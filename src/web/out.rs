//! For machines: feeds, a small API, the map of the site. All of it is public and the same for everybody: no cookie is looked
//! at, which is why scripts of any origin may read feeds and API (`Access-Control-Allow-Origin: *`).

mod api;
mod feeds;
mod map;

use super::Site;
use crate::model::published::FeedFormat;
use axum::Router;
use axum::extract::{RawQuery, State};
use axum::http::HeaderMap;
use axum::routing::{MethodRouter, get};
use std::sync::Arc;

/// Their routes.
pub fn routes() -> Router<Arc<Site>> {
    Router::new()
        .route("/feeds", get(feeds::page))
        .route("/editions.atom", editions(FeedFormat::Atom))
        .route("/editions.json", editions(FeedFormat::Json))
        .route("/stories.atom", stories(FeedFormat::Atom))
        .route("/stories.json", stories(FeedFormat::Json))
        .route("/sitemap.xml", get(map::sitemap))
        .route("/robots.txt", get(map::robots))
        .merge(api::routes())
}

fn editions(format: FeedFormat) -> MethodRouter<Arc<Site>> {
    get(move |State(site): State<Arc<Site>>, headers: HeaderMap, query: RawQuery| feeds::editions(site, headers, query, format))
}

fn stories(format: FeedFormat) -> MethodRouter<Arc<Site>> {
    get(move |State(site): State<Arc<Site>>, headers: HeaderMap, query: RawQuery| feeds::stories(site, headers, query, format))
}
