//! Who wrote it: RSS puts name and address into one text, in several ways; Atom and podcasts have elements for them.

use super::links;
use super::lookup::{Name, all};
use super::text;
use super::tree::{Element, Space};
use crate::model::entry::Person;
use url::Url;

/// Of a post, the name that says most first.
pub const OF_POST: &[&[Name]] = &[
    &[(Space::Own, "author"), (Space::Atom, "author"), (Space::Atom03, "author")],
    &[(Space::Dc, "creator"), (Space::Dc, "author"), (Space::Dcterms, "creator")],
    &[(Space::Itunes, "author")],
];

/// Of a feed.
pub const OF_FEED: &[&[Name]] = &[
    &[(Space::Own, "author"), (Space::Atom, "author"), (Space::Atom03, "author")],
    &[(Space::Own, "managingEditor")],
    &[(Space::Dc, "creator"), (Space::Dc, "author"), (Space::Dcterms, "creator")],
    &[(Space::Itunes, "author")],
    &[(Space::Itunes, "owner")],
    &[(Space::Own, "webMaster")],
];

const NAME: &[Name] = &[(Space::Own, "name"), (Space::Atom, "name"), (Space::Atom03, "name"), (Space::Itunes, "name")];
const EMAIL: &[Name] = &[(Space::Own, "email"), (Space::Atom, "email"), (Space::Atom03, "email"), (Space::Itunes, "email")];
const PAGE: &[Name] = &[
    (Space::Own, "uri"),
    (Space::Own, "url"),
    (Space::Own, "href"),
    (Space::Atom, "uri"),
    (Space::Atom, "url"),
    (Space::Atom03, "url"),
    (Space::Atom03, "uri"),
    (Space::Atom03, "homepage"),
];

/// More authors than this are none.
pub const PEOPLE_LIMIT: usize = 50;

/// Bytes of a name and an address together.
const NAME_LENGTH: usize = 1000;

/// The people of the first kind that names anybody; a bare mail address gets its name from the next kind.
pub fn authors(element: Element<'_>, kinds: &[&'static [Name]], document: Option<&Url>) -> Vec<Person> {
    let read = |names: &&'static [Name]| -> Vec<Person> {
        all(element, names).take(PEOPLE_LIMIT).filter_map(|one| person(one, document)).collect()
    };
    let mut found = kinds.iter().map(read).filter(|people| !people.is_empty());
    let mut authors = found.next().unwrap_or_default();
    if let [only] = authors.as_mut_slice()
        && only.name.is_none()
    {
        only.name = found.flatten().find_map(|person| person.name);
    }
    authors
}

fn person(element: Element<'_>, document: Option<&Url>) -> Option<Person> {
    let part = |names: &'static [Name]| super::lookup::text(element, names);
    if element.elements().next().is_none() {
        return from_text(&element.text());
    }
    let address = all(element, PAGE).find_map(|page| links::absolute(&page.text(), links::base(page, document).as_ref()));
    let written = from_text(&part(NAME).unwrap_or_default()).unwrap_or_default();
    let person = Person {
        email: part(EMAIL).map(|email| email.trim_start_matches("mailto:").to_owned()).or(written.email),
        url: address,
        name: written.name,
    };
    (person != Person::default()).then_some(person)
}

/// `a@b (Name)`, `Name <a@b>`, an address alone, a name alone.
pub fn from_text(text: &str) -> Option<Person> {
    let text = text.get(..text.floor_char_boundary(NAME_LENGTH)).unwrap_or(text);
    // "Ada <ada@example.org>" holds an address, not a tag.
    let words = if text.contains('<') && text.contains('@') { text::tidy(text) } else { text::plain(text) };
    let (name, email) = name_and_email(&words);
    (name.is_some() || email.is_some()).then_some(Person { name, email, url: None })
}
fn name_and_email(text: &str) -> (Option<String>, Option<String>) {
    let filled = |text: &str| Some(text.trim().trim_matches('"').trim().to_owned()).filter(|text| !text.is_empty());
    if let Some((before, rest)) = text.split_once('(').filter(|(before, _)| before.contains('@')) {
        let inner = rest.rsplit_once(')').map_or(rest, |(inner, _)| inner);
        let inner = if inner.trim() == before.trim() { "" } else { inner };
        return (filled(inner), filled(before));
    }
    // The other way round: "Name (a@b)".
    if let Some((before, inner)) =
        text.strip_suffix(')').and_then(|text| text.split_once('(')).filter(|(_, inner)| inner.contains('@'))
    {
        return (filled(before), filled(inner));
    }
    if let Some((before, rest)) = text.split_once('<').filter(|(_, rest)| rest.contains('@')) {
        return (filled(before), filled(rest.trim_end_matches('>')));
    }
    if text.contains('@') && !text.contains(' ') {
        return (None, filled(text));
    }
    (filled(text), None)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, name: Option<&str>, email: Option<&str>) {
        assert_eq!(name_and_email(text), (name.map(str::to_owned), email.map(str::to_owned)));
    }

    #[test]
    fn name_and_address_are_told_apart() {
        check("ada@example.org (Ada Jones)", Some("Ada Jones"), Some("ada@example.org"));
        check("Ada Jones <ada@example.org>", Some("Ada Jones"), Some("ada@example.org"));
        check("Ada Jones (ada+blog@example.org)", Some("Ada Jones"), Some("ada+blog@example.org"));
        check("ada@example.org", None, Some("ada@example.org"));
        check("Ada Jones", Some("Ada Jones"), None);
        check("ada@example.org ()", None, Some("ada@example.org"));
        check("", None, None);
    }
}
