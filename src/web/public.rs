//! Pages for everybody: what was sent, and the river of stories.

mod editions;
mod not_found;
mod stories;
mod texts;

pub use not_found::not_found;

use super::Site;
use axum::Router;
use axum::routing::get;
use std::sync::Arc;

/// Their routes.
pub fn routes() -> Router<Arc<Site>> {
    Router::new()
        .route("/editions", get(editions::archive))
        .route("/editions/year/{year}", get(editions::year))
        .route("/editions/{date}", get(editions::edition))
        .route("/stories", get(stories::stories))
        .route("/accessibility", get(texts::accessibility))
        .route("/what-we-keep", get(texts::what_we_keep))
        .route("/about-our-fetcher", get(texts::about_our_fetcher))
}
