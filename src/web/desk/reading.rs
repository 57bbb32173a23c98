//! The reading view: the week's stories, and one tap to star.

use super::super::Site;
use axum::Router;
use std::sync::Arc;

/// Its routes.
pub fn routes() -> Router<Arc<Site>> {
    Router::new()
}
