//! What a blog is made with, and where such blogs keep their feed when the page does not say.

use url::Url;

/// A blogging system with a habit of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Platform {
    /// WordPress, WordPress.com and GOV.UK blogs, which are made with it.
    WordPress,
    /// medium.com, publications and profiles alike, and own domains.
    Medium,
    /// Blogspot.
    Blogger,
    /// Ghost.
    Ghost,
    /// Jekyll and GitHub Pages.
    Jekyll,
    /// Hugo.
    Hugo,
    /// Eleventy.
    Eleventy,
    /// Squarespace.
    Squarespace,
    /// Drupal, LocalGov Drupal among them.
    Drupal,
    /// Jadu, which many councils' sites are made with.
    Jadu,
    /// Umbraco with its blog package.
    Umbraco,
    /// Tumblr.
    Tumblr,
    /// Substack.
    Substack,
    /// Wix.
    Wix,
}

/// How a platform shows: ends of host names, a word in `<meta name=generator>`, and marks in the page, all in small letters.
struct Signs {
    platform: Platform,
    hosts: &'static [&'static str],
    generator: &'static str,
    marks: &'static [&'static str],
}

const SIGNS: [Signs; 14] = [
    Signs {
        platform: Platform::Medium,
        hosts: &["medium.com"],
        generator: "medium",
        marks: &["cdn-client.medium.com", "glyph.medium.com"],
    },
    Signs {
        platform: Platform::Blogger,
        hosts: &["blogspot.com", "blogspot.co.uk"],
        generator: "blogger",
        marks: &["www.blogger.com/static"],
    },
    Signs { platform: Platform::Substack, hosts: &["substack.com"], generator: "substack", marks: &["substackcdn.com"] },
    Signs { platform: Platform::Tumblr, hosts: &["tumblr.com"], generator: "tumblr", marks: &["assets.tumblr.com"] },
    Signs { platform: Platform::Wix, hosts: &["wixsite.com"], generator: "wix.com", marks: &["static.parastorage.com"] },
    Signs {
        platform: Platform::Squarespace,
        hosts: &["squarespace.com"],
        generator: "squarespace",
        marks: &["static1.squarespace.com", "this is squarespace"],
    },
    Signs { platform: Platform::Ghost, hosts: &["ghost.io"], generator: "ghost", marks: &["ghost-sdk", "/ghost/api/"] },
    Signs { platform: Platform::Jadu, hosts: &[], generator: "jadu", marks: &["/jadu/", "jadu cms"] },
    Signs { platform: Platform::Umbraco, hosts: &[], generator: "umbraco", marks: &["articulate/themes"] },
    Signs { platform: Platform::Drupal, hosts: &[], generator: "drupal", marks: &["data-drupal-", "drupal-settings-json"] },
    Signs { platform: Platform::Hugo, hosts: &[], generator: "hugo", marks: &[] },
    Signs { platform: Platform::Eleventy, hosts: &[], generator: "eleventy", marks: &[] },
    Signs { platform: Platform::Jekyll, hosts: &["github.io"], generator: "jekyll", marks: &["begin jekyll seo tag"] },
    Signs {
        platform: Platform::WordPress,
        hosts: &["wordpress.com", "blog.gov.uk", "localgov.blog"],
        generator: "wordpress",
        marks: &["/wp-content/", "/wp-includes/", "/wp-json"],
    },
];

/// Where any blog may keep its feed.
const ANYWHERE: [&str; 6] = ["feed/", "rss.xml", "feed.xml", "atom.xml", "index.xml", "rss/"];

/// Addresses guessed for one page; each costs the site a request.
const GUESS_LIMIT: usize = 12;

impl Platform {
    /// What a page seems to be made with: its host knows best, then its generator, then its markup.
    pub fn recognise(page: &Url, generator: Option<&str>, html: &str) -> Option<Self> {
        let host = page.host_str().unwrap_or_default();
        let is_on = |end: &&str| host.strip_suffix(*end).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'));
        let by_host = || SIGNS.iter().find(|signs| signs.hosts.iter().any(&is_on));
        let generator = generator.map(str::to_lowercase);
        let by_generator = || SIGNS.iter().find(|signs| generator.as_ref().is_some_and(|word| word.contains(signs.generator)));
        let by_marks = || {
            let html = html.to_lowercase();
            SIGNS.iter().find(|signs| signs.marks.iter().any(|mark| html.contains(mark)))
        };
        by_host().or_else(by_generator).or_else(by_marks).map(|signs| signs.platform)
    }

    /// For people.
    pub fn name(self) -> &'static str {
        match self {
            Self::WordPress => "WordPress",
            Self::Medium => "Medium",
            Self::Blogger => "Blogger",
            Self::Ghost => "Ghost",
            Self::Jekyll => "Jekyll",
            Self::Hugo => "Hugo",
            Self::Eleventy => "Eleventy",
            Self::Squarespace => "Squarespace",
            Self::Drupal => "Drupal",
            Self::Jadu => "Jadu",
            Self::Umbraco => "Umbraco",
            Self::Tumblr => "Tumblr",
            Self::Substack => "Substack",
            Self::Wix => "Wix",
        }
    }

    /// Paths, relative to the page and to the root of its site, in the order of likelihood.
    fn paths(self) -> &'static [&'static str] {
        match self {
            Self::WordPress => &["feed/"],
            Self::Medium | Self::Substack => &["feed"],
            Self::Blogger => &["feeds/posts/default"],
            Self::Ghost | Self::Tumblr => &["rss/"],
            Self::Jekyll => &["feed.xml", "atom.xml"],
            Self::Hugo => &["index.xml", "feed.xml"],
            Self::Eleventy => &["feed.xml", "feed/feed.xml"],
            Self::Squarespace => &["?format=rss", "blog?format=rss"],
            Self::Drupal => &["rss.xml", "feed", "rss"],
            Self::Jadu | Self::Umbraco => &["rss", "feed"],
            Self::Wix => &["blog-feed.xml"],
        }
    }
}

/// Where a page that names no feed may have one, most likely first, each once.
pub fn guesses(platform: Option<Platform>, page: &Url) -> Vec<Url> {
    let mut found = Vec::new();
    if platform == Some(Platform::Medium) {
        found.extend(medium(page));
    }
    let paths = platform.map(Platform::paths).unwrap_or_default();
    let (folder, root) = (folder(page), page.join("/").ok());
    for path in paths.iter().chain(&ANYWHERE) {
        found.extend(folder.iter().chain(&root).filter_map(|base| beside(base, path)));
    }
    let mut known = std::collections::HashSet::new();
    found.retain(|url| known.insert(url.clone()));
    found.truncate(GUESS_LIMIT);
    found
}

/// medium.com/@name and medium.com/publication have their feed below medium.com/feed/.
fn medium(page: &Url) -> Option<Url> {
    let first = page.path_segments()?.next().filter(|segment| !segment.is_empty() && *segment != "feed")?;
    (page.host_str()? == "medium.com").then(|| page.join(&format!("/feed/{first}")).ok())?
}

/// The page as a folder: `/blog` and `/blog/index.html` are `/blog/`.
fn folder(page: &Url) -> Option<Url> {
    let path = page.path();
    let last = path.rsplit('/').next().unwrap_or_default();
    let kept = if last.contains('.') { path.strip_suffix(last)? } else { path };
    let mut folder = page.clone();
    folder.set_query(None);
    folder.set_fragment(None);
    folder.set_path(&format!("{}/", kept.trim_end_matches('/')));
    Some(folder)
}

/// A query belongs to the page itself, which has no slash at its end; a path stands below it.
fn beside(base: &Url, path: &str) -> Option<Url> {
    let Some(query) = path.strip_prefix('?') else { return base.join(path).ok() };
    let mut url = base.clone();
    let bare = base.path().trim_end_matches('/').to_owned();
    url.set_path(if bare.is_empty() { "/" } else { &bare });
    url.set_query(Some(query));
    Some(url)
}
