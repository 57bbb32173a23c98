//! Reads the list again when the file changes or on SIGHUP. A broken list leaves the old one in force.

use super::signals::{Signal, hangup};
use super::tick;
use crate::config;
use crate::model::blog::Blog;
use crate::rules::listing::tombs::entomb;
use crate::store::Store;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;
use tokio::sync::{Notify, watch};

/// The file, and who is told of it.
pub struct Watched {
    /// Where the list is.
    pub feeds: PathBuf,
    /// The stamp of the file that is in force.
    pub known: Stamp,
    /// The loops that work with it.
    pub list: watch::Sender<Arc<Vec<Blog>>>,
    /// Where its mistakes are written down, for `friday doctor`.
    pub store: Store,
    /// Told when a page of ours may have changed the file.
    pub edited: Arc<Notify>,
}

/// Looks at each tick, until the service stops.
pub async fn keep_fresh(watched: Watched, mut hangups: Option<Signal>, mut stop: watch::Receiver<bool>) {
    let mut known = watched.known;
    // The list that the service began with was read well.
    let mut refused = None;
    remember(&watched.store, None).await;
    loop {
        let asked = tokio::select! {
            () = hangup(&mut hangups) => true,
            () = watched.edited.notified() => false,
            go_on = tick(&mut stop) => { if !go_on { return; } false }
        };
        let found = stamp(&watched.feeds);
        if asked || found != known {
            known = found;
            refused = reload(&watched, refused).await;
        }
    }
}

/// Takes the list in, or says once what is wrong with it; the answer is what is wrong.
async fn reload(watched: &Watched, refused: Option<String>) -> Option<String> {
    match config::load_feeds(&watched.feeds) {
        Ok(blogs) => {
            // Rows of blogs that asked not to be read say so, whatever was written into them.
            let blogs = match watched.store.tombstones().await {
                Ok(tombs) => entomb(blogs, &tombs),
                Err(error) => return Some(format!("the tombstones could not be read: {error}")),
            };
            tracing::info!(blogs = blogs.len(), "the list was read again: {} blogs", blogs.len());
            watched.list.send_replace(Arc::new(blogs));
            if refused.is_some() {
                remember(&watched.store, None).await;
            }
            None
        }
        Err(error) => {
            let error = error.to_string();
            if refused.as_ref() != Some(&error) {
                tracing::error!("the list has mistakes, so the old one stays in force: {error}");
                remember(&watched.store, Some(error.clone())).await;
            }
            Some(error)
        }
    }
}

async fn remember(store: &Store, error: Option<String>) {
    if let Err(why) = store.note_list_error(error).await {
        tracing::error!("the state of the list could not be written down: {why}");
    }
}

/// Size and time of a file: enough to notice that it was saved. None when it cannot be looked at.
pub type Stamp = Option<(u64, SystemTime)>;

/// The file's stamp of this moment.
pub fn stamp(path: &Path) -> Stamp {
    let meta = std::fs::metadata(path).ok()?;
    Some((meta.len(), meta.modified().ok()?))
}
