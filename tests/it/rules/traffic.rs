//! What many replies say together: a domain that wants less, a domain that does not want us, and refusals that are about us.

use super::build::at;
use chrono::TimeDelta;
use friday::model::Instant;
use friday::rules::mailing::replies::Meaning::{
    Accepted, Later, LaterForMailbox, LaterForPolicy, NoSuchAddress, Refused, Unwanted,
};
use friday::rules::mailing::retries::pause;
use friday::rules::mailing::traffic::{Signal, Traffic, rest};

fn noon() -> Instant {
    at("2026-11-20T12:00:00Z")
}

/// A sending in which one mail has been taken already.
fn under_way() -> Traffic {
    Traffic::new(1, 0)
}

#[test]
fn a_domain_rests_after_five_policy_replies_that_are_more_than_one_in_fifty() {
    for meaning in [LaterForPolicy, Unwanted] {
        let mut traffic = under_way();
        for _ in 0..246 {
            assert_eq!(traffic.note("example.org", Accepted, noon()), Signal::Nothing);
        }
        let signals: Vec<Signal> = (0..6).map(|_| traffic.note("example.org", meaning, noon())).collect();

        assert!(!signals[..5].contains(&Signal::Rest), "5 of 251 are fewer than one in fifty: {signals:?}");
        assert_eq!(signals[5], Signal::Rest, "6 of 252");
    }
}

#[test]
fn four_policy_replies_are_not_enough_however_few_mails_there_were() {
    let mut traffic = under_way();

    let signals: Vec<Signal> = (0..5).map(|_| traffic.note("example.org", Unwanted, noon())).collect();

    assert_eq!(signals, [Signal::Nothing, Signal::Nothing, Signal::Nothing, Signal::Nothing, Signal::Rest]);
}

#[test]
fn policy_replies_of_more_than_five_minutes_ago_are_forgotten() {
    let mut traffic = under_way();
    for _ in 0..4 {
        traffic.note("example.org", Unwanted, noon());
    }

    assert_eq!(traffic.note("example.org", Unwanted, noon() + TimeDelta::minutes(5)), Signal::Nothing);
}

#[test]
fn one_domains_trouble_is_not_anothers() {
    let mut traffic = under_way();
    for _ in 0..4 {
        traffic.note("example.org", Unwanted, noon());
    }

    assert_eq!(traffic.note("example.net", Unwanted, noon()), Signal::Nothing);
    assert_eq!(traffic.note("example.org", Unwanted, noon()), Signal::Rest);
}

#[test]
fn a_domain_that_asks_for_patience_is_slowed_down_more_and_more_and_let_go_again() {
    let mut traffic = under_way();
    let seconds = |signal: Signal| match signal {
        Signal::Slow(gap) => gap.num_seconds(),
        Signal::Nothing => 0,
        Signal::Rest | Signal::AllRefused => -1,
    };

    let slower: Vec<i64> = (0..10).map(|_| seconds(traffic.note("example.org", Later, noon()))).collect();
    let faster: Vec<i64> = (0..8).map(|_| seconds(traffic.note("example.org", Accepted, noon()))).collect();

    assert_eq!(slower, [0, 0, 1, 2, 4, 8, 16, 32, 64, 64]);
    assert_eq!(faster, [32, 16, 8, 4, 2, 1, 0, 0]);
}

#[test]
fn a_few_laters_among_many_and_full_mailboxes_slow_nobody_down() {
    let mut traffic = under_way();
    for _ in 0..100 {
        traffic.note("example.org", Accepted, noon());
    }
    assert!((0..10).all(|_| traffic.note("example.org", Later, noon()) == Signal::Nothing));
    assert!((0..50).all(|_| traffic.note("full.example", LaterForMailbox, noon()) == Signal::Nothing));
}

#[test]
fn twenty_first_replies_that_are_all_refusals_are_about_us() {
    for meaning in [Refused, NoSuchAddress, Unwanted] {
        let mut traffic = Traffic::new(0, 0);
        // Twenty domains, so that none of them rests.
        let signals: Vec<Signal> = (0..20).map(|n| traffic.note(&format!("{n}.example"), meaning, noon())).collect();

        assert!(signals[..19].iter().all(|signal| *signal == Signal::Nothing), "{signals:?}");
        assert_eq!(signals[19], Signal::AllRefused);
    }
}

#[test]
fn one_yes_or_later_among_the_first_replies_clears_us() {
    for cleared_by in [Accepted, Later, LaterForMailbox] {
        let mut traffic = Traffic::new(0, 0);
        traffic.note("first.example", cleared_by, noon());

        assert!((0..40).all(|n| traffic.note(&format!("{n}.example"), Refused, noon()) != Signal::AllRefused));
    }
    let mut resumed = Traffic::new(7, 0);
    assert!((0..40).all(|n| resumed.note(&format!("{n}.example"), Refused, noon()) != Signal::AllRefused));
}

#[test]
fn a_short_list_that_is_refused_as_a_whole_says_something_about_us() {
    for meaning in [Refused, NoSuchAddress, Unwanted] {
        let mut traffic = Traffic::new(0, 0);
        traffic.note("a.example", meaning, noon());
        assert!(!traffic.are_all_refused(1), "one reader's server may have its own reasons");
        traffic.note("b.example", meaning, noon());

        assert!(traffic.are_all_refused(2));
        assert!(!traffic.are_all_refused(3));
    }
}

#[test]
fn first_replies_of_several_passes_are_counted_together() {
    let mut later = Traffic::new(0, 15);

    let signals: Vec<Signal> = (0..5).map(|n| later.note(&format!("{n}.example"), Unwanted, noon())).collect();

    assert_eq!(signals[4], Signal::AllRefused);
}

#[test]
fn pauses_double_from_five_minutes_to_sixty_six() {
    let minutes: Vec<i64> = (1..=6).map(|times| pause(times).num_minutes()).collect();

    assert_eq!(minutes, [5, 10, 20, 40, 66, 66]);
    assert_eq!((rest(0), rest(1)), (TimeDelta::minutes(5), TimeDelta::minutes(10)));
}

#[test]
fn a_hundred_thousand_domains_do_not_pile_up() {
    let mut traffic = under_way();
    for number in 0..100_000 {
        traffic.note(&format!("{number}.example"), Accepted, noon());
    }

    assert!(format!("{traffic:?}").len() < 10_000 * 600);
}
