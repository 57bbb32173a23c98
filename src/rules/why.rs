//! What became of a post, in sentences.

use crate::model::Instant;
use crate::model::edition::EditionState;
use crate::model::entry::{KeyKind, Standing};
use crate::model::update::Part;

/// The facts about one sighting that an explanation is made of.
#[derive(Clone, Debug)]
pub struct Facts<'a> {
    /// Blog's name.
    pub blog: &'a str,
    /// The author's date.
    pub dated_at: Option<Instant>,
    /// When friday first saw it.
    pub seen_at: Instant,
    /// May it enter an edition?
    pub standing: Standing,
    /// Why.
    pub because: &'a str,
    /// From when on.
    pub eligible_at: Option<Instant>,
    /// By what it was folded into another blog's story.
    pub folded_because: Option<&'a str>,
    /// By which key it was last recognised after its id had changed.
    pub rebound_by: Option<&'a str>,
    /// When its words last changed after first sight, in what parts, its title at first sight and now.
    pub edited: Option<(Instant, &'a [Part], &'a str, &'a str)>,
    /// Since when it is gone from its blog's feed.
    pub missing_since: Option<Instant>,
    /// The other sightings of its story: blog's name and link.
    pub siblings: Vec<(String, &'a str)>,
    /// Date, state, place and whether the editor left it out.
    pub edition: Option<(&'a str, EditionState, Option<i64>, bool)>,
    /// The draft's date and where its window opens.
    pub draft: Option<(String, Instant)>,
}

/// One sentence a line, in the order in which things happened.
pub fn explain(facts: &Facts<'_>) -> Vec<String> {
    let mut lines = vec![match facts.dated_at {
        Some(dated_at) => {
            format!("Published by {} on {}, first seen on {}.", facts.blog, moment(dated_at), moment(facts.seen_at))
        }
        None => format!("Published by {} without a date, first seen on {}.", facts.blog, moment(facts.seen_at)),
    }];
    // A post that kept its id was edited, which has a sentence of its own.
    if let Some(by) = facts.rebound_by.filter(|by| *by != KeyKind::Id.word()) {
        lines.push(format!("It came back under a new id or link and was recognised by its {by}."));
    }
    for (blog, link) in &facts.siblings {
        let how = facts.folded_because.unwrap_or("folded together");
        lines.push(format!("The same story as {link} at {blog} ({how})."));
    }
    lines.extend(edited(facts));
    lines.extend(facts.missing_since.map(|since| {
        format!(
            "It is gone from its blog's feed since {}, while older posts stay: it is in no edition unless an editor says so.",
            moment(since)
        )
    }));
    lines.push(standing(facts));
    lines.extend(edition(facts));
    lines
}

fn edited(facts: &Facts<'_>) -> Option<String> {
    let (at, parts, first_title, title) = facts.edited.as_ref()?;
    let parts: Vec<&str> = parts.iter().map(|part| part.word()).collect();
    let first = if first_title == title { String::new() } else { format!(" It was first called \"{first_title}\".") };
    Some(format!("Edited since ({}), last on {}.{first}", parts.join(", "), moment(*at)))
}

fn standing(facts: &Facts<'_>) -> String {
    match (facts.standing, facts.eligible_at) {
        (Standing::Eligible, Some(at)) => format!("It counts as news of {} ({}).", moment(at), facts.because),
        (Standing::Eligible, None) | (Standing::Held, _) => format!("It waits for a person: {}.", facts.because),
        (Standing::Old, _) => format!("It is in no edition: {}.", facts.because),
    }
}

fn edition(facts: &Facts<'_>) -> Option<String> {
    Some(match fate(facts) {
        Fate::Pick { date, state, place } => format!("Pick number {place} of the edition of {date} ({}).", state.word()),
        Fate::LeftOut { date, is_gone: true, .. } => {
            format!("It was left out of the edition of {date}, because it was gone from its blog's feed.")
        }
        Fate::LeftOut { date, is_gone: false, .. } => format!("The editor left it out of the edition of {date}."),
        Fate::Mentioned { date, state } => format!("Under \"everything else\" in the edition of {date} ({}).", state.word()),
        Fate::Candidate { date } => format!("It is a candidate for the edition of {date}, which is a draft."),
        Fate::Missed { opens_at } => format!(
            "It is in no edition: it was published before the first window that could hold it opened on {}.",
            moment(opens_at)
        ),
        Fate::Gone | Fate::Held | Fate::Old | Fate::Waiting => return None,
    })
}

/// What became of a post, or will.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate<'a> {
    /// Chosen for an edition.
    Pick {
        /// The edition's date.
        date: &'a str,
        /// Where the edition stands.
        state: EditionState,
        /// Its number among the picks.
        place: i64,
    },
    /// Under "everything else" in an edition.
    Mentioned {
        /// The edition's date.
        date: &'a str,
        /// Where the edition stands.
        state: EditionState,
    },
    /// In the window of an edition, and not in it.
    LeftOut {
        /// The edition's date.
        date: &'a str,
        /// Where the edition stands.
        state: EditionState,
        /// Because its blog had taken it down; else an editor decided.
        is_gone: bool,
    },
    /// In the window of the edition that comes next.
    Candidate {
        /// That edition's date.
        date: &'a str,
    },
    /// Published before the first window opened.
    Missed {
        /// When that window opened.
        opens_at: Instant,
    },
    /// News, in a week whose edition nobody knows yet.
    Waiting,
    /// Taken down by its blog before an edition could hold it.
    Gone,
    /// Waits for a person.
    Held,
    /// Kept for matching only.
    Old,
}

/// What became of one sighting.
pub fn fate<'a>(facts: &'a Facts<'_>) -> Fate<'a> {
    if let Some((date, state, place, left_out)) = facts.edition {
        return match (place, left_out) {
            (Some(place), _) => Fate::Pick { date, state, place },
            (None, true) => Fate::LeftOut { date, state, is_gone: facts.missing_since.is_some() },
            (None, false) => Fate::Mentioned { date, state },
        };
    }
    match (facts.standing, facts.eligible_at, &facts.draft) {
        (Standing::Held, _, _) | (Standing::Eligible, None, _) => Fate::Held,
        (Standing::Old, _, _) => Fate::Old,
        (Standing::Eligible, Some(_), _) if facts.missing_since.is_some() => Fate::Gone,
        (Standing::Eligible, Some(at), Some((date, opens_at))) if at >= *opens_at => Fate::Candidate { date },
        (Standing::Eligible, Some(_), Some((_, opens_at))) => Fate::Missed { opens_at: *opens_at },
        (Standing::Eligible, Some(_), None) => Fate::Waiting,
    }
}

fn moment(at: Instant) -> String {
    at.format("%-d %B %Y at %H:%M UTC").to_string()
}
