//! The parts of a path that stand for something.

use super::{Site, texts};
use axum::extract::{FromRequestParts, Path, State};
use axum::http::request::Parts as RequestParts;
use axum::response::Response;
use serde::de::DeserializeOwned;
use std::sync::Arc;

/// As axum's `Path`, but what cannot be read, such as bytes that are no text, gets a page of ours: no link of ours has it.
#[derive(Debug)]
pub struct Parts<T>(pub T);

impl<T: DeserializeOwned + Send> FromRequestParts<Arc<Site>> for Parts<T> {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut RequestParts, site: &Arc<Site>) -> Result<Self, Response> {
        match Path::<T>::from_request_parts(parts, site).await {
            Ok(Path(found)) => Ok(Self(found)),
            Err(_) => Err(texts::not_found(State(site.clone())).await),
        }
    }
}
