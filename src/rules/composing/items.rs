//! One story or find as a reader sees it.

use super::Composition;
use crate::model::blog::Blog;
use crate::model::edition::{EditedItem, Item, NamedLink};
use crate::model::entry::Person;
use crate::model::story::StoryEntry;
use crate::rules::matching::canonical;
use crate::rules::ranking::Ranked;
use chrono::NaiveDate;

/// A post dated this long before the window opened says when it was published.
const LATE_DAYS: i64 = 3;

/// A numbered item; none when its story is no longer in the window (it was folded into another, or its blog forgotten), or
/// was taken down by its blog while the editor had written nothing about it.
pub fn numbered(composition: Composition<'_>, edited: &EditedItem) -> Option<Item> {
    match edited {
        EditedItem::Pick { story, title, remark, links } => {
            let ranked = composition.ranked.iter().find(|ranked| ranked.story.id == *story)?;
            let is_wanted = ranked.story.lead.missing_since.is_none() || filled(remark).is_some();
            is_wanted.then(|| Item { links: links.clone(), ..of_story(composition, ranked, title.as_deref(), remark) })
        }
        EditedItem::Find { title, link, remark, author, extract, links } => {
            let byline = filled(author).map(|author| format!("by {author}")).unwrap_or_default();
            Some(Item { byline, excerpt: filled(extract), links: links.clone(), ..find(title, link, remark) })
        }
    }
}

/// A story with its credits.
pub fn of_story(composition: Composition<'_>, ranked: &Ranked, title: Option<&str>, remark: &str) -> Item {
    let lead = &ranked.story.lead;
    let blog = composition.blogs.get(&lead.blog);
    let credit = blog.map_or_else(|| lead.blog.to_string(), Blog::credit);
    let named = |entry: &StoryEntry| NamedLink {
        name: composition.blogs.get(&entry.blog).map_or_else(|| entry.blog.to_string(), |blog| blog.name.clone()),
        link: canonical::for_readers(&entry.link),
    };
    Item {
        story: Some(ranked.story.id),
        title: title.unwrap_or(&lead.title).to_owned(),
        link: canonical::for_readers(&lead.link),
        language: lead.language.clone(),
        blog: blog.map_or_else(|| lead.blog.to_string(), |blog| blog.name.clone()),
        council: blog.and_then(|blog| blog.council.clone()),
        byline: byline(&lead.authors, &credit),
        remark: filled(remark),
        excerpt: filled(&lead.excerpt),
        published_on: published_long_ago(composition, lead),
        links: Vec::new(),
        also_at: ranked.story.also.iter().filter(|entry| entry.blog != lead.blog).map(named).collect(),
        media: lead.media.iter().filter_map(|media| media_link(&media.url, media.media_type.as_deref())).collect(),
        score: Some(ranked.score.clone()),
        missing_since: lead.missing_since,
        formerly: lead.formerly.clone().map(|(name, link)| NamedLink { name, link: canonical::for_readers(&link) }),
    }
}

fn find(title: &str, link: &str, remark: &str) -> Item {
    Item {
        story: None,
        title: title.to_owned(),
        link: link.to_owned(),
        language: None,
        blog: String::new(),
        council: None,
        byline: String::new(),
        remark: filled(remark),
        excerpt: None,
        published_on: None,
        links: Vec::new(),
        also_at: Vec::new(),
        media: Vec::new(),
        score: None,
        missing_since: None,
        formerly: None,
    }
}

/// "by Ada Jones and Bo Lin, Croydon.digital".
fn byline(authors: &[Person], credit: &str) -> String {
    let names: Vec<&str> = authors.iter().filter_map(|author| author.name.as_deref()).collect();
    written_by(&names, credit).map_or_else(|| credit.to_owned(), |names| format!("by {names}, {credit}"))
}

/// "Ada Jones and Bo Lin", at most three; software's own names are no authors, and a blog that is named after its author
/// names them already.
pub fn written_by(authors: &[&str], credit: &str) -> Option<String> {
    let is_person =
        |name: &&str| !["admin", "administrator", "webmaster", "editor", "wordpress"].contains(&name.to_lowercase().as_str());
    let names: Vec<&str> = authors.iter().copied().filter(is_person).take(3).collect();
    match names.split_last()? {
        (one, []) if begins_with_name(credit, one) => None,
        (one, []) => Some((*one).to_owned()),
        (last, others) => Some(format!("{} and {last}", others.join(", "))),
    }
}

/// A person's own blog names its author already.
fn begins_with_name(credit: &str, name: &str) -> bool {
    credit.strip_prefix(name).is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))
}

fn published_long_ago(composition: Composition<'_>, lead: &StoryEntry) -> Option<NaiveDate> {
    let dated_at = lead.dated_at?;
    let is_late = (composition.opens_at - dated_at).num_days() >= LATE_DAYS;
    is_late.then(|| dated_at.with_timezone(&composition.settings.calendar.zone).date_naive())
}

/// Sound and film are worth a link of their own; pictures belong to the post.
fn media_link(url: &str, media_type: Option<&str>) -> Option<NamedLink> {
    let kind = match media_type?.split('/').next()? {
        "video" => "Watch the video",
        "audio" => "Listen to the recording",
        _ => return None,
    };
    Some(NamedLink { name: kind.to_owned(), link: url.to_owned() })
}

fn filled(text: &str) -> Option<String> {
    Some(text.trim().to_owned()).filter(|text| !text.is_empty())
}
