//! A document's elements and texts, in document order: what a tolerant reading of XML leaves behind.

mod build;
pub mod entities;
mod hang;
mod markup;
mod repairs;
mod spaces;
mod tags;

pub use markup::VOID;
pub use repairs::Repairs;
pub use spaces::Space;
use spaces::Spaces;
use std::borrow::Cow;

/// Elements deeper than this are an attack; no feed nests twenty.
pub const DEPTH_LIMIT: usize = 256;

/// Elements and texts kept of one document: about 24 MiB of memory.
pub const NODE_LIMIT: usize = 400_000;

/// Attributes kept of one element, its namespaces among them.
pub const ATTRIBUTE_LIMIT: usize = 256;

/// Bytes of a name; longer ones belong to no vocabulary.
pub const NAME_LIMIT: usize = 1024;

/// Where a node stands in its tree.
type At = u32;

/// Elements and texts, borrowed from the document where nothing had to be decoded.
#[derive(Debug, Default)]
pub struct Tree<'t> {
    nodes: Vec<Node<'t>>,
    attributes: Vec<Attribute<'t>>,
    /// What its elements are of.
    spaces: Spaces,
}

#[derive(Debug)]
struct Node<'t> {
    parent: Option<At>,
    next: Option<At>,
    kind: Kind<'t>,
}

#[derive(Debug)]
enum Kind<'t> {
    Text(Cow<'t, str>),
    Element { name: &'t str, space: Space, first: Option<At>, attributes: (At, At) },
}

#[derive(Debug)]
struct Attribute<'t> {
    /// With its prefix.
    name: &'t str,
    space: Space,
    value: Cow<'t, str>,
}

/// One element of a tree.
#[derive(Clone, Copy, Debug)]
pub struct Element<'a> {
    tree: &'a Tree<'a>,
    at: At,
}

/// Why a document is not read at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TooMuch {
    /// Deeper than `DEPTH_LIMIT`.
    #[error("its elements are nested more than {DEPTH_LIMIT} deep, which no feed does")]
    Depth,
    /// More than `ATTRIBUTE_LIMIT` on one element, or a name longer than `NAME_LIMIT`.
    #[error(
        "it has an element with more than {ATTRIBUTE_LIMIT} attributes or a name of more than {NAME_LIMIT} bytes, which no feed has"
    )]
    Attributes,
}

impl<'t> Tree<'t> {
    /// Reads anything that looks like XML. What is not well-formed is mended where its meaning is plain, and counted.
    pub fn read(text: &'t str) -> Result<(Self, Repairs), TooMuch> {
        build::read(text)
    }

    /// The elements that no other holds; a well-formed document has one.
    pub fn roots(&self) -> impl Iterator<Item = Element<'_>> {
        let first = (!self.nodes.is_empty()).then_some(0);
        self.elements(first)
    }

    fn node(&self, at: At) -> Option<&Node<'t>> {
        self.nodes.get(usize::try_from(at).ok()?)
    }

    fn siblings(&self, first: Option<At>) -> impl Iterator<Item = At> {
        std::iter::successors(first, |at| self.node(*at)?.next)
    }

    fn elements(&self, first: Option<At>) -> impl Iterator<Item = Element<'_>> {
        self.siblings(first).filter_map(|at| self.element(at))
    }

    fn element(&self, at: At) -> Option<Element<'_>> {
        let is_element = matches!(self.node(at)?.kind, Kind::Element { .. });
        // A tree that is only read may be seen as one that lives as long as the reader looks at it.
        let tree: &Tree<'_> = self;
        is_element.then_some(Element { tree, at })
    }
}

impl<'a> Element<'a> {
    fn parts(self) -> (&'a str, Space, Option<At>, (At, At)) {
        match self.tree.node(self.at).map(|node| &node.kind) {
            Some(Kind::Element { name, space, first, attributes }) => (name, *space, *first, *attributes),
            Some(Kind::Text(_)) | None => ("", Space::Other, None, (0, 0)),
        }
    }

    /// Which node it is: the same element has the same number.
    pub fn at(self) -> u32 {
        self.at
    }

    /// The name without its prefix, as written.
    pub fn local(self) -> &'a str {
        let (name, ..) = self.parts();
        name.rsplit(':').next().unwrap_or(name)
    }

    /// The vocabulary it belongs to.
    pub fn space(self) -> Space {
        self.parts().1
    }

    /// Whether it is this word of this vocabulary; old formats shout, so case does not matter.
    pub fn is(self, space: Space, local: &str) -> bool {
        let (name, own, ..) = self.parts();
        // Asked more often than anything else: a name of another length says no before a letter is compared.
        let is_as_long = match name.len().checked_sub(local.len()) {
            None => false,
            Some(0) => true,
            Some(prefix) => name.as_bytes().get(prefix - 1) == Some(&b':'),
        };
        let end = || name.as_bytes().get(name.len() - local.len()..).unwrap_or_default();
        own == space && is_as_long && end().eq_ignore_ascii_case(local.as_bytes())
    }

    /// The element that holds it.
    pub fn parent(self) -> Option<Element<'a>> {
        self.tree.node(self.at)?.parent.and_then(|at| self.tree.element(at))
    }

    /// The elements directly inside.
    pub fn elements(self) -> impl Iterator<Item = Element<'a>> {
        let (_, _, first, _) = self.parts();
        self.tree.elements(first)
    }

    /// The elements directly inside that are this word of this vocabulary.
    pub fn all(self, space: Space, local: &'a str) -> impl Iterator<Item = Element<'a>> {
        // Facts have a dozen names each, and a document uses two or three vocabularies: most questions end here.
        let first = self.tree.spaces.has(space).then(|| self.parts().2).flatten();
        self.tree.elements(first).filter(move |element| element.is(space, local))
    }

    /// The first of them.
    pub fn child(self, space: Space, local: &'a str) -> Option<Element<'a>> {
        self.all(space, local).next()
    }

    /// An attribute without a prefix; white space around its value is gone, an empty one counts as absent.
    pub fn attribute(self, name: &str) -> Option<&'a str> {
        self.find(|found| found.name.eq_ignore_ascii_case(name))
    }

    /// An attribute of another vocabulary.
    pub fn attribute_in(self, space: Space, local: &str) -> Option<&'a str> {
        let is_wanted = |found: &Attribute<'_>| {
            found.space == space && found.name.split_once(':').is_some_and(|(_, name)| name.eq_ignore_ascii_case(local))
        };
        self.find(is_wanted)
    }

    fn find(self, is_wanted: impl Fn(&Attribute<'a>) -> bool) -> Option<&'a str> {
        let (_, _, _, (from, to)) = self.parts();
        let (from, to) = (usize::try_from(from).ok()?, usize::try_from(to).ok()?);
        let found = self.tree.attributes.get(from..to)?.iter().find(|attribute| is_wanted(attribute))?;
        Some(found.value.trim()).filter(|value| !value.is_empty())
    }

    /// All text inside, deeper elements' included, trimmed.
    pub fn text(self) -> Cow<'a, str> {
        if let Some(text) = self.borrowed_text() {
            return Cow::Borrowed(text);
        }
        let mut all = String::new();
        self.collect_text(&mut all);
        Cow::Owned(all.trim().to_owned())
    }

    /// Its text where nothing else stands inside, without a copy, trimmed.
    pub fn borrowed_text(self) -> Option<&'a str> {
        let (_, _, first, _) = self.parts();
        let mut inside = self.tree.siblings(first);
        match (inside.next().and_then(|at| self.tree.node(at)).map(|node| &node.kind), inside.next()) {
            (Some(Kind::Text(text)), None) => Some(text.trim()),
            (_, _) => None,
        }
    }

    fn collect_text(self, all: &mut String) {
        let (_, _, first, _) = self.parts();
        for at in self.tree.siblings(first) {
            match self.tree.node(at).map(|node| &node.kind) {
                Some(Kind::Text(text)) => all.push_str(text),
                Some(Kind::Element { .. }) => Element { tree: self.tree, at }.collect_text(all),
                None => {}
            }
        }
    }

    /// What stands inside, as HTML: for bodies that were not escaped.
    pub fn inner_html(self) -> String {
        markup::inner_html(self)
    }

    /// An attribute that holds for everything inside (`xml:lang`), from the nearest element that has it.
    pub fn inherited(self, local: &str) -> Option<&'a str> {
        std::iter::successors(Some(self), |element| element.parent()).find_map(|element| element.attribute_in(Space::Xml, local))
    }
}
