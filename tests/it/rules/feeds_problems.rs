//! Each sentence about an oddity appears when the oddity is there, with the right number, and at no other time.

use crate::support::feeds::{ENTRY, ITEM, atom, read, rss};

/// These problems and no other.
fn check(document: &str, problems: &[&str]) {
    assert_eq!(read(document).problems, problems, "{document}");
}

fn items(items: &[&str]) -> String {
    rss(&items.concat())
}

#[test]
fn a_feed_with_all_that_it_needs_has_no_problems() {
    check(&rss(ITEM), &[]);
    check(&atom(ENTRY), &[]);
    check(&format!("<?xml version=\"1.0\"?><!DOCTYPE rss><!-- made by hand --><?style x?>{}", rss(ITEM)), &[]);
    check(
        "{\"version\":\"https://jsonfeed.org/version/1.1\",\"items\":[{\"id\":\"1\",\"url\":\"/1\",\"title\":\"Bins\",\
         \"date_published\":\"2026-11-18T10:30:00Z\"}]}",
        &[],
    );
}

#[test]
fn what_only_looks_odd_is_no_problem() {
    for (written, what) in [
        ("Bins &amp; beyond", "an escaped ampersand"),
        ("1 &lt; 2", "an escaped bracket"),
        ("<![CDATA[1 < 2 & 3 <b>]]>", "a section with markup in it"),
        ("Caf&#233; &hellip;", "references"),
        ("It’s “bins”", "typography"),
        ("<b>Bins</b><br>", "markup"),
        ("2 > 1 \" '", "brackets and quotes that may stand in text"),
    ] {
        assert_eq!(read(&rss(&ITEM.replace("Bins", written))).problems, Vec::<String>::new(), "{what}");
    }
}

#[test]
fn a_missing_id_is_counted() {
    let without = ITEM.replace("<guid>https://ashby.example/1</guid>", "");

    check(&items(&[&without, ITEM]), &["1 of 2 entries have no id: their link identifies them"]);
}

#[test]
fn a_repeated_id_is_counted_once_for_each_repetition() {
    check(&items(&[ITEM, ITEM, ITEM]), &["2 of 3 entries repeat another one's id"]);
}

#[test]
fn a_missing_date_is_counted_and_one_of_the_two_is_enough() {
    let without = ITEM.replace("<pubDate>Wed, 18 Nov 2026 10:30:00 GMT</pubDate>", "");

    check(&items(&[&without]), &["1 of 1 entries have no date that can be read"]);
    check(&items(&[&without.replace("</item>", "<atom:updated>2026-11-18T10:30:00Z</atom:updated></item>")]), &[]);
}

#[test]
fn a_date_that_cannot_be_read_is_quoted() {
    let wrong = ITEM.replace("Wed, 18 Nov 2026 10:30:00 GMT", "last  Wednesday");
    let other = wrong.replace("last  Wednesday", "soon").replace("/1<", "/2<");

    check(
        &items(&[&wrong, &other]),
        &["2 dates cannot be read, the first is “last Wednesday”", "2 of 2 entries have no date that can be read"],
    );
}

#[test]
fn a_date_that_is_empty_is_missing_rather_than_wrong() {
    check(&items(&[&ITEM.replace("Wed, 18 Nov 2026 10:30:00 GMT", " ")]), &["1 of 1 entries have no date that can be read"]);
}

#[test]
fn an_endless_date_is_quoted_in_part() {
    let problem = read(&rss(&ITEM.replace("Wed, 18 Nov 2026 10:30:00 GMT", &"soon ".repeat(100)))).problems[0].clone();

    assert!(problem.ends_with("…”") && problem.chars().count() < 120, "{problem}");
}

#[test]
fn a_date_without_a_zone_is_told_once_however_many_there_are() {
    let local = ITEM.replace(" GMT", "");

    check(&items(&[&local, &local.replace("/1<", "/2<")]), &["dates have no zone: taken as UTC"]);
}

#[test]
fn a_missing_title_and_a_missing_link_are_counted() {
    check(&items(&[&ITEM.replace("<title>Bins</title>", "")]), &["1 of 1 entries have no title"]);
    check(
        &items(&[&ITEM.replace("<link>https://ashby.example/1</link>", "").replace("<guid>", "<guid isPermaLink='false'>")]),
        &["1 of 1 entries have no link"],
    );
}

#[test]
fn a_feed_without_entries_says_so() {
    check(&rss("<title>Ashby</title>"), &["the feed has no entries"]);
    check(&atom("<title>Ashby</title>"), &["the feed has no entries"]);
}

#[test]
fn a_version_is_quoted_without_what_could_harm_a_terminal() {
    let problems = read(&format!("<rss version='2\u{1b}[31m'><channel>{ITEM}</channel></rss>")).problems;

    assert_eq!(problems, ["RSS version 2[31m is not in common use"]);
}

#[test]
fn a_quotation_mark_left_open_is_not_told_as_the_documents_end() {
    let document = rss(&format!("<a href=\"x>y</a>{ITEM}"));

    assert!(!read(&document).problems.iter().any(|problem| problem.starts_with("it ends in the middle")));
}

#[test]
fn the_bytes_are_told_of_before_the_markup_and_the_markup_before_the_posts() {
    let document = rss(&ITEM.replace("Bins", "It\u{92}s & that").replace("<guid>https://ashby.example/1</guid>", ""));

    check(
        &document,
        &[
            "characters of windows-1252 are labelled as Unicode: taken for what was meant",
            "1 “&” are not written as “&amp;”: taken as text",
            "1 of 1 entries have no id: their link identifies them",
        ],
    );
}
