//! The read-only API. Errors are problem documents (RFC 9457).

use super::super::Site;
use super::super::pages::with_headers;
use super::super::parts::Parts;
use crate::jobs::site::Answered;
use crate::model::document::{Document, JSON};
use crate::rules::publishing::api::{DESCRIPTION, Problem};
use axum::Router;
use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{any, get};
use std::sync::Arc;

/// All paths under `/api`; docs/openapi.json names each.
pub fn routes() -> Router<Arc<Site>> {
    Router::new()
        .route("/api", get(page))
        .route("/api/openapi.json", get(description))
        .route("/api/v1/editions", get(editions).fallback(not_this_way))
        .route("/api/v1/editions/{date}", get(edition).fallback(not_this_way))
        .route("/api/v1/stories", get(stories).fallback(not_this_way))
        .route("/api/v1/blogs", get(blogs).fallback(not_this_way))
        .route("/api/v1/blogs/{id}", get(blog).fallback(not_this_way))
        .route("/api/v1/{*rest}", any(missing))
}

async fn missing() -> Response {
    problem(&Problem::missing("There is nothing at this address; /api tells what there is."))
}

async fn not_this_way() -> Response {
    problem(&Problem::not_this_way())
}

async fn page(State(site): State<Arc<Site>>, headers: HeaderMap) -> Response {
    let blogs = site.list.borrow().clone();
    site.deliver(&headers, "the page about the API", site.publication(&blogs).api_page()).await
}

async fn description(State(site): State<Arc<Site>>, headers: HeaderMap) -> Response {
    site.answer(&headers, Document { media_type: JSON, body: DESCRIPTION.to_owned(), changed_at: None })
}

async fn editions(State(site): State<Arc<Site>>, headers: HeaderMap, RawQuery(query): RawQuery) -> Response {
    let blogs = site.list.borrow().clone();
    told(&site, &headers, site.publication(&blogs).api_editions(&query.unwrap_or_default()).await)
}

async fn edition(
    State(site): State<Arc<Site>>,
    Parts(date): Parts<String>,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Response {
    let blogs = site.list.borrow().clone();
    told(&site, &headers, site.publication(&blogs).api_edition(&date, &query.unwrap_or_default()).await)
}

async fn stories(State(site): State<Arc<Site>>, headers: HeaderMap, RawQuery(query): RawQuery) -> Response {
    let blogs = site.list.borrow().clone();
    told(&site, &headers, site.publication(&blogs).api_stories(&query.unwrap_or_default()).await)
}

async fn blogs(State(site): State<Arc<Site>>, headers: HeaderMap, RawQuery(query): RawQuery) -> Response {
    let blogs = site.list.borrow().clone();
    told(&site, &headers, site.publication(&blogs).api_blogs(&query.unwrap_or_default()).await)
}

async fn blog(
    State(site): State<Arc<Site>>,
    Parts(id): Parts<String>,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Response {
    let blogs = site.list.borrow().clone();
    told(&site, &headers, site.publication(&blogs).api_blog(&id, &query.unwrap_or_default()).await)
}

fn told(site: &Site, headers: &HeaderMap, answered: Answered) -> Response {
    match answered {
        Ok(Ok(document)) => site.answer(headers, document),
        Ok(Err(wrong)) => problem(&wrong),
        Err(error) => {
            tracing::error!("the API failed: {error:#}");
            problem(&Problem::ours())
        }
    }
}

fn problem(problem: &Problem) -> Response {
    let status = StatusCode::from_u16(problem.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let body = serde_json::to_string(problem).unwrap_or_default();
    let kind = [(header::CONTENT_TYPE, "application/problem+json")];
    let mut response = with_headers((status, kind, body).into_response());
    let headers = response.headers_mut();
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    if problem.status == 405 {
        headers.insert(header::ALLOW, HeaderValue::from_static("GET, HEAD"));
    }
    response
}
