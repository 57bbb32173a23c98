//! The check before sending: what an editor would want to know before it is too late, each with what to do about it.

mod links;
mod manner;
mod spam;

pub use links::{PlacedLink, links_of, placed_links};

use crate::model::checking::{Advice, LinkState, Weight};
use crate::model::edition::{EditedItem, EditionContent, Item};
use crate::rules::rendering::{HTML_LIMIT, link_in_html};
use crate::rules::writing::name_of;
use chrono::NaiveDate;
use std::collections::HashMap;

/// Characters of a subject that most mail programs show; phones show fewer.
const SUBJECT_LENGTH: usize = 60;

/// What the check looks at.
#[derive(Clone, Copy, Debug)]
pub struct Checked<'a> {
    /// The edition as it would be approved now.
    pub content: &'a EditionContent,
    /// Its subject line.
    pub subject: &'a str,
    /// The HTML part for the choice with the most in it.
    pub html: &'a str,
    /// What became of asking each link, by address.
    pub links: &'a HashMap<String, LinkState>,
    /// Canonical links of past editions, with the date of the latest that had it.
    pub past: &'a HashMap<String, NaiveDate>,
}

/// All advice, what matters most first, else in the order of the edition.
pub fn check(checked: Checked<'_>) -> Vec<Advice> {
    let mut found = links::check(checked);
    found.extend(missing_remarks(checked.content));
    found.extend(manner::check(checked.content));
    found.extend(subject(checked.subject));
    found.extend(spam::check(checked));
    found.extend(size(checked));
    found.sort_by_key(|advice| advice.weight);
    found
}

/// "Pick 2: Bins, rebuilt", and the item's name in the writing form.
fn place(index: usize, item: &Item) -> (String, String) {
    let kind = if item.story.is_some() { "Pick" } else { "Find" };
    (format!("{kind} {}: {}", index + 1, item.title), form_name(item))
}

fn form_name(item: &Item) -> String {
    match item.story {
        Some(story) => format!("s{story}"),
        None => name_of(&EditedItem::Find {
            title: String::new(),
            link: item.link.clone(),
            remark: String::new(),
            author: String::new(),
            extract: String::new(),
            links: Vec::new(),
        }),
    }
}

fn missing_remarks(content: &EditionContent) -> Vec<Advice> {
    let silent = content.items.iter().enumerate().filter(|(_, item)| item.remark.is_none());
    let advice = |(index, item): (usize, &Item)| {
        let (about, item_name) = place(index, item);
        let stands_in = if item.excerpt.is_some() { "The author's first words stand in." } else { "Readers see the bare title." };
        Advice {
            weight: if item.excerpt.is_some() { Weight::Look } else { Weight::Mend },
            about,
            what: format!("There is no remark. {stands_in}"),
            todo: "Write a sentence on why it is worth reading.".to_owned(),
            item: item_name,
        }
    };
    silent.map(advice).collect()
}

fn subject(subject: &str) -> Option<Advice> {
    let length = subject.chars().count();
    (length > SUBJECT_LENGTH).then(|| Advice {
        weight: Weight::Look,
        about: "The subject".to_owned(),
        what: format!("It has {length} characters. Most mail programs show {SUBJECT_LENGTH}, phones about half of that."),
        todo: "Shorten [site] title in the settings, so that the date is seen too.".to_owned(),
        item: String::new(),
    })
}

fn size(checked: Checked<'_>) -> Option<Advice> {
    let about = "The size of the mail".to_owned();
    let kilobytes = checked.html.len() / 1000;
    if checked.html.len() > HTML_LIMIT {
        return Some(Advice {
            weight: Weight::Mend,
            about,
            what: format!(
                "It has {kilobytes} kB. Gmail cuts mails at about 100 kB with all it adds, and the link to leave would be gone."
            ),
            todo: format!("Shorten the remarks until it has fewer than {} kB.", HTML_LIMIT / 1000),
            item: String::new(),
        });
    }
    let stories = checked.content.everything_else.iter().flat_map(|group| &group.stories);
    let dropped = stories.filter(|story| !checked.html.contains(&link_in_html(&story.link))).count();
    (dropped > 0).then(|| Advice {
        weight: Weight::Look,
        about,
        what: format!("{dropped} of the posts under “Everything else” do not fit into the mail and are only counted there."),
        todo: "Leave out posts that matter less, or let it be: the best of them are kept.".to_owned(),
        item: String::new(),
    })
}
