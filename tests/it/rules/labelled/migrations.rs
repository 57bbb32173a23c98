//! What blogs do to their posts without making new ones: each takes a feed as it was and makes the feed as it came back.

use super::chance::Chance;
use super::corpus::{opaque, slug, words};
use chrono::{NaiveTime, TimeDelta};
use friday::model::entry::ParsedEntry;

/// A kind of migration and how it changes a feed; the posts keep their places.
pub type Kind = (&'static str, fn(&mut Vec<ParsedEntry>, &mut Chance));

pub const KINDS: [Kind; 27] = [
    ("one new guid", |posts, chance| renamed(one(posts, chance), chance)),
    ("all guids new", |posts, chance| each(posts, |post| renamed(post, chance))),
    ("http to https", |posts, _| each(posts, |post| everywhere(post, "https://", "http://"))),
    ("host move, ids kept", |posts, _| each(posts, |post| change_link(post, |link| link.replace("old.", "new.")))),
    ("host move, ids move along", |posts, _| each(posts, |post| everywhere(post, "https://old.", "https://news."))),
    ("host move, all ids new", |posts, chance| each(posts, |post| move_host(post, chance))),
    ("slug edited", |posts, chance| edit_slug(one(posts, chance))),
    ("title edited", |posts, chance| edit_title(one(posts, chance))),
    ("title and slug edited", |posts, chance| edit_title_and_slug(one(posts, chance))),
    ("permalinks in another order", |posts, _| each(posts, at_a_short_address)),
    ("typo mended, new guid", |posts, chance| mended(one(posts, chance), chance)),
    ("paragraph added, new guid", |posts, chance| grown(one(posts, chance), chance)),
    ("date changed, id kept", |posts, chance| later(one(posts, chance), 40)),
    ("dates and ids of the day of the move", regenerated),
    ("guid from permalink to opaque", |posts, chance| each(posts, |post| renamed(post, chance))),
    ("tracking parameters", |posts, _| each(posts, tracked)),
    ("other software: excerpts, new ids, new addresses", |posts, chance| each(posts, |post| to_ghost(post, chance))),
    ("RSS to Atom", |posts, _| each(posts, to_atom)),
    ("full texts for excerpts, new ids", |posts, chance| each(posts, |post| renamed(post, chance))),
    ("one id for all posts", |posts, _| each(posts, |post| post.id = Some("https://old.example/feed".to_owned()))),
    ("new host, new ids, dates without time", |posts, chance| each(posts, |post| to_static(post, chance))),
    ("title, slug and text edited", |posts, chance| rework(one(posts, chance), chance)),
    ("title rewritten, id kept", |posts, chance| one(posts, chance).title = Some("Something else entirely".to_owned())),
    ("titles only, new host, new ids", |posts, chance| each(posts, |post| move_host(post, chance))),
    ("no dates, new ids, new addresses", |posts, chance| each(posts, |post| to_ghost_whole(post, chance))),
    ("a storm with edits", |posts, chance| stormy(posts, chance)),
    ("a post twice in the document", |posts, chance| twice(posts, chance)),
];

/// What a kind needs the feed to be like before.
pub fn before(kind: &str, posts: &mut [ParsedEntry]) {
    for post in posts {
        match kind {
            "guid from permalink to opaque" | "slug edited" | "title and slug edited" | "permalinks in another order" => {
                post.id.clone_from(&post.link);
            }
            "full texts for excerpts, new ids" => cut(post),
            "titles only, new host, new ids" => post.content = None,
            "no dates, new ids, new addresses" => post.published = None,
            _ => {}
        }
    }
}

/// What a kind does to posts that `before` cut.
pub fn restore(kind: &str, full: &[ParsedEntry], posts: &mut [ParsedEntry]) {
    if kind == "full texts for excerpts, new ids" {
        for (post, full) in posts.iter_mut().zip(full) {
            post.content.clone_from(&full.content);
            post.summary.clone_from(&full.summary);
        }
    }
}

fn each(posts: &mut [ParsedEntry], change: impl FnMut(&mut ParsedEntry)) {
    posts.iter_mut().for_each(change);
}

fn one<'a>(posts: &'a mut [ParsedEntry], chance: &mut Chance) -> &'a mut ParsedEntry {
    let place = chance.below(posts.len());
    &mut posts[place]
}

fn change_link(post: &mut ParsedEntry, change: impl Fn(&str) -> String) {
    post.link = post.link.as_deref().map(change);
}

fn everywhere(post: &mut ParsedEntry, from: &str, to: &str) {
    post.id = post.id.as_deref().map(|id| id.replace(from, to));
    change_link(post, |link| link.replace(from, to));
}

fn renamed(post: &mut ParsedEntry, chance: &mut Chance) {
    post.id = Some(opaque(chance));
}

fn move_host(post: &mut ParsedEntry, chance: &mut Chance) {
    change_link(post, |link| link.replace("old.", "new."));
    renamed(post, chance);
}

fn is_permalink(post: &ParsedEntry) -> bool {
    post.id.as_deref().is_some_and(|id| id.starts_with("http"))
}

fn readdress(post: &mut ParsedEntry, link: String) {
    if is_permalink(post) {
        post.id = Some(link.clone());
    }
    post.link = Some(link);
}

fn edit_slug(post: &mut ParsedEntry) {
    readdress(post, format!("https://old.example/2026/11/{}-2/", slug(post).chars().take(9).collect::<String>()));
}

fn edit_title(post: &mut ParsedEntry) {
    let title = post.title.clone().unwrap_or_default();
    let words: Vec<&str> = title.split(' ').collect();
    // A long title loses its last word, a short one gets one more.
    post.title = Some(match words.split_last() {
        Some((_, rest)) if rest.len() >= 4 => rest.join(" "),
        _ => format!("{title} (updated)"),
    });
}

fn edit_title_and_slug(post: &mut ParsedEntry) {
    edit_title(post);
    readdress(post, format!("https://old.example/2026/11/{}/", slug(post)));
}

/// A typo in the text, another word in the title, and an address made of it.
fn rework(post: &mut ParsedEntry, chance: &mut Chance) {
    let mut words = words(post);
    let place = chance.below(words.len());
    words[place] = "mended".to_owned();
    rewrite(post, &words);
    edit_title_and_slug(post);
    post.id.clone_from(&post.link);
}

/// All new ids and addresses, and one post in three was gone over as well.
fn stormy(posts: &mut [ParsedEntry], chance: &mut Chance) {
    for (place, post) in posts.iter_mut().enumerate() {
        if place % 3 == 0 {
            rework(post, chance);
        }
        to_ghost_whole(post, chance);
    }
}

fn to_ghost_whole(post: &mut ParsedEntry, chance: &mut Chance) {
    post.link = Some(format!("https://new.example/{}/", slug(post)));
    post.id = Some(format!("{:024x}", chance.number()));
}

fn at_a_short_address(post: &mut ParsedEntry) {
    readdress(post, format!("https://old.example/blog/{}", slug(post)));
}

fn rewrite(post: &mut ParsedEntry, words: &[String]) {
    post.content = Some(format!("<p>{}</p>", words.join(" ")));
    post.summary = None;
}

fn mended(post: &mut ParsedEntry, chance: &mut Chance) {
    let mut words = words(post);
    let place = chance.below(words.len());
    words[place] = "mended".to_owned();
    rewrite(post, &words);
    move_host(post, chance);
}

fn grown(post: &mut ParsedEntry, chance: &mut Chance) {
    let mut words = words(post);
    words.extend((0..words.len().min(40)).map(|n| format!("added{n}")));
    rewrite(post, &words);
    edit_slug(post);
    renamed(post, chance);
}

fn later(post: &mut ParsedEntry, days: i64) {
    post.published = post.published.map(|at| at + TimeDelta::days(days));
}

fn regenerated(posts: &mut Vec<ParsedEntry>, chance: &mut Chance) {
    for post in posts {
        post.published = Some("2026-11-18T02:00:00Z".parse().unwrap());
        at_a_short_address(post);
        renamed(post, chance);
    }
}

fn tracked(post: &mut ParsedEntry) {
    change_link(post, |link| format!("{link}?utm_source=rss&utm_medium=feed&fbclid=x"));
    if is_permalink(post) {
        post.id.clone_from(&post.link);
    }
}

/// The first words, as software cuts them.
fn cut(post: &mut ParsedEntry) {
    let words = words(post);
    post.summary = Some(format!("<p>{} […]</p>", words.iter().take(45).cloned().collect::<Vec<_>>().join(" ")));
    post.content = None;
}

fn to_ghost(post: &mut ParsedEntry, chance: &mut Chance) {
    cut(post);
    post.link = Some(format!("https://new.example/{}/", slug(post)));
    post.id = Some(format!("{:024x}", chance.number()));
}

fn to_atom(post: &mut ParsedEntry) {
    let path = post.link.as_deref().unwrap_or_default().replace("https://old.example", "");
    post.id = Some(format!("tag:old.example,2026:{path}"));
    post.updated = post.published.take();
    post.summary = None;
}

fn to_static(post: &mut ParsedEntry, chance: &mut Chance) {
    post.published = post.published.map(|at| at.with_time(NaiveTime::MIN).unwrap());
    post.link = Some(format!("https://new.example/posts/{}.html", slug(post)));
    renamed(post, chance);
}

fn twice(posts: &mut Vec<ParsedEntry>, chance: &mut Chance) {
    let place = chance.below(posts.len());
    let mut again = posts[place].clone();
    again.link = again.link.map(|link| format!("{link}?utm_source=homepage"));
    posts.push(again);
}
