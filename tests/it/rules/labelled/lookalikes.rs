//! Posts that look like another one and are not.

use super::chance::Chance;
use super::corpus::opaque;
use friday::model::Instant;
use friday::model::entry::ParsedEntry;

/// One post that was there and one that must stay apart from it.
pub struct Pair {
    pub old: ParsedEntry,
    pub new: ParsedEntry,
    /// The new one stands in another blog.
    pub is_elsewhere: bool,
    /// Two posts of one document; else the old one may have left it.
    pub is_together: bool,
}

/// Real words that a pair is made of: two texts that share none of their sentences.
pub struct Words {
    pub one: Vec<String>,
    pub other: Vec<String>,
    pub title: String,
    pub other_title: String,
}

pub type Kind = (&'static str, fn(&Words, &mut Chance) -> Pair);

const MONDAY: &str = "2026-11-09T09:00:00Z";
const WEEK_LATER: &str = "2026-11-16T09:00:00Z";

pub const KINDS: [Kind; 20] = [
    ("weeknotes with numbers", |of, chance| framed(of, chance, "Weeknotes 12", "Weeknotes 13")),
    ("weeknotes without numbers", |of, chance| framed(of, chance, "Weeknotes", "Weeknotes")),
    ("show the thing", |of, chance| framed(of, chance, "Show the thing – Sprint 12", "Show the thing – Sprint 13")),
    ("month notes on one day", |of, chance| together(framed(of, chance, "Month notes: September", "Month notes: October"))),
    ("job adverts on one day", |of, chance| together(advert(of, chance, "Service designer", "Product manager", MONDAY))),
    ("job adverts a week apart", |of, chance| advert(of, chance, "Service designer", "Senior service designer", WEEK_LATER)),
    ("the same title a year later", |of, chance| year_later(of, chance, &of.other)),
    ("the same notice a year later", |of, chance| year_later(of, chance, &of.one)),
    ("two posts at one moment", |of, chance| {
        together(pair(post(chance, &of.title, &of.one, MONDAY), post(chance, &of.other_title, &of.other, MONDAY)))
    }),
    ("an announcement and the post", announced),
    ("short posts", |_, chance| {
        let short = |text: &str| text.split(' ').map(str::to_owned).collect::<Vec<_>>();
        let (one, two) = (short("We are hiring again come and join us"), short("We are hiring a developer come and join"));
        pair(post(chance, "We are hiring", &one, MONDAY), post(chance, "We are hiring too", &two, "2026-11-10T15:00:00Z"))
    }),
    ("events that differ by their date", events),
    ("one outside page, two posts", one_page),
    ("the home page as every address", at_home),
    ("ids counted anew", |of, chance| same_id(of, chance, "item-1", "https://old.example/b/")),
    ("?p=12 of new software", |of, chance| same_id(of, chance, "https://old.example/?p=12", "https://new.example/b/")),
    ("one slug in two years", |of, chance| {
        let mut pair = year_later(of, chance, &of.other);
        pair.old.link = Some("https://old.example/2025/our-year-in-numbers/".to_owned());
        pair.new.link = Some("https://old.example/2026/our-year-in-numbers/".to_owned());
        pair
    }),
    ("one title by two councils", |of, chance| {
        elsewhere(pair(post(chance, &of.title, &of.one, MONDAY), post(chance, &of.title, &of.other, MONDAY)))
    }),
    ("one template by two councils", |of, chance| elsewhere(template(of, chance))),
    ("a post that quotes another blog's", |of, chance| elsewhere(quoting(of, chance))),
];

fn pair(old: ParsedEntry, new: ParsedEntry) -> Pair {
    Pair { old, new, is_elsewhere: false, is_together: false }
}

fn together(pair: Pair) -> Pair {
    Pair { is_together: true, ..pair }
}

fn elsewhere(pair: Pair) -> Pair {
    Pair { is_elsewhere: true, ..pair }
}

fn post(chance: &mut Chance, title: &str, words: &[String], at: &str) -> ParsedEntry {
    let published: Instant = at.parse().unwrap();
    ParsedEntry {
        id: Some(opaque(chance)),
        link: Some(format!("https://old.example/{}/{:x}", published.format("%Y/%m"), chance.number())),
        title: Some(title.to_owned()),
        published: Some(published),
        content: Some(format!("<p>{}</p>", words.join(" "))),
        ..ParsedEntry::default()
    }
}

/// The same first and last words around the words of the week.
fn framed(of: &Words, chance: &mut Chance, title: &str, next: &str) -> Pair {
    let frame = chance.between(15, 30);
    let week = |words: &[String]| {
        let body = words.iter().skip(30).take(chance.between(30, 200)).cloned();
        of.one.iter().take(frame).cloned().chain(body).chain(of.one.iter().rev().take(10).cloned()).collect::<Vec<_>>()
    };
    let mut week = week;
    let (first, second) = (week(&of.one), week(&of.other));
    pair(post(chance, title, &first, MONDAY), post(chance, next, &second, WEEK_LATER))
}

/// Nearly all of an advert is about the council; the role stands in it three times.
fn advert(of: &Words, chance: &mut Chance, role: &str, other_role: &str, at: &str) -> Pair {
    let text = |role: &str| {
        let mut words: Vec<String> = of.one.iter().take(150).cloned().collect();
        for place in [3, 20, 41] {
            words.insert(place, role.to_lowercase());
        }
        words
    };
    pair(post(chance, role, &text(role), MONDAY), post(chance, other_role, &text(other_role), at))
}

fn year_later(of: &Words, chance: &mut Chance, words: &[String]) -> Pair {
    let mut words = words.to_vec();
    words.truncate(120);
    words.push("2026".to_owned());
    let mut before: Vec<String> = of.one.iter().take(120).cloned().collect();
    before.push("2025".to_owned());
    pair(post(chance, &of.title, &before, "2025-11-16T09:00:00Z"), post(chance, &of.title, &words, WEEK_LATER))
}

/// "Coming soon: X", with X's first words, and X a day later.
fn announced(of: &Words, chance: &mut Chance) -> Pair {
    let teaser: Vec<String> = of.other.iter().take(25).chain(of.one.iter().take(15)).cloned().collect();
    let announcement = post(chance, &format!("Coming soon: {}", of.title), &teaser, MONDAY);
    pair(announcement, post(chance, &of.title, &of.one, "2026-11-10T11:00:00Z"))
}

/// The same words every time but for the day, named in the text or in the title too.
fn events(of: &Words, chance: &mut Chance) -> Pair {
    let in_title = chance.is_heads();
    let notice = |day: &str| {
        let mut words: Vec<String> = of.one.iter().take(60).cloned().collect();
        words.insert(10, day.to_owned());
        let title = if in_title { format!("Drop-in session, {day}") } else { "Drop-in session".to_owned() };
        (title, words)
    };
    let ((title, words), (next, later)) = (notice("12 november"), notice("19 november"));
    pair(post(chance, &title, &words, MONDAY), post(chance, &next, &later, WEEK_LATER))
}

/// Two remarks about a page elsewhere, in one blog or in two.
fn one_page(of: &Words, chance: &mut Chance) -> Pair {
    let page = Some("https://www.gov.uk/service-manual/service-standard".to_owned());
    let first = ParsedEntry { link: page.clone(), ..post(chance, &of.title, &of.one, MONDAY) };
    let second = ParsedEntry { link: page, ..post(chance, &of.other_title, &of.other, WEEK_LATER) };
    Pair { is_elsewhere: chance.is_heads(), ..pair(first, second) }
}

fn at_home(of: &Words, chance: &mut Chance) -> Pair {
    let home = Some("https://old.example/".to_owned());
    let first = ParsedEntry { link: home.clone(), id: home.clone(), ..post(chance, &of.title, &of.one, MONDAY) };
    let second = ParsedEntry { link: home.clone(), id: home, ..post(chance, &of.other_title, &of.other, WEEK_LATER) };
    pair(first, second)
}

fn same_id(of: &Words, chance: &mut Chance, id: &str, folder: &str) -> Pair {
    let host = if folder.contains("new.") { "https://new.example/?p=12" } else { id };
    let first = ParsedEntry { id: Some(id.to_owned()), ..post(chance, &of.title, &of.one, MONDAY) };
    let second = ParsedEntry {
        id: Some(host.to_owned()),
        link: Some(format!("{folder}{:x}", chance.number())),
        ..post(chance, &of.other_title, &of.other, WEEK_LATER)
    };
    pair(first, second)
}

/// One statement for all councils to publish, with the council's name and one sentence of its own.
fn template(of: &Words, chance: &mut Chance) -> Pair {
    let statement = |council: &str, own: &[String]| {
        let mut words: Vec<String> = of.one.iter().take(100).cloned().collect();
        for place in [2, 25, 47, 69, 88] {
            words.insert(place.min(words.len()), council.to_owned());
        }
        words.extend(own.iter().take(15).cloned());
        words
    };
    let title = "We have signed the Local Digital Declaration";
    let (first, second) = (statement("adur", &of.one[20..]), statement("croydon", &of.other));
    pair(post(chance, title, &first, MONDAY), post(chance, title, &second, WEEK_LATER))
}

fn quoting(of: &Words, chance: &mut Chance) -> Pair {
    let quote = of.one.iter().take(of.one.len() / 3).cloned();
    let remark: Vec<String> = of.other.iter().take(60).cloned().chain(quote).collect();
    pair(post(chance, &of.title, &of.one, MONDAY), post(chance, &of.other_title, &remark, WEEK_LATER))
}
