//! The living list: its table, a page for each blog, suggestions.

use super::Site;
use axum::Router;
use std::sync::Arc;

/// Their routes.
pub fn routes() -> Router<Arc<Site>> {
    Router::new()
}
