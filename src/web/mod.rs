//! The pages that mails and fetches point to, and those on which people subscribe. Nothing acts on GET: mail scanners click.

mod beat;
mod conditional;
mod confirm;
mod desk;
mod form;
mod front;
mod health;
mod leave;
mod list;
mod lost;
mod manage;
mod out;
mod pages;
mod parts;
mod public;
mod subscribe;
mod texts;

use crate::io::clock::Clock;
use crate::io::fetcher::Fetcher;
use crate::io::templates::{self, WebTemplates};
use crate::io::tokens::Keys;
use crate::jobs::deliver::Delivery;
use crate::jobs::subscribe::Desk as SignUpDesk;
use crate::model::Instant;
use crate::model::blog::Blog;
use crate::model::settings::Settings;
use crate::rules::pages::Pages;
use crate::rules::visitors::Buckets;
use crate::store::Store;
use anyhow::Context;
use axum::Router;
use axum::extract::{Request, State};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::Response;
use axum::routing::{get, post};
use front::Front;
use std::path::PathBuf;
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex};
use tokio::sync::{Notify, watch};

/// What the pages need.
#[derive(Debug)]
pub struct Site {
    store: Store,
    keys: Keys,
    clock: Clock,
    /// When these pages began to be served.
    began_at: Instant,
    settings: Settings,
    list: List,
    /// The list that the last document was made from, and since when it is in force.
    list_seen: Mutex<Option<(Arc<Vec<Blog>>, Instant)>>,
    /// The file that the list is read from, and that accepted suggestions are written to.
    feeds: PathBuf,
    /// For addresses that people paste: behind the same guard as all reading.
    fetcher: Arc<Fetcher>,
    /// Told when the list's file may have been changed here, so that nobody waits for the next look.
    edited: Arc<Notify>,
    pages: Pages,
    style: String,
    desk_style: String,
    /// The desk's.
    script: String,
    front: Mutex<Option<Front>>,
    buckets: Mutex<Buckets>,
    /// Looks at suggested blogs.
    searches: list::Searches,
    /// Whether the log names the proxy that the settings forgot.
    proxy_told: AtomicBool,
    /// What servers said of the draft's links of late.
    answers: desk::Answers,
    /// Told when a notice is queued, so that nobody waits for the next look.
    wake: Arc<Notify>,
}

/// What the pages need of the reading side.
#[derive(Debug)]
pub struct Reading {
    /// The list in force.
    pub list: List,
    /// Its file.
    pub feeds: PathBuf,
    /// The client.
    pub fetcher: Arc<Fetcher>,
    /// Told when the file may have been changed by a page.
    pub edited: Arc<Notify>,
}

/// The list in force; it changes when its file does.
pub type List = watch::Receiver<Arc<Vec<Blog>>>;

impl Site {
    /// The pages of one installation; the error names the template that does not work.
    pub fn new(delivery: Delivery, reading: Reading, wake: Arc<Notify>) -> anyhow::Result<Self> {
        let Delivery { store, keys, clock, settings, .. } = delivery;
        let Reading { list, feeds, fetcher, edited } = reading;
        let WebTemplates { pages, style, desk_style, script } = templates::web_templates(settings.templates.as_deref())?;
        let pages = Pages::new(pages, &settings)
            .context("a page template does not work; mend it, or take it out of the template folder")?;
        let (front, buckets, proxy_told, searches, answers, list_seen) = Default::default();
        let began_at = clock.now();
        Ok(Self {
            store,
            keys,
            clock,
            began_at,
            settings,
            list,
            list_seen,
            feeds,
            fetcher,
            edited,
            pages,
            style,
            desk_style,
            script,
            front,
            buckets,
            searches,
            proxy_told,
            answers,
            wake,
        })
    }

    fn desk(&self) -> SignUpDesk<'_> {
        SignUpDesk { store: &self.store, keys: &self.keys, settings: &self.settings, now: self.clock.now() }
    }
}

/// The whole route table, under the path of `[site] url`. Serve it with the peers' addresses (`ConnectInfo`).
pub fn routes(site: Arc<Site>) -> Router {
    let base = site.settings.site.url.path().trim_end_matches('/').to_owned();
    let routes = Router::new()
        .route("/style.css", get(pages::style))
        .route("/health", get(health::health))
        .route("/subscribe", get(subscribe::home).post(subscribe::subscribe))
        .route("/confirm/{token}", get(confirm::ask).post(confirm::confirm))
        .route("/change/{token}", get(confirm::ask_to_change).post(confirm::change))
        .route("/manage", get(lost::form).post(lost::mail))
        .route("/manage/{token}", get(manage::page))
        .route("/manage/{token}/{action}", post(manage::act))
        .route("/leave/{token}", get(leave::ask).post(leave::leave))
        .merge(public::routes())
        .merge(list::routes())
        .merge(out::routes())
        .merge(desk::routes())
        .fallback(texts::not_found);
    let routes = routes.route("/", get(subscribe::home)).method_not_allowed_fallback(texts::not_this_way);
    let sound = from_fn_with_state(site.clone(), only_into_a_sound_file);
    if base.is_empty() {
        return routes.with_state(site).layer(sound);
    }
    let nested = Router::new().nest(&base, routes).with_state(site.clone());
    nested.route(&format!("{base}/"), get(subscribe::home).with_state(site)).layer(sound)
}

/// Whoever acts in the first moments of the service waits until the file was looked over: nothing is written into a damaged one.
async fn only_into_a_sound_file(State(site): State<Arc<Site>>, request: Request, next: Next) -> Response {
    let is_sound = if request.method().is_safe() { Ok(()) } else { site.store.check_sound().await };
    match is_sound {
        Ok(()) => next.run(request).await,
        Err(error) => site.sorry("looking the database over", &error.into()),
    }
}
