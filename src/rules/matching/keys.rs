//! The alias keys of an entry, strongest first.

use super::canonical;
use super::canonical::is_page;
use super::fingerprint::{MEANINGFUL_WORDS, stable_hash};
use crate::model::blog::BlogId;
use crate::model::entry::{AliasKey, Fingerprint, KeyKind, ParsedEntry};
use std::collections::{HashMap, HashSet};
use url::Url;

/// Ids and links that more than one entry of a document carries; they identify nothing.
#[derive(Clone, Debug, Default)]
pub struct Shared {
    ids: HashSet<String>,
    links: HashSet<String>,
}

/// Finds ids and links that different posts of one document share (a page's own address as every link, one guid for all).
pub fn shared<'a>(entries: impl Iterator<Item = (&'a ParsedEntry, &'a Option<String>)>) -> Shared {
    let mut ids: HashMap<&str, HashSet<&str>> = HashMap::new();
    let mut links: HashMap<&str, HashSet<&str>> = HashMap::new();
    for (entry, page) in entries {
        let title = entry.title.as_deref().unwrap_or_default();
        if let Some(id) = &entry.id {
            ids.entry(id).or_default().insert(title);
        }
        if let Some(link) = page.as_deref() {
            links.entry(link).or_default().insert(title);
        }
    }
    Shared {
        ids: ids.into_iter().filter(|(_, titles)| titles.len() > 1).map(|(id, _)| id.to_owned()).collect(),
        links: links.into_iter().filter(|(_, titles)| titles.len() > 1).map(|(link, _)| link.to_owned()).collect(),
    }
}

/// What is read out of an entry beforehand.
#[derive(Clone, Copy, Debug)]
pub struct Named<'a> {
    /// Its title in normal words.
    pub title: &'a str,
    /// Its canonical link.
    pub page: Option<&'a str>,
    /// What its text looks like.
    pub print: &'a Fingerprint,
}

/// Every alias of one entry.
pub fn of(blog: &BlogId, entry: &ParsedEntry, named: Named<'_>, shared: &Shared) -> Vec<AliasKey> {
    let Named { title, page, print } = named;
    let mut keys = Vec::new();
    let mut add = |kind, value: String| keys.push(AliasKey { kind, value });
    if let Some(id) = entry.id.as_ref().filter(|id| !shared.ids.contains(*id)) {
        let address = Url::parse(id).ok();
        if is_telling(address.as_ref()) {
            add(KeyKind::Id, format!("{blog} {id}"));
            if let Some(bare) = address.as_ref().and_then(without_host) {
                add(KeyKind::BareId, format!("{blog} {bare}"));
            }
        }
    }
    if let Some(link) = page.filter(|link| is_page(link) && !shared.links.contains(*link)) {
        add(KeyKind::Link, format!("{blog} {link}"));
    }
    if let Some(day) = entry.dated_at().filter(|_| !title.is_empty()) {
        add(KeyKind::TitleDay, format!("{blog} {} {title}", day.format("%Y-%m-%d")));
    }
    if let Some(text) = text(print, title) {
        add(KeyKind::Text, format!("{blog} {text:016x} {}", print.words));
    }
    keys
}

/// A home page is not an id, although some feeds give it as one.
fn is_telling(id: Option<&Url>) -> bool {
    id.and_then(canonical::link_of).is_none_or(|link| is_page(&link))
}

/// All words of a text; too few say nothing without their title.
fn text(print: &Fingerprint, title: &str) -> Option<u64> {
    match (print.text, title.is_empty()) {
        (Some(text), _) if print.words >= MEANINGFUL_WORDS => Some(text),
        (None, true) => None,
        (text, _) => Some(stable_hash(&format!("{title} {:016x}", text.unwrap_or_default()))),
    }
}

/// An id that is an address, without scheme and host; none when nothing telling is left of it.
fn without_host(id: &Url) -> Option<String> {
    id.host_str()?;
    let query = id.query().map(|query| format!("?{query}")).unwrap_or_default();
    let bare = format!("{}{query}", id.path().trim_end_matches('/'));
    (bare.len() > 1).then_some(bare)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::matching::fingerprint;
    use crate::rules::matching::titles::normal_title;

    fn page(entry: &ParsedEntry) -> Option<String> {
        entry.link.as_deref().and_then(canonical::link)
    }

    fn shared_by(entries: &[ParsedEntry]) -> Shared {
        let pages: Vec<Option<String>> = entries.iter().map(page).collect();
        shared(entries.iter().zip(&pages))
    }

    fn keys(entry: &ParsedEntry, shared: &Shared) -> Vec<String> {
        let print = fingerprint::of(entry.content.as_deref());
        let title = normal_title(entry.title.as_deref().unwrap_or_default());
        let page = page(entry);
        let named = Named { title: &title, page: page.as_deref(), print: &print };
        let found = of(&BlogId::from_name("croydon"), entry, named, shared);
        found.into_iter().map(|key| format!("{}: {}", key.kind.word(), key.value)).collect()
    }

    fn entry(id: &str, link: &str, title: &str) -> ParsedEntry {
        ParsedEntry {
            id: Some(id.to_owned()),
            link: Some(link.to_owned()),
            title: Some(title.to_owned()),
            published: Some("2026-11-18T10:00:00Z".parse().expect("a literal instant")),
            ..ParsedEntry::default()
        }
    }

    #[test]
    fn an_entry_has_one_key_a_kind() {
        let entry = entry("https://croydon.digital/?p=12", "https://croydon.digital/bins/", "Bins, again!");

        assert_eq!(
            keys(&entry, &Shared::default()),
            [
                "id: croydon https://croydon.digital/?p=12",
                "id without host: croydon ?p=12",
                "link: croydon croydon.digital/bins",
                "title and day: croydon 2026-11-18 bins again",
                "text: croydon f5cab219e7f88597 0",
            ]
        );
    }

    #[test]
    fn an_id_that_all_entries_share_identifies_none() {
        let (one, two) = (entry("x", "https://a.example/1", "One"), entry("x", "https://a.example/2", "Two"));

        let shared = shared_by(&[one.clone(), two]);

        assert!(keys(&one, &shared).iter().all(|key| !key.starts_with("id")));
    }

    #[test]
    fn a_link_that_all_entries_share_identifies_none() {
        let (one, two) = (entry("1", "https://a.example/", "One"), entry("2", "https://a.example/", "Two"));

        let shared = shared_by(&[one.clone(), two]);

        assert!(keys(&one, &shared).iter().all(|key| !key.starts_with("link")));
    }

    #[test]
    fn a_home_page_as_id_says_nothing_without_its_host() {
        let bare = |id: &str| without_host(&Url::parse(id).expect("a literal address"));

        assert_eq!(bare("https://a.example/"), None);
        assert_eq!(bare("tag:a.example,2026:1"), None);
    }
}
