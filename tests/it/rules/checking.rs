//! The check before sending: each thing it knows, found once, with what to do.

use super::build::{content, day, item};
use super::rendering::frozen;
use chrono::NaiveDate;
use friday::model::checking::{Advice, LinkState, Weight};
use friday::model::edition::{EditionContent, Item, NamedLink};
use friday::model::subscriber::Choice;
use friday::rules::checking::{Checked, check, placed_links};
use std::collections::HashMap;

/// A draft with nothing to say against it.
fn sound() -> EditionContent {
    let mut content = content();
    for item in &mut content.items {
        item.remark = Some("Worth your time.".to_owned());
    }
    content
}

fn html(content: &EditionContent) -> String {
    content.everything_else.iter().flat_map(|group| &group.stories).map(|story| story.link.clone()).collect()
}

struct Week {
    content: EditionContent,
    subject: String,
    html: String,
    links: HashMap<String, LinkState>,
    past: HashMap<String, NaiveDate>,
}

impl Week {
    fn of(content: EditionContent) -> Self {
        let (html, subject) = (html(&content), content.title.clone());
        Self { content, subject, html, links: HashMap::new(), past: HashMap::new() }
    }

    fn with_remark(remark: &str) -> Self {
        let mut content = sound();
        content.items[0].remark = Some(remark.to_owned());
        Self::of(content)
    }

    fn check(&self) -> Vec<Advice> {
        let Self { content, subject, html, links, past } = self;
        check(Checked { content, subject, html, links, past })
    }

    /// The one thing found: its weight, its place and its words.
    fn only(&self) -> (Weight, String, String) {
        let found = self.check();
        assert_eq!(found.len(), 1, "{found:?}");
        assert!(!found[0].todo.is_empty());
        (found[0].weight, found[0].about.clone(), found[0].what.clone())
    }
}

#[test]
fn nothing_is_said_against_a_sound_draft() {
    assert_eq!(Week::of(sound()).check(), []);
}

#[test]
fn a_pick_without_a_remark_is_named_and_a_bare_title_weighs_more() {
    let mut content = sound();
    content.items[1].remark = None;
    assert_eq!(Week::of(content.clone()).only().0, Weight::Mend);

    content.items[1].excerpt = Some("First words.".to_owned());

    let (weight, about, what) = Week::of(content).only();
    assert_eq!((weight, about.as_str()), (Weight::Look, "Pick 2: Forms that work"));
    assert!(what.contains("The author's first words stand in"), "{what}");
}

#[test]
fn links_are_taken_from_titles_remarks_and_further_reading() {
    let mut content = sound();
    content.opener = "See [the list](https://list.example/).".to_owned();
    content.items[0].links = vec![NamedLink { name: "Slides".to_owned(), link: "https://slides.example/".to_owned() }];
    content.items[0].remark = Some("On [bins *again*](https://bins.example/).".to_owned());

    let links: Vec<(String, String)> = placed_links(&content).into_iter().map(|link| (link.link, link.words)).collect();

    let expected = [
        ("https://list.example/", "the list"),
        ("https://croydon-digital.example/bins", "Bins, rebuilt"),
        ("https://bins.example/", "bins again"),
        ("https://slides.example/", "Slides"),
        ("https://adur-blog.example/forms", "Forms that work"),
    ];
    assert_eq!(links, expected.map(|(link, words)| (link.to_owned(), words.to_owned())));
}

#[test]
fn links_that_fail_weigh_more_than_those_that_moved_or_could_not_be_asked() {
    let told = |state: LinkState| {
        let mut week = Week::of(sound());
        week.links.insert("https://croydon-digital.example/bins".to_owned(), state);
        week.only()
    };

    let (broken, moved) =
        (told(LinkState::Broken("it is gone".to_owned())), told(LinkState::Moved("https://new.example/".to_owned())));
    let untold = told(LinkState::Untold("it asks for patience".to_owned()));

    assert_eq!((broken.0, broken.1.as_str()), (Weight::Mend, "Pick 1: Bins, rebuilt"));
    assert!(broken.2.contains("it is gone"));
    assert!(moved.0 == Weight::Look && moved.2.contains("moved for good to https://new.example/"), "{moved:?}");
    assert!(untold.0 == Weight::Look && untold.2.contains("could not look"), "{untold:?}");
}

#[test]
fn a_link_that_works_is_not_mentioned() {
    let mut week = Week::of(sound());
    week.links.insert("https://croydon-digital.example/bins".to_owned(), LinkState::Works);

    assert_eq!(week.check(), []);
}

#[test]
fn an_address_that_is_not_whole_is_told() {
    assert_eq!(Week::with_remark("On [bins](bins.example/a).").only().0, Weight::Mend);
}

#[test]
fn vague_words_under_a_link_are_told() {
    for words in ["here", "Here", "click here", "Read more…", "this", "link"] {
        let (weight, _, what) = Week::with_remark(&format!("Look [{words}](https://bins.example/).")).only();
        assert_eq!(weight, Weight::Look, "{words}");
        assert!(what.contains("says nothing about where it leads"), "{what}");
    }
    assert_eq!(Week::with_remark("Look at [the bin form, here in Croydon](https://bins.example/).").check(), []);
}

#[test]
fn bare_addresses_are_told_whether_they_are_links_or_not() {
    assert!(Week::with_remark("See <https://bins.example/>.").only().2.contains("bare address"));
    assert!(Week::with_remark("See https://bins.example/ for more.").only().2.contains("is no link"));
    assert!(Week::with_remark("See [](https://bins.example/).").only().2.contains("no words"));
}

#[test]
fn a_find_that_readers_had_before_is_told_with_its_date_and_a_story_never_is() {
    let mut content = sound();
    let find = item(None, "A job", "https://www.jobs.example/1/?utm_source=x");
    content.items.push(Item { remark: Some("Apply.".to_owned()), ..find });
    let mut week = Week::of(content);
    week.past.insert("jobs.example/1".to_owned(), day("2026-03-06"));
    week.past.insert("croydon-digital.example/bins".to_owned(), day("2026-03-06"));

    let (_, about, what) = week.only();

    assert_eq!((about.as_str(), what.as_str()), ("Find 3: A job", "“A job” was in the edition of 6 March 2026 already."));
}

#[test]
fn a_long_subject_is_counted_in_characters() {
    let mut week = Week::of(sound());
    week.subject = "é".repeat(60);
    assert_eq!(week.check(), []);

    week.subject.push('!');

    assert!(week.only().2.contains("61 characters"));
}

#[test]
fn a_mail_that_would_be_cut_off_is_told_and_so_are_posts_that_do_not_fit() {
    let mut week = Week::of(sound());
    week.html.push_str(&" ".repeat(60_000));
    assert_eq!(week.only().0, Weight::Mend);

    week.html = "https://dorset-blog.example/maps".to_owned();

    assert!(week.only().2.starts_with("1 of the posts"), "{:?}", week.only());
}

#[test]
fn links_are_found_in_the_mail_as_it_is_written() {
    for link in ["https://dorset-blog.example/?a=1&b=2", "https://dorset-blog.example/o'neill"] {
        let mut content = sound();
        content.everything_else[0].stories[0].link = link.to_owned();
        let mut week = Week::of(content);
        let mail = frozen(&week.content).texts.into_iter().find(|text| text.choice == Choice::Everything);
        week.html = mail.unwrap().html;

        assert_eq!(week.check(), [], "{link}");
    }
}

#[test]
fn shouting_and_the_words_of_advertising_are_told_with_the_reason() {
    assert!(Week::with_remark("THIS IS REALLY GOOD STUFF from Croydon.").only().2.contains("capitals"));
    assert!(Week::with_remark("Wow!! Bins.").only().2.contains("exclamation"));
    assert!(Week::with_remark("Act now on bins.").only().2.contains("“act now”"));
    assert_eq!(Week::with_remark("GDS, LGA and MHCLG met at the LGA. Free to read! Really.").check(), []);
}

#[test]
fn what_readers_would_stumble_over_stands_first() {
    let mut week = Week::with_remark("Look [here](https://bins.example/).");
    week.links.insert("https://adur-blog.example/forms".to_owned(), LinkState::Broken("no".to_owned()));

    let weights: Vec<Weight> = week.check().iter().map(|advice| advice.weight).collect();

    assert_eq!(weights, [Weight::Mend, Weight::Look]);
}
