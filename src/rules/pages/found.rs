//! What friday sees of a blog that is not on the list yet, for who suggests it and for the editor who decides.

use crate::model::blog::Blog;
use crate::model::entry::ParsedEntry;
use crate::model::feed::ParsedFeed;
use crate::rules::listing::public_words::day;
use crate::rules::parsing::language;
use serde::Serialize;

/// Posts shown of it.
const SAMPLES: usize = 3;

/// A feed and the row that it would get.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Found {
    /// What the row would say.
    pub name: String,
    /// Who runs it, where that was typed.
    pub council: Option<String>,
    /// The feed's own line about itself.
    pub about: Option<String>,
    /// Its home page.
    pub site_link: Option<String>,
    /// The feed's address.
    pub feed: String,
    /// The feed's own title.
    pub title: Option<String>,
    /// Posts in the document.
    pub posts: usize,
    /// The newest of them.
    pub samples: Vec<Sample>,
}

/// A post as the digest would show it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Sample {
    /// Plain text.
    pub title: String,
    /// Plain text, cut at a word.
    pub excerpt: Option<String>,
    /// When it was written, in words.
    pub date: Option<String>,
    /// Its language, where it is not the page's.
    pub lang: Option<String>,
}

/// One of several feeds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Choice {
    /// Its address.
    pub feed: String,
    /// What it is, in words.
    pub words: String,
}

/// What is shown of one feed; `own` is the page's language.
pub fn found(blog: &Blog, document: &ParsedFeed, own: &str) -> Found {
    Found {
        name: blog.name.clone(),
        council: blog.council.clone(),
        about: blog.about.clone(),
        site_link: blog.site.as_ref().map(ToString::to_string),
        feed: blog.feed.as_ref().map(ToString::to_string).unwrap_or_default(),
        title: document.feed.title.clone(),
        posts: document.entries.len(),
        samples: document.entries.iter().take(SAMPLES).map(|post| sample(post, document, own)).collect(),
    }
}

fn sample(post: &ParsedEntry, document: &ParsedFeed, own: &str) -> Sample {
    let said = post.language.as_deref().or(document.feed.language.as_deref());
    Sample {
        title: post.title.clone().unwrap_or_else(|| "Untitled post".to_owned()),
        excerpt: post.excerpt.clone(),
        date: post.dated_at().map(day),
        lang: said.filter(|tag| language::primary(tag) != language::primary(own)).map(str::to_owned),
    }
}

/// A feed among several: its title, how many posts, the newest.
pub fn choice(feed: &str, document: &ParsedFeed) -> Choice {
    let newest = document.entries.iter().filter_map(ParsedEntry::dated_at).max();
    let newest = newest.map(|at| format!(", the newest of {}", day(at))).unwrap_or_default();
    let title = document.feed.title.as_deref().unwrap_or("Without a title");
    let posts = match document.entries.len() {
        1 => "1 post".to_owned(),
        count => format!("{count} posts"),
    };
    Choice { feed: feed.to_owned(), words: format!("{title}: {posts}{newest}") }
}
