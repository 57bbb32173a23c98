//! What kind of document this is: its root, its channel, its posts.

use super::tree::{Element, Space, Tree};
use crate::model::feed::ParseError;

/// The parts of a feed document that facts are read from.
#[derive(Debug)]
pub struct Parts<'a> {
    /// "rss2", "rss0", "rss1", "atom" or "cdf".
    pub format: &'static str,
    /// What describes the feed.
    pub channel: Element<'a>,
    /// The root, which RSS 1.0 hangs some of the channel's facts on.
    pub root: Element<'a>,
    /// In document order.
    pub posts: Vec<Element<'a>>,
    /// What is odd about its frame, in plain words.
    pub problems: Vec<String>,
}

/// Finds the parts, or says what the document is instead.
pub fn parts<'a>(tree: &'a Tree<'a>) -> Result<Parts<'a>, ParseError> {
    let mut problems = Vec::new();
    let (root, format) = match tree.roots().find_map(|root| Some((root, format(root)?))) {
        Some(found) => found,
        None => {
            // Somebody wrapped the feed, or something stands in front of it.
            let inside = tree.roots().filter(|root| !is_page(*root)).flat_map(Element::elements);
            let found = inside.into_iter().find_map(|root| Some((root, format(root)?)));
            problems.push("the feed stands inside another element".to_owned());
            found.ok_or_else(|| not_a_feed(tree))?
        }
    };
    let mut posts = Vec::new();
    collect_posts(root, &mut posts);
    if format == "atom" && is_post(root) {
        posts.push(root);
    }
    // Posts that a lost end tag pushed out of the feed belong to it all the same. What the feed stands inside is no sibling.
    let own = [Some(root.at()), root.parent().map(Element::at)];
    for sibling in tree.roots().filter(|sibling| !own.contains(&Some(sibling.at()))) {
        if is_post(sibling) {
            posts.push(sibling);
        }
        collect_posts(sibling, &mut posts);
    }
    if tree.roots().next().is_some_and(|first| first.at() != root.at()) && problems.is_empty() {
        problems.push("something stands before the feed: ignored".to_owned());
    }
    problems.extend(frame_problems(root, format));
    Ok(Parts { format, channel: channel(root), root, posts, problems })
}

fn format(root: Element<'_>) -> Option<&'static str> {
    match root.local().to_ascii_lowercase().as_str() {
        "rss" if root.attribute("version").is_some_and(|version| version.starts_with("0.9")) => Some("rss0"),
        "rss" => Some("rss2"),
        "rdf" => Some("rss1"),
        "feed" | "entry" if !matches!(root.space(), Space::Other) => Some("atom"),
        "channel" if is_cdf(root) => Some("cdf"),
        "channel" => Some("rss1"),
        _ => None,
    }
}

/// Microsoft's Channel Definition Format of 1997 puts addresses into attributes, and shouts.
fn is_cdf(root: Element<'_>) -> bool {
    root.local() == "CHANNEL" || root.attribute("href").is_some() || root.child(Space::Own, "abstract").is_some()
}

fn channel(root: Element<'_>) -> Element<'_> {
    root.child(Space::Own, "channel").unwrap_or(root)
}

fn is_post(element: Element<'_>) -> bool {
    let is_own = matches!(element.space(), Space::Own | Space::Atom | Space::Atom03);
    is_own && ["item", "entry"].iter().any(|post| element.local().eq_ignore_ascii_case(post))
}

fn collect_posts<'a>(element: Element<'a>, posts: &mut Vec<Element<'a>>) {
    for child in element.elements() {
        if is_post(child) {
            posts.push(child);
        } else {
            collect_posts(child, posts);
        }
    }
}

fn is_page(root: Element<'_>) -> bool {
    // HTML lets a page begin without <html>.
    const BEGINNINGS: [&str; 12] = ["html", "head", "body", "title", "meta", "link", "script", "style", "div", "p", "h1", "main"];
    BEGINNINGS.iter().any(|name| root.local().eq_ignore_ascii_case(name))
}

fn not_a_feed(tree: &Tree<'_>) -> ParseError {
    let Some(root) = tree.roots().next() else { return ParseError::NotAFeed("it is neither XML nor JSON".to_owned()) };
    let other = |what: &str| ParseError::NotAFeed(what.to_owned());
    match root.local().to_ascii_lowercase().as_str() {
        _ if tree.roots().any(is_page) => ParseError::Html,
        "opml" => other("this is an OPML list of feeds; `friday blogs import` reads it"),
        "urlset" | "sitemapindex" => other("this is a site map"),
        name => other(&format!("its first element is <{}>", super::excerpt::cut(name, 40))),
    }
}

fn frame_problems(root: Element<'_>, format: &str) -> Vec<String> {
    let is_rss = root.local().eq_ignore_ascii_case("rss");
    let mut problems = Vec::new();
    match root.attribute("version") {
        None if is_rss => problems.push("<rss> has no version: read as RSS 2.0".to_owned()),
        Some(version) if is_rss && !matches!(version, "2.0" | "0.91" | "0.92") => {
            problems.push(format!("RSS version {} is not in common use", super::text::title(version)));
        }
        Some(_) | None => {}
    }
    match (format, root.space()) {
        ("atom", Space::Atom03) => problems.push("Atom 0.3 is a draft of 2003: RFC 4287 replaced it".to_owned()),
        ("atom", Space::Own) => problems.push("the Atom namespace is missing or wrong".to_owned()),
        (_, _) => {}
    }
    problems
}
