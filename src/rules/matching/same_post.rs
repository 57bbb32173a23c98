//! Are two entries of one blog the same post? A key alone proves little: blogs number anew, re-use addresses and repeat titles,
//! so each key needs a fact that confirms it, and without a key several facts have to agree.

use super::comparison::Comparison;
use crate::model::entry::KeyKind;

/// Texts of fewer words need closer agreement.
const SHORT: u32 = super::fingerprint::MEANINGFUL_WORDS;

/// What a key means in the feed at hand.
#[derive(Clone, Copy, Debug, Default)]
pub struct Circumstances {
    /// The link leads to the blog's own domain; two posts may well point at one page elsewhere.
    pub own_link: bool,
    /// The post has neither an id nor a link of its own.
    pub nameless: bool,
}

/// Whether the facts confirm what a shared key of this kind says.
pub fn confirmed(kind: KeyKind, facts: &Comparison, circumstances: Circumstances) -> bool {
    match kind {
        KeyKind::Id => is_same_id(facts),
        KeyKind::BareId => is_moved_id(facts),
        KeyKind::Link if circumstances.own_link => is_own_page(facts),
        KeyKind::Link => is_page_elsewhere(facts),
        KeyKind::TitleDay => !facts.texts_differ(),
        KeyKind::Text if facts.words < SHORT => circumstances.nameless && !is_dated_apart(facts),
        KeyKind::Text => !facts.two_of_a_series && !is_dated_apart(facts),
        KeyKind::Likeness => false,
    }
}

/// An id is believed unless everything else is another post's: some feeds number their posts anew at each reading.
fn is_same_id(facts: &Comparison) -> bool {
    let nothing_to_compare = facts.title == 0 && facts.text.is_none();
    let edited = facts.title >= 75 && !facts.texts_differ() || facts.text_is(60);
    nothing_to_compare
        || facts.same_link
        || facts.same_instant
        || facts.same_text
        || (facts.title == 100 && facts.same_days())
        || (edited && !facts.two_of_a_series)
}

/// "?p=12" is another post where the new software counts from one.
fn is_moved_id(facts: &Comparison) -> bool {
    let agrees = facts.title >= 75 && !facts.texts_differ() || facts.text_is(60);
    facts.same_text || (facts.same_instant && !facts.texts_differ()) || (agrees && !facts.two_of_a_series)
}

fn is_own_page(facts: &Comparison) -> bool {
    let nothing_to_compare = facts.title == 0 && facts.text.is_none();
    let agrees = facts.title >= 50 || facts.text_is(40) || facts.same_days();
    nothing_to_compare || facts.same_text || facts.same_instant || (agrees && !facts.two_of_a_series)
}

fn is_page_elsewhere(facts: &Comparison) -> bool {
    let agrees = facts.title >= 75 && !facts.two_of_a_series && !facts.texts_differ();
    facts.same_instant || (agrees && !is_dated_apart(facts))
}

fn is_dated_apart(facts: &Comparison) -> bool {
    facts.hours.is_some() && !facts.same_days()
}

/// Without any key in common: the same post under a new id and address.
pub fn is_alike(facts: &Comparison) -> bool {
    if facts.two_of_a_series || facts.texts_differ() {
        return false;
    }
    match facts.hours {
        None => facts.title == 100 && facts.words >= SHORT && facts.text_is(80) && !facts.is_excerpt,
        Some(_) if !facts.same_days() => false,
        Some(_) => is_retitled(facts) || is_at_a_new_address(facts) || (facts.words >= SHORT && facts.same_text),
    }
}

/// The title was mended or kept, and the text still is the same.
fn is_retitled(facts: &Comparison) -> bool {
    let close = if facts.words < SHORT { 80 } else { 50 };
    match facts.title {
        100 => facts.text_is(close),
        75..=99 if facts.same_instant => facts.text_is(close),
        75..=99 => facts.text_is(80),
        _ => facts.same_instant && facts.words >= SHORT && facts.text_is(90),
    }
}

/// `/2026/11/bins/` became `/blog/bins`.
fn is_at_a_new_address(facts: &Comparison) -> bool {
    facts.same_slug && (facts.title >= 75 || facts.text_is(50) || facts.same_instant)
}

/// The same where most of a feed came back under new ids: dates may be those of the move.
pub fn is_alike_in_a_storm(facts: &Comparison) -> bool {
    if facts.two_of_a_series || facts.texts_differ() {
        return false;
    }
    let titled_as_before = facts.title == 100 && (facts.text_is(50) || facts.text.is_none());
    titled_as_before || (facts.title >= 50 && facts.text_is(80)) || (facts.same_slug && facts.title >= 50)
}

/// Which of several is closest: text says more than a title, and both more than a date.
pub fn closeness(facts: &Comparison) -> u32 {
    facts.text.unwrap_or(40) * 2 + facts.title + u32::from(facts.same_slug) * 40 + u32::from(facts.same_instant) * 20
}
