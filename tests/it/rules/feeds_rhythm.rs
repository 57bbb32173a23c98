//! When a feed asks to be read, and what is no wish.

use crate::support::feeds::{read, rss};
use chrono::Weekday;
use friday::model::feed::Rhythm;
use std::time::Duration;

/// The wishes of a channel with these words.
fn rhythm(words: &str) -> Rhythm {
    read(&rss(words)).rhythm
}

fn check_period(words: &str, hours: Option<u64>) {
    assert_eq!(rhythm(words).update_every, hours.map(|hours| Duration::from_secs(hours * 3600)), "{words}");
}

#[test]
fn a_copy_may_be_kept_for_so_many_minutes() {
    assert_eq!(rhythm("<ttl>90</ttl>").keep_for, Some(Duration::from_secs(90 * 60)));
    for ttl in ["0", "-5", "soon", "", "99999999999999999999"] {
        assert_eq!(rhythm(&format!("<ttl>{ttl}</ttl>")).keep_for, None, "{ttl}");
    }
}

#[test]
fn news_come_so_many_times_a_period() {
    let found = rhythm("<sy:updatePeriod>hourly</sy:updatePeriod><sy:updateFrequency>2</sy:updateFrequency>");

    assert_eq!(found.update_every, Some(Duration::from_secs(30 * 60)));
    check_period("<sy:updatePeriod>daily</sy:updatePeriod><sy:updateFrequency>4</sy:updateFrequency>", Some(6));
}

#[test]
fn a_period_or_a_frequency_alone_has_the_other_ones_default() {
    check_period("<sy:updatePeriod>Hourly</sy:updatePeriod>", Some(1));
    check_period("<sy:updatePeriod> weekly </sy:updatePeriod>", Some(7 * 24));
    check_period("<sy:updatePeriod>monthly</sy:updatePeriod>", Some(30 * 24));
    check_period("<sy:updatePeriod>yearly</sy:updatePeriod>", Some(365 * 24));
    check_period("<sy:updateFrequency>4</sy:updateFrequency>", Some(6));
    check_period("<title>T</title>", None);
}

#[test]
fn a_period_that_is_none_is_no_wish() {
    check_period("<sy:updatePeriod>sometimes</sy:updatePeriod>", None);
    check_period("<sy:updatePeriod>daily</sy:updatePeriod><sy:updateFrequency>0</sy:updateFrequency>", None);
    check_period("<sy:updatePeriod>daily</sy:updatePeriod><sy:updateFrequency>often</sy:updateFrequency>", Some(24));
}

#[test]
fn hours_and_days_may_be_left_out() {
    let found = rhythm(
        "<skipHours><hour>0</hour><hour>7</hour><hour>24</hour><hour>25</hour><hour>x</hour></skipHours>\
         <skipDays><day>Saturday</day><day>Sun</day><day>Someday</day></skipDays>",
    );

    assert_eq!(found.skip_hours, [0, 7]);
    assert_eq!(found.skip_days, [Weekday::Sat, Weekday::Sun]);
}
