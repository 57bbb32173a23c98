//! The feed's own description of itself.

use super::construct::Custom;
use super::dated::{DateNotes, FEED_PUBLISHED, FEED_UPDATED};
use super::document::Parts;
use super::lookup::{Name, all, construct, text};
use super::tree::{Element, Space};
use super::{labels, language, links, people};
use crate::model::feed::FeedDetails;
use url::Url;

const TITLE: &[Name] =
    &[(Space::Own, "title"), (Space::Atom, "title"), (Space::Atom03, "title"), (Space::Dc, "title"), (Space::Media, "title")];
const SUBTITLE: &[Name] = &[
    (Space::Own, "description"),
    (Space::Atom, "subtitle"),
    (Space::Own, "subtitle"),
    (Space::Atom03, "tagline"),
    (Space::Own, "tagline"),
    (Space::Own, "abstract"),
    (Space::Dc, "description"),
    (Space::Dcterms, "abstract"),
    (Space::Itunes, "subtitle"),
    (Space::Itunes, "summary"),
];
const RIGHTS: &[Name] = &[
    (Space::Own, "copyright"),
    (Space::Atom, "rights"),
    (Space::Own, "rights"),
    (Space::Atom03, "copyright"),
    (Space::Dc, "rights"),
    (Space::Dcterms, "rights"),
    (Space::Media, "copyright"),
];
const LANGUAGE: &[Name] = &[(Space::Own, "language"), (Space::Dc, "language"), (Space::Dcterms, "language")];
const ID: &[Name] =
    &[(Space::Atom, "id"), (Space::Own, "id"), (Space::Atom03, "id"), (Space::Own, "guid"), (Space::Dc, "identifier")];
const IMAGE: &[Name] = &[(Space::Own, "image"), (Space::Itunes, "image"), (Space::Atom, "logo"), (Space::Own, "logo")];
const ICON: &[Name] = &[(Space::Atom, "icon"), (Space::Own, "icon"), (Space::Media, "thumbnail"), (Space::Media, "content")];

/// Reads the channel.
pub fn read(parts: &Parts<'_>, custom: Custom, document: Option<&Url>, notes: &mut DateNotes) -> FeedDetails {
    let channel = parts.channel;
    FeedDetails {
        title: construct(channel, TITLE, custom).and_then(|title| title.title()),
        subtitle: construct(channel, SUBTITLE, custom).and_then(|subtitle| subtitle.plain()),
        link: links::page(channel, document),
        id: id(channel, ID, document),
        language: declared_language(channel),
        updated: notes.read(channel, FEED_UPDATED),
        published: notes.read(channel, FEED_PUBLISHED),
        authors: people::authors(channel, people::OF_FEED, document),
        rights: construct(channel, RIGHTS, custom).and_then(|rights| rights.plain()),
        image: image(channel, document).or_else(|| image(parts.root, document)),
        categories: labels::read(channel),
    }
}

/// The language that an element declares: in a word of its own, or in `xml:lang` on itself or around it.
pub fn declared_language(element: Element<'_>) -> Option<String> {
    let own = text(element, LANGUAGE).and_then(|word| language::tag(&word));
    own.or_else(|| element.inherited("lang").and_then(language::tag))
}

/// The raw id; one that is a relative address is resolved where the document says against what.
pub fn id(element: Element<'_>, names: &'static [Name], document: Option<&Url>) -> Option<String> {
    let found = all(element, names).find_map(|one| Some((one, one.text())).filter(|(_, text)| !text.is_empty()));
    let about = || element.attribute_in(Space::Rdf, "about").map(str::to_owned);
    let Some((place, text)) = found else { return about() };
    let may_be_address =
        place.inherited("base").is_some() && !place.is(Space::Own, "guid") && !text.contains(char::is_whitespace);
    let is_relative = may_be_address && Url::parse(&text).is_err();
    let resolved = is_relative.then(|| links::base(place, document)?.join(&text).ok()).flatten();
    Some(resolved.map_or_else(|| text.into_owned(), |url| url.to_string()))
}

/// A picture's address: in an attribute, in an element of its own, or as text.
fn image(element: Element<'_>, document: Option<&Url>) -> Option<String> {
    let address = |picture: Element<'_>| {
        let href = ["href", "url", "src"].iter().find_map(|name| picture.attribute(name));
        let href = href.or_else(|| picture.attribute_in(Space::Rdf, "resource").filter(|_| picture.elements().next().is_none()));
        let inner = text(picture, &[(Space::Own, "url"), (Space::Own, "href")]);
        let found = href.map(str::to_owned).or(inner.map(String::from)).or_else(|| picture.borrowed_text().map(str::to_owned))?;
        links::absolute(&found, links::base(picture, document).as_ref())
    };
    all(element, IMAGE).find_map(address).or_else(|| all(element, ICON).find_map(address))
}

/// Rights, titles and the like are short: no construct of a feed's head is a body.
pub fn custom(format: &str) -> Custom {
    if format == "atom" { Custom::Atom } else { Custom::Rss }
}
