//! The writing view: picks, remarks, the check before sending, approval.

use super::super::Site;
use axum::Router;
use std::sync::Arc;

/// Its routes.
pub fn routes() -> Router<Arc<Site>> {
    Router::new()
}
