//! The vocabularies that feeds are written in, told by namespace, or by the customary prefix where the namespace is unknown.

use super::TooMuch;

/// Namespaces in force at once: every name is looked up among them.
const BINDING_LIMIT: usize = 256;

/// A vocabulary.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Space {
    /// Words without a prefix, of any RSS or of no namespace: the document's own.
    Own,
    /// RFC 4287.
    Atom,
    /// Its draft of 2003.
    Atom03,
    /// Dublin Core elements.
    Dc,
    /// Dublin Core terms.
    Dcterms,
    /// RSS 1.0 content module.
    Content,
    /// RSS 1.0 syndication module.
    Sy,
    /// RDF.
    Rdf,
    /// Media RSS.
    Media,
    /// Apple's podcasts.
    Itunes,
    /// XHTML, and HTML that says nothing.
    Xhtml,
    /// `xml:lang`, `xml:base`.
    Xml,
    /// FeedBurner.
    Feedburner,
    /// Anything else.
    Other,
}

/// A set of vocabularies.
#[derive(Clone, Copy, Debug, Default)]
pub struct Spaces(u16);

impl Spaces {
    /// Adds one.
    pub fn add(&mut self, space: Space) {
        self.0 |= 1 << space as u16;
    }

    /// Whether it is among them.
    pub fn has(self, space: Space) -> bool {
        self.0 & (1 << space as u16) != 0
    }
}

/// By a piece of the namespace's address: publishers vary scheme, slashes, case and version.
const BY_ADDRESS: [(&str, Space); 25] = [
    ("www.w3.org/2005/atom", Space::Atom),
    ("purl.org/atom/ns", Space::Atom03),
    ("purl.org/dc/elements", Space::Dc),
    ("purl.org/dc/terms", Space::Dcterms),
    ("dublincore.org/documents/dcmi-terms", Space::Dcterms),
    ("purl.org/rss/1.0/modules/content", Space::Content),
    ("purl.org/rss/modules/content", Space::Content),
    ("purl.org/rss/1.0/modules/syndication", Space::Sy),
    ("purl.org/rss/modules/syndication", Space::Sy),
    ("purl.org/rss/1.0/modules", Space::Other),
    ("purl.org/rss", Space::Own),
    ("purl.org/net/rss1.1", Space::Own),
    ("my.netscape.com", Space::Own),
    ("my.netscape.org", Space::Own),
    ("channel.netscape.com", Space::Own),
    ("backend.userland.com", Space::Own),
    ("blogs.law.harvard.edu", Space::Own),
    ("cyber.law.harvard.edu", Space::Own),
    ("www.rssboard.org", Space::Own),
    ("www.w3.org/1999/02/22-rdf-syntax-ns", Space::Rdf),
    ("search.yahoo.com/mrss", Space::Media),
    ("www.itunes.com/dtds/podcast", Space::Itunes),
    ("www.w3.org/1999/xhtml", Space::Xhtml),
    ("www.w3.org/xml/1998/namespace", Space::Xml),
    ("rssnamespace.org/feedburner", Space::Feedburner),
];

const BY_PREFIX: [(&str, Space); 15] = [
    ("atom", Space::Atom),
    ("atom10", Space::Atom),
    ("a10", Space::Atom),
    ("dc", Space::Dc),
    ("dcterms", Space::Dcterms),
    ("content", Space::Content),
    ("sy", Space::Sy),
    ("rdf", Space::Rdf),
    ("rss", Space::Own),
    ("media", Space::Media),
    ("itunes", Space::Itunes),
    ("xhtml", Space::Xhtml),
    ("html", Space::Xhtml),
    ("xml", Space::Xml),
    ("feedburner", Space::Feedburner),
];

/// The vocabulary of a namespace, as far as friday knows it.
pub fn of_address(address: &str) -> Option<Space> {
    let address = address.trim().to_ascii_lowercase();
    let bare = address.strip_prefix("https://").or_else(|| address.strip_prefix("http://")).unwrap_or(&address);
    BY_ADDRESS.iter().find(|(start, _)| bare.starts_with(start)).map(|(_, space)| *space)
}

/// The vocabulary that a prefix customarily stands for.
pub fn of_prefix(prefix: &str) -> Space {
    BY_PREFIX.iter().find(|(known, _)| prefix.eq_ignore_ascii_case(known)).map_or(Space::Other, |(_, space)| *space)
}

/// Which prefix means what at the place that is being read; the last declaration wins.
#[derive(Debug, Default)]
pub struct Scopes<'t> {
    bindings: Vec<(usize, &'t str, Space)>,
}

impl<'t> Scopes<'t> {
    /// `xmlns:prefix="address"` on an element at `depth`; an empty prefix is the default namespace.
    pub fn declare(&mut self, depth: usize, prefix: &'t str, address: &str) -> Result<(), TooMuch> {
        if self.bindings.len() >= BINDING_LIMIT {
            return Err(TooMuch::Attributes);
        }
        let space = match (of_address(address), prefix) {
            (Some(space), _) => space,
            // An unknown default namespace is somebody's slip on a feed's root: its words are the document's own.
            (None, "") => Space::Own,
            (None, prefix) => of_prefix(prefix),
        };
        self.bindings.push((depth, prefix, space));
        Ok(())
    }

    /// Forgets what was declared deeper than `depth`.
    pub fn leave(&mut self, depth: usize) {
        while self.bindings.last().is_some_and(|(at, ..)| *at > depth) {
            self.bindings.pop();
        }
    }

    /// The vocabulary of a name.
    pub fn resolve(&self, name: &str) -> Space {
        let prefix = name.split_once(':').map_or("", |(prefix, _)| prefix);
        match self.bindings.iter().rev().find(|(_, bound, _)| *bound == prefix) {
            Some((.., space)) => *space,
            None if prefix.is_empty() => Space::Own,
            None => of_prefix(prefix),
        }
    }
}
