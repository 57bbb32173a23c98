//! The list at the desk: what waits for an editor.

use crate::model::blog::{Blog, BlogHealth, BlogId};
use crate::model::wishes::{HeldPost, OptOut, Suggestion};
use crate::rules::listing::public_words::day;
use serde::Serialize;
use std::collections::HashMap;

/// Everything that waits.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Waiting {
    /// Oldest first.
    pub suggestions: Vec<SuggestionView>,
    /// Oldest first.
    pub opt_outs: Vec<OptOutView>,
    /// By blog.
    pub held: Vec<HeldView>,
    /// Blogs that answer elsewhere for good.
    pub moved: Vec<MovedView>,
}

/// A suggestion.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SuggestionView {
    /// Row.
    pub id: i64,
    /// The blog's address.
    pub address: String,
    /// Its feed.
    pub feed: Option<String>,
    /// As typed.
    pub name: Option<String>,
    /// As typed.
    pub council: Option<String>,
    /// As typed.
    pub via: Option<String>,
    /// As typed.
    pub note: Option<String>,
    /// When, in words.
    pub made: String,
}

/// A request not to be read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct OptOutView {
    /// Row.
    pub id: i64,
    /// Which blog.
    pub blog: String,
    /// What it is called; its id where it is not on the list any more.
    pub name: String,
    /// As typed.
    pub who: String,
    /// As typed.
    pub proof: String,
    /// As typed.
    pub note: Option<String>,
    /// When, in words.
    pub made: String,
}

/// Posts of one blog that are held.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct HeldView {
    /// Which.
    pub blog: String,
    /// What it is called.
    pub name: String,
    /// All of them.
    pub count: u64,
    /// Why the newest is held.
    pub because: String,
    /// The newest few.
    pub posts: Vec<HeldPostView>,
}

/// One of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct HeldPostView {
    /// Plain text.
    pub title: String,
    /// Where to read it.
    pub link: Option<String>,
    /// BCP 47, where known.
    pub lang: Option<String>,
    /// In words.
    pub date: String,
}

/// A blog that moved.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct MovedView {
    /// Which.
    pub blog: String,
    /// What it is called.
    pub name: String,
    /// What its row says.
    pub from: Option<String>,
    /// Where it is read.
    pub to: String,
    /// Since when, in words.
    pub since: Option<String>,
}

/// What `waiting` is made of.
#[derive(Clone, Debug, Default)]
pub struct Inbox {
    /// Open ones.
    pub suggestions: Vec<Suggestion>,
    /// Open ones.
    pub opt_outs: Vec<OptOut>,
    /// The newest of each blog.
    pub held: Vec<HeldPost>,
    /// How many there are of each blog.
    pub held_counts: HashMap<BlogId, u64>,
    /// For moves.
    pub healths: HashMap<BlogId, BlogHealth>,
}

/// What waits, in the words of the desk.
pub fn waiting(inbox: &Inbox, blogs: &[Blog]) -> Waiting {
    let name = |id: &BlogId| blogs.iter().find(|blog| blog.id == *id).map_or_else(|| id.to_string(), |blog| blog.name.clone());
    Waiting {
        suggestions: inbox.suggestions.iter().map(suggestion_view).collect(),
        opt_outs: inbox.opt_outs.iter().map(|request| opt_out_view(request, name(&request.what.blog))).collect(),
        held: held(inbox, name),
        moved: blogs.iter().filter_map(|blog| moved(blog, inbox.healths.get(&blog.id)?)).collect(),
    }
}

/// One suggestion.
pub fn suggestion_view(suggestion: &Suggestion) -> SuggestionView {
    let what = suggestion.what.clone();
    SuggestionView {
        id: suggestion.id,
        address: what.address,
        feed: what.feed,
        name: what.name,
        council: what.council,
        via: what.via,
        note: what.note,
        made: day(suggestion.made_at),
    }
}

fn opt_out_view(request: &OptOut, name: String) -> OptOutView {
    let what = request.what.clone();
    let (made, blog) = (day(request.made_at), what.blog.to_string());
    OptOutView { id: request.id, blog, name, who: what.who, proof: what.proof, note: what.note, made }
}

fn held(inbox: &Inbox, name: impl Fn(&BlogId) -> String) -> Vec<HeldView> {
    let mut views: Vec<HeldView> = Vec::new();
    for post in &inbox.held {
        if views.last().is_none_or(|view| view.blog != post.blog.as_str()) {
            views.push(HeldView {
                blog: post.blog.to_string(),
                name: name(&post.blog),
                count: inbox.held_counts.get(&post.blog).copied().unwrap_or(0),
                because: post.because.clone(),
                posts: Vec::new(),
            });
        }
        if let Some(view) = views.last_mut() {
            let link = post.link.clone().filter(|link| link.starts_with("https://") || link.starts_with("http://"));
            let (title, lang) = (post.title.clone(), post.language.clone());
            view.posts.push(HeldPostView { title, link, lang, date: day(post.at) });
        }
    }
    views
}

/// A move that the row does not know yet.
fn moved(blog: &Blog, health: &BlogHealth) -> Option<MovedView> {
    let to = health.moved_to.clone().filter(|_| blog.retired.is_none() && health.row_feed == blog.row_address())?;
    let from = blog.feed.as_ref().or(blog.site.as_ref()).map(ToString::to_string);
    Some(MovedView { blog: blog.id.to_string(), name: blog.name.clone(), from, to, since: health.moved_at.map(day) })
}
