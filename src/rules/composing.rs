//! From ranked stories and an editor's changes to the words of an edition.

pub mod bulletin;
mod items;
mod taken_down;
pub mod title;
pub mod withheld;

pub use items::written_by;

use crate::model::Instant;
use crate::model::blog::{Blog, BlogHealth, BlogId};
use crate::model::edition::{BlogNote, DraftEdits, EditedItem, EditionContent, Group, Item};
use crate::model::settings::EditionSettings;
use crate::rules::matching::{fingerprint, titles};
use crate::rules::ranking::Ranked;
use chrono::NaiveDate;
use std::collections::{HashMap, HashSet};

/// Everything an edition is composed of.
#[derive(Clone, Copy, Debug)]
pub struct Composition<'a> {
    /// Day, size, openers, outro.
    pub settings: &'a EditionSettings,
    /// The site's title, for the edition's.
    pub site_title: &'a str,
    /// The edition's date.
    pub date: NaiveDate,
    /// The next one a reader can expect.
    pub next_date: NaiveDate,
    /// Window: from here.
    pub opens_at: Instant,
    /// Whether this is the first edition of all: every blog is new then, so none is announced.
    pub is_first: bool,
    /// How many editions there were before, for the opener's turn.
    pub editions_before: usize,
    /// Stories of the window, best first.
    pub ranked: &'a [Ranked],
    /// The list.
    pub blogs: &'a HashMap<BlogId, Blog>,
    /// Health, for new and revived blogs.
    pub healths: &'a HashMap<BlogId, BlogHealth>,
    /// What an editor touched.
    pub edits: &'a DraftEdits,
}

/// The words of the edition as they stand now. Without any item there is nothing to mail.
pub fn compose(composition: Composition<'_>) -> EditionContent {
    let chosen = match &composition.edits.items {
        Some(items) => items.clone(),
        None => proposed(composition).into_iter().map(EditedItem::pick).collect(),
    };
    let mut items: Vec<Item> = chosen.iter().filter_map(|edited| items::numbered(composition, edited)).collect();
    items.extend(taken_down::stand_ins(composition, &chosen, &items));
    let used: HashSet<i64> = items.iter().filter_map(|item| item.story).collect();
    EditionContent {
        title: title::of_edition(composition.site_title, composition.settings.size, items.len(), composition.date),
        date: composition.date,
        opener: composition.edits.opener.clone().unwrap_or_else(|| opener(composition)),
        outro: composition.edits.outro.clone().unwrap_or_else(|| composition.settings.outro.clone()),
        everything_else: everything_else(composition, &used),
        missing: taken_down::missing(composition, &used),
        items,
        new_blogs: notes(composition, |health| {
            health.first_read_at.is_some_and(|at| at >= composition.opens_at && !composition.is_first)
        }),
        revived_blogs: notes(composition, |health| health.revived_at.is_some_and(|at| at >= composition.opens_at)),
        next_date: Some(composition.next_date),
    }
}

/// The best stories, at most one a council and no two near-alike, as many as a full edition has.
pub fn proposed(composition: Composition<'_>) -> Vec<i64> {
    let mut groups: HashSet<String> = HashSet::new();
    let mut titles: Vec<String> = Vec::new();
    let mut picks = Vec::new();
    for ranked in composition.ranked {
        let title = titles::normal_title(&ranked.story.lead.title);
        let group = group_of(composition, &ranked.story.lead.blog);
        let is_left_out = composition.edits.left_out.contains(&ranked.story.id) || taken_down::is_missing(ranked);
        if picks.len() == composition.settings.size || is_left_out || titles.iter().any(|other| near_alike(other, &title)) {
            continue;
        }
        if groups.insert(group) {
            titles.push(title);
            picks.push(ranked.story.id);
        }
    }
    picks
}

/// Two titles with nearly the same words, numbers apart ("Weeknotes 12", "Weeknotes 13"): one of them is enough.
fn near_alike(a: &str, b: &str) -> bool {
    let telling = |title: &str| -> HashSet<String> {
        fingerprint::words(title).into_iter().filter(|word| !word.chars().all(|c| c.is_ascii_digit())).collect()
    };
    let (a, b) = (telling(a), telling(b));
    let larger = a.len().max(b.len());
    larger > 0 && a.intersection(&b).count() * 5 >= larger * 4
}

fn group_of(composition: Composition<'_>, blog: &BlogId) -> String {
    composition.blogs.get(blog).map_or_else(|| blog.to_string(), Blog::group)
}

fn opener(composition: Composition<'_>) -> String {
    let openers = &composition.settings.openers;
    openers.get(composition.editions_before % openers.len().max(1)).cloned().unwrap_or_default()
}

/// Every story that is no pick and was not left out.
fn rest<'a>(composition: Composition<'a>, used: &HashSet<i64>) -> impl Iterator<Item = &'a Ranked> {
    let is_rest = |id: &i64| !used.contains(id) && !composition.edits.left_out.contains(id);
    composition.ranked.iter().filter(move |ranked| is_rest(&ranked.story.id))
}

/// Every story that is no pick and was not left out, by council in alphabetical order, by blog, newest first.
fn everything_else(composition: Composition<'_>, used: &HashSet<i64>) -> Vec<Group> {
    let mut groups: HashMap<String, Vec<&Ranked>> = HashMap::new();
    for ranked in rest(composition, used).filter(|ranked| !taken_down::is_missing(ranked)) {
        groups.entry(group_of(composition, &ranked.story.lead.blog)).or_default().push(ranked);
    }
    let mut groups: Vec<(String, Vec<&Ranked>)> = groups.into_iter().collect();
    groups.sort_by_key(|(council, _)| (council.to_lowercase(), council.clone()));
    let to_group = |(council, mut stories): (String, Vec<&Ranked>)| {
        let newest_first = |r: &Ranked| std::cmp::Reverse(r.story.lead.dated_at.unwrap_or(r.story.eligible_at));
        stories.sort_by_key(|r| (r.story.lead.blog.clone(), newest_first(r), r.story.id));
        Group { council, stories: stories.into_iter().map(|ranked| items::of_story(composition, ranked, None, "")).collect() }
    };
    groups.into_iter().map(to_group).collect()
}

fn notes(composition: Composition<'_>, wanted: impl Fn(&BlogHealth) -> bool) -> Vec<BlogNote> {
    let mut blogs: Vec<&Blog> =
        composition.blogs.values().filter(|blog| composition.healths.get(&blog.id).is_some_and(&wanted)).collect();
    blogs.sort_by_key(|blog| (blog.group().to_lowercase(), blog.id.clone()));
    let note = |blog: &Blog| BlogNote {
        name: blog.name.clone(),
        council: blog.council.clone(),
        about: blog.about.clone(),
        site: blog.site.as_ref().or(blog.feed.as_ref()).map(ToString::to_string),
    };
    blogs.into_iter().map(note).collect()
}
