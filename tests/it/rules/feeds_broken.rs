//! XML that is not well-formed: what is meant is read, and what had to be mended is told.

use crate::support::feeds::{ITEM, only, read, rss, titles};
use friday::model::feed::ParsedFeed;

/// Reads a document that has exactly these problems.
fn mended(document: &str, problems: &[&str]) -> ParsedFeed {
    let feed = read(document);
    assert_eq!(feed.problems, problems, "{document}");
    feed
}

/// The title of a feed's one item, whose title is written like this.
fn title(written: &str, problems: &[&str]) -> String {
    let document = rss(&ITEM.replace("Bins", written));
    only(mended(&document, problems)).title.unwrap()
}

#[test]
fn a_bare_ampersand_is_text() {
    let problem = ["1 “&” are not written as “&amp;”: taken as text"];

    assert_eq!(title("Bins & beyond", &problem), "Bins & beyond");
    assert_eq!(title("R&D", &problem), "R&D");
    assert_eq!(title("Bins &", &problem), "Bins &");
}

#[test]
fn a_bare_ampersand_in_an_address_is_part_of_it() {
    let document = rss(&ITEM.replace("<link>https://ashby.example/1", "<link>https://ashby.example/?a=1&b=2"));

    let feed = mended(&document, &["1 “&” are not written as “&amp;”: taken as text"]);

    assert_eq!(only(feed).link.as_deref(), Some("https://ashby.example/?a=1&b=2"));
}

#[test]
fn names_that_only_html_knows_are_resolved() {
    assert_eq!(title("Caf&eacute;&nbsp;&ndash; it&rsquo;s open", &[]), "Café – it’s open");
}

#[test]
fn a_name_that_nobody_knows_stays_as_it_is() {
    let problem = ["1 entities have names that HTML does not know: left as they are"];

    assert_eq!(title("A &binday; out", &problem), "A &binday; out");
}

#[test]
fn a_reference_to_a_forbidden_character_is_left_out() {
    let problem = ["2 references stand for characters that XML forbids: left out"];

    assert_eq!(title("Bi&#8;ns&#xD800;", &problem), "Bins");
}

#[test]
fn a_number_of_windows_1252_is_what_was_meant() {
    assert_eq!(title("It&#146;s bin day", &[]), "It’s bin day");
}

#[test]
fn a_bracket_that_begins_no_tag_is_text() {
    assert_eq!(title("1 < 2", &["1 “<” begin no tag: taken as text"]), "1 < 2");
    assert_eq!(title("1 < 2 <3", &["2 “<” begin no tag: taken as text"]), "1 < 2 <3");
}

#[test]
fn an_item_that_is_not_closed_ends_where_the_next_begins() {
    let document = rss(&format!("{}{}", ITEM.replace("</item>", ""), ITEM.replace("/1<", "/2<").replace("Bins", "Forms")));

    let feed = mended(&document, &["1 elements are not closed where they should be: closed for them"]);

    assert_eq!(titles(&feed), ["Bins", "Forms"]);
}

#[test]
fn a_document_that_ends_in_the_middle_is_read_as_far_as_it_goes() {
    let document = rss(&ITEM.replace("</item>", "<description>We asked for"));
    let cut = document.split_once("</channel>").unwrap().0;

    let feed = mended(
        cut,
        &["4 elements are not closed where they should be: closed for them", "it ends in the middle: what came before is read"],
    );

    assert_eq!(only(feed).excerpt.as_deref(), Some("We asked for"));
}

#[test]
fn an_end_tag_that_closes_nothing_is_ignored() {
    let document = rss(&ITEM.replace("</title>", "</title></b></item-list>"));

    assert_eq!(titles(&mended(&document, &["2 end tags close nothing: ignored"])), ["Bins"]);
}

#[test]
fn end_tags_in_the_wrong_order_close_what_they_name() {
    let document = rss(&ITEM.replace("</item>", "<description><b>We <i>asked</b></i></description></item>"));

    let feed = mended(
        &document,
        &["1 elements are not closed where they should be: closed for them", "1 end tags close nothing: ignored"],
    );

    assert_eq!(only(feed).summary.as_deref(), Some("<b>We <i>asked</i></b>"));
}

#[test]
fn an_empty_optional_element_is_nothing_odd() {
    let document = rss(&ITEM.replace("</item>", "<media:description/><description></description><author/></item>"));

    let entry = only(mended(&document, &[]));

    assert_eq!((entry.summary, entry.authors), (None, vec![]));
}

#[test]
fn attributes_need_no_quotation_marks() {
    let document =
        rss(&ITEM.replace("</item>", "<enclosure url=https://ashby.example/a.mp3 length=7 type='audio/mpeg'/></item>"));

    let entry = only(mended(&document, &[]));

    assert_eq!((entry.media[0].url.as_str(), entry.media[0].length), ("https://ashby.example/a.mp3", Some(7)));
}

#[test]
fn the_first_of_two_attributes_of_one_name_counts() {
    let document = rss(&ITEM.replace("</item>", "<enclosure url='https://a.example/1' url='https://a.example/2'/></item>"));

    assert_eq!(only(mended(&document, &[])).media[0].url, "https://a.example/1");
}
