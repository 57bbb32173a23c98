//! The reading view of the desk: the week's stories, newest first, as an editor goes through them on a phone.

use super::when;
use crate::model::Instant;
use crate::model::address::EmailAddress;
use crate::model::blog::{Blog, BlogId};
use crate::model::desk::Star;
use crate::model::edition::{EditionContent, NamedLink, ScorePart};
use crate::rules::matching::canonical;
use crate::rules::parsing::{excerpt, language};
use crate::rules::ranking::Ranked;
use chrono_tz::Tz;
use serde::Serialize;
use std::collections::{BTreeSet, HashMap};

/// Stories on one page.
const STORIES: usize = 12;

/// Enough of a story to decide, in characters.
const EXCERPT: usize = 200;

/// What an editor wants to see of the week.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Words that all stand in title, excerpt or the blog's name; empty: any.
    pub words: String,
    /// A council, or a blog where no council runs it; empty: any.
    pub council: String,
    /// One of the blogs' or the operator's topics; empty: any.
    pub topic: String,
    /// Only what somebody starred.
    pub starred: bool,
    /// Which page, from 1.
    pub page: usize,
}

impl Filter {
    /// As a page's address has it; what is unknown or empty does not count.
    pub fn read(query: &str) -> Self {
        let mut filter = Self { page: 1, ..Self::default() };
        for (name, value) in url::form_urlencoded::parse(query.as_bytes()) {
            let value = value.trim();
            match name.as_ref() {
                "q" => filter.words = value.to_owned(),
                "council" => filter.council = value.to_owned(),
                "topic" => filter.topic = value.to_owned(),
                "starred" => filter.starred = !value.is_empty(),
                "page" => filter.page = value.parse().unwrap_or(1).max(1),
                _ => {}
            }
        }
        filter
    }

    /// Back to an address; empty where everything is wanted.
    pub fn query(&self) -> String {
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        let texts = [("q", &self.words), ("council", &self.council), ("topic", &self.topic)];
        for (name, value) in texts.into_iter().filter(|(_, value)| !value.is_empty()) {
            query.append_pair(name, value);
        }
        if self.starred {
            query.append_pair("starred", "yes");
        }
        if self.page > 1 {
            query.append_pair("page", &self.page.to_string());
        }
        query.finish()
    }

    fn is_narrow(&self) -> bool {
        !(self.words.is_empty() && self.council.is_empty() && self.topic.is_empty())
    }
}

/// The week, and whose eyes are on it.
#[derive(Clone, Copy, Debug)]
pub struct Week<'a> {
    /// All its stories.
    pub ranked: &'a [Ranked],
    /// The edition as it stands.
    pub content: &'a EditionContent,
    /// Stories that an editor does not want to mention.
    pub left_out: &'a [i64],
    /// Of stories in no edition.
    pub stars: &'a [Star],
    /// The list.
    pub blogs: &'a HashMap<BlogId, Blog>,
    /// Topics the operator cares about.
    pub topics: &'a [String],
    /// The editor who looks.
    pub you: &'a EmailAddress,
    /// Where the week began.
    pub opens_at: Instant,
    /// The language of our own words.
    pub language: &'a str,
    /// The calendar's zone.
    pub zone: Tz,
    /// Now.
    pub now: Instant,
}

/// What `web/desk/reading.html` sees.
#[derive(Debug, Serialize)]
pub struct ReadingView {
    stories: Vec<StoryView>,
    /// Stories of the week.
    total: usize,
    /// Of these, how many somebody starred.
    starred: usize,
    /// How many the filter leaves.
    found: usize,
    /// "16 to 30", where there is more than one page.
    range: Option<String>,
    /// Addresses of the pages around this one, as queries.
    newer: Option<String>,
    older: Option<String>,
    /// The filter as it is.
    words: String,
    is_starred: bool,
    is_narrow: bool,
    councils: Vec<OptionView>,
    topics: Vec<OptionView>,
    /// This very page, to come back to.
    here_again: String,
}

/// One choice of a filter.
#[derive(Debug, PartialEq, Eq, Serialize)]
struct OptionView {
    name: String,
    is_chosen: bool,
}

/// One story.
#[derive(Debug, Serialize)]
pub struct StoryView {
    id: i64,
    title: String,
    link: String,
    lang: Option<String>,
    credit: String,
    age: String,
    excerpt: String,
    also_at: Vec<NamedLink>,
    score: String,
    parts: Vec<ScorePart>,
    /// Its number among the edition's items as they stand.
    pick: Option<usize>,
    is_left_out: bool,
    is_missing: bool,
    is_yours: bool,
    starred_by: Option<String>,
}

/// One page of the week, through the filter.
pub fn reading(week: Week<'_>, filter: &Filter) -> ReadingView {
    let mut found: Vec<&Ranked> = week.ranked.iter().filter(|one| is_wanted(week, one, filter)).collect();
    found.sort_by_key(|one| std::cmp::Reverse((arrived_at(week, one), one.story.id)));
    let pages = found.len().div_ceil(STORIES).max(1);
    let filter = Filter { page: filter.page.clamp(1, pages), ..filter.clone() };
    let first = (filter.page - 1) * STORIES;
    let shown: Vec<&Ranked> = found.iter().skip(first).take(STORIES).copied().collect();
    let at_page = |page: usize| (1..=pages).contains(&page).then(|| Filter { page, ..filter.clone() }.query());
    ReadingView {
        range: (pages > 1).then(|| format!("{} to {}", first + 1, first + shown.len())),
        newer: at_page(filter.page - 1),
        older: at_page(filter.page + 1),
        total: week.ranked.len(),
        starred: week.ranked.iter().filter(|one| stars_on(week, one.story.id).next().is_some()).count(),
        found: found.len(),
        councils: options(week.ranked.iter().map(|one| council(week, one)), &filter.council),
        topics: options(topics(week), &filter.topic),
        words: filter.words.clone(),
        is_starred: filter.starred,
        is_narrow: filter.is_narrow(),
        here_again: filter.query(),
        stories: shown.into_iter().map(|one| story(week, one)).collect(),
    }
}

/// Its author's date; a post that is older than the week, or dated ahead, comes where friday found it.
fn arrived_at(week: Week<'_>, one: &Ranked) -> Instant {
    let dated_at = one.story.lead.dated_at.filter(|at| *at >= week.opens_at && *at <= week.now);
    dated_at.unwrap_or(one.story.eligible_at)
}

fn is_wanted(week: Week<'_>, one: &Ranked, filter: &Filter) -> bool {
    let lead = &one.story.lead;
    let text = format!("{} {} {}", lead.title, lead.excerpt, credit(week, &lead.blog)).to_lowercase();
    let has_words = || filter.words.to_lowercase().split_whitespace().all(|word| text.contains(word));
    let of_council = || filter.council.is_empty() || council(week, one) == filter.council;
    let on_topic = || filter.topic.is_empty() || is_about(week, one, &filter.topic);
    let is_starred = || !filter.starred || stars_on(week, one.story.id).next().is_some();
    has_words() && of_council() && on_topic() && is_starred()
}

fn council(week: Week<'_>, one: &Ranked) -> String {
    let blog = &one.story.lead.blog;
    week.blogs.get(blog).map_or_else(|| blog.to_string(), Blog::group)
}

fn credit(week: Week<'_>, blog: &BlogId) -> String {
    week.blogs.get(blog).map_or_else(|| blog.to_string(), Blog::credit)
}

/// A post is about what its blog is about, what it says itself, or what the score found in it.
fn is_about(week: Week<'_>, one: &Ranked, topic: &str) -> bool {
    let lead = &one.story.lead;
    let own = week.blogs.get(&lead.blog).map(|blog| blog.topics.as_slice()).unwrap_or_default();
    let is_named = own.iter().chain(&lead.categories).any(|named| named.to_lowercase() == topic.to_lowercase());
    is_named || one.score.parts.iter().any(|part| part.name == "topic" && part.because == format!("about {topic}"))
}

/// Topics of the week's blogs, and the operator's; those that lead nowhere are not offered.
fn topics(week: Week<'_>) -> impl Iterator<Item = String> {
    let of_blogs = week.ranked.iter().filter_map(move |one| week.blogs.get(&one.story.lead.blog)).flat_map(|blog| &blog.topics);
    let leads_somewhere = move |topic: &&String| week.ranked.iter().any(|one| is_about(week, one, topic));
    of_blogs.chain(week.topics.iter().filter(leads_somewhere)).cloned()
}

/// In alphabetical order, each once; the chosen one stays on offer when nothing has it any more.
fn options(names: impl Iterator<Item = String>, chosen: &str) -> Vec<OptionView> {
    let chosen_too = Some(chosen.to_owned()).filter(|name| !name.is_empty());
    let names: BTreeSet<(String, String)> = names.chain(chosen_too).map(|name| (name.to_lowercase(), name)).collect();
    names.into_iter().map(|(_, name)| OptionView { is_chosen: name == chosen, name }).collect()
}

fn stars_on<'a>(week: Week<'a>, story: i64) -> impl Iterator<Item = &'a Star> {
    week.stars.iter().filter(move |star| star.story == story)
}

fn story(week: Week<'_>, one: &Ranked) -> StoryView {
    let (id, lead) = (one.story.id, &one.story.lead);
    let also = one.story.also.iter().filter(|entry| entry.blog != lead.blog);
    let named = |entry: &crate::model::story::StoryEntry| NamedLink {
        name: week.blogs.get(&entry.blog).map_or_else(|| entry.blog.to_string(), |blog| blog.name.clone()),
        link: canonical::for_readers(&entry.link),
    };
    StoryView {
        id,
        title: lead.title.clone(),
        link: canonical::for_readers(&lead.link),
        lang: lead.language.clone().filter(|tag| language::primary(tag) != language::primary(week.language)),
        credit: credit(week, &lead.blog),
        age: when::age(lead.dated_at.unwrap_or(one.story.eligible_at), week.now, week.zone),
        excerpt: excerpt::cut(&lead.excerpt, EXCERPT),
        also_at: also.map(named).collect(),
        score: one.score.total.to_string(),
        parts: one.score.parts.clone(),
        pick: week.content.items.iter().position(|item| item.story == Some(id)).map(|index| index + 1),
        is_left_out: week.left_out.contains(&id),
        is_missing: lead.missing_since.is_some(),
        is_yours: stars_on(week, id).any(|star| is_you(star, week.you)),
        starred_by: starred_by(stars_on(week, id), week.you),
    }
}

fn is_you(star: &Star, you: &EmailAddress) -> bool {
    star.editor.canonical() == you.canonical()
}

/// "you and bo": editors know each other by what stands before the @. You come first.
pub fn starred_by<'a>(stars: impl Iterator<Item = &'a Star>, you: &EmailAddress) -> Option<String> {
    let (yours, others): (Vec<&Star>, Vec<&Star>) = stars.partition(|star| is_you(star, you));
    let name = |star: &Star| star.editor.expose().split('@').next().unwrap_or_default().to_owned();
    let names: Vec<String> = yours.iter().map(|_| "you".to_owned()).chain(others.into_iter().map(name)).collect();
    match names.split_last() {
        None => None,
        Some((one, [])) => Some(one.clone()),
        Some((last, before)) => Some(format!("{} and {last}", before.join(", "))),
    }
}
