//! Links that fail, that moved, or that readers had from us before.

use super::{Checked, place};
use crate::model::checking::{Advice, LinkState, Weight};
use crate::model::edition::EditionContent;
use crate::rules::composing::title::plain_date;
use crate::rules::matching::canonical;
use pulldown_cmark::{Event, Parser, Tag, TagEnd};

/// A link of the edition that an editor answers for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlacedLink {
    /// "Pick 2: Bins, rebuilt"
    pub about: String,
    /// The item's name in the writing form; empty for opener and outro.
    pub item: String,
    /// As written.
    pub link: String,
    /// The words that it stands under.
    pub words: String,
    /// A story of the week, which no earlier edition can have had.
    pub is_story: bool,
    /// Whether the editor wrote its words, in Markdown.
    pub is_written: bool,
}

/// Every link of picks, finds, remarks, opener and outro. "Everything else" was read by friday itself this week.
pub fn placed_links(content: &EditionContent) -> Vec<PlacedLink> {
    let mut all = written("The opener", "", &content.opener);
    for (index, item) in content.items.iter().enumerate() {
        let (about, name) = place(index, item);
        let plain = |words: &str, link: &str, is_story| PlacedLink {
            about: about.clone(),
            item: name.clone(),
            link: link.to_owned(),
            words: words.to_owned(),
            is_story,
            is_written: false,
        };
        all.push(plain(&item.title, &item.link, item.story.is_some()));
        all.extend(written(&about, &name, item.remark.as_deref().unwrap_or_default()));
        all.extend(item.links.iter().map(|link| plain(&link.name, &link.link, false)));
    }
    all.extend(written("The outro", "", &content.outro));
    all
}

/// Where the links of a piece of Markdown lead.
pub fn links_of(markdown: &str) -> Vec<String> {
    written("", "", markdown).into_iter().map(|placed| placed.link).collect()
}

fn written(about: &str, item: &str, markdown: &str) -> Vec<PlacedLink> {
    let mut found: Vec<PlacedLink> = Vec::new();
    let mut is_inside = false;
    for event in Parser::new(markdown) {
        match event {
            Event::Start(Tag::Link { dest_url, .. }) => {
                is_inside = true;
                found.push(PlacedLink {
                    about: about.to_owned(),
                    item: item.to_owned(),
                    link: dest_url.into_string(),
                    words: String::new(),
                    is_story: false,
                    is_written: true,
                });
            }
            Event::End(TagEnd::Link) => is_inside = false,
            Event::Text(words) | Event::Code(words) if is_inside => {
                if let Some(last) = found.last_mut() {
                    last.words.push_str(&words);
                }
            }
            _ => {}
        }
    }
    found
}

/// What is wrong with where links lead.
pub fn check(checked: Checked<'_>) -> Vec<Advice> {
    placed_links(checked.content).iter().filter_map(|link| answer(checked, link).or_else(|| repeated(checked, link))).collect()
}

fn answer(checked: Checked<'_>, link: &PlacedLink) -> Option<Advice> {
    let advice = |weight, what: String, todo: &str| Advice {
        weight,
        about: link.about.clone(),
        what,
        todo: todo.to_owned(),
        item: link.item.clone(),
    };
    if link.is_written
        && !link.link.starts_with("mailto:")
        && !link.link.starts_with("http://")
        && !link.link.starts_with("https://")
    {
        let what =
            format!("The link “{}” leads to “{}”, which is no whole address: readers cannot open it.", link.words, link.link);
        return Some(advice(Weight::Mend, what, "Write the address with https:// at its beginning."));
    }
    match checked.links.get(&link.link)? {
        LinkState::Works => None,
        LinkState::Moved(to) => Some(advice(
            Weight::Look,
            format!("{} has moved for good to {to}.", link.link),
            "Use the new address; the old one may stop working.",
        )),
        LinkState::Broken(why) => Some(advice(
            Weight::Mend,
            format!("The link does not work: {why}."),
            "Open it yourself; if it fails there too, take another.",
        )),
        LinkState::Untold(why) => Some(advice(Weight::Look, format!("friday could not look: {why}."), "Open it yourself once.")),
    }
}

fn repeated(checked: Checked<'_>, link: &PlacedLink) -> Option<Advice> {
    let date = checked.past.get(&canonical::link(&link.link)?).filter(|_| !link.is_story)?;
    Some(Advice {
        weight: Weight::Look,
        about: link.about.clone(),
        what: format!("“{}” was in the edition of {} already.", link.words, plain_date(*date)),
        todo: "Say why it is worth a second look, or take it out.".to_owned(),
        item: link.item.clone(),
    })
}
