//! For machines: feeds, the list as OPML, a small API, the map of the site.

use super::Site;
use axum::Router;
use std::sync::Arc;

/// Their routes.
pub fn routes() -> Router<Arc<Site>> {
    Router::new()
}
