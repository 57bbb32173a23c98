//! Elements back into HTML: for bodies that stand in a feed as markup instead of escaped text.

use super::{Element, Kind};

/// Elements that have no end tag in HTML.
pub const VOID: [&str; 14] =
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"];

/// What stands inside `element`; prefixes go, names and attributes stay, text is escaped.
pub fn inner_html(element: Element<'_>) -> String {
    let mut html = String::new();
    write_inside(element, &mut html);
    html
}

fn write_inside(element: Element<'_>, html: &mut String) {
    let (_, _, first, _) = element.parts();
    for at in element.tree.siblings(first) {
        match element.tree.node(at).map(|node| &node.kind) {
            Some(Kind::Text(text)) => escape(text, html),
            Some(Kind::Element { .. }) => write(Element { tree: element.tree, at }, html),
            None => {}
        }
    }
}

fn write(element: Element<'_>, html: &mut String) {
    let local = element.local();
    html.extend(["<", local]);
    let (_, _, _, (from, to)) = element.parts();
    let range = usize::try_from(from).unwrap_or(0)..usize::try_from(to).unwrap_or(0);
    for attribute in element.tree.attributes.get(range).unwrap_or_default() {
        html.extend([" ", attribute.name, "=\""]);
        escape(&attribute.value, html);
        html.push('"');
    }
    html.push('>');
    if !VOID.iter().any(|name| local.eq_ignore_ascii_case(name)) {
        write_inside(element, html);
        html.extend(["</", local, ">"]);
    }
}

fn escape(text: &str, html: &mut String) {
    let mut rest = text;
    while let Some(at) = rest.find(['&', '<', '>', '"']) {
        let (before, from) = rest.split_at(at);
        html.push_str(before);
        let mut characters = from.chars();
        html.push_str(match characters.next() {
            Some('&') => "&amp;",
            Some('<') => "&lt;",
            Some('>') => "&gt;",
            Some('"') | Some(_) | None => "&quot;",
        });
        rest = characters.as_str();
    }
    html.push_str(rest);
}
