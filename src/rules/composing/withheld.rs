//! Past editions after a blog was forgotten: what was mailed cannot be called back, what the archive shows can.

use crate::model::edition::{BlogNote, EditionContent, Item};
use std::collections::HashSet;

/// A blog that is to be named and no more.
#[derive(Clone, Copy, Debug)]
pub struct Withheld<'a> {
    /// Its name.
    pub name: &'a str,
    /// Every address that its posts had.
    pub links: &'a HashSet<String>,
    /// What stands where a title stood.
    pub title: &'a str,
    /// Its page on our site, which says why.
    pub page: &'a str,
}

/// Takes its titles, extracts and links out of an edition; an editor's own words stay. True when something was there.
pub fn withhold(content: &mut EditionContent, of: Withheld<'_>) -> bool {
    let before = content.clone();
    let items = content.items.iter_mut().chain(&mut content.missing);
    items.chain(content.everything_else.iter_mut().flat_map(|group| &mut group.stories)).for_each(|item| blank(item, of));
    content.new_blogs.iter_mut().chain(&mut content.revived_blogs).for_each(|note| name_alone(note, of.name));
    *content != before
}

fn blank(item: &mut Item, of: Withheld<'_>) {
    item.also_at.retain(|other| !of.links.contains(&other.link));
    if !of.links.contains(&item.link) {
        return;
    }
    item.title = of.title.to_owned();
    item.link = of.page.to_owned();
    item.byline = of.name.to_owned();
    item.excerpt = None;
    item.language = None;
    item.media.clear();
}

fn name_alone(note: &mut BlogNote, name: &str) {
    if note.name == name {
        (note.about, note.site) = (None, None);
    }
}
