//! The page that lists all feeds.

use serde::Serialize;

/// One thing to follow, in the formats that there are of it.
#[derive(Debug, Serialize)]
pub struct FeedView {
    title: &'static str,
    what: &'static str,
    links: Vec<FeedLink>,
}

#[derive(Debug, Serialize)]
struct FeedLink {
    name: &'static str,
    file: &'static str,
}

/// All of them.
pub fn all() -> Vec<FeedView> {
    let feed = |title, what, links: &[(&'static str, &'static str)]| FeedView {
        title,
        what,
        links: links.iter().map(|(name, file)| FeedLink { name, file }).collect(),
    };
    vec![
        feed(
            "Editions",
            "Every edition: its picks with their remarks. Corrections show in it too.",
            &[("Atom", "editions.atom"), ("JSON Feed", "editions.json")],
        ),
        feed(
            "Every story",
            "The newest posts of all blogs on the list: title, a few words and the link.",
            &[("Atom", "stories.atom"), ("JSON Feed", "stories.json")],
        ),
        feed(
            "The list of blogs",
            "All blogs with their own feeds: OPML for your feed reader, or HTML for your page.",
            &[("OPML", "blogs.opml"), ("Blogroll", "blogroll.html")],
        ),
    ]
}
