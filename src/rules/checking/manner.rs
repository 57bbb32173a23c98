//! How links are worded: who hears a list of links read out, or skims, has nothing but their words (WCAG 2.2, 2.4.4).

use super::{links::placed_links, place};
use crate::model::checking::{Advice, Weight};
use crate::model::edition::EditionContent;

/// Words that say nothing about where they lead.
const VAGUE: [&str; 18] = [
    "here",
    "click here",
    "click",
    "read more",
    "more",
    "this",
    "link",
    "this link",
    "this page",
    "read",
    "see here",
    "read here",
    "this post",
    "this article",
    "article",
    "more here",
    "find out more",
    "learn more",
];

/// Vague link texts and bare addresses.
pub fn check(content: &EditionContent) -> Vec<Advice> {
    let mut found: Vec<Advice> = placed_links(content)
        .iter()
        .filter_map(|link| {
            let words = link.words.trim().trim_end_matches(['.', '!', '…', '»', '>', ':']).trim().to_lowercase();
            let advice = |what: String, todo: &str| Advice {
                weight: Weight::Look,
                about: link.about.clone(),
                what,
                todo: todo.to_owned(),
                item: link.item.clone(),
            };
            let says = "Let the link's words say where it leads: the title of the page, or what is found there.";
            if words.is_empty() && link.is_written {
                return Some(advice(format!("The link to {} has no words, so nobody can press it.", link.link), says));
            }
            if VAGUE.contains(&words.as_str()) {
                return Some(advice(format!("“{}” says nothing about where it leads.", link.words), says));
            }
            (link.is_written && is_address(&words))
                .then(|| advice(format!("{} stands there as a bare address.", link.words), says))
        })
        .collect();
    found.extend(bare(content));
    found
}

/// Addresses in the text that Markdown makes no link of.
fn bare(content: &EditionContent) -> Vec<Advice> {
    use pulldown_cmark::{Event, Parser, Tag, TagEnd};
    let of = |about: &str, item: &str, markdown: &str| -> Vec<Advice> {
        let mut is_inside = false;
        let mut found = Vec::new();
        for event in Parser::new(markdown) {
            match event {
                Event::Start(Tag::Link { .. }) => is_inside = true,
                Event::End(TagEnd::Link) => is_inside = false,
                Event::Text(text) if !is_inside => {
                    found.extend(text.split_whitespace().filter(|word| is_address(&word.to_lowercase())).map(|word| Advice {
                        weight: Weight::Look,
                        about: about.to_owned(),
                        what: format!("{word} is no link: readers would have to copy it."),
                        todo: format!("Write [the words]({word}) instead."),
                        item: item.to_owned(),
                    }));
                }
                _ => {}
            }
        }
        found
    };
    let mut found = of("The opener", "", &content.opener);
    for (index, item) in content.items.iter().enumerate() {
        let (about, name) = place(index, item);
        found.extend(of(&about, &name, item.remark.as_deref().unwrap_or_default()));
    }
    found.extend(of("The outro", "", &content.outro));
    found
}

fn is_address(words: &str) -> bool {
    !words.contains(char::is_whitespace) && ["http://", "https://", "www."].iter().any(|start| words.starts_with(start))
}
