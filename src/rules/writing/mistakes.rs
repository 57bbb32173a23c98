//! What cannot be kept as it was typed, and why. What is only unwise is `rules::checking`'s.

use super::{Manuscript, name_of};
use crate::model::edition::EditedItem;
use serde::Serialize;
use std::borrow::Cow;
use url::Url;

/// Characters of one remark, the opener or the outro: some 3,000 words, far more than a mail carries.
pub const LONGEST: usize = 20_000;

/// Characters of a title, a name, an author.
const LONGEST_LINE: usize = 300;

/// Bytes of an address.
const LONGEST_ADDRESS: usize = 2000;

/// Items of one edition, and extra links of one item.
const MOST: usize = 30;

/// Something that has to change before it can be saved.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Mistake {
    /// The field's name in the form.
    pub field: String,
    /// What is wrong and what is right.
    pub why: String,
}

/// Everything that is wrong, in the order of the page.
pub fn mistakes(manuscript: &Manuscript) -> Vec<Mistake> {
    let mut found = Vec::new();
    long(&mut found, "opener", &manuscript.opener, LONGEST);
    for item in &manuscript.items {
        of_item(&mut found, item);
    }
    long(&mut found, "outro", &manuscript.outro, LONGEST);
    if manuscript.items.len() + manuscript.set_aside.len() > MOST {
        found.push(Mistake { field: "opener".to_owned(), why: format!("An edition holds at most {MOST} picks and finds.") });
    }
    found
}

fn of_item(found: &mut Vec<Mistake>, item: &EditedItem) {
    let name = name_of(item);
    let field = |kind: &str| format!("{kind}-{name}");
    match item {
        EditedItem::Pick { title, .. } => long(found, &field("title"), title.as_deref().unwrap_or_default(), LONGEST_LINE),
        EditedItem::Find { title, link, author, extract, .. } => {
            long(found, &field("title"), title, LONGEST_LINE);
            long(found, &field("author"), author, LONGEST_LINE);
            long(found, &field("extract"), extract, LONGEST);
            address(found, &field("link"), link);
        }
    }
    long(found, &field("remark"), item.remark(), LONGEST);
    for link in item.links().iter().take(MOST) {
        long(found, &field("links"), &link.name, LONGEST_LINE);
        address(found, &field("links"), &link.link);
    }
    if item.links().len() > MOST {
        found.push(Mistake { field: field("links"), why: format!("An item takes at most {MOST} links.") });
    }
}

fn long(found: &mut Vec<Mistake>, field: &str, text: &str, limit: usize) {
    let length = text.chars().count();
    if length > limit {
        let why = format!(
            "This is {} characters too long: {length} of at most {limit}. Shorten it; nothing was cut off.",
            length - limit
        );
        found.push(Mistake { field: field.to_owned(), why });
    }
}

fn address(found: &mut Vec<Mistake>, field: &str, link: &str) {
    if !Url::parse(link.trim()).is_ok_and(|url| is_web(&url)) {
        let why =
            format!("“{}” is no web address. It begins with https:// or http://.", link.chars().take(80).collect::<String>());
        found.push(Mistake { field: field.to_owned(), why });
    }
}

/// An address that readers can open; where only the scheme is missing, https is meant.
pub fn web_address(text: &str) -> Option<Url> {
    Url::parse(&with_scheme(text)).ok().filter(is_web)
}

fn is_web(url: &Url) -> bool {
    matches!(url.scheme(), "http" | "https") && url.host().is_some() && url.as_str().len() <= LONGEST_ADDRESS
}

/// With `https://` before an address such as `example.org/a`; anything else as it is.
pub fn with_scheme(text: &str) -> Cow<'_, str> {
    let text = text.trim();
    let host = text.split(['/', '?', '#']).next().unwrap_or_default();
    let is_host = host.contains('.') && !host.starts_with('.') && !text.contains(char::is_whitespace);
    match Url::parse(text) {
        Err(url::ParseError::RelativeUrlWithoutBase) if is_host => Cow::Owned(format!("https://{text}")),
        Ok(_) | Err(_) => Cow::Borrowed(text),
    }
}
