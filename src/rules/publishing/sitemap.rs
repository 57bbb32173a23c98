//! The map of the site for search engines (<https://www.sitemaps.org/protocol.html>), and what they are asked to leave alone.

use super::plain::line;
use crate::model::Instant;
use crate::model::blog::Blog;
use crate::model::published::PublishedDate;
use crate::rules::pages::Place;
use chrono::Datelike;
use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};
use std::collections::BTreeMap;
use std::io;
use url::Url;

/// Addresses that one map may hold.
pub const LARGEST: usize = 50_000;

/// Paths for one person each, and for editors.
const PRIVATE: [&str; 6] = ["desk", "manage", "leave", "confirm", "change", "subscribe"];

/// Pages that hardly change, and the date of whose last change nobody knows.
const STANDING: [&str; 5] = ["feeds", "api", "accessibility", "what-we-keep", "about-our-fetcher"];

/// A page with the day on which it changed last, where that is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mapped {
    /// As `Place::page` takes it.
    pub page: String,
    /// When.
    pub changed_at: Option<Instant>,
}

/// Every page for everybody, the most important first; no more than a map may hold.
pub fn pages(editions: &[PublishedDate], blogs: &[Blog], place: &Place) -> Vec<Mapped> {
    let newest = editions.iter().map(|edition| edition.changed_at).max();
    let mapped = |page: String, changed_at| Mapped { page, changed_at };
    let mut pages = vec![mapped(String::new(), newest), mapped("editions".to_owned(), newest)];
    pages.extend(["stories", "blogs"].map(|page| mapped(page.to_owned(), None)));
    pages.extend(
        STANDING.iter().filter(|page| **page != "api" || !place.is_static()).map(|page| mapped((*page).to_owned(), None)),
    );
    pages.extend(editions.iter().map(|one| mapped(format!("editions/{}", one.date), Some(one.changed_at))));
    pages.extend(years(editions).into_iter().rev().map(|(year, at)| mapped(format!("editions/year/{year}"), Some(at))));
    pages.extend(blogs.iter().map(|blog| mapped(format!("blogs/{}", blog.id), None)));
    pages.truncate(LARGEST);
    pages
}

/// The years that have editions, with the last change in each.
pub fn years(editions: &[PublishedDate]) -> BTreeMap<i32, Instant> {
    let mut years = BTreeMap::new();
    for edition in editions {
        let at = years.entry(edition.date.year()).or_insert(edition.changed_at);
        *at = edition.changed_at.max(*at);
    }
    years
}

/// The map as XML.
pub fn write(pages: &[Mapped], site: &Url, place: &Place) -> io::Result<String> {
    let mut xml = Writer::new_with_indent(Vec::new(), b' ', 1);
    xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("utf-8"), None)))?;
    let root = xml.create_element("urlset").with_attribute(("xmlns", "http://www.sitemaps.org/schemas/sitemap/0.9"));
    root.write_inner_content(|xml| {
        pages.iter().try_for_each(|page| {
            let one = |xml: &mut Writer<Vec<u8>>| {
                let address = line(&place.page_address(site, &page.page));
                xml.create_element("loc").write_text_content(BytesText::new(&address))?;
                let day = page.changed_at.map(|at| at.format("%Y-%m-%d").to_string());
                day.iter().try_for_each(|day| xml.create_element("lastmod").write_text_content(BytesText::new(day)).map(drop))
            };
            xml.create_element("url").write_inner_content(one).map(drop)
        })
    })?;
    let mut written = String::from_utf8(xml.into_inner()).map_err(io::Error::other)?;
    written.push('\n');
    Ok(written)
}

/// robots.txt (RFC 9309): all is free but what is for one person.
pub fn robots(site: &Url, place: &Place) -> String {
    let mut lines = vec!["User-agent: *".to_owned()];
    if place.is_static() {
        lines.push("Allow: /".to_owned());
    } else {
        lines.extend(PRIVATE.iter().map(|path| format!("Disallow: {}{path}", site.path())));
    }
    format!("{}\n\nSitemap: {}\n", lines.join("\n"), place.file_address(site, "sitemap.xml"))
}
