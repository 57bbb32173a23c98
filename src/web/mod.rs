//! The pages that mails and fetches point to, and those on which people subscribe. Nothing acts on GET: mail scanners click.

mod beat;
mod confirm;
mod form;
mod front;
mod health;
mod leave;
mod lost;
mod manage;
mod pages;
mod parts;
mod subscribe;
mod texts;

use crate::io::clock::Clock;
use crate::io::templates;
use crate::io::tokens::Keys;
use crate::jobs::deliver::Delivery;
use crate::jobs::subscribe::Desk;
use crate::model::blog::Blog;
use crate::model::settings::Settings;
use crate::rules::visitors::Buckets;
use crate::store::Store;
use axum::Router;
use axum::routing::{get, post};
use front::Front;
use pages::Pages;
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex};
use tokio::sync::{Notify, watch};

/// What the pages need.
#[derive(Debug)]
pub struct Site {
    store: Store,
    keys: Keys,
    clock: Clock,
    settings: Settings,
    list: List,
    pages: Pages,
    front: Mutex<Option<Front>>,
    buckets: Mutex<Buckets>,
    /// Whether the log names the proxy that the settings forgot.
    proxy_told: AtomicBool,
    /// Told when a notice is queued, so that nobody waits for the next look.
    wake: Arc<Notify>,
}

/// The list in force; it changes when its file does.
pub type List = watch::Receiver<Arc<Vec<Blog>>>;

impl Site {
    /// The pages of one installation; the error names the template that does not work.
    pub fn new(delivery: Delivery, list: List, wake: Arc<Notify>) -> anyhow::Result<Self> {
        let Delivery { store, keys, clock, settings, .. } = delivery;
        let pages = Pages::new(templates::web_templates(settings.templates.as_deref())?, &settings)?;
        let (front, buckets, proxy_told) = Default::default();
        Ok(Self { store, keys, clock, settings, list, pages, front, buckets, proxy_told, wake })
    }

    fn desk(&self) -> Desk<'_> {
        Desk { store: &self.store, keys: &self.keys, settings: &self.settings, now: self.clock.now() }
    }
}

/// The whole route table, under the path of `[site] url`. Serve it with the peers' addresses (`ConnectInfo`).
pub fn routes(site: Arc<Site>) -> Router {
    let base = site.settings.site.url.path().trim_end_matches('/').to_owned();
    let routes = Router::new()
        .route("/style.css", get(pages::style))
        .route("/health", get(health::health))
        .route("/about-our-fetcher", get(texts::about_our_fetcher))
        .route("/what-we-keep", get(texts::what_we_keep))
        .route("/subscribe", get(subscribe::home).post(subscribe::subscribe))
        .route("/confirm/{token}", get(confirm::ask).post(confirm::confirm))
        .route("/change/{token}", get(confirm::ask_to_change).post(confirm::change))
        .route("/manage", get(lost::form).post(lost::mail))
        .route("/manage/{token}", get(manage::page))
        .route("/manage/{token}/{action}", post(manage::act))
        .route("/leave/{token}", get(leave::ask).post(leave::leave))
        .fallback(texts::not_found);
    let routes = routes.route("/", get(subscribe::home)).method_not_allowed_fallback(texts::not_this_way);
    if base.is_empty() {
        return routes.with_state(site);
    }
    Router::new().nest(&base, routes).with_state(site.clone()).route(&format!("{base}/"), get(subscribe::home).with_state(site))
}
