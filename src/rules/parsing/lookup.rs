//! The same fact under its several names: RSS, Atom, Dublin Core, Media RSS and podcasts overlap.

use super::construct::{Construct, Custom};
use super::tree::{Element, Space};
use std::borrow::Cow;

/// A name of a fact.
pub type Name = (Space, &'static str);

/// The element's children by any of these names; an earlier name wins over an earlier place.
pub fn all<'a>(element: Element<'a>, names: &'static [Name]) -> impl Iterator<Item = Element<'a>> {
    names.iter().flat_map(move |(space, local)| element.all(*space, local))
}

/// The first of them with words in it.
pub fn construct<'a>(element: Element<'a>, names: &'static [Name], custom: Custom) -> Option<Construct<'a>> {
    all(element, names).find_map(|found| Construct::read(found, custom))
}

/// The first of them with text in it, as it is.
pub fn text<'a>(element: Element<'a>, names: &'static [Name]) -> Option<Cow<'a, str>> {
    all(element, names).map(Element::text).find(|text| !text.is_empty())
}
