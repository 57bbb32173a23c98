//! The sample blogs' web server: real HTTP, with validators and 304.

use super::demo_files::{LaterPost, Samples};
use anyhow::Context;
use axum::Router;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use tokio::net::TcpListener;

/// What the server has sent so far.
#[derive(Clone, Copy, Debug)]
pub struct Count {
    pub feed_bytes: u64,
}

/// Counts what the server sends, and says which week it is there.
#[derive(Clone, Debug, Default)]
pub struct Traffic {
    feed_bytes: Arc<AtomicU64>,
    is_next_week: Arc<AtomicBool>,
}

impl Traffic {
    /// The figures up to now.
    pub fn count(&self) -> Count {
        Count { feed_bytes: self.feed_bytes.load(Ordering::SeqCst) }
    }

    /// From now on the blogs also have their posts of the week after.
    pub fn turn_the_week(&self) {
        self.is_next_week.store(true, Ordering::SeqCst);
    }
}

#[derive(Clone)]
struct SampleSite {
    documents: Arc<HashMap<&'static str, (&'static str, &'static str)>>,
    later: Arc<Vec<LaterPost>>,
    traffic: Traffic,
}

/// Starts it on a free port; the answer is its base address, without a slash at the end.
pub async fn start(samples: &Samples) -> anyhow::Result<(String, Traffic)> {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.context("while opening a port on 127.0.0.1")?;
    let base = format!("http://{}", listener.local_addr()?);
    let traffic = Traffic::default();
    let documents = samples.documents.iter().map(|document| (document.path, (document.media_type, document.body))).collect();
    let site = SampleSite { documents: Arc::new(documents), later: Arc::new(samples.later()), traffic: traffic.clone() };
    let routes = Router::new().route("/{*path}", get(document)).with_state(site);
    tokio::spawn(async move { axum::serve(listener, routes).await });
    Ok((base, traffic))
}

async fn document(State(site): State<SampleSite>, Path(path): Path<String>, request: HeaderMap) -> Response {
    let Some((media_type, body)) = site.documents.get(path.as_str()) else {
        return (StatusCode::NOT_FOUND, "There is nothing here.").into_response();
    };
    let later = site.later.iter().filter(|post| site.traffic.is_next_week.load(Ordering::SeqCst) && post.feed == path);
    let body = later.fold((*body).to_owned(), |body, post| post.put_into(&body));
    let etag = format!("\"{}\"", crate::io::tokens::sha256(body.as_bytes()).get(..16).unwrap_or_default());
    if request.get(header::IF_NONE_MATCH).is_some_and(|sent| sent.as_bytes() == etag.as_bytes()) {
        return (StatusCode::NOT_MODIFIED, [(header::ETAG, etag)]).into_response();
    }
    site.traffic.feed_bytes.fetch_add(body.len() as u64, Ordering::SeqCst);
    let headers = [
        (header::CONTENT_TYPE, (*media_type).to_owned()),
        (header::ETAG, etag),
        (header::LAST_MODIFIED, "Fri, 20 Nov 2026 11:30:00 GMT".to_owned()),
    ];
    (headers, body).into_response()
}
