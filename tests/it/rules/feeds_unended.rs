//! Tags, comments and sections that never end: what follows them is read where its meaning is plain.

use crate::support::feeds::{ITEM, only, read, rss, titles};

const SECOND: &str = "<item><title>Forms</title><link>https://ashby.example/2</link></item>";

#[test]
fn a_section_that_never_ends_ends_with_its_element() {
    let document =
        rss(&format!("{}{SECOND}", ITEM.replace("</item>", "<description><![CDATA[<p>We asked</p></description></item>")));

    let feed = read(&document);

    assert_eq!(titles(&feed), ["Bins", "Forms"]);
    assert_eq!(feed.entries[0].summary.as_deref(), Some("<p>We asked</p>"));
}

#[test]
fn a_section_that_the_document_cuts_off_is_read_as_far_as_it_goes() {
    let document = rss(&ITEM.replace("</item>", "<description><![CDATA[<p>We asked for"));
    let cut = document.split_once("</channel>").unwrap().0;

    let feed = read(cut);

    assert_eq!(only(feed.clone()).excerpt.as_deref(), Some("We asked for"));
    assert!(feed.problems.contains(&"it ends in the middle: what came before is read".to_owned()));
}

#[test]
fn a_comment_that_never_ends_hides_nothing() {
    let feed = read(&rss(&format!("{ITEM}<!-- new {SECOND}")));

    assert_eq!(titles(&feed), ["Bins", "Forms"]);
}

#[test]
fn a_quotation_mark_left_open_ends_with_its_tag() {
    let feed = read(&rss(&format!("{}{SECOND}", ITEM.replace("</item>", "<enclosure url=\"/a.mp3></enclosure></item>"))));

    assert_eq!(titles(&feed), ["Bins", "Forms"]);
}

#[test]
fn an_instruction_or_declaration_that_never_ends_is_passed_over() {
    for open in ["<?php echo 1 ", "<!ELEMENT x "] {
        let feed = read(&rss(&format!("{ITEM}{open}><a/>{SECOND}")));

        assert_eq!(titles(&feed), ["Bins", "Forms"], "{open}");
    }
}

#[test]
fn a_tag_that_the_document_cuts_off_is_left_out() {
    for cut in [
        "<",
        "<it",
        "<item",
        "<item a",
        "<item a=",
        "<item a=\"x",
        "</",
        "</item",
        "<!",
        "<!--",
        "<!-",
        "<![CDATA[",
        "<?",
        "&",
        "&a",
        "&#",
    ] {
        let feed = read(&format!("{}{cut}", rss(ITEM)));

        assert_eq!(titles(&feed), ["Bins"], "{cut}");
    }
}

#[test]
fn a_feed_cut_anywhere_keeps_the_entries_that_were_whole() {
    let whole = rss(&format!("{ITEM}{SECOND}"));
    let first_ends = whole.find("</item>").unwrap() + "</item>".len();

    for end in first_ends..whole.len() {
        assert_eq!(read(&whole[..end]).entries[0].title.as_deref(), Some("Bins"), "cut at {end}");
    }
}
