//! What most commands start from: settings, list, store, clock and keys, opened as they are needed.

use super::args::Global;
use crate::config::{self, ConfigErrors};
use crate::io::clock::Clock;
use crate::io::fetcher::Fetcher;
use crate::io::tokens::{Keys, Purpose};
use crate::jobs::Stop;
use crate::jobs::deliver::Delivery;
use crate::model::Instant;
use crate::model::blog::Blog;
use crate::model::settings::Settings;
use crate::model::web_address::WebAddress;
use crate::rules::listing::tombs::entomb;
use crate::store::Store;
use std::path::PathBuf;
use std::sync::Arc;

/// Settings, list and store of one installation.
#[derive(Debug)]
pub struct Workplace {
    pub settings: Settings,
    pub blogs: Vec<Blog>,
    pub store: Store,
    pub clock: Clock,
}

impl Workplace {
    /// Opens everything; the first thing that is wrong ends it.
    pub async fn open(global: &Global) -> anyhow::Result<Self> {
        let settings = settings(global)?;
        let blogs = config::load_feeds(&global.feeds)?;
        let store = Store::open(&settings.store.path).await?;
        let blogs = entomb(blogs, &store.tombstones().await?);
        Ok(Self { settings, blogs, store, clock: clock(global) })
    }

    /// The keys, made at first need.
    pub async fn keys(&self) -> anyhow::Result<Keys> {
        keys(&self.settings, &self.store).await
    }

    /// What delivering needs.
    pub async fn delivery(&self) -> anyhow::Result<Delivery> {
        Ok(Delivery {
            store: self.store.clone(),
            settings: self.settings.clone(),
            keys: self.keys().await?,
            clock: self.clock,
            stop: Arc::default(),
        })
    }

    /// The blog that a person named by id, feed or site address.
    pub fn blog(&self, name: &str) -> Result<&Blog, Stop> {
        find_blog(&self.blogs, name)
            .ok_or_else(|| Stop::Settings(format!("there is no blog {name:?} on the list; `friday blogs list` shows their ids")))
    }
}

/// The row that a person named by id, feed or site address.
pub fn find_blog<'a>(blogs: &'a [Blog], name: &str) -> Option<&'a Blog> {
    let is_address = |address: &WebAddress| address.as_str().trim_end_matches('/') == name.trim_end_matches('/');
    blogs.iter().find(|blog| blog.id.as_str() == name || blog.feed.iter().chain(&blog.site).any(is_address))
}

/// The settings, with `--db` over them.
pub fn settings(global: &Global) -> Result<Settings, ConfigErrors> {
    let mut settings = config::load_settings(global.config.as_deref())?;
    if let Some(db) = &global.db {
        settings.store.path = db.clone();
    }
    Ok(settings)
}

/// Reminds a client that is to look around of the hosts that asked for patience; where there is no database, nobody has.
pub async fn remind(fetcher: &Fetcher, settings: &Settings, now: Instant) -> anyhow::Result<()> {
    if settings.store.path.exists() {
        let store = Store::open(&settings.store.path).await?;
        store.host_pauses(now).await?.into_iter().for_each(|pause| fetcher.pause(pause));
    }
    Ok(())
}

/// The clock of a one-shot command.
pub fn clock(global: &Global) -> Clock {
    global.now.map_or(Clock::System, Clock::Fixed)
}

/// The key file that the settings name, or friday.key beside the database.
pub fn key_file(settings: &Settings) -> PathBuf {
    settings.site.key_file.clone().unwrap_or_else(|| settings.store.path.with_file_name("friday.key"))
}

/// The keys, made where there are none. A database is used with its own key alone:
/// with another one, leave links would die and people who were erased could be mailed again.
pub async fn keys(settings: &Settings, store: &Store) -> anyhow::Result<Keys> {
    let path = &key_file(settings);
    let wrong = |what: &str| {
        Stop::Settings(format!("{} {what}; restore the one that belongs to {}", path.display(), store.path().display()))
    };
    if !path.exists() && store.has_key().await? {
        return Err(wrong("is missing").into());
    }
    let keys = Keys::open(path)?;
    if !store.knows_key(keys.marks(Purpose::Identity, "friday")).await? {
        return Err(wrong("holds another key").into());
    }
    Ok(keys)
}
