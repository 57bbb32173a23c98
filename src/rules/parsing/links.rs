//! Which page a feed or a post is at, and addresses made absolute.

use super::lookup::{Name, all};
use super::tree::{Element, Space};
use crate::model::entry::Media;
use std::collections::HashSet;
use url::Url;

/// Longer addresses are no posts' addresses, and would fill a mail.
const LINK_LIMIT: usize = 2000;

/// Pictures, sounds and films kept of one post.
pub const MEDIA_LIMIT: usize = 100;

const LINK: &[Name] = &[(Space::Own, "link"), (Space::Atom, "link"), (Space::Atom03, "link")];
const GUID: &[Name] = &[(Space::Own, "guid"), (Space::Atom, "id"), (Space::Atom03, "id"), (Space::Own, "id")];
const CONTENT: &[Name] = &[(Space::Atom, "content"), (Space::Own, "content")];
const ENCLOSURE: &[Name] = &[(Space::Own, "enclosure"), (Space::Atom, "enclosure")];
const MEDIA_GROUP: &[Name] = &[(Space::Media, "group")];
const MEDIA_CONTENT: &[Name] = &[(Space::Media, "content")];

/// Where relative addresses inside `element` start from: every `xml:base` around it (W3C XML Base), the outermost one first.
pub fn base(element: Element<'_>, document: Option<&Url>) -> Option<Url> {
    let around: Vec<Element<'_>> = std::iter::successors(Some(element), |inner| inner.parent()).collect();
    let declared = around.iter().rev().filter_map(|outer| outer.attribute_in(Space::Xml, "base"));
    declared.fold(document.cloned(), |base, next| join(base.as_ref(), next).or(base))
}

/// RFC 4287 §4.2.7.2: `rel="self"` is where the feed itself is.
pub fn own_address(channel: Element<'_>) -> Option<Url> {
    let is_own = |link: &Element<'_>| link.attribute("rel").is_some_and(|rel| rel.eq_ignore_ascii_case("self"));
    all(channel, LINK).filter(is_own).find_map(|link| Url::parse(link.attribute("href")?).ok())
}

/// A web address made absolute; none for what leads nowhere on the web.
pub fn absolute(href: &str, base: Option<&Url>) -> Option<String> {
    let href = href.trim();
    let url = join(base, href)?;
    (!href.is_empty() && href.len() <= LINK_LIMIT && matches!(url.scheme(), "http" | "https")).then(|| url.to_string())
}

fn join(base: Option<&Url>, href: &str) -> Option<Url> {
    match base {
        Some(base) => base.join(href.trim()).ok(),
        None => Url::parse(href.trim()).ok(),
    }
}

/// The page to read: RSS's link, else Atom's alternate (HTML before other types), never self, edit or enclosure; else what
/// stands in for a link: a permanent id, the resource that RDF describes, the content's source, CDF's address.
pub fn page(element: Element<'_>, document: Option<&Url>) -> Option<String> {
    let found = written(element).or_else(|| alternate(element)).or_else(|| permalink(element));
    let found = found.or_else(|| {
        let source = all(element, CONTENT).find_map(|content| content.attribute("src").map(|src| (content, src)));
        source.or_else(|| Some((element, element.attribute("href")?)))
    });
    let (place, href) = found?;
    absolute(href, base(place, document).as_ref())
}

/// Whether the document says at all where the page is, however badly.
pub fn are_written(element: Element<'_>) -> bool {
    all(element, LINK).any(leads_to_page)
}

/// RSS: the address is the element's text; CDF writes `<A HREF="…">`.
fn written(element: Element<'_>) -> Option<(Element<'_>, &str)> {
    let is_written = |link: &Element<'_>| link.attribute("href").is_none() && leads_to_page(*link);
    let text = all(element, LINK)
        .filter(is_written)
        .find_map(|link| Some((link, link.borrowed_text().filter(|text| !text.is_empty())?)));
    text.or_else(|| element.child(Space::Own, "a").and_then(|link| Some((link, link.attribute("href")?))))
}

fn alternate(element: Element<'_>) -> Option<(Element<'_>, &str)> {
    let links = || {
        let with_address = all(element, LINK).filter_map(|link| Some((link, link.attribute("href")?)));
        with_address.filter(|(link, _)| leads_to_page(*link))
    };
    let is_html = |link: &Element<'_>| link.attribute("type").is_none_or(|kind| kind.contains("html"));
    links().find(|(link, _)| is_html(link)).or_else(|| links().next())
}

/// RFC 4287 §4.2.7.2: without `rel` it is "alternate".
fn leads_to_page(link: Element<'_>) -> bool {
    link.attribute("rel").is_none_or(|rel| rel.eq_ignore_ascii_case("alternate"))
}

/// RSS 2.0: a guid is an address unless it says that it is not; an Atom id may be one. RSS 1.0: `rdf:about` names the page.
fn permalink(element: Element<'_>) -> Option<(Element<'_>, &str)> {
    let by_guid = all(element, GUID).find_map(|guid| {
        let says = guid.attribute("isPermaLink").map(str::to_ascii_lowercase);
        let text = guid.borrowed_text()?;
        let is_address = text.starts_with("http://") || text.starts_with("https://");
        (says.as_deref() != Some("false") && (is_address || says.is_some()) && !text.is_empty()).then_some((guid, text))
    });
    by_guid.or_else(|| Some((element, element.attribute_in(Space::Rdf, "about").filter(|about| about.starts_with("http"))?)))
}

/// Pictures, sounds and films: enclosures first, then Media RSS.
pub fn media(element: Element<'_>, document: Option<&Url>) -> Vec<Media> {
    let enclosures = all(element, ENCLOSURE).filter_map(|one| one_media(one, "url", "length", document));
    let linked = all(element, LINK)
        .filter(|link| link.attribute("rel").is_some_and(|rel| rel.eq_ignore_ascii_case("enclosure")))
        .filter_map(|one| one_media(one, "href", "length", document));
    let grouped = all(element, MEDIA_GROUP).flat_map(|group| all(group, MEDIA_CONTENT));
    let media_rss = all(element, MEDIA_CONTENT).chain(grouped).filter_map(|one| one_media(one, "url", "fileSize", document));
    let mut seen = HashSet::new();
    enclosures.chain(linked).chain(media_rss).filter(|media| seen.insert(media.url.clone())).take(MEDIA_LIMIT).collect()
}

fn one_media(element: Element<'_>, address: &str, size: &str, document: Option<&Url>) -> Option<Media> {
    let href = element.attribute(address).or_else(|| element.borrowed_text())?;
    let url = absolute(href, base(element, document).as_ref())?;
    let length = element.attribute(size).and_then(|length| length.parse().ok());
    Some(Media { url, media_type: element.attribute("type").map(str::to_owned), length })
}
