//! Everything in which a post just read and a known one agree or differ.

use super::{Sighting, canonical, shingles, titles};
use crate::model::entry::{Fingerprint, KnownEntry};

/// A post dated this far from another is not the same one under a new name.
pub const SAME_HOURS: i64 = 48;

/// The facts on which every judgement of sameness rests.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Comparison {
    /// Likeness of the titles, 0 to 100.
    pub title: u32,
    /// The titles number or date two parts of a series.
    pub two_of_a_series: bool,
    /// All words of the texts are the same.
    pub same_text: bool,
    /// Likeness of the texts, 0 to 100; none: they cannot be told.
    pub text: Option<u32>,
    /// Words in the shorter text.
    pub words: u32,
    /// One text is so much shorter that it can only be an excerpt: its likeness is that of the beginning.
    pub is_excerpt: bool,
    /// Hours between the authors' dates; none: one has no date.
    pub hours: Option<i64>,
    /// Both carry the very same date and time.
    pub same_instant: bool,
    /// The same page, and not a home page.
    pub same_link: bool,
    /// The last part of the address is the same, and telling.
    pub same_slug: bool,
}

/// Compares a post just read with a known one.
pub fn compare(new: &Sighting, known: &KnownEntry) -> Comparison {
    let title = new.parsed.title.as_deref().unwrap_or_default();
    let dates = new.parsed.dated_at().zip(known.dated_at);
    let link = new.page.clone().filter(|page| canonical::is_page(page));
    // Nearly every known post is where it was.
    let is_unmoved = new.parsed.link == known.link;
    let known_link = if is_unmoved { link.clone() } else { page(known.link.as_deref()) };
    let same_text = same_text(&new.print, &known.print);
    Comparison {
        title: titles::alike(title, &known.title),
        two_of_a_series: titles::are_two_of_a_series(title, &known.title),
        same_text,
        text: if same_text { Some(100) } else { shingles::alike(&new.print, &known.print) },
        words: new.print.words.min(known.print.words),
        is_excerpt: shingles::is_excerpt(new.print.words, known.print.words),
        hours: dates.map(|(a, b)| (a - b).num_hours().abs()),
        same_instant: dates.is_some_and(|(a, b)| a == b),
        same_link: link.is_some() && link == known_link,
        same_slug: slug(link.as_deref()).is_some_and(|slug| Some(slug) == self::slug(known_link.as_deref())),
    }
}

impl Comparison {
    /// Both have enough text, and it is another one.
    pub fn texts_differ(&self) -> bool {
        self.text.is_some_and(|alike| alike < 30)
    }

    /// The texts are at least this much alike.
    pub fn text_is(&self, at_least: u32) -> bool {
        self.text.is_some_and(|alike| alike >= at_least)
    }

    /// Dated within two days of each other.
    pub fn same_days(&self) -> bool {
        self.hours.is_some_and(|hours| hours <= SAME_HOURS)
    }

    /// "title 92 % alike, text 87 % alike, same date": what is stored beside a judgement.
    pub fn in_words(&self) -> String {
        let mut facts = Vec::new();
        match self.title {
            100 => facts.push("same title".to_owned()),
            0 => {}
            alike => facts.push(format!("title {alike} % alike")),
        }
        match self.text {
            Some(_) if self.same_text => facts.push("same text".to_owned()),
            Some(alike) => facts.push(format!("text {alike} % alike")),
            None => {}
        }
        if self.same_slug {
            facts.push("same end of the address".to_owned());
        }
        match self.hours {
            Some(_) if self.same_instant => facts.push("same date".to_owned()),
            Some(hours) if hours >= 24 => facts.push(format!("dates {} days apart", hours / 24)),
            Some(_) | None => {}
        }
        facts.join(", ")
    }
}

fn same_text(a: &Fingerprint, b: &Fingerprint) -> bool {
    a.text.is_some() && a.text == b.text
}

/// The canonical link, unless it is a whole site.
fn page(link: Option<&str>) -> Option<String> {
    canonical::link(link?).filter(|link| canonical::is_page(link))
}

/// The last part of a path, without what software hangs on to it; none when it is short, or a number.
fn slug(canonical: Option<&str>) -> Option<String> {
    let path = canonical?.split('?').next()?;
    let (_, last) = path.rsplit_once('/')?;
    let name = last.rsplit_once('.').map_or(last, |(name, _)| name).to_lowercase();
    (name.chars().count() >= 6 && name.contains(char::is_alphabetic)).then_some(name)
}
