//! The text part of the mail, and templates that do not work.

use super::build::{NOW, at, content, item, settings};
use super::rendering::{crowded, frozen, frozen_with};
use friday::model::edition::{EditionContent, LEAVE_SLOT, NamedLink};
use friday::rules::rendering::{Templates, freeze};

fn text(content: &EditionContent) -> String {
    frozen(content).texts.remove(1).text
}

/// The text part with this opener, from the date to the first pick.
fn check_opener(markdown: &str, expected: &str) {
    let text = text(&EditionContent { opener: markdown.to_owned(), ..content() });

    let start = text.find("2026\n").unwrap() + 5;
    let end = text.find("1. Bins").unwrap();
    assert_eq!(text[start..end].trim(), expected);
}

/// Every address that the page leads to.
fn links(html: &str) -> Vec<String> {
    let found = html.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next());
    found.filter(|link| link.starts_with("http")).map(|link| link.replace("&amp;", "&").replace("&#x2f;", "/")).collect()
}

#[test]
fn the_text_part_begins_like_the_page() {
    let text = text(&content());

    assert!(text.starts_with("Two for Friday\nFriday 20 November 2026\n\nThe kettle is on.\n"), "{text}");
    assert!(text.contains("\n1. Bins, rebuilt\nhttps://croydon-digital.example/bins\n"), "{text}");
}

#[test]
fn the_text_part_holds_every_link_of_the_page() {
    let mut content = content();
    content.opener = "Read [this](https://example.org/opener).".to_owned();
    content.items[0].remark = Some("See [that](https://example.org/remark?a=1&b=2).".to_owned());
    content.items[0].also_at = vec![NamedLink { name: "Adur".to_owned(), link: "https://adur-blog.example/also".to_owned() }];
    content.items[1].media = vec![NamedLink { name: "Watch".to_owned(), link: "https://adur-blog.example/film".to_owned() }];
    content.items.push(item(None, "A job", "https://jobs.example.org/1"));
    let everything = frozen(&content).texts.remove(1);

    let missing: Vec<String> = links(&everything.html).into_iter().filter(|link| !everything.text.contains(link)).collect();

    assert_eq!(links(&everything.html).len(), 12);
    assert_eq!(missing, Vec::<String>::new());
}

#[test]
fn the_way_out_stands_in_both_parts_of_both_choices() {
    for one in frozen(&content()).texts {
        assert!(one.text.contains(LEAVE_SLOT) && one.html.contains(LEAVE_SLOT), "{:?}", one.choice);
    }
}

#[test]
fn the_text_part_keeps_to_the_stories_of_the_page() {
    let everything = frozen(&crowded(2000)).texts.remove(1);

    let shown = everything.html.matches("a-rather-long-slug").count();
    assert_eq!(everything.text.matches("a-rather-long-slug").count(), shown);
    assert!(everything.text.contains(&format!("and {} more", 2000 - shown)));
}

#[test]
fn titles_are_not_escaped_in_text() {
    let mut content = content();
    content.items[0].title = "Fish & <chips>".to_owned();

    assert!(text(&content).contains("1. Fish & <chips>\n"));
}

#[test]
fn lines_are_72_columns_long_at_most_but_for_links() {
    let mut content = content();
    content.opener = "The quick brown fox jumps over the lazy dog. ".repeat(10);
    content.items[0].remark = Some("ŵyn ".repeat(60));
    content.items[1].excerpt = Some("word ".repeat(50));

    let text = text(&content);

    let long: Vec<&str> = text.lines().filter(|line| line.chars().count() > 72 && !line.contains("http")).collect();
    assert_eq!(long, Vec::<&str>::new());
    assert!(!text.contains("\n\n\n") && !text.contains(" \n") && text.ends_with('\n'));
}

#[test]
fn markdown_reads_well_as_text() {
    check_opener("Worth *every* `minute`.", "Worth every minute.");
    check_opener("One\nline.\n\nAnother.", "One line.\n\nAnother.");
    check_opener("See [this](https://example.org/).", "See this <https://example.org/>.");
    check_opener("- one\n- two", "* one\n\n* two");
    check_opener("<b>Bold</b> & <img src=x>plain", "Bold & plain");
}

#[test]
fn a_paragraph_after_a_list_stands_apart_in_text() {
    check_opener("- one\n- two\n\nAnd then.", "* one\n\n* two\n\nAnd then.");
}

#[test]
fn a_heading_in_a_remark_stands_apart_in_text() {
    check_opener("### Why\n\nBecause.", "Why\n\nBecause.");
}

#[test]
fn the_foot_names_those_who_send_it() {
    let mut settings = settings();
    settings.mail.organisation = Some("Public Digests CIC".to_owned());
    settings.mail.address = Some("1 High Street, Otterby".to_owned());
    settings.mail.reply_to = Some(super::build::address("hello@example.org"));

    for part in frozen_with(&content(), &settings).texts.into_iter().flat_map(|one| [one.text, one.html]) {
        let words = part.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(words.contains("Public Digests CIC") && words.contains("1 High Street, Otterby"), "{words}");
        assert!(words.contains("hello@example.org"));
    }
}

#[test]
fn a_site_that_readers_cannot_reach_is_not_linked() {
    let mut settings = settings();
    settings.site.url = url::Url::parse("http://127.0.0.1:8025/").unwrap();

    for one in frozen_with(&content(), &settings).texts {
        assert!(!one.html.contains("127.0.0.1") && !one.text.contains("127.0.0.1"));
    }
}

fn check_broken(html: &str, text: &str, expected: &str) {
    let error = freeze(&content(), &settings(), Templates { html, text }, at(NOW)).unwrap_err().to_string();

    assert!(error.starts_with(expected), "{error}");
    assert!(error.contains("line 2"), "{error}");
}

#[test]
fn a_broken_template_is_named_with_its_line() {
    check_broken("<p>\n{% for p in picks %}", "ok", "the template email/edition.html does not work: ");
    check_broken("<p>ok</p>", "ok\n{{ title", "the template email/edition.txt does not work: ");
    check_broken("<p>\n{{ titel }}", "ok", "the template email/edition.html does not work: ");
    check_broken("<p>ok</p>", "ok\n{{ title|shout }}", "the template email/edition.txt does not work: ");
}
