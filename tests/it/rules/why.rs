//! What became of a post, in sentences.

use super::build::{at, facts};
use friday::model::edition::EditionState;
use friday::model::entry::Standing;
use friday::model::update::Part;
use friday::rules::why::{Facts, explain};

fn check(facts: &Facts<'_>, expected: &[&str]) {
    assert_eq!(explain(facts), expected);
}

const PUBLISHED: &str =
    "Published by Croydon.digital on 18 November 2026 at 09:00 UTC, first seen on 18 November 2026 at 10:05 UTC.";
const COUNTS: &str = "It counts as news of 18 November 2026 at 10:05 UTC (first seen on a later read).";

#[test]
fn a_post_tells_when_it_was_published_and_seen() {
    check(&facts(), &[PUBLISHED, COUNTS]);
    check(
        &Facts { dated_at: None, ..facts() },
        &["Published by Croydon.digital without a date, first seen on 18 November 2026 at 10:05 UTC.", COUNTS],
    );
}

#[test]
fn a_pick_names_its_place_and_edition() {
    check(
        &Facts { edition: Some(("2026-11-20", EditionState::Sent, Some(2), false)), ..facts() },
        &[PUBLISHED, COUNTS, "Pick number 2 of the edition of 2026-11-20 (sent)."],
    );
}

#[test]
fn a_story_under_everything_else_says_so() {
    check(
        &Facts { edition: Some(("2026-11-20", EditionState::Approved, None, false)), ..facts() },
        &[PUBLISHED, COUNTS, "Under \"everything else\" in the edition of 2026-11-20 (approved)."],
    );
}

#[test]
fn a_story_that_the_editor_left_out_says_so() {
    check(
        &Facts { edition: Some(("2026-11-20", EditionState::Sent, None, true)), ..facts() },
        &[PUBLISHED, COUNTS, "The editor left it out of the edition of 2026-11-20."],
    );
}

#[test]
fn a_candidate_names_the_draft() {
    check(
        &Facts { draft: Some(("2026-11-20".to_owned(), at("2026-11-18T10:05:00Z"))), ..facts() },
        &[PUBLISHED, COUNTS, "It is a candidate for the edition of 2026-11-20, which is a draft."],
    );
}

#[test]
fn a_post_older_than_every_window_says_when_the_first_one_opened() {
    check(
        &Facts { draft: Some(("2026-11-20".to_owned(), at("2026-11-19T12:00:00Z"))), ..facts() },
        &[
            PUBLISHED,
            COUNTS,
            "It is in no edition: it was published before the first window that could hold it opened on 19 November 2026 at 12:00 UTC.",
        ],
    );
}

#[test]
fn a_held_post_waits_for_a_person() {
    check(
        &Facts { standing: Standing::Held, because: "16 new posts at once, more than 15", eligible_at: None, ..facts() },
        &[PUBLISHED, "It waits for a person: 16 new posts at once, more than 15."],
    );
}

#[test]
fn an_old_post_is_in_no_edition() {
    check(
        &Facts {
            standing: Standing::Old,
            because: "seen on the blog's first read without a date: taken as old",
            eligible_at: None,
            ..facts()
        },
        &[PUBLISHED, "It is in no edition: seen on the blog's first read without a date: taken as old."],
    );
}

#[test]
fn a_post_that_came_back_says_by_what_it_was_recognised() {
    check(
        &Facts { rebound_by: Some("title and day"), ..facts() },
        &[PUBLISHED, "It came back under a new id or link and was recognised by its title and day.", COUNTS],
    );
}

#[test]
fn a_post_that_kept_its_id_did_not_come_back_under_a_new_one() {
    check(&Facts { rebound_by: Some("id"), ..facts() }, &[PUBLISHED, COUNTS]);
}

#[test]
fn a_folded_post_names_the_other_places_and_the_reason() {
    check(
        &Facts {
            folded_because: Some("same text (97 % alike)"),
            siblings: vec![("Adur blog".to_owned(), "https://adur-blog.example/bins")],
            ..facts()
        },
        &[PUBLISHED, "The same story as https://adur-blog.example/bins at Adur blog (same text (97 % alike)).", COUNTS],
    );
}

#[test]
fn an_edited_post_tells_what_changed_when_and_its_first_title() {
    let parts = [Part::Title, Part::Text];
    let edited = |first| Some((at("2026-11-19T09:00:00Z"), parts.as_slice(), first, "Bins, mended"));

    check(
        &Facts { edited: edited("Bins"), ..facts() },
        &[PUBLISHED, "Edited since (title, text), last on 19 November 2026 at 09:00 UTC. It was first called \"Bins\".", COUNTS],
    );
    check(
        &Facts { edited: edited("Bins, mended"), ..facts() },
        &[PUBLISHED, "Edited since (title, text), last on 19 November 2026 at 09:00 UTC.", COUNTS],
    );
}

const GONE: &str = "It is gone from its blog's feed since 19 November 2026 at 09:00 UTC, while older posts stay: \
                    it is in no edition unless an editor says so.";

#[test]
fn a_post_that_was_taken_down_says_so_and_is_no_candidate() {
    let gone = Facts { missing_since: Some(at("2026-11-19T09:00:00Z")), ..facts() };

    check(
        &Facts { draft: Some(("2026-11-20".to_owned(), at("2026-11-13T12:00:00Z"))), ..gone.clone() },
        &[PUBLISHED, GONE, COUNTS],
    );
    check(
        &Facts { edition: Some(("2026-11-20", EditionState::Sent, None, true)), ..gone },
        &[PUBLISHED, GONE, COUNTS, "It was left out of the edition of 2026-11-20, because it was gone from its blog's feed."],
    );
}
