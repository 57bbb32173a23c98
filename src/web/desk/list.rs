//! The living list at the desk: suggestions, and posts that were held.

use super::super::Site;
use axum::Router;
use std::sync::Arc;

/// Its routes.
pub fn routes() -> Router<Arc<Site>> {
    Router::new()
}
