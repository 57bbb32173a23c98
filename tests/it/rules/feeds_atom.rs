//! Text constructs: words or markup, by `type`, by `mode`, by what stands inside.

use crate::support::feeds::{entry, item, only, read};

/// The title that an Atom entry shows.
fn check(title: &str, expected: &str) {
    assert_eq!(entry(title).title.as_deref(), Some(expected), "{title}");
}

/// The body that an Atom entry keeps.
fn check_body(content: &str, expected: &str) {
    assert_eq!(entry(content).content.as_deref(), Some(expected), "{content}");
}

#[test]
fn a_title_is_words_or_markup_as_it_says() {
    check("<title>Bins &amp; beyond</title>", "Bins & beyond");
    check("<title type='text'>1 &lt; 2</title>", "1 < 2");
    check("<title type='html'>The &lt;b&gt;bins&lt;/b&gt;</title>", "The bins");
    check("<title type='html'>Bins &amp;amp; beyond</title>", "Bins & beyond");
    check("<title type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'>The <b>bins</b></div></title>", "The bins");
}

#[test]
fn an_odd_type_does_not_lose_the_title() {
    for kind in ["", "text/plain", "plain", "text/html", "xml", "application/xhtml+xml", "TEXT/HTML", "nonsense", "image/png"] {
        check(&format!("<title type='{kind}'>Bins</title>"), "Bins");
    }
}

#[test]
fn markup_that_was_not_escaped_is_read_all_the_same() {
    check("<title>The <b>bins</b></title>", "The bins");
    check("<title type='html'>The <b>bins</b></title>", "The bins");
    assert_eq!(item("<title>The <i>bins</i></title>").title.as_deref(), Some("The bins"));
    assert_eq!(item("<description><p>One<br>two</p></description>").summary.as_deref(), Some("<p>One<br>two</p>"));
}

#[test]
fn a_body_is_html_where_its_type_says_so() {
    check_body("<content type='html'>&lt;p&gt;Asked&lt;/p&gt;</content>", "<p>Asked</p>");
    check_body("<content type='text'>1 &lt; 2</content>", "1 &lt; 2");
    check_body("<content>a &lt;p&gt; b</content>", "a &lt;p&gt; b");
    check_body("<content type='application/xml'><p>Asked</p></content>", "<p>Asked</p>");
    check_body(
        "<content type='xhtml'><x:div xmlns:x='http://www.w3.org/1999/xhtml'><x:p>Asked</x:p></x:div></content>",
        "<p>Asked</p>",
    );
}

#[test]
fn base64_is_decoded_where_text_comes_out() {
    check_body("<content type='application/octet-stream'>PHA+QXNrZWQ8L3A+</content>", "<p>Asked</p>");
    check_body("<content mode='base64' type='text/html'>PHA+QXNr\nZWQ8L3A+</content>", "<p>Asked</p>");
    check_body("<content mode='base64'>PHA+</content>", "&lt;p&gt;");
}

#[test]
fn a_base64_picture_is_no_body() {
    let entry = entry("<content mode='base64' type='image/gif'>R0lGODlhAQABAIAAAAAAAP///yH5</content><summary>Words</summary>");

    assert_eq!((entry.content, entry.summary.as_deref()), (None, Some("Words")));
}

#[test]
fn escaped_mode_is_html_in_an_old_feed() {
    let old = |content: &str| {
        only(read(&format!("<feed xmlns='http://purl.org/atom/ns#'><entry>{content}</entry></feed>"))).content.unwrap()
    };

    assert_eq!(old("<content mode='escaped'>&lt;p&gt;Asked&lt;/p&gt;</content>"), "<p>Asked</p>");
    assert_eq!(old("<content mode='xml'><p>Asked</p></content>"), "<p>Asked</p>");
    assert_eq!(old("<content>a &lt; b</content>"), "a &lt; b");
}

#[test]
fn a_cdata_section_is_as_good_as_escaping() {
    check("<title type='html'><![CDATA[The <b>bins</b> &amp; more]]></title>", "The bins & more");
    check_body("<content type='html'><![CDATA[<p>Asked</p>]]></content>", "<p>Asked</p>");
    check_body("<content type='html'><![CDATA[<p>One]]> and <![CDATA[two</p>]]></content>", "<p>One and two</p>");
}

#[test]
fn an_rss_title_may_be_html_although_nothing_says_so() {
    assert_eq!(item("<title>The &lt;b&gt;bins&lt;/b&gt;</title>").title.as_deref(), Some("The bins"));
    assert_eq!(item("<title><![CDATA[Bins &amp; beyond]]></title>").title.as_deref(), Some("Bins & beyond"));
    assert_eq!(item("<title>Why &lt;table&gt;</title>").title.as_deref(), Some("Why <table>"));
}

#[test]
fn an_element_without_words_gives_way_to_the_next_name() {
    let found = item("<title> </title><dc:title>Bins</dc:title><content:encoded/><description>Words</description>");

    assert_eq!((found.title.as_deref(), found.content, found.summary.as_deref()), (Some("Bins"), None, Some("Words")));
}

#[test]
fn what_its_film_is_called_stands_in_for_a_missing_title() {
    let found = item("<media:group><media:title>Clip</media:title><media:description>About it</media:description></media:group>");
    let titled = item("<title>Bins</title><media:group><media:title>Clip</media:title></media:group>");

    assert_eq!((found.title.as_deref(), found.summary.as_deref()), (Some("Clip"), Some("About it")));
    assert_eq!(titled.title.as_deref(), Some("Bins"));
}
