//! Whose posts a feed holds: all of a blog's, or comments, one author's, one subject's, a search's. Only the first is taken unasked.

use crate::model::feed::ParsedFeed;
use serde::Serialize;
use url::Url;

/// What a feed is about; the order is that of preference.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum FeedKind {
    /// The blog's posts.
    Posts,
    /// Posts of one category, tag or label.
    Subject,
    /// Posts of one author.
    Author,
    /// What a search finds.
    Search,
    /// What readers said.
    Comments,
}

/// Segments of an address that tell whose posts follow.
const SEGMENTS: [(&str, FeedKind); 14] = [
    ("comments", FeedKind::Comments),
    ("comment-feed", FeedKind::Comments),
    ("author", FeedKind::Author),
    ("authors", FeedKind::Author),
    ("category", FeedKind::Subject),
    ("categories", FeedKind::Subject),
    ("tag", FeedKind::Subject),
    ("tags", FeedKind::Subject),
    ("tagged", FeedKind::Subject),
    ("topic", FeedKind::Subject),
    ("topics", FeedKind::Subject),
    ("label", FeedKind::Subject),
    ("-", FeedKind::Subject),
    ("search", FeedKind::Search),
];

/// Words of a title that tell the same, in English and Welsh.
const TITLE_WORDS: [(&str, FeedKind); 9] = [
    ("comment", FeedKind::Comments),
    ("sylwadau", FeedKind::Comments),
    ("posts by ", FeedKind::Author),
    ("author feed", FeedKind::Author),
    ("category feed", FeedKind::Subject),
    ("tag feed", FeedKind::Subject),
    ("search results", FeedKind::Search),
    ("replies", FeedKind::Comments),
    ("recent changes", FeedKind::Search),
];

impl FeedKind {
    /// What a link promises. A page about one author or subject announces the feed of just that: it was asked for.
    pub fn of_link(url: &Url, title: &str, page: &Url) -> Self {
        let title = title.to_lowercase();
        let by_title = TITLE_WORDS.iter().find(|(word, _)| title.contains(word)).map(|(_, kind)| *kind);
        let found = by_title.or_else(|| Self::of_address(url)).unwrap_or(Self::Posts);
        let is_asked_for = found != Self::Comments && Self::of_address(page) == Some(found);
        if is_asked_for { Self::Posts } else { found }
    }

    fn of_address(url: &Url) -> Option<Self> {
        if url.query_pairs().any(|(key, value)| key == "withcomments" || (key == "feed" && value.contains("comments"))) {
            return Some(Self::Comments);
        }
        if url.query_pairs().any(|(key, _)| key == "s" || key == "q") {
            return Some(Self::Search);
        }
        let segments: Vec<String> = url.path_segments().into_iter().flatten().map(str::to_lowercase).collect();
        // The segment tells whose posts follow only when something follows: /topics/feed/ may well be a whole blog.
        segments.windows(2).find_map(|pair| match pair {
            [segment, next] if !next.is_empty() => {
                let kind = SEGMENTS.iter().find(|(word, _)| word == segment).map(|(_, kind)| *kind)?;
                (kind == Self::Comments || !is_feed_word(next)).then_some(kind)
            }
            _ => None,
        })
    }

    /// What a document turned out to be: a feed of comments says so in its title, or its links lead to comments.
    pub fn of_document(self, feed: &ParsedFeed) -> Self {
        let title = feed.feed.title.as_deref().unwrap_or_default().trim().to_lowercase();
        let is_titled = ["comments on", "comments for", "sylwadau ar"].iter().any(|start| title.starts_with(start));
        let to_comments = feed.entries.iter().filter(|entry| entry.link.as_deref().is_some_and(|link| link.contains("#comment")));
        let is_linked = !feed.entries.is_empty() && to_comments.count() * 2 > feed.entries.len();
        if is_titled || is_linked { Self::Comments } else { self }
    }

    /// For people.
    pub fn words(self) -> &'static str {
        match self {
            Self::Posts => "posts",
            Self::Subject => "posts about one subject",
            Self::Author => "posts of one author",
            Self::Search => "results of a search",
            Self::Comments => "comments",
        }
    }
}

fn is_feed_word(segment: &str) -> bool {
    let stem = segment.split('.').next().unwrap_or_default();
    matches!(stem, "feed" | "rss" | "atom" | "index")
}

/// Whether an address looks like that of a feed.
pub fn looks_like_a_feed(url: &Url) -> bool {
    let path = url.path().trim_end_matches('/').to_lowercase();
    let last = path.rsplit('/').next().unwrap_or_default();
    let is_named =
        matches!(last, "feed" | "rss" | "atom" | "rss2" | "index.xml" | "feed.json") || path.ends_with("/feeds/posts/default");
    let has_ending = [".rss", ".atom", ".rdf"].iter().any(|ending| last.ends_with(ending))
        || (last.ends_with(".xml") && ["feed", "rss", "atom"].iter().any(|word| last.contains(word)));
    let is_asked = url.query_pairs().any(|(key, value)| {
        let (key, value) = (key.to_lowercase(), value.to_lowercase());
        (key == "format" && matches!(value.as_str(), "rss" | "feed" | "atom")) || (key == "feed" && !value.is_empty())
    });
    is_named || has_ending || is_asked
}
