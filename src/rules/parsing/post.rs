//! One post of an XML feed, still in the document's own words.

use super::construct::{Construct, Custom};
use super::dated::{DateNotes, POST_PUBLISHED, POST_UPDATED};
use super::details::id;
use super::finish::Draft;
use super::lookup::{self, Name, all, construct};
use super::tree::{Element, Space};
use super::{labels, language, links, people};
use url::Url;

const TITLE: &[Name] = &[
    (Space::Own, "title"),
    (Space::Atom, "title"),
    (Space::Atom03, "title"),
    (Space::Dc, "title"),
    (Space::Media, "title"),
    (Space::Itunes, "title"),
];
const SUMMARY: &[Name] = &[
    (Space::Own, "description"),
    (Space::Atom, "summary"),
    (Space::Own, "summary"),
    (Space::Atom03, "summary"),
    (Space::Own, "abstract"),
    (Space::Dc, "description"),
    (Space::Dcterms, "abstract"),
    (Space::Media, "description"),
    (Space::Itunes, "summary"),
    (Space::Itunes, "subtitle"),
];
const CONTENT: &[Name] = &[
    (Space::Content, "encoded"),
    (Space::Atom, "content"),
    (Space::Own, "content"),
    (Space::Atom03, "content"),
    (Space::Xhtml, "body"),
    (Space::Own, "fullitem"),
];
const ID: &[Name] =
    &[(Space::Own, "guid"), (Space::Atom, "id"), (Space::Own, "id"), (Space::Atom03, "id"), (Space::Dc, "identifier")];
const LANGUAGE: &[Name] = &[(Space::Dc, "language"), (Space::Own, "language")];
const GROUP: &[Name] = &[(Space::Media, "group")];
const IN_GROUP_TITLE: &[Name] = &[(Space::Media, "title")];
const IN_GROUP_TEXT: &[Name] = &[(Space::Media, "description")];

/// Reads one post; nothing is sanitised or cut yet.
pub fn read<'a>(post: Element<'a>, custom: Custom, document: Option<&Url>, notes: &mut DateNotes) -> Draft<'a> {
    let in_group = |names: &'static [Name]| all(post, GROUP).find_map(|group| construct(group, names, custom));
    let link = links::page(post, document);
    let body = |found: Option<Construct<'a>>| found.map(Construct::html);
    let media = links::media(post, document);
    Draft {
        id: id(post, ID, document),
        title: construct(post, TITLE, custom).or_else(|| in_group(IN_GROUP_TITLE)).and_then(|title| title.title()),
        authors: people::authors(post, people::OF_POST, document),
        published: notes.read(post, POST_PUBLISHED),
        updated: notes.read(post, POST_UPDATED),
        summary: body(construct(post, SUMMARY, custom).or_else(|| in_group(IN_GROUP_TEXT))),
        content: body(construct(post, CONTENT, custom)),
        language: own_language(post),
        categories: labels::read(post),
        base: body_base(post, link.as_deref(), document),
        // A podcast's episode is where its sound is, when it says no other place.
        link: link.or_else(|| media.first().filter(|_| !links::are_written(post)).map(|first| first.url.clone())),
        media,
    }
}

/// The language that the post itself declares; what its feed declares is weaker than a look at its words.
fn own_language(post: Element<'_>) -> Option<String> {
    let by_word = lookup::text(post, LANGUAGE).and_then(|word| language::tag(&word));
    let places = || std::iter::once(post).chain(all(post, TITLE)).chain(all(post, CONTENT)).chain(all(post, SUMMARY));
    by_word.or_else(|| places().find_map(|place| place.attribute_in(Space::Xml, "lang").and_then(language::tag)))
}

/// Where relative addresses in the body start from: what `xml:base` says, else the post's own page, else the document.
fn body_base(post: Element<'_>, link: Option<&str>, document: Option<&Url>) -> Option<Url> {
    let place = all(post, CONTENT).chain(all(post, SUMMARY)).next().unwrap_or(post);
    match place.inherited("base") {
        Some(_) => links::base(place, document),
        None => link.and_then(|link| Url::parse(link).ok()).or_else(|| document.cloned()),
    }
}
