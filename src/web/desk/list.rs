//! The living list at the desk: suggestions, requests not to be read, posts that were held, and moves.

mod acts;
mod suggestion;

use super::super::Site;
use super::super::pages::{Page, with_headers};
use super::Editor;
use crate::jobs::Stop;
use crate::jobs::list_desk::ListDesk;
use crate::rules::pages::list_desk::{Inbox, waiting};
use axum::Router;
use axum::extract::{RawQuery, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use minijinja::context;
use minijinja::value::Serde;
use std::sync::Arc;

/// Held posts shown of one blog; the buttons mean all.
const SHOWN: u32 = 10;

/// Its routes.
pub fn routes() -> Router<Arc<Site>> {
    Router::new()
        .route("/desk/blogs", get(page))
        .route("/desk/blogs/suggestions/{id}/look", post(suggestion::look))
        .route("/desk/blogs/suggestions/{id}/accept", post(suggestion::accept))
        .route("/desk/blogs/suggestions/{id}/decline", post(suggestion::decline))
        .route("/desk/blogs/opt-outs/{id}/{act}", post(acts::opt_out))
        .route("/desk/blogs/on/{blog}/{act}", post(acts::on_a_blog))
}

async fn page(editor: Editor, State(site): State<Arc<Site>>, RawQuery(query): RawQuery) -> Response {
    let inbox = match inbox(&site).await {
        Ok(inbox) => inbox,
        Err(error) => return site.sorry("the list at the desk", &error),
    };
    let blogs = site.list.borrow().clone();
    let done = query.as_deref().and_then(|query| query.strip_prefix("done=")).and_then(Done::parse).map(Done::words);
    let values = context! { waiting => Serde(&waiting(&inbox, &blogs)), done, heading => "Blogs", here => "blogs" };
    site.show_desk(&editor, StatusCode::OK, "web/desk/blogs.html", values)
}

async fn inbox(site: &Site) -> anyhow::Result<Inbox> {
    let store = &site.store;
    Ok(Inbox {
        suggestions: store.open_suggestions().await?,
        opt_outs: store.open_opt_outs().await?,
        held: store.held_posts(SHOWN).await?,
        held_counts: store.held_counts().await?,
        healths: store.healths().await?,
    })
}

/// What was done last, for the line above the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Done {
    Added,
    Listed,
    Declined,
    Forgotten,
    Released,
    Settled,
    Moved,
    Nothing,
}

impl Done {
    const ALL: [(Self, &'static str, &'static str); 8] = [
        (Self::Added, "added", "It is on the list, and is read within a minute."),
        (Self::Listed, "listed", "It was on the list already, so the suggestion counts as accepted."),
        (Self::Declined, "declined", "Declined."),
        (Self::Forgotten, "forgotten", "The blog is read no longer, and the words of its posts are deleted."),
        (Self::Released, "released", "Released: the posts count as new from now on."),
        (Self::Settled, "settled", "Settled as old: no edition will hold them."),
        (Self::Moved, "moved", "The new address is in the list."),
        (Self::Nothing, "nothing", "Somebody was quicker, or it was done before: nothing was changed."),
    ];

    fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|(_, known, _)| *known == word).map(|(done, ..)| done)
    }

    fn words(self) -> &'static str {
        Self::ALL.into_iter().find(|(done, ..)| *done == self).map_or("", |(_, _, words)| words)
    }

    fn word(self) -> &'static str {
        Self::ALL.into_iter().find(|(done, ..)| *done == self).map_or("", |(_, word, _)| word)
    }
}

impl Site {
    fn list_desk<'a>(&'a self, by: &'a str) -> ListDesk<'a> {
        ListDesk { store: &self.store, feeds: &self.feeds, site: self.settings.site.url.as_str(), by, now: self.clock.now() }
    }

    /// After an act: back to the page, which says what was done; or a page that says why it was not.
    fn after(&self, end: anyhow::Result<Done>) -> Response {
        match end {
            Ok(done) => {
                self.edited.notify_one();
                let back = format!("{}desk/blogs?done={}", self.settings.site.url.path(), done.word());
                with_headers((StatusCode::SEE_OTHER, [(header::LOCATION, back)]).into_response())
            }
            Err(error) => self.not_done(&error),
        }
    }

    /// The list could not be changed: what is wrong with it is an editor's to know.
    fn not_done(&self, error: &anyhow::Error) -> Response {
        let is_ours = error.downcast_ref::<Stop>().is_none() && error.downcast_ref::<crate::config::ConfigErrors>().is_none();
        if is_ours {
            return self.sorry("a change of the list", error);
        }
        let paragraphs = vec![
            format!("{error}"),
            "Go back to change what you typed, or open the page again. The list itself is as it was.".to_owned(),
        ];
        let link = Some(("Back to the blogs".to_owned(), "desk/blogs".to_owned()));
        self.say(StatusCode::CONFLICT, &Page { heading: "Not done".to_owned(), paragraphs, link, ..Page::default() })
    }
}
