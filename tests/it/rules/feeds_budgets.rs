//! Documents that are made to cost much: each budget is met exactly where it says.

use crate::support::feeds::{ITEM, only, read, rss, titles};
use friday::rules::parsing::tree::{ATTRIBUTE_LIMIT, DEPTH_LIMIT, NAME_LIMIT, NODE_LIMIT, TooMuch, Tree};
use friday::rules::parsing::{Document, parse};

fn refusal(document: &str) -> Option<TooMuch> {
    Tree::read(document).err()
}

fn nested(depth: usize) -> String {
    format!("{}x{}", "<a>".repeat(depth), "</a>".repeat(depth))
}

fn with_attributes(number: usize) -> String {
    let attributes: String = (0..number).map(|number| format!(" a{number}='x'")).collect();
    format!("<rss{attributes}/>")
}

#[test]
fn elements_may_be_nested_so_deep_and_no_deeper() {
    assert_eq!(refusal(&nested(DEPTH_LIMIT)), None);
    assert_eq!(refusal(&nested(DEPTH_LIMIT + 1)), Some(TooMuch::Depth));
    assert_eq!(refusal(&"<a>".repeat(100_000)), Some(TooMuch::Depth));
}

#[test]
fn an_element_may_have_so_many_attributes_and_no_more() {
    assert_eq!(refusal(&with_attributes(ATTRIBUTE_LIMIT)), None);
    assert_eq!(refusal(&with_attributes(ATTRIBUTE_LIMIT + 1)), Some(TooMuch::Attributes));
}

#[test]
fn a_name_may_be_so_long_and_no_longer() {
    let long = |length: usize| "n".repeat(length);

    assert_eq!(refusal(&format!("<{}/>", long(NAME_LIMIT))), None);
    assert_eq!(refusal(&format!("<{}/>", long(2 * NAME_LIMIT))), Some(TooMuch::Attributes));
    assert_eq!(refusal(&format!("<a {}='x'/>", long(2 * NAME_LIMIT))), Some(TooMuch::Attributes));
}

#[test]
fn what_is_refused_says_why() {
    let refused = |document: &str| parse(Document { bytes: document.as_bytes(), ..Document::default() }).unwrap_err().to_string();

    assert_eq!(
        refused(&rss(&nested(DEPTH_LIMIT))),
        "not a feed that can be read: its elements are nested more than 256 deep, which no feed does"
    );
    assert_eq!(
        refused(&with_attributes(ATTRIBUTE_LIMIT + 1)),
        "not a feed that can be read: it has an element with more than 256 attributes or a name of more than 1024 bytes, \
         which no feed has"
    );
}

#[test]
fn a_document_of_too_many_elements_is_read_as_far_as_the_budget_goes() {
    let feed = read(&rss(&format!("{ITEM}<x>{}</x>{ITEM}", "<a/>".repeat(NODE_LIMIT))));

    assert_eq!(titles(&feed), ["Bins"]);
    assert!(feed.problems.contains(&"it is longer than friday reads: the rest is left out".to_owned()), "{:?}", feed.problems);
}

/// So many posts, one a day, the oldest first; each is called by its number.
fn daily(number: i64) -> String {
    let post = |day: i64| {
        let date = chrono::DateTime::from_timestamp(1_000_000_000 + day * 86_400, 0).unwrap().to_rfc2822();
        format!("<item><title>{day}</title><link>/{day}</link><guid>{day}</guid><pubDate>{date}</pubDate></item>")
    };
    rss(&(0..number).map(post).collect::<String>())
}

#[test]
fn of_a_feed_with_the_oldest_first_the_newest_are_kept() {
    let feed = read(&daily(600));

    assert_eq!(feed.problems, ["600 entries: the newest 500 are read"]);
    assert_eq!((titles(&feed)[0], titles(&feed)[499], feed.entries.len()), ("599", "100", 500));
}

#[test]
fn of_a_very_long_feed_with_the_oldest_first_the_newest_are_kept() {
    assert_eq!(titles(&read(&daily(6000)))[0], "5999");
}

#[test]
fn the_entities_that_a_document_declares_are_never_expanded() {
    let feed = read(&format!(
        "<!DOCTYPE rss [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;&a;\"><!ENTITY c SYSTEM \"file:///etc/hostname\">]>{}",
        rss(&ITEM.replace("Bins", "&b; &c;"))
    ));

    assert_eq!(
        feed.problems,
        [
            "2 entities have names that HTML does not know: left as they are",
            "it declares entities of its own, which are never expanded"
        ]
    );
    assert_eq!(only(feed).title.as_deref(), Some("&b; &c;"));
}

#[test]
fn comments_that_never_end_are_passed_over_but_not_for_ever() {
    let after = |comments: usize| read(&rss(&format!("{ITEM}{}{ITEM}", "<!-- ".repeat(comments)))).entries.len();

    assert_eq!(after(50), 2);
    assert_eq!(after(51), 1);
    assert_eq!(after(20_000), 1);
}

#[test]
fn sections_that_never_end_are_passed_over_but_not_for_ever() {
    let after = |sections: usize| read(&rss(&format!("{ITEM}{}", "<p><![CDATA[x</p>".repeat(sections)))).problems;

    assert_eq!(after(20_000).last().map(String::as_str), Some("it ends in the middle: what came before is read"));
}

#[test]
fn a_quotation_mark_left_open_in_many_tags_costs_no_entries_before_them() {
    let document = rss(&format!("{ITEM}{}", "<enclosure url=\"/a.mp3 type=\"audio/mpeg/>".repeat(2001)));

    assert_eq!(titles(&read(&document)), ["Bins"]);
}

/// A post whose body is full of brackets that begin no tag.
fn check_brackets(number: usize) {
    for stray in ["<", "< ", "<1", "<a,"] {
        let document = rss(&ITEM.replace("</item>", &format!("<description>{}</description></item>", stray.repeat(number))));

        assert_eq!(titles(&read(&document)), ["Bins"], "{stray}");
    }
}

#[test]
fn a_thousand_stray_brackets_are_text() {
    check_brackets(1000);
}

#[test]
fn a_hundred_thousand_stray_brackets_are_text() {
    check_brackets(100_000);
}

#[test]
fn a_body_with_a_bare_bracket_keeps_its_words() {
    let words = "word ".repeat(700);
    for body in [format!("If x &lt; y then {words}"), format!("<![CDATA[<p>I <3 councils {words}</p>]]>")] {
        let document =
            format!("<rss version='2.0'><channel><title>T</title><item><description>{body}</description></item></channel></rss>");

        let entry = only(read(&document));

        assert!(entry.summary.is_some_and(|summary| summary.contains("word word")), "{body:.40}");
        assert!(entry.excerpt.is_some(), "{body:.40}");
    }
}

#[test]
fn a_tangled_body_becomes_plain_words() {
    let tangles =
        ["<table>".to_owned() + &"x<b>y</b> ".repeat(2000), "<p><b id=1></p>z ".repeat(2000), "<div><i>w ".repeat(2000)];
    for body in tangles {
        let document = format!(
            "<rss version='2.0'><channel><title>T</title><item><description><![CDATA[{body}]]></description></item></channel></rss>"
        );

        let summary = only(read(&document)).summary.unwrap();

        assert!(!summary.contains('<') && summary.len() > 2000, "{summary:.60}");
    }
}
