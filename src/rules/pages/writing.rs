//! What the writing view shows: the draft's picks with all that speaks for them, and the rest of the week.

use crate::model::checking::Advice;
use crate::model::edition::{EditedItem, EditionContent, Item, NamedLink};
use crate::rules::composing::title::{long_date, plain_date};
use crate::rules::matching::fingerprint::stable_hash;
use crate::rules::parsing::language;
use crate::rules::writing::mistakes::{Mistake, web_address};
use crate::rules::writing::{Manuscript, name_of};
use serde::Serialize;
use std::collections::HashMap;

/// The name of the part of a score that a star gives.
const STARRED: &str = "starred";

/// The whole form.
#[derive(Debug, Serialize)]
pub struct WritingView {
    edition: i64,
    revision: u32,
    date_words: String,
    title: String,
    opener: String,
    outro: String,
    /// The picks that the form is opened with.
    shown: String,
    items: Vec<ItemView>,
    rest: Vec<ItemView>,
    aside: Vec<AsideView>,
    /// Why a field cannot be kept as it is, by the field's name.
    wrong: HashMap<String, String>,
}

/// A pick, a find, or a story of the rest.
#[derive(Debug, Serialize)]
pub struct ItemView {
    name: String,
    story: Option<i64>,
    place: usize,
    is_find: bool,
    /// Its story is in the week no more: it was folded into another, or its blog forgotten.
    is_gone: bool,
    is_starred: bool,
    is_left_out: bool,
    title: String,
    /// The editor's own title.
    own_title: String,
    link: String,
    /// Whether the address can be opened: a mistyped one is shown, and leads nowhere.
    is_web: bool,
    lang: Option<String>,
    byline: String,
    author: String,
    excerpt: String,
    note: String,
    also_at: Vec<NamedLink>,
    score: String,
    parts: Vec<PartView>,
    remark: String,
    links: Vec<NamedLink>,
}

#[derive(Debug, Serialize)]
struct PartView {
    name: String,
    value: String,
    because: String,
}

/// What was taken out with words on it.
#[derive(Debug, Serialize)]
pub struct AsideView {
    name: String,
    title: String,
    words: String,
    /// How it comes back with the form.
    json: String,
}

/// What the form is made of. `content` is composed of the manuscript's items with nothing left out.
#[derive(Clone, Copy, Debug)]
pub struct Writing<'a> {
    /// The draft's row.
    pub edition: i64,
    /// The revision that the form is opened with.
    pub revision: u32,
    /// The picks that it is opened with.
    pub shown: &'a [i64],
    /// All that can be shown of the week.
    pub content: &'a EditionContent,
    /// The words.
    pub manuscript: &'a Manuscript,
    /// What cannot be kept.
    pub mistakes: &'a [Mistake],
    /// The digest's own language.
    pub language: &'a str,
}

/// The view.
pub fn view(writing: Writing<'_>) -> WritingView {
    let Writing { content, manuscript, language, .. } = writing;
    let all =
        || content.items.iter().chain(content.everything_else.iter().flat_map(|group| &group.stories)).chain(&content.missing);
    let known = |edited: &EditedItem| all().find(|item| is_it(item, edited));
    let items = manuscript.items.iter().enumerate().map(|(index, edited)| item(index + 1, edited, known(edited), language));
    let is_pick = |one: &&Item| manuscript.items.iter().any(|edited| is_it(one, edited));
    let mut rest: Vec<&Item> = all().filter(|one| one.story.is_some() && !is_pick(one)).collect();
    rest.sort_by(|a, b| is_starred(b).cmp(&is_starred(a)).then(total(b).total_cmp(&total(a))));
    let aside = |edited: &EditedItem| AsideView {
        name: name_of(edited),
        title: item(0, edited, known(edited), language).title,
        words: edited.remark().to_owned(),
        json: serde_json::to_string(edited).unwrap_or_default(),
    };
    WritingView {
        edition: writing.edition,
        revision: writing.revision,
        date_words: long_date(content.date),
        title: content.title.clone(),
        opener: manuscript.opener.clone(),
        outro: manuscript.outro.clone(),
        shown: writing.shown.iter().map(i64::to_string).collect::<Vec<_>>().join(" "),
        items: items.collect(),
        rest: rest.into_iter().map(|one| of_rest(one, manuscript, language)).collect(),
        aside: manuscript.set_aside.iter().map(aside).collect(),
        wrong: writing.mistakes.iter().map(|mistake| (mistake.field.clone(), mistake.why.clone())).collect(),
    }
}

/// Stories that could take an item's place: starred first, best first.
pub fn candidates(content: &EditionContent, manuscript: &Manuscript, language: &str) -> Vec<ItemView> {
    let shown = Vec::new();
    let writing = Writing { edition: 0, revision: 0, shown: &shown, content, manuscript, mistakes: &[], language };
    view(writing).rest
}

fn is_it(item: &Item, edited: &EditedItem) -> bool {
    match edited {
        EditedItem::Pick { story, .. } => item.story == Some(*story),
        EditedItem::Find { link, .. } => item.story.is_none() && item.link == *link,
    }
}

fn of_rest(one: &Item, manuscript: &Manuscript, language: &str) -> ItemView {
    let edited = EditedItem::pick(one.story.unwrap_or_default());
    ItemView {
        is_left_out: one.story.is_some_and(|story| manuscript.left_out.contains(&story)),
        ..item(0, &edited, Some(one), language)
    }
}

fn item(place: usize, edited: &EditedItem, known: Option<&Item>, own: &str) -> ItemView {
    let (title, own_title, link, author, extract) = match edited {
        EditedItem::Pick { title, .. } => {
            let shown = known.map_or_else(|| "A post that is no longer in this week".to_owned(), |item| item.title.clone());
            let link = known.map(|item| item.link.clone()).unwrap_or_default();
            (title.clone().unwrap_or(shown), title.clone().unwrap_or_default(), link, String::new(), String::new())
        }
        EditedItem::Find { title, link, author, extract, .. } => {
            (title.clone(), title.clone(), link.clone(), author.clone(), extract.clone())
        }
    };
    let is_find = edited.story().is_none();
    ItemView {
        name: name_of(edited),
        story: edited.story(),
        place,
        is_find,
        is_gone: known.is_none() && !is_find,
        is_starred: known.is_some_and(is_starred),
        is_left_out: false,
        title,
        own_title,
        is_web: web_address(&link).is_some(),
        link,
        lang: known.and_then(|item| item.language.clone()).filter(|tag| language::primary(tag) != language::primary(own)),
        byline: known.map(|item| item.byline.clone()).unwrap_or_default(),
        author,
        excerpt: if is_find { extract } else { known.and_then(|item| item.excerpt.clone()).unwrap_or_default() },
        note: known.map(note).unwrap_or_default(),
        also_at: known.map(|item| item.also_at.clone()).unwrap_or_default(),
        score: known.and_then(|item| item.score.as_ref()).map(|score| score.total.to_string()).unwrap_or_default(),
        parts: known.map(parts).unwrap_or_default(),
        remark: edited.remark().to_owned(),
        links: edited.links().to_vec(),
    }
}

fn note(item: &Item) -> String {
    let gone = item.missing_since.map(|since| format!("gone from its blog's feed since {}", plain_date(since.date_naive())));
    let late = item.published_on.map(|date| format!("published on {}", plain_date(date)));
    [gone, late].into_iter().flatten().collect::<Vec<_>>().join(", ")
}

fn parts(item: &Item) -> Vec<PartView> {
    let parts = item.score.iter().flat_map(|score| &score.parts);
    let view = |part: &crate::model::edition::ScorePart| PartView {
        name: part.name.clone(),
        value: part.value.to_string(),
        because: part.because.clone(),
    };
    parts.map(view).collect()
}

fn is_starred(item: &Item) -> bool {
    item.score.iter().flat_map(|score| &score.parts).any(|part| part.name == STARRED)
}

fn total(item: &Item) -> f64 {
    item.score.as_ref().map_or(f64::MIN, |score| score.total)
}

/// What goes out, as the pages before approval show it.
#[derive(Debug, Serialize)]
pub struct OutlineView {
    edition: i64,
    revision: u32,
    /// The items, so that what was shown can be told from what came later.
    shown: String,
    title: String,
    date_words: String,
    picks: Vec<PickView>,
    others: usize,
    readers: u64,
    when: String,
    advice: Vec<Advice>,
    /// How many of them readers would stumble over.
    grave: usize,
}

#[derive(Debug, Serialize)]
struct PickView {
    title: String,
    byline: String,
    is_find: bool,
    has_remark: bool,
}

/// The words that an approval page shows, as one number: blogs edit their posts, and who approves must have seen what goes out.
/// What else is in the edition, and each score, change with every reading and stay out of it.
pub fn shown(content: &EditionContent) -> String {
    let words = |item: &Item| {
        let Item { story, title, link, byline, remark, excerpt, also_at, .. } = item;
        format!("{story:?} {title:?} {link:?} {byline:?} {remark:?} {excerpt:?} {also_at:?}")
    };
    let items: Vec<String> = content.items.iter().map(words).collect();
    format!("{:016x}", stable_hash(&format!("{:?} {:?} {:?} {items:?}", content.title, content.opener, content.outro)))
}

/// The outline of a draft. `when` is the hour in words.
pub fn outline(
    (edition, revision): (i64, u32),
    content: &EditionContent,
    readers: u64,
    when: String,
    advice: Vec<Advice>,
) -> OutlineView {
    let pick = |item: &Item| PickView {
        title: item.title.clone(),
        byline: item.byline.clone(),
        is_find: item.story.is_none(),
        has_remark: item.remark.is_some(),
    };
    OutlineView {
        edition,
        revision,
        shown: shown(content),
        title: content.title.clone(),
        date_words: long_date(content.date),
        picks: content.items.iter().map(pick).collect(),
        others: content.everything_else.iter().map(|group| group.stories.len()).sum(),
        readers,
        when,
        grave: advice.iter().filter(|one| one.weight == crate::model::checking::Weight::Mend).count(),
        advice,
    }
}
