//! Pages for everybody: what was sent, and the river of stories.

use super::Site;
use axum::Router;
use std::sync::Arc;

/// Their routes.
pub fn routes() -> Router<Arc<Site>> {
    Router::new()
}
