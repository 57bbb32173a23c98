//! The HTML part of the mail, with the templates that come with friday.

use super::build::{NOW, at, content, item, settings};
use friday::io::templates::mail_templates;
use friday::model::edition::{BlogNote, EditionContent, Frozen, Group, LEAVE_SLOT};
use friday::model::settings::Settings;
use friday::model::subscriber::Choice;
use friday::rules::rendering::{HTML_LIMIT, Templates, freeze, with_leave_link, with_leave_link_html};

pub fn frozen_with(content: &EditionContent, settings: &Settings) -> Frozen {
    let templates = mail_templates(None).unwrap();
    freeze(content, settings, Templates { html: &templates.html, text: &templates.text }, at(NOW)).unwrap()
}

pub fn frozen(content: &EditionContent) -> Frozen {
    frozen_with(content, &settings())
}

fn html(content: &EditionContent, choice: Choice) -> String {
    frozen(content).texts.into_iter().find(|text| text.choice == choice).unwrap().html
}

/// What the page has to hold, word for word.
fn check(content: &EditionContent, expected: &[&str]) {
    let html = html(content, Choice::Everything);

    for words in expected {
        assert!(html.contains(words), "{words} is not in {html}");
    }
}

/// `count` stories under everything else, twenty a council.
pub fn crowded(count: usize) -> EditionContent {
    let story = |n: usize| {
        let link = format!("https://a-council-blog.example/2026/11/a-rather-long-slug-for-post-{n}/");
        item(i64::try_from(n).ok(), &format!("A title of quite ordinary length, number {n}"), &link)
    };
    let council = |number: usize, stories: &[usize]| Group {
        council: format!("Council {number}"),
        stories: stories.iter().map(|n| story(n + 100)).collect(),
    };
    let numbers: Vec<usize> = (0..count).collect();
    let groups = numbers.chunks(20).enumerate().map(|(number, stories)| council(number, stories)).collect();
    EditionContent { everything_else: groups, ..content() }
}

#[test]
fn the_subject_is_the_title_and_both_choices_are_frozen() {
    let frozen = frozen(&content());

    let choices: Vec<Choice> = frozen.texts.iter().map(|text| text.choice).collect();
    assert_eq!(frozen.subject, "Two for Friday (20/11/2026)");
    assert_eq!(frozen.date, at(NOW));
    assert_eq!(choices, [Choice::Picks, Choice::Everything]);
}

#[test]
fn the_same_words_give_the_same_bytes() {
    assert_eq!(frozen(&content()), frozen(&content()));
}

#[test]
fn a_page_shows_title_date_picks_and_the_rest() {
    check(
        &content(),
        &[
            "Two for Friday",
            "Friday 20 November 2026",
            "Bins, rebuilt",
            "by Ada Jones, Croydon.digital",
            "Everything else",
            "Maps for all",
        ],
    );
}

#[test]
fn the_picks_alone_have_no_everything_else() {
    let picks = frozen(&content()).texts.remove(0);

    for part in [&picks.html, &picks.text] {
        assert!(part.contains("Forms that work"));
        assert!(!part.contains("Everything else") && !part.contains("Maps for all") && !part.contains("more"), "{part}");
    }
}

#[test]
fn two_thousand_stories_stay_below_what_gmail_cuts() {
    let frozen = frozen(&crowded(2000));

    let everything = &frozen.texts[1];
    assert!(everything.html.len() <= HTML_LIMIT, "{} bytes", everything.html.len());
    assert!(everything.html.len() > HTML_LIMIT / 2, "{} bytes", everything.html.len());
    let shown = everything.html.matches("a-rather-long-slug").count();
    assert!(everything.html.contains(&format!("and {} more", 2000 - shown)));
    assert!(everything.html.contains(LEAVE_SLOT) && everything.text.contains(LEAVE_SLOT));
}

#[test]
fn an_ordinary_week_is_shown_in_full() {
    let html = html(&crowded(60), Choice::Everything);

    assert_eq!(html.matches("a-rather-long-slug").count(), 60);
    assert!(html.contains("60 more posts, council by council"));
    assert!(!html.contains("and 0 more"));
}

#[test]
fn what_blogs_say_is_text_and_never_markup() {
    let mut content = content();
    content.items[0].title = "<script>alert(1)</script> Fish & chips".to_owned();
    content.items[0].byline = "by <b>Ada</b>".to_owned();
    content.items[0].excerpt = Some("1 < 2 & \"so\"".to_owned());
    content.everything_else[0].council = "<i>Dorset</i>".to_owned();

    let html = html(&content, Choice::Everything);

    assert!(html.contains("&lt;script&gt;alert(1)&lt;/script&gt; Fish &amp; chips"), "{html}");
    assert!(!html.contains("<script") && !html.contains("<b>Ada") && !html.contains("<i>Dorset"));
    assert!(html.contains("1 &lt; 2 &amp; "));
}

#[test]
fn a_link_cannot_break_out_of_its_attribute() {
    let mut content = content();
    content.items[0].link = "https://croydon-digital.example/?a=1&b=\"><script>".to_owned();

    let html = html(&content, Choice::Everything);

    assert!(!html.contains("\"><script"));
    assert!(html.contains("?a=1&amp;b=&quot;>") || html.contains("?a=1&amp;b=&quot;&gt;"));
}

#[test]
fn a_title_in_another_language_says_so() {
    let mut content = content();
    content.items[0].language = Some("cy".to_owned());
    content.items[1].language = Some("en-US".to_owned());

    let html = html(&content, Choice::Everything);

    assert_eq!(html.matches("lang=\"cy\"").count(), html.matches("hreflang=\"cy\"").count() * 2);
    assert!(html.matches("lang=\"cy\"").count() > 0);
    assert!(!html.contains("lang=\"en-US\""));
}

#[test]
fn an_excerpt_stands_in_for_a_missing_remark_and_is_marked() {
    let mut content = content();
    content.items[0].excerpt = Some("We asked forty residents.".to_owned());
    content.items[1].excerpt = Some("Never shown.".to_owned());
    content.items[1].remark = Some("Worth *every* minute.".to_owned());

    let html = html(&content, Choice::Everything);

    assert!(html.contains("From the post:") && html.contains("We asked forty residents."));
    assert!(html.contains("<em>every</em>") && !html.contains("Never shown."));
    assert_eq!(html.matches("From the post:").count(), 1);
}

#[test]
fn nothing_in_a_mail_is_loaded_from_anywhere() {
    let mut content = crowded(20);
    content.opener = "![pixel](https://evil.example/p.png) <img src=\"https://evil.example/p.png\"> Hello".to_owned();
    content.items[0].remark = Some("<iframe src=\"https://evil.example/\"></iframe> Look.".to_owned());

    let html = html(&content, Choice::Everything).to_lowercase();

    for loader in ["<img", "<iframe", "<script", "<link ", " src=", " background=", "url(", "@import", "<video", "<object "] {
        assert!(!html.contains(loader), "{loader}");
    }
}

#[test]
fn styles_stand_on_the_elements_and_only_media_rules_remain() {
    let html = html(&content(), Choice::Everything);

    assert!(html.contains("style=\""));
    assert!(html.contains("prefers-color-scheme"));
    assert!(!html.contains("h1 { margin: 0;"));
}

#[test]
fn new_and_revived_blogs_are_named() {
    let note = |name: &str| BlogNote {
        name: name.to_owned(),
        council: Some("Adur".to_owned()),
        about: Some("Notes & plans".to_owned()),
        site: Some("https://adur-blog.example/".to_owned()),
    };
    let content = EditionContent { new_blogs: vec![note("Adur blog")], revived_blogs: vec![note("Adur data")], ..content() };

    check(&content, &["New on the list", "Adur blog", "(Adur)", "Notes &amp; plans", "Writing again", "Adur data"]);
}

#[test]
fn a_find_is_marked_as_one() {
    let mut content = content();
    content.items.push(item(None, "A job", "https://jobs.example.org/1"));

    check(&content, &["A find from outside the list", "https://jobs.example.org/1"]);
}

#[test]
fn the_reason_and_the_next_date_stand_at_the_end() {
    check(
        &content(),
        &["You get this because you asked for Five for Friday.", "The next edition comes on Friday 27 November 2026."],
    );
}

#[test]
fn a_leave_link_takes_its_slot_in_both_parts() {
    let text = frozen(&content()).texts.remove(1);

    let (html, plain) = (
        with_leave_link_html(&text.html, "mailto:l@example.org?a=1&b=2"),
        with_leave_link(&text.text, "mailto:l@example.org?a=1&b=2"),
    );

    assert!(html.contains("mailto:l@example.org?a=1&amp;b=2") && plain.contains("mailto:l@example.org?a=1&b=2"));
    assert!(!html.contains(LEAVE_SLOT) && !plain.contains(LEAVE_SLOT));
}
