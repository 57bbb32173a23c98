//! The living list as its table shows it: in parts, sorted, filtered, and cut into pages.

use crate::model::Instant;
use crate::model::blog::{Blog, BlogHealth, BlogId};
use crate::model::listing::BlogState;
use crate::model::web_address::WebAddress;
use crate::rules::listing::public_words::day;
use crate::rules::listing::state::state;
use serde::Serialize;
use std::cmp::Reverse;
use std::collections::{HashMap, HashSet};
use url::form_urlencoded::Serializer;

/// Rows on a page of the service: with the stylesheet it stays under 30 kB.
pub const ROWS: usize = 20;

/// Names that are thanked one by one; of a longer list the rest is counted.
const THANKED: usize = 60;

/// Characters of a filter that are looked at.
const LONGEST_FILTER: usize = 100;

/// What the table is sorted by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sort {
    /// The council, and the name of blogs that no council runs.
    #[default]
    Council,
    /// The blog's name.
    Blog,
    /// Its state, the liveliest first.
    State,
    /// Its last post, the newest first.
    Posts,
}

impl Sort {
    /// All of them, in the order of the columns.
    pub const ALL: [Self; 4] = [Self::Council, Self::Blog, Self::State, Self::Posts];

    /// The word in the address.
    pub fn word(self) -> &'static str {
        match self {
            Self::Council => "council",
            Self::Blog => "blog",
            Self::State => "state",
            Self::Posts => "posts",
        }
    }

    /// Reads the word back.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|sort| sort.word() == word)
    }

    fn heading(self) -> &'static str {
        match self {
            Self::Council => "Council",
            Self::Blog => "Blog",
            Self::State => "State",
            Self::Posts => "Last post",
        }
    }

    fn direction(self) -> &'static str {
        if self == Self::Posts { "descending" } else { "ascending" }
    }
}

/// What a reader asks of the table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Question {
    /// By what.
    pub sort: Sort,
    /// From 1; 0 counts as 1.
    pub page: usize,
    /// Words that all have to stand in a row.
    pub words: String,
}

/// What `web/blogs/list.html` sees.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ListView {
    /// The filter as typed.
    pub words: String,
    /// The present order.
    pub sort: &'static str,
    /// The columns.
    pub columns: Vec<Column>,
    /// The rows of this page.
    pub parts: Vec<Part>,
    /// Rows that fit the filter.
    pub found: usize,
    /// Rows of the whole list.
    pub total: usize,
    /// Pages to go to; none where everything stands on one.
    pub pages: Vec<PageLink>,
    /// Who suggested blogs.
    pub thanks: Vec<String>,
    /// Further ones.
    pub thanks_more: usize,
}

/// The head of a column.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Column {
    /// Its words.
    pub heading: &'static str,
    /// `?…` that sorts by it.
    pub query: String,
    /// `aria-sort`, where the table is sorted by it.
    pub direction: Option<&'static str>,
}

/// A link to another page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PageLink {
    /// From 1.
    pub number: usize,
    /// `?…`
    pub query: String,
    /// Whether it is this page.
    pub is_here: bool,
}

/// Rows of one kind.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Part {
    /// Its words; none for the list proper.
    pub heading: Option<&'static str>,
    /// In order.
    pub rows: Vec<Row>,
}

/// One blog.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Row {
    /// For its own page.
    pub id: String,
    /// Who runs it.
    pub council: Option<String>,
    /// What it is called.
    pub name: String,
    /// One line.
    pub about: Option<String>,
    /// Its home page, else its feed; none where it is unknown or its makers want no visitors from here.
    pub link: Option<String>,
    /// The host of that.
    pub host: Option<String>,
    /// One word.
    pub state: &'static str,
    /// The date of its last post, in words.
    pub last_post: Option<String>,
}

/// The table of this list.
pub fn list_view(
    blogs: &[Blog],
    healths: &HashMap<BlogId, BlogHealth>,
    question: &Question,
    rows_a_page: usize,
    now: Instant,
) -> ListView {
    let words: String = question.words.trim().chars().take(LONGEST_FILTER).collect();
    let mut lines: Vec<Line<'_>> =
        blogs.iter().filter(|blog| fits(blog, &words)).map(|blog| Line::new(blog, healths.get(&blog.id), now)).collect();
    sort(&mut lines, question.sort);
    let last_page = lines.len().div_ceil(rows_a_page).max(1);
    let page = question.page.clamp(1, last_page);
    let shown = lines.iter().skip((page - 1) * rows_a_page).take(rows_a_page);
    let thanks = thanks(blogs);
    ListView {
        sort: question.sort.word(),
        columns: Sort::ALL.into_iter().map(|sort| column(sort, question.sort, &words)).collect(),
        parts: parts(shown),
        found: lines.len(),
        total: blogs.len(),
        pages: if last_page > 1 { pages(last_page, page, question.sort, &words) } else { Vec::new() },
        thanks_more: thanks.len().saturating_sub(THANKED),
        thanks: thanks.into_iter().take(THANKED).collect(),
        words,
    }
}

/// A row before it is put into words.
struct Line<'a> {
    blog: &'a Blog,
    state: BlogState,
    last_post: Option<Instant>,
}

impl<'a> Line<'a> {
    fn new(blog: &'a Blog, health: Option<&BlogHealth>, now: Instant) -> Self {
        let unread = BlogHealth::default();
        let health = health.unwrap_or(&unread);
        let last_post = health.newest_post_at.max(health.last_new_post_at).filter(|_| !is_forgotten(blog));
        Self { blog, state: state(blog, health, now).state, last_post }
    }

    /// The list proper, neighbours, and what is read no longer.
    fn part(&self) -> usize {
        if self.state == BlogState::Retired { 2 } else { usize::from(!self.blog.listed) }
    }
}

/// Whether its makers asked not to be read: then no more is shown than its name.
pub fn is_forgotten(blog: &Blog) -> bool {
    blog.retired.as_deref() == Some(crate::rules::listing::public_words::OPTED_OUT)
}

fn fits(blog: &Blog, words: &str) -> bool {
    if words.is_empty() {
        return true;
    }
    let texts = [Some(&blog.name), blog.council.as_ref(), blog.about.as_ref(), blog.region.as_ref()];
    let mut whole: String = texts.into_iter().flatten().map(|text| text.to_lowercase() + "\n").collect();
    blog.topics.iter().for_each(|topic| whole.push_str(&topic.to_lowercase()));
    words.to_lowercase().split_whitespace().all(|word| whole.contains(word))
}

fn sort(lines: &mut [Line<'_>], by: Sort) {
    let name = |line: &Line<'_>| line.blog.name.to_lowercase();
    let group = |line: &Line<'_>| line.blog.group().to_lowercase();
    let rank = |state: BlogState| BlogState::ALL.into_iter().position(|known| known == state);
    match by {
        Sort::Council => lines.sort_by_cached_key(|line| (line.part(), group(line), name(line))),
        Sort::Blog => lines.sort_by_cached_key(|line| (line.part(), name(line))),
        Sort::State => lines.sort_by_cached_key(|line| (line.part(), rank(line.state), group(line), name(line))),
        Sort::Posts => lines.sort_by_cached_key(|line| (line.part(), Reverse(line.last_post), name(line))),
    }
}

fn parts<'a>(lines: impl Iterator<Item = &'a Line<'a>>) -> Vec<Part> {
    const HEADINGS: [Option<&str>; 3] = [None, Some("Neighbours: more blogs worth reading"), Some("Read no longer")];
    let mut parts: Vec<(usize, Part)> = Vec::new();
    for line in lines {
        let part = line.part();
        if parts.last().is_none_or(|(last, _)| *last != part) {
            parts.push((part, Part { heading: HEADINGS.get(part).copied().flatten(), rows: Vec::new() }));
        }
        if let Some((_, last)) = parts.last_mut() {
            last.rows.push(row(line));
        }
    }
    parts.into_iter().map(|(_, part)| part).collect()
}

fn row(line: &Line<'_>) -> Row {
    let blog = line.blog;
    let shown = !is_forgotten(blog);
    let link = blog.site.as_ref().or(blog.feed.as_ref()).filter(|_| shown);
    let host = link
        .and_then(WebAddress::url)
        .and_then(|url| url.host_str().map(|host| host.strip_prefix("www.").unwrap_or(host).to_owned()));
    Row {
        id: blog.id.to_string(),
        council: blog.council.clone(),
        name: blog.name.clone(),
        about: blog.about.clone().filter(|_| shown),
        link: link.map(ToString::to_string),
        host,
        state: line.state.word(),
        last_post: line.last_post.map(day),
    }
}

/// `?…` for an order, a page and a filter; what is usual is left out.
fn query(sort: Sort, page: usize, words: &str) -> String {
    let mut query = Serializer::for_suffix(String::from("?"), 1);
    query.append_pair("sort", sort.word());
    if !words.is_empty() {
        query.append_pair("q", words);
    }
    if page > 1 {
        query.append_pair("page", &page.to_string());
    }
    query.finish()
}

fn column(sort: Sort, now: Sort, words: &str) -> Column {
    Column { heading: sort.heading(), query: query(sort, 1, words), direction: (sort == now).then(|| sort.direction()) }
}

/// The first, the last, and those around this one: fifty pages make no fifty links.
fn pages(last: usize, here: usize, sort: Sort, words: &str) -> Vec<PageLink> {
    let is_shown = |number: &usize| *number == 1 || *number == last || number.abs_diff(here) <= 3;
    let link = |number| PageLink { number, query: query(sort, number, words), is_here: number == here };
    (1..=last).filter(is_shown).map(link).collect()
}

fn thanks(blogs: &[Blog]) -> Vec<String> {
    let mut seen = HashSet::new();
    let names = blogs.iter().filter_map(|blog| blog.via.as_deref());
    names.filter(|name| seen.insert(name.to_lowercase())).map(str::to_owned).collect()
}
