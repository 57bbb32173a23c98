//! The shapes of dates that real feeds hold.

use crate::support::corpus::{corpus, tell};
use crate::support::feeds::{ITEM, read, rss};
use friday::rules::parsing::dates;
use proptest::prelude::{prop_assert, proptest};

fn written(text: &str) -> Option<String> {
    dates::parse(text).map(|dated| dated.at.format("%Y-%m-%dT%H:%M:%SZ").to_string())
}

fn check(text: &str, expected: &str) {
    assert_eq!(written(text).as_deref(), Some(expected), "{text}");
}

fn refused(text: &str) {
    assert_eq!(written(text), None, "{text}");
}

#[test]
fn rfc_822_is_read_in_its_dialects() {
    check("Wed, 18 Nov 2026 10:30:00 +0000", "2026-11-18T10:30:00Z");
    check("18 Nov 2026 10:30 -0000", "2026-11-18T10:30:00Z");
    check("Wednesday, 18-Nov-26 10:30:00 GMT", "2026-11-18T10:30:00Z");
    check("Wed 18 November 2026 10:30:00 UT", "2026-11-18T10:30:00Z");
    check("Wed, 18 Nov 2026 10:30:00 -0500 (EST)", "2026-11-18T15:30:00Z");
    check("Wed, 18 Nov 2026 10:30:00 GMT+1", "2026-11-18T09:30:00Z");
    check("Wed, 18 Nov 2026 24:00:00 GMT", "2026-11-19T00:00:00Z");
    check("Wed, 18 Nov 2026 10:30:60 GMT", "2026-11-18T10:30:59Z");
}

#[test]
fn a_year_of_fewer_digits_is_of_this_century_or_the_last() {
    check("18 Nov 49 10:30:00 GMT", "2049-11-18T10:30:00Z");
    check("18 Nov 50 10:30:00 GMT", "1950-11-18T10:30:00Z");
    check("18 Nov 104 10:30:00 GMT", "2004-11-18T10:30:00Z");
}

#[test]
fn iso_8601_is_read_in_its_dialects() {
    check("2026-11-18T10:30:00.123456+01:00", "2026-11-18T09:30:00Z");
    check("2026-11-18t10:30:00z", "2026-11-18T10:30:00Z");
    check("2026-11-18 10:30:00 +0100", "2026-11-18T09:30:00Z");
    check("20261118T103000Z", "2026-11-18T10:30:00Z");
    check("2026-11", "2026-11-01T00:00:00Z");
    check("2026/11/18", "2026-11-18T00:00:00Z");
    check("2026-11-18T10:30:00,5Z", "2026-11-18T10:30:00Z");
}

#[test]
fn people_write_dates_in_words() {
    check("3rd July 2026", "2026-07-03T00:00:00Z");
    check("July 3, 2026", "2026-07-03T00:00:00Z");
    check("July 3, 2026 at 9:15 pm BST", "2026-07-03T20:15:00Z");
    check("Tue Nov 17 10:30:00 2026", "2026-11-17T10:30:00Z");
    check("17. November 2026", "2026-11-17T00:00:00Z");
}

#[test]
fn a_day_that_is_not_in_the_calendar_is_no_date() {
    for text in ["2026-02-29", "30 Feb 2026", "2026-13-01", "32/01/2026", "2026-11-18T24:01:60:00Z", "0", "now", "—"] {
        refused(text);
    }
    refused(&format!("18 Nov 2026{}", " ".repeat(100) + "x"));
}

#[test]
fn a_zone_that_nobody_knows_is_no_date() {
    refused("Wed, 18 Nov 2026 10:30:00 QQQ");
    refused("2026-11-18T10:30:00+99:00");
    refused("2026-11-18T10:30:00+01:60");
}

#[test]
fn a_date_without_a_zone_is_utc_and_told() {
    let problems = |date: &str| read(&rss(&ITEM.replace("Wed, 18 Nov 2026 10:30:00 GMT", date))).problems;

    assert_eq!(problems("2026-11-18 10:30:00"), ["dates have no zone: taken as UTC"]);
    assert_eq!(problems("2026-11-18 10:30:00 UTC"), Vec::<String>::new());
}

#[test]
fn every_shape_of_date_in_real_feeds_is_read() {
    let Some(corpus) = corpus() else { return };
    let table = std::fs::read_to_string(corpus.join("REAL_DATE_SHAPES.tsv")).unwrap();

    let unread: Vec<&str> = table.lines().skip(1).filter(|row| written(row.rsplit('\t').next().unwrap()).is_none()).collect();

    assert!(table.lines().count() > 30);
    assert_eq!(unread, Vec::<&str>::new());
}

#[test]
fn another_projects_dates_mean_here_what_they_mean_there() {
    let Some(corpus) = corpus() else { return };
    let table = std::fs::read_to_string(corpus.join("feedparser_dates.jsonl")).unwrap();
    let rows: Vec<serde_json::Value> = table.lines().map(|line| serde_json::from_str(line).unwrap()).collect();

    let agree = rows.iter().filter(|row| written(row["input"].as_str().unwrap()).as_deref() == row["expected"].as_str()).count();

    tell(&format!("dates: {agree} of another project's {} mean the same here", rows.len()));
    assert!(agree * 100 >= rows.len() * 95, "{agree} of {}", rows.len());
}

proptest! {
    #[test]
    fn pieces_of_dates_in_any_order_are_read_or_refused(text in "((Wed|Nov|mars|18|2026|26|10:30|24:00|AM|pm|BST|\\+0100|-|/|T|Z|GMT-|é|:|,)[ ]?){0,9}") {
        let _ = dates::parse(&text);
    }

    #[test]
    fn a_read_date_is_within_four_digits_of_year(text in "[0-9TZ:+ .,/-]{0,30}") {
        let year = written(&text).map_or(4, |text| text.split('-').next().unwrap_or_default().len());

        prop_assert!(year == 4 || text.starts_with('-'), "{text}");
    }
}
