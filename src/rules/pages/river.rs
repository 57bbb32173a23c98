//! The river's page: stories under the days on which they became news, and the search form above them.

use super::Place;
use super::asked::Asked;
use crate::model::blog::Blog;
use crate::model::river::{FOUND_FROM, FOUND_TO, RiverPlace, RiverStory, Turn};
use crate::model::settings::Settings;
use crate::rules::composing::title::{long_date, plain_date};
use crate::rules::composing::written_by;
use crate::rules::matching::canonical;
use crate::rules::parsing::language;
use chrono::NaiveDate;
use serde::Serialize;
use std::collections::{BTreeSet, HashMap};

/// Stories on a page.
pub const PAGE: usize = 20;

/// What stories are shown with.
#[derive(Clone, Copy, Debug)]
pub struct Shown<'a> {
    /// Zone and language.
    pub settings: &'a Settings,
    /// The list.
    pub blogs: &'a [Blog],
    /// Where the page stands.
    pub place: &'a Place,
}

/// A day with its stories, newest first.
#[derive(Debug, Serialize)]
pub struct DayView {
    /// "Friday 20 November 2026".
    day: String,
    stories: Vec<StoryView>,
}

/// A story as a reader sees it.
#[derive(Clone, Debug, Serialize)]
pub struct StoryView {
    title: Vec<Piece>,
    link: String,
    lang: Option<String>,
    /// "Ada Jones and Bo Lin".
    authors: Option<String>,
    blog: String,
    /// The blog's page; none when it is no longer on the list.
    blog_page: Option<String>,
    /// Where the blog's name does not say it.
    council: Option<String>,
    excerpt: Vec<Piece>,
    /// "18 November 2026", where that is another day than the one it became news on.
    published_on: Option<String>,
    also_at: Vec<AlsoView>,
    edition: Option<EditionView>,
}

/// A part of a text; escaped by the template, so that nothing but the mark itself is markup.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Piece {
    text: String,
    is_found: bool,
}

#[derive(Clone, Debug, Serialize)]
struct AlsoView {
    name: String,
    link: String,
}

#[derive(Clone, Debug, Serialize)]
struct EditionView {
    page: String,
    date: String,
    is_pick: bool,
}

/// The search form as it was sent.
#[derive(Debug, Serialize)]
pub struct FormView {
    words: String,
    councils: Vec<OptionView>,
    topics: Vec<OptionView>,
    from: String,
    to: String,
    /// Whether anything narrows the river.
    is_search: bool,
    /// Whether more than words is asked for, so that those fields are shown.
    is_narrowed: bool,
    /// What was typed and counts for nothing, in a sentence each.
    notes: Vec<&'static str>,
    /// The search as the address of a feed says it.
    query: String,
}

#[derive(Debug, Serialize)]
struct OptionView {
    word: String,
    is_chosen: bool,
}

/// Links to the pages before and after this one.
#[derive(Debug, Default, Serialize)]
pub struct TurnView {
    /// To older stories.
    pub older: Option<String>,
    /// To newer ones.
    pub newer: Option<String>,
}

/// Stories day by day; they come newest first.
pub fn days(stories: &[RiverStory], shown: Shown<'_>) -> Vec<DayView> {
    let zone = shown.settings.edition.calendar.zone;
    let by_id: HashMap<&str, &Blog> = shown.blogs.iter().map(|blog| (blog.id.as_str(), blog)).collect();
    let mut days: Vec<DayView> = Vec::new();
    for one in stories {
        let day = long_date(one.place.eligible_at.with_timezone(&zone).date_naive());
        let view = story(one, &by_id, shown);
        match days.last_mut().filter(|last| last.day == day) {
            Some(last) => last.stories.push(view),
            None => days.push(DayView { day, stories: vec![view] }),
        }
    }
    days
}

/// A few stories without their days.
pub fn stories(stories: &[RiverStory], shown: Shown<'_>) -> Vec<StoryView> {
    let by_id: HashMap<&str, &Blog> = shown.blogs.iter().map(|blog| (blog.id.as_str(), blog)).collect();
    stories.iter().map(|one| story(one, &by_id, shown)).collect()
}

fn story(story: &RiverStory, blogs: &HashMap<&str, &Blog>, shown: Shown<'_>) -> StoryView {
    let settings = shown.settings;
    let zone = settings.edition.calendar.zone;
    let blog = blogs.get(story.blog.as_str()).copied();
    let name = |id: &str, link: &str| blogs.get(id).map_or_else(|| host(link), |blog| blog.name.clone());
    let authors: Vec<&str> = story.authors.iter().map(String::as_str).collect();
    let (title, excerpt) = match &story.found {
        Some(found) => (pieces(&found.title), pieces(&found.excerpt)),
        None => (plain(&story.title), plain(&story.excerpt)),
    };
    let day = |at: crate::model::Instant| -> NaiveDate { at.with_timezone(&zone).date_naive() };
    let published = story.dated_at.map(day).filter(|date| *date != day(story.place.eligible_at));
    StoryView {
        title,
        link: canonical::for_readers(&story.link),
        lang: story.language.clone().filter(|tag| language::primary(tag) != language::primary(&settings.edition.language)),
        authors: written_by(&authors, &blog.map(Blog::credit).unwrap_or_default()),
        blog: name(story.blog.as_str(), &story.link),
        blog_page: blog.map(|blog| shown.place.page(&format!("blogs/{}", blog.id))),
        council: blog.filter(|blog| blog.credit() != blog.name).and_then(|blog| blog.council.clone()),
        excerpt,
        published_on: published.map(plain_date),
        also_at: story
            .also
            .iter()
            .map(|other| AlsoView { name: name(other.blog.as_str(), &other.link), link: canonical::for_readers(&other.link) })
            .collect(),
        edition: story.edition.map(|mention| EditionView {
            page: shown.place.page(&format!("editions/{}", mention.date)),
            date: plain_date(mention.date),
            is_pick: mention.is_pick,
        }),
    }
}

/// Of a blog that is no longer on the list, its address is all that is known.
fn host(link: &str) -> String {
    let host = url::Url::parse(link).ok().and_then(|url| url.host_str().map(str::to_owned)).unwrap_or_default();
    host.strip_prefix("www.").map(str::to_owned).unwrap_or(host)
}

fn plain(text: &str) -> Vec<Piece> {
    if text.is_empty() { Vec::new() } else { vec![Piece { text: text.to_owned(), is_found: false }] }
}

/// What stands between the marks was found.
pub fn pieces(marked: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    for (index, part) in marked.split(FOUND_FROM).enumerate() {
        let (found, rest) = if index == 0 { ("", part) } else { part.split_once(FOUND_TO).unwrap_or((part, "")) };
        for (text, is_found) in [(found, true), (rest, false)] {
            if !text.is_empty() {
                pieces.push(Piece { text: text.to_owned(), is_found });
            }
        }
    }
    pieces
}

/// The form, filled in as it was sent.
pub fn form(asked: &Asked, blogs: &[Blog]) -> FormView {
    let councils: BTreeSet<&String> = blogs.iter().filter_map(|blog| blog.council.as_ref()).collect();
    let topics: BTreeSet<&String> = blogs.iter().flat_map(|blog| &blog.topics).collect();
    let odd_date = asked.has_odd_date().then_some("A date has to look like 2026-11-20; one that does not was left out.");
    let no_words = asked.has_no_words().then_some("Search for words with letters or digits in them.");
    FormView {
        words: asked.words.clone(),
        councils: options(councils, &asked.council),
        topics: options(topics, &asked.topic),
        from: asked.from.clone(),
        to: asked.to.clone(),
        is_search: !asked.is_everything(),
        is_narrowed: [&asked.council, &asked.topic, &asked.from, &asked.to].iter().any(|field| !field.is_empty()),
        notes: odd_date.into_iter().chain(no_words).collect(),
        query: asked.written(),
    }
}

/// What was asked for is among them, be it typed into the address by hand.
fn options(words: BTreeSet<&String>, chosen: &str) -> Vec<OptionView> {
    let is_chosen = |word: &str| word.to_lowercase() == chosen.to_lowercase();
    let mut options: Vec<OptionView> =
        words.into_iter().map(|word| OptionView { word: word.clone(), is_chosen: is_chosen(word) }).collect();
    if !chosen.is_empty() && !options.iter().any(|option| option.is_chosen) {
        options.push(OptionView { word: chosen.to_owned(), is_chosen: true });
    }
    options
}

/// The page's stories and the links around them, of what the store gave: one story more than a page holds says that more follow.
pub fn turned(asked: &Asked, mut stories: Vec<RiverStory>, page: &str) -> (Vec<RiverStory>, TurnView) {
    let has_more = stories.len() > PAGE;
    let is_upwards = matches!(asked.turn, Turn::NewerThan(_));
    if is_upwards && has_more {
        stories.remove(0);
    }
    stories.truncate(PAGE);
    let link = |turn: Turn| format!("{page}{}", asked.written_with(turn));
    let place = |story: Option<&RiverStory>| story.map(|story| story.place);
    let newer = |at: RiverPlace| link(Turn::NewerThan(at));
    let older = |at: RiverPlace| link(Turn::OlderThan(at));
    let view = TurnView {
        older: place(stories.last()).filter(|_| has_more || is_upwards).map(older),
        newer: place(stories.first()).filter(|_| asked.turn != Turn::Newest).map(newer),
    };
    (stories, view)
}
