//! What a check says about a row: the verdict, whether a pull request may pass with it, and the edit it proposes.

use super::same_posts;
use crate::model::blog::{Blog, BlogId};
use crate::model::listing::{RowEdit, RowKey};
use crate::model::web_address::WebAddress;
use crate::rules::matching::canonical;
use serde::Serialize;
use std::collections::{HashMap, HashSet};
use url::Url;

/// What the row's addresses came to when they were asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Probe {
    /// A feed.
    Feed {
        /// Where a lasting redirect led.
        lasting: Option<Url>,
        /// Canonical links of its posts.
        marks: HashSet<String>,
        /// Problems of the document, in plain words.
        remarks: Vec<String>,
    },
    /// Something else than a feed, or nothing for good; perhaps with the feed that was found instead.
    Other {
        /// Whether the server says that nothing is there.
        absence: Option<Absence>,
        /// In plain words.
        why: String,
        /// Feeds of posts found on the page or on the site.
        feeds: Vec<Url>,
    },
    /// The row has a site alone.
    Site {
        /// Feeds of posts found from it.
        feeds: Vec<Url>,
        /// Canonical links of the posts of the first of them.
        marks: HashSet<String>,
        /// Why none was found, in plain words.
        why: String,
    },
    /// No answer that could be used, this time.
    Failed(String),
}

/// How final it is that nothing is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Absence {
    /// 410: its publisher means it.
    Gone,
    /// 404: it may be a mistake of the day.
    Missing,
}

/// The verdict on one row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// The feed can be read.
    Ok,
    /// It can be read, yet something about the document is odd.
    Remarks,
    /// It answers at another address for good.
    Moved,
    /// The row has no feed, and one was found from its site.
    FeedFound,
    /// The row has no feed, and none was found, or several.
    NoFeed,
    /// Another row reads the same posts.
    Duplicate,
    /// The publisher says that nothing is there.
    Dead,
    /// What is there is no feed.
    NotAFeed,
    /// It could not be read this time.
    Failing,
    /// The row has neither feed nor site.
    AddressUnknown,
    /// A person retired it; it was not asked for.
    Retired,
}

impl Verdict {
    /// For people.
    pub fn words(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Remarks => "ok, with remarks",
            Self::Moved => "moved",
            Self::FeedFound => "feed found",
            Self::NoFeed => "no feed",
            Self::Duplicate => "duplicate",
            Self::Dead => "dead",
            Self::NotAFeed => "not a feed",
            Self::Failing => "failing",
            Self::AddressUnknown => "address unknown",
            Self::Retired => "retired",
        }
    }

    /// Whether a change that brings such a row should be sent back.
    pub fn is_failure(self) -> bool {
        matches!(self, Self::NoFeed | Self::Duplicate | Self::Dead | Self::NotAFeed | Self::Failing)
    }
}

/// A row with its verdict.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Checked {
    /// Which row.
    pub blog: BlogId,
    /// The verdict.
    pub verdict: Verdict,
    /// In plain words.
    pub because: Vec<String>,
    /// What would mend the row.
    pub edit: Option<RowEdit>,
}

/// Another one of `rows` that reads the same, by what is written in them alone: no request is needed.
pub fn same_address<'a>(blog: &Blog, rows: impl IntoIterator<Item = &'a Blog>) -> Option<&'a Blog> {
    let of = |address: &Option<WebAddress>| address.as_ref().and_then(|address| canonical::link(address.as_str()));
    let (feed, site) = (of(&blog.feed), of(&blog.site));
    rows.into_iter().filter(|other| other.id != blog.id).find(|other| {
        let (other_feed, other_site) = (of(&other.feed), of(&other.site));
        // Two blogs may share a site and not a feed; a row without a feed is known by its site alone.
        (feed.is_some() && feed == other_feed)
            || (site.is_some() && site == other_site && (feed.is_none() || other_feed.is_none()))
    })
}

/// Judges one row by what its addresses came to. Another row with the same posts is found by `duplicates`.
pub fn judge(blog: &Blog, probe: &Probe) -> Checked {
    let (verdict, because, edit) = match probe {
        Probe::Feed { lasting: Some(to), .. } => {
            let because = format!("the feed has moved for good to {to}");
            (Verdict::Moved, vec![because.clone()], Some(edit(blog, RowKey::Feed, to.as_str(), because)))
        }
        Probe::Feed { remarks, .. } if remarks.is_empty() => (Verdict::Ok, Vec::new(), None),
        Probe::Feed { remarks, .. } => (Verdict::Remarks, remarks.clone(), None),
        Probe::Site { feeds, .. } if feeds.len() == 1 => (Verdict::FeedFound, Vec::new(), found(blog, feeds)),
        Probe::Site { feeds, why, .. } => (Verdict::NoFeed, none_or_several(why, feeds), None),
        Probe::Other { absence, why, feeds } => {
            let verdict = if absence.is_some() { Verdict::Dead } else { Verdict::NotAFeed };
            // Only a publisher's own word retires a blog; a page that is missing today may be back tomorrow.
            let retired = || (*absence == Some(Absence::Gone)).then(|| edit(blog, RowKey::Retired, why, why.clone()));
            let edit = found(blog, feeds).or_else(retired);
            (verdict, none_or_several(why, feeds), edit)
        }
        Probe::Failed(why) => (Verdict::Failing, vec![why.clone()], None),
    };
    let found =
        edit.as_ref().filter(|edit| edit.key == RowKey::Feed && verdict != Verdict::Moved).map(|edit| edit.because.clone());
    Checked { blog: blog.id.clone(), verdict, because: because.into_iter().chain(found).collect(), edit }
}

fn none_or_several(why: &str, feeds: &[Url]) -> Vec<String> {
    let mut because: Vec<String> = Some(why.to_owned()).filter(|why| !why.is_empty()).into_iter().collect();
    if feeds.len() > 1 {
        because.push(format!("there are {} feeds; write the right one into the row:", feeds.len()));
        because.extend(feeds.iter().map(|feed| format!("  feed = \"{feed}\"")));
    }
    because
}

/// The one feed found, if there is just one.
fn found(blog: &Blog, feeds: &[Url]) -> Option<RowEdit> {
    match feeds {
        [feed] => Some(edit(blog, RowKey::Feed, feed.as_str(), format!("its feed was found at {feed}"))),
        _ => None,
    }
}

/// Rows that have the same posts: the one that stands later, or is not listed, is the duplicate of the other.
pub fn duplicates(rows: &[(&Blog, &Probe)]) -> HashMap<BlogId, (BlogId, String)> {
    let mut found = HashMap::new();
    let marks = |probe: &Probe| match probe {
        Probe::Feed { marks, .. } | Probe::Site { marks, .. } => marks.clone(),
        Probe::Other { .. } | Probe::Failed(_) => HashSet::new(),
    };
    let read: Vec<(&Blog, HashSet<String>)> = rows.iter().map(|(blog, probe)| (*blog, marks(probe))).collect();
    for (at, (first, first_marks)) in read.iter().enumerate() {
        for (second, second_marks) in read.iter().skip(at + 1) {
            if same_posts(first_marks, second_marks) {
                let (kept, double) = if !first.listed && second.listed { (second, first) } else { (first, second) };
                let shared = first_marks.intersection(second_marks).count();
                let because = format!("it has the same posts as {:?} ({shared} in common)", kept.name);
                found.entry(double.id.clone()).or_insert((kept.id.clone(), because));
            }
        }
    }
    found
}

/// The verdict on a row that doubles another one.
pub fn duplicate(blog: &Blog, of: &Blog, because: String) -> Checked {
    let retired = format!("the same blog as {}", of.name);
    let edit = edit(blog, RowKey::Retired, &retired, because.clone());
    Checked { blog: blog.id.clone(), verdict: Verdict::Duplicate, because: vec![because], edit: Some(edit) }
}

fn edit(blog: &Blog, key: RowKey, value: &str, because: String) -> RowEdit {
    RowEdit { blog: blog.id.clone(), key, value: value.to_owned(), because }
}

/// Rows that are new or differ from the older list in anything that matters to reading them.
pub fn changed<'a>(rows: &'a [Blog], older: &[Blog]) -> Vec<&'a Blog> {
    let known: HashMap<&BlogId, &Blog> = older.iter().map(|blog| (&blog.id, blog)).collect();
    let is_same = |blog: &Blog| known.get(&blog.id).is_some_and(|known| Blog { line: blog.line, ..(*known).clone() } == *blog);
    rows.iter().filter(|blog| !is_same(blog)).collect()
}
