//! What became of a post, in sentences.

use crate::model::Instant;
use crate::model::edition::EditionState;
use crate::model::entry::Standing;

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
    if let Some(by) = facts.rebound_by {
        lines.push(format!("It came back under a new id or link and was recognised by its {by}."));
    }
    for (blog, link) in &facts.siblings {
        let how = facts.folded_because.unwrap_or("folded together");
        lines.push(format!("The same story as {link} at {blog} ({how})."));
    }
    lines.push(standing(facts));
    lines.extend(edition(facts));
    lines
}

fn standing(facts: &Facts<'_>) -> String {
    match (facts.standing, facts.eligible_at) {
        (Standing::Eligible, Some(at)) => format!("It counts as news of {} ({}).", moment(at), facts.because),
        (Standing::Eligible, None) | (Standing::Held, _) => format!("It waits for a person: {}.", facts.because),
        (Standing::Old, _) => format!("It is in no edition: {}.", facts.because),
    }
}

fn edition(facts: &Facts<'_>) -> Option<String> {
    if let Some((date, state, place, left_out)) = facts.edition {
        return Some(match (place, left_out) {
            (Some(place), _) => format!("Pick number {place} of the edition of {date} ({}).", state.word()),
            (None, true) => format!("The editor left it out of the edition of {date}."),
            (None, false) => format!("Under \"everything else\" in the edition of {date} ({}).", state.word()),
        });
    }
    let eligible_at = facts.eligible_at?;
    let (date, opens_at) = facts.draft.as_ref()?;
    Some(if eligible_at >= *opens_at {
        format!("It is a candidate for the edition of {date}, which is a draft.")
    } else {
        format!(
            "It is in no edition: it was published before the first window that could hold it opened on {}.",
            moment(*opens_at)
        )
    })
}

fn moment(at: Instant) -> String {
    at.format("%-d %B %Y at %H:%M UTC").to_string()
}
