//! Signing in and out: a link by mail, good for one use.

use super::super::Site;
use axum::Router;
use std::sync::Arc;

/// Its routes.
pub fn routes() -> Router<Arc<Site>> {
    Router::new()
}
