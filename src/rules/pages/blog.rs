//! One blog's page: its state with the reason, its numbers, and what became of its last posts.

use super::blogs::is_forgotten;
use super::chart::{Chart, chart};
use crate::model::Instant;
use crate::model::blog::{Blog, BlogHealth};
use crate::model::edition::EditionState;
use crate::model::entry::Standing;
use crate::model::listing::BlogState;
use crate::rules::listing::public_words::{day, sentences};
use crate::rules::listing::state::state;
use crate::rules::parsing::language;
use crate::rules::why::{Facts, Fate, fate};
use chrono::{Datelike, NaiveDate};
use serde::Serialize;

/// What `web/blogs/blog.html` sees.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct BlogView {
    /// For links.
    pub id: String,
    /// What it is called.
    pub name: String,
    /// Who runs it.
    pub council: Option<String>,
    /// Where.
    pub region: Option<String>,
    /// One line.
    pub about: Option<String>,
    /// Who suggested it.
    pub via: Option<String>,
    /// Its home page; `site` is our own name on every page.
    pub site_link: Option<String>,
    /// Its feed.
    pub feed: Option<String>,
    /// One word.
    pub state: &'static str,
    /// Why, in sentences.
    pub because: Vec<String>,
    /// When it was read and will be.
    pub facts: Vec<(&'static str, String)>,
    /// Posts a year.
    pub chart: Option<Chart>,
    /// Newest first.
    pub posts: Vec<PostView>,
    /// Whether its makers asked not to be read.
    pub is_forgotten: bool,
}

/// One post and what became of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PostView {
    /// Plain text.
    pub title: String,
    /// Where to read it; none where the feed gave no address.
    pub link: Option<String>,
    /// Its language, where it is not the page's.
    pub lang: Option<String>,
    /// When it was written.
    pub date: String,
    /// What became of it.
    pub fate: String,
    /// The edition that holds it, where readers have that.
    pub edition: Option<EditionLink>,
}

/// A link to an edition.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct EditionLink {
    /// For the address.
    pub date: String,
    /// For people.
    pub words: String,
}

/// One post's facts, with what a page needs beside them.
#[derive(Clone, Debug)]
pub struct Post<'a> {
    /// Plain text.
    pub title: &'a str,
    /// Empty where the feed gave none.
    pub link: &'a str,
    /// BCP 47.
    pub language: Option<&'a str>,
    /// What is known.
    pub facts: Facts<'a>,
}

/// The page of one blog. `own` is the page's language.
pub fn blog_view(
    blog: &Blog,
    health: &BlogHealth,
    posts: &[Post<'_>],
    years: &[(i32, u64)],
    (own, now): (&str, Instant),
) -> BlogView {
    let report = state(blog, health, now);
    let is_forgotten = is_forgotten(blog);
    let shown = |text: &Option<String>| text.clone().filter(|_| !is_forgotten);
    let address = |url: Option<String>| url.filter(|_| !is_forgotten);
    BlogView {
        id: blog.id.to_string(),
        name: blog.name.clone(),
        council: blog.council.clone(),
        region: shown(&blog.region),
        about: shown(&blog.about),
        via: shown(&blog.via),
        site_link: address(blog.site.as_ref().map(ToString::to_string)),
        feed: address(feed(blog, health)),
        state: report.state.word(),
        because: sentences(blog, health, &report),
        facts: if is_forgotten { Vec::new() } else { facts(health, report.state) },
        chart: chart(years, now.year()).filter(|_| !is_forgotten),
        posts: if is_forgotten { Vec::new() } else { posts.iter().map(|post| post_view(post, own)).collect() },
        is_forgotten,
    }
}

/// Where it is read: what a lasting redirect led to, else the row's own address, else the one that was found.
fn feed(blog: &Blog, health: &BlogHealth) -> Option<String> {
    let of_row = blog.feed.as_ref().map(ToString::to_string);
    let read = health.moved_to.clone().or(of_row).or_else(|| health.feed.clone())?;
    // A link that a browser would run is none.
    url::Url::parse(&read).ok().filter(|url| matches!(url.scheme(), "http" | "https")).map(Into::into)
}

fn facts(health: &BlogHealth, state: BlogState) -> Vec<(&'static str, String)> {
    let is_read = !matches!(state, BlogState::Retired | BlogState::AddressUnknown);
    let told = |at: Option<Instant>, else_words: &str| at.map_or_else(|| else_words.to_owned(), moment);
    let mut facts = vec![
        ("Last post", health.newest_post_at.max(health.last_new_post_at).map_or_else(|| "none seen".to_owned(), day)),
        ("Last read", told(health.last_success_at, "never yet")),
    ];
    if health.last_read_at != health.last_success_at {
        facts.push(("Last attempt", told(health.last_read_at, "none yet")));
    }
    if is_read {
        facts.push((
            "Next read",
            health.next_read_at.map_or_else(|| "at the next pass".to_owned(), |at| format!("{} or soon after", moment(at))),
        ));
    }
    facts
}

fn post_view(post: &Post<'_>, own: &str) -> PostView {
    let facts = &post.facts;
    let (fate, edition) = fate_words(facts);
    let withheld = withheld(facts);
    let is_web = |link: &&str| link.starts_with("http://") || link.starts_with("https://");
    let is_foreign = |tag: &&str| language::primary(tag) != language::primary(own);
    PostView {
        title: withheld.unwrap_or(post.title).to_owned(),
        link: Some(post.link).filter(is_web).filter(|_| withheld.is_none()).map(str::to_owned),
        lang: post.language.filter(is_foreign).filter(|_| withheld.is_none()).map(str::to_owned),
        date: facts.dated_at.map_or_else(|| format!("first seen on {}", day(facts.seen_at)), day),
        fate,
        edition,
    }
}

/// What stands in the place of a title that is not for readers: its makers took it down, or nobody has looked at it yet, and it
/// may be what somebody else put on their site.
fn withheld(facts: &Facts<'_>) -> Option<&'static str> {
    match facts.standing {
        _ if facts.missing_since.is_some() => Some("A post that was taken down"),
        Standing::Held => Some("A post that waits for an editor"),
        Standing::Eligible | Standing::Old => None,
    }
}

/// What a reader may know: an edition that is not out yet is "the next one", whatever stands in it just now.
fn fate_words(facts: &Facts<'_>) -> (String, Option<EditionLink>) {
    let is_out = |state: EditionState| matches!(state, EditionState::Sending | EditionState::Paused | EditionState::Sent);
    let same = match (&facts.folded_because, facts.siblings.first()) {
        (Some(_), Some((blog, _))) => format!("The same story as at {blog}. "),
        _ => String::new(),
    };
    let (words, edition) = match fate(facts) {
        Fate::Pick { date, state, place } if is_out(state) => (format!("Pick number {place} of the edition of "), Some(date)),
        Fate::Mentioned { date, state } if is_out(state) => ("Mentioned in the edition of ".to_owned(), Some(date)),
        Fate::LeftOut { date, state, is_gone: false } if is_out(state) => {
            (format!("Read for the edition of {} and left out by an editor.", words_of(date)), None)
        }
        Fate::LeftOut { is_gone: true, .. } | Fate::Gone => ("Gone from the blog's own feed, so in no edition.".to_owned(), None),
        Fate::Pick { date, .. } | Fate::Mentioned { date, .. } | Fate::LeftOut { date, .. } | Fate::Candidate { date } => {
            (format!("Waits for the edition of {}.", words_of(date)), None)
        }
        Fate::Waiting => ("Waits for the next edition.".to_owned(), None),
        Fate::Missed { .. } => ("In no edition: it was there before the first one began.".to_owned(), None),
        Fate::Held => {
            ("Held until an editor has looked at it: much was new at once, or the blog looked changed.".to_owned(), None)
        }
        Fate::Old => (format!("In no edition: {}.", facts.because.trim_end_matches('.')), None),
    };
    (same + &words, edition.map(|date| EditionLink { date: date.to_owned(), words: words_of(date) }))
}

fn words_of(date: &str) -> String {
    date.parse::<NaiveDate>().map_or_else(|_| date.to_owned(), |date| date.format("%-d %B %Y").to_string())
}

fn moment(at: Instant) -> String {
    at.format("%-d %B %Y at %H:%M UTC").to_string()
}
