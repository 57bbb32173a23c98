//! Atom (RFC 4287), with the links of paged feeds (RFC 5005 §3).

use super::plain::{kept, line};
use crate::model::Instant;
use crate::model::published::{OwnEntry, OwnFeed};
use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};
use std::io;

type Xml = Writer<Vec<u8>>;

/// The whole document; the same feed gives the same bytes.
pub fn write(feed: &OwnFeed) -> io::Result<String> {
    let mut xml = Writer::new_with_indent(Vec::new(), b' ', 1);
    xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("utf-8"), None)))?;
    let root = xml.create_element("feed").with_attribute(("xmlns", "http://www.w3.org/2005/Atom"));
    root.with_attribute(("xml:lang", line(&feed.language).as_str())).write_inner_content(|xml| {
        head(xml, feed)?;
        feed.entries.iter().try_for_each(|one| entry(xml, one))
    })?;
    let mut written = String::from_utf8(xml.into_inner()).map_err(io::Error::other)?;
    written.push('\n');
    Ok(written)
}

fn head(xml: &mut Xml, feed: &OwnFeed) -> io::Result<()> {
    element(xml, "id", &feed.id)?;
    element(xml, "title", &feed.title)?;
    element(xml, "subtitle", &feed.subtitle)?;
    element(xml, "updated", &when(feed.updated_at()))?;
    person(xml, &feed.author)?;
    link(xml, "self", "application/atom+xml", &feed.own)?;
    link(xml, "alternate", "text/html", &feed.page)?;
    feed.first.iter().try_for_each(|first| link(xml, "first", "application/atom+xml", first))?;
    feed.next.iter().try_for_each(|next| link(xml, "next", "application/atom+xml", next))?;
    element(xml, "generator", "friday")
}

fn entry(xml: &mut Xml, entry: &OwnEntry) -> io::Result<()> {
    let mut start = xml.create_element("entry");
    if let Some(language) = &entry.language {
        start = start.with_attribute(("xml:lang", line(language).as_str()));
    }
    start.write_inner_content(|xml| {
        element(xml, "id", &entry.id)?;
        text(xml, "title", "text", &line(&entry.title))?;
        link(xml, "alternate", "text/html", &entry.link)?;
        element(xml, "published", &when(entry.published_at))?;
        element(xml, "updated", &when(entry.updated_at))?;
        entry.authors.iter().try_for_each(|name| person(xml, name))?;
        for category in &entry.categories {
            xml.create_element("category").with_attribute(("term", line(category).as_str())).write_empty()?;
        }
        entry.summary.iter().try_for_each(|summary| text(xml, "summary", "text", &line(summary)))?;
        entry.html.iter().try_for_each(|html| text(xml, "content", "html", &kept(html)))
    })?;
    Ok(())
}

fn element(xml: &mut Xml, name: &str, value: &str) -> io::Result<()> {
    xml.create_element(name).write_text_content(BytesText::new(&line(value))).map(drop)
}

fn text(xml: &mut Xml, name: &str, kind: &str, value: &str) -> io::Result<()> {
    xml.create_element(name).with_attribute(("type", kind)).write_text_content(BytesText::new(value)).map(drop)
}

fn person(xml: &mut Xml, name: &str) -> io::Result<()> {
    xml.create_element("author").write_inner_content(|xml| element(xml, "name", name)).map(drop)
}

fn link(xml: &mut Xml, rel: &str, kind: &str, href: &str) -> io::Result<()> {
    let attributes = [("rel", rel), ("type", kind), ("href", &line(href))];
    xml.create_element("link").with_attributes(attributes).write_empty().map(drop)
}

/// RFC 3339, as RFC 4287 §3.3 wants it.
fn when(at: Instant) -> String {
    at.format("%Y-%m-%dT%H:%M:%SZ").to_string()
}
