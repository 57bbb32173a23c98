//! Whether a reader has a document already, case by case (RFC 9110 §13 and §12.5.3).

use friday::rules::publishing::conditional::{Conditions, Verdict, takes_gzip, verdict};

/// The document's own: changed on Friday at noon.
const TAG: &str = "W/\"5f1d\"";
const FRIDAY: &str = "Fri, 20 Nov 2026 12:00:00 GMT";
const THURSDAY: &str = "Thu, 19 Nov 2026 12:00:00 GMT";
const SATURDAY: &str = "Sat, 21 Nov 2026 12:00:00 GMT";

/// The verdict on a request with these fields: "none-match", "match", "since" and "unmodified", each as often as it stands.
fn asked(fields: &[(&str, &'static str)]) -> Verdict {
    let of = |wanted: &str| fields.iter().filter(|(name, _)| *name == wanted).map(|(_, value)| *value).collect();
    let conditions = Conditions {
        if_match: of("match"),
        if_none_match: of("none-match"),
        if_modified_since: of("since"),
        if_unmodified_since: of("unmodified"),
    };
    verdict(&conditions, TAG, Some("2026-11-20T12:00:00.7Z".parse().unwrap()))
}

#[test]
fn a_reader_who_asks_without_conditions_gets_all() {
    assert_eq!(asked(&[]), Verdict::Send);
}

#[test]
fn a_tag_is_known_weak_or_strong_alone_or_among_others() {
    let known = ["W/\"5f1d\"", "\"5f1d\"", "\"a\", W/\"5f1d\"", "\"a\",\"5f1d\",\"b\"", "*", "  W/\"5f1d\"  "];
    let unknown = ["\"5f1e\"", "5f1d", "w/\"5f1d\"", "\"\"", "", "\"5f1d", "W/ \"5f1d\"", ","];

    known.iter().for_each(|tag| assert_eq!(asked(&[("none-match", tag)]), Verdict::Known, "{tag}"));
    unknown.iter().for_each(|tag| assert_eq!(asked(&[("none-match", tag)]), Verdict::Send, "{tag}"));
    assert_eq!(asked(&[("none-match", "\"a\""), ("none-match", "\"5f1d\"")]), Verdict::Known, "two lines are one list");
}

#[test]
fn a_date_counts_only_without_a_tag() {
    assert_eq!(asked(&[("since", FRIDAY)]), Verdict::Known);
    assert_eq!(asked(&[("since", SATURDAY)]), Verdict::Known);
    assert_eq!(asked(&[("since", THURSDAY)]), Verdict::Send);
    assert_eq!(asked(&[("none-match", "\"old\""), ("since", SATURDAY)]), Verdict::Send);
    assert_eq!(asked(&[("none-match", TAG), ("since", THURSDAY)]), Verdict::Known);
}

#[test]
fn every_form_of_a_date_is_read_and_what_is_none_counts_for_nothing() {
    let known = ["Friday, 20-Nov-26 12:00:00 GMT", "Fri Nov 20 12:00:00 2026", "Fri, 01 Jan 2100 00:00:00 GMT"];
    let nothing = ["", "yesterday", "2026-11-20T12:00:00Z", "20 Nov 2026", "0"];

    known.iter().for_each(|date| assert_eq!(asked(&[("since", date)]), Verdict::Known, "{date}"));
    nothing.iter().for_each(|date| assert_eq!(asked(&[("since", date)]), Verdict::Send, "{date}"));
    assert_eq!(asked(&[("since", SATURDAY), ("since", SATURDAY)]), Verdict::Send, "two dates are no date");
}

#[test]
fn a_reader_who_wants_another_version_is_told_so() {
    assert_eq!(asked(&[("match", "*")]), Verdict::Send);
    assert_eq!(asked(&[("match", TAG)]), Verdict::Failed, "a weak tag never matches strongly");
    assert_eq!(asked(&[("match", "\"5f1d\"")]), Verdict::Failed);
    assert_eq!(asked(&[("unmodified", THURSDAY)]), Verdict::Failed);
    assert_eq!(asked(&[("unmodified", FRIDAY)]), Verdict::Send);
    assert_eq!(asked(&[("unmodified", "never")]), Verdict::Send);
    assert_eq!(asked(&[("match", "*"), ("unmodified", THURSDAY)]), Verdict::Send, "the tag goes before the date");
    assert_eq!(asked(&[("match", "\"a\""), ("none-match", TAG)]), Verdict::Failed, "the first condition decides");
}

#[test]
fn without_a_date_of_our_own_dates_count_for_nothing() {
    let with =
        |if_modified_since, if_unmodified_since| Conditions { if_modified_since, if_unmodified_since, ..Conditions::default() };

    assert_eq!(verdict(&with(vec![SATURDAY], Vec::new()), TAG, None), Verdict::Send);
    assert_eq!(verdict(&with(Vec::new(), vec![THURSDAY]), TAG, None), Verdict::Send);
}

#[test]
fn gzip_is_taken_where_it_is_offered_with_any_weight() {
    let takes = ["gzip", "GZIP", "x-gzip", "*", "br;q=1.0, gzip;q=0.5", "gzip;q=0.001", "deflate,gzip", "gzip ; q=1"];
    let refuses = ["", "identity", "gzip;q=0", "gzip;q=0.000", "gzip;q=no", "*;q=0", "gzip;q=0, *", "br", "gzipped"];

    takes.iter().for_each(|field| assert!(takes_gzip(&[field]), "{field}"));
    refuses.iter().for_each(|field| assert!(!takes_gzip(&[field]), "{field}"));
    assert!(!takes_gzip(&[]));
    assert!(takes_gzip(&["br", "gzip"]));
}
