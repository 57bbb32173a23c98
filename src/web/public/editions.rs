//! The archive.

use super::super::Site;
use super::not_found;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use chrono::NaiveDate;
use std::sync::Arc;

/// The newest year.
pub async fn archive(State(site): State<Arc<Site>>, headers: HeaderMap) -> Response {
    let blogs = site.blogs();
    site.deliver(&headers, "the archive", site.publication(&blogs).archive().await).await
}

/// Another year.
pub async fn year(State(site): State<Arc<Site>>, year: Result<Path<String>, PathRejection>, headers: HeaderMap) -> Response {
    let Some(year) = written(year).filter(|year| year.len() == 4).and_then(|year| year.parse().ok()) else {
        return not_found(State(site)).await;
    };
    let blogs = site.blogs();
    site.deliver(&headers, "a year of the archive", site.publication(&blogs).year(year).await).await
}

/// An edition; where there is none on that date, the page says which is nearest.
pub async fn edition(State(site): State<Arc<Site>>, date: Result<Path<String>, PathRejection>, headers: HeaderMap) -> Response {
    let Some(date) = written(date).filter(|date| date.len() == 10).and_then(|date| date.parse::<NaiveDate>().ok()) else {
        return not_found(State(site)).await;
    };
    let blogs = site.blogs();
    let publication = site.publication(&blogs);
    match publication.edition(date).await {
        Ok(None) => site.no_edition(date, publication.nearest(date).await).await,
        made => site.deliver(&headers, "an edition", made).await,
    }
}

fn written(path: Result<Path<String>, PathRejection>) -> Option<String> {
    path.ok().map(|Path(text)| text)
}
