//! The draft in an editor's hands: read from the form, changed by buttons, told apart from somebody else's.

use super::build::{content, found, item};
use friday::model::edition::{DraftEdits, EditedItem, EditionContent, NamedLink};
use friday::rules::writing::commands::Command;
use friday::rules::writing::differences::{Side, differences, left_over, merged};
use friday::rules::writing::form::read;
use friday::rules::writing::mistakes::{LONGEST, mistakes};
use friday::rules::writing::{Manuscript, name_of};
use std::collections::HashMap;

fn pick(story: i64, remark: &str) -> EditedItem {
    EditedItem::Pick { story, title: None, remark: remark.to_owned(), links: Vec::new() }
}

fn manuscript(items: Vec<EditedItem>) -> Manuscript {
    Manuscript { opener: "Hello.".to_owned(), items, ..Manuscript::default() }
}

fn names(manuscript: &Manuscript) -> Vec<String> {
    manuscript.items.iter().map(name_of).collect()
}

fn press(items: Vec<EditedItem>, button: &str) -> Manuscript {
    let mut words = manuscript(items);
    words.apply(&Command::read(button));
    words
}

fn fields(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

#[test]
fn a_form_that_nobody_touched_keeps_nothing() {
    let words = Manuscript::of(&content(), &DraftEdits::default());

    assert_eq!(words.edits(&content(), &DraftEdits::default(), &[1, 2]), DraftEdits::default());
}

#[test]
fn picks_that_were_proposed_while_the_form_was_open_do_not_pin_the_old_ones() {
    let words = Manuscript::of(&content(), &DraftEdits::default());
    let newer =
        EditionContent { items: vec![item(Some(9), "New", "https://new.example/"), content().items[0].clone()], ..content() };

    assert_eq!(words.edits(&newer, &DraftEdits::default(), &[1, 2]).items, None);
}

#[test]
fn a_remark_pins_the_picks_as_they_were_shown() {
    let mut words = Manuscript::of(&content(), &DraftEdits::default());
    words.items[1] = pick(2, "Forms!");

    let edits = words.edits(&content(), &DraftEdits::default(), &[1, 2]);

    assert_eq!(edits.items, Some(vec![pick(1, ""), pick(2, "Forms!")]));
    assert_eq!((edits.opener, edits.outro), (None, None));
}

#[test]
fn words_about_a_story_that_left_the_week_stay_in_sight() {
    let edits = DraftEdits { items: Some(vec![pick(77, "Kept."), pick(78, ""), pick(1, "")]), ..DraftEdits::default() };

    assert_eq!(names(&Manuscript::of(&content(), &edits)), ["s77", "s1", "s2"]);
}

#[test]
fn the_form_brings_every_field_in_the_order_of_the_page() {
    let written = read(&fields(&[
        ("edition", "3"),
        ("revision", "7"),
        ("shown", "1 2"),
        ("opener", " One.\r\n\r\nTwo. "),
        ("item", "s2"),
        ("title-s2", ""),
        ("remark-s2", "Forms!"),
        ("link-name-s2", "Slides"),
        ("link-address-s2", "https://example.org/s"),
        ("link-name-s2", ""),
        ("link-address-s2", "https://www.example.org/t"),
        ("link-name-s2", ""),
        ("link-address-s2", ""),
        ("item", "fabc"),
        ("link-fabc", "https://jobs.example.org/1"),
        ("title-fabc", ""),
        ("author-fabc", "Bo Lin"),
        ("leave-out", "9"),
        ("do", "up:fabc"),
    ]));

    let link = |name: &str, link: &str| NamedLink { name: name.to_owned(), link: link.to_owned() };
    let links = vec![link("Slides", "https://example.org/s"), link("example.org", "https://www.example.org/t")];
    let forms = EditedItem::Pick { story: 2, title: None, remark: "Forms!".to_owned(), links };
    let (title, job) = ("jobs.example.org".to_owned(), "https://jobs.example.org/1".to_owned());
    let (remark, author, extract, links) = (String::new(), "Bo Lin".to_owned(), String::new(), Vec::new());
    let job = EditedItem::Find { title, link: job, remark, author, extract, links };
    assert_eq!((written.edition, written.revision, written.shown), (3, 7, vec![1, 2]));
    assert_eq!(written.manuscript.opener, "One.\n\nTwo.");
    assert_eq!(written.manuscript.items, [forms, job]);
    assert_eq!((written.manuscript.left_out, written.command), (vec![9], Command::Up("fabc".to_owned())));
}

#[test]
fn buttons_move_items_and_stop_at_the_ends() {
    let three = || vec![pick(1, ""), pick(2, ""), pick(3, "")];

    assert_eq!(names(&press(three(), "up:s3")), ["s1", "s3", "s2"]);
    assert_eq!(names(&press(three(), "down:s1")), ["s2", "s1", "s3"]);
    assert_eq!(names(&press(three(), "first:s3")), ["s3", "s1", "s2"]);
    assert_eq!(names(&press(three(), "up:s1")), ["s1", "s2", "s3"]);
    assert_eq!(names(&press(three(), "down:s3")), ["s1", "s2", "s3"]);
    assert_eq!(names(&press(three(), "up:s9")), ["s1", "s2", "s3"]);
}

#[test]
fn what_is_taken_out_with_words_on_it_is_set_aside_and_comes_back() {
    let mut words = press(vec![pick(1, "Mine."), pick(2, "")], "out:s1");
    assert_eq!((names(&words), words.set_aside.clone()), (vec!["s2".to_owned()], vec![pick(1, "Mine.")]));

    words.apply(&Command::read("back:s1"));

    assert_eq!((words.items, words.set_aside), (vec![pick(2, ""), pick(1, "Mine.")], Vec::new()));
}

#[test]
fn what_is_taken_out_without_words_is_simply_out() {
    assert_eq!(press(vec![pick(1, ""), pick(2, "")], "out:s1").set_aside, []);
}

#[test]
fn a_swap_keeps_the_place_and_sets_the_old_words_aside() {
    let mut words = manuscript(vec![pick(1, ""), pick(2, "Old."), pick(3, "")]);
    words.left_out = vec![8];

    let is_done = words.swap("s2", 8);

    assert_eq!((is_done, names(&words)), (true, vec!["s1".to_owned(), "s8".to_owned(), "s3".to_owned()]));
    assert_eq!((words.set_aside.clone(), words.left_out.clone()), (vec![pick(2, "Old.")], Vec::new()));
    assert!(!words.swap("s2", 9), "it is gone already");
}

#[test]
fn the_same_find_is_added_once() {
    let mut words = manuscript(vec![found("A job", "https://jobs.example.org/1", "")]);

    words.add(found("The job", "http://www.jobs.example.org/1/", ""));

    assert_eq!(words.items.len(), 1);
    assert!(words.has_link("https://jobs.example.org/1#top"));
}

#[test]
fn what_is_too_long_is_told_by_its_field_and_what_is_long_is_not() {
    let of = |length: usize| mistakes(&manuscript(vec![pick(1, &"é".repeat(length))]));

    assert_eq!(of(LONGEST), []);
    let found = of(LONGEST + 5);
    assert_eq!((found.len(), found[0].field.as_str()), (1, "remark-s1"));
    assert!(found[0].why.contains("5 characters too long"), "{}", found[0].why);
}

#[test]
fn links_that_no_browser_opens_are_mistakes() {
    for bad in ["javascript:alert(1)", "example.org/a", "/a", "mailto:a@example.org", "https://", "data:text/html,x"] {
        let links = vec![NamedLink { name: "x".to_owned(), link: bad.to_owned() }];
        let item = EditedItem::Pick { story: 1, title: None, remark: String::new(), links };
        assert_eq!(mistakes(&manuscript(vec![item])).len(), 1, "{bad}");
        assert_eq!(mistakes(&manuscript(vec![found("x", bad, "")])).len(), 1, "{bad}");
    }
}

#[test]
fn two_versions_differ_field_by_field_and_it_is_told_who_changed_each() {
    let base = manuscript(vec![pick(1, "a"), pick(2, "b"), pick(3, "c")]);
    let theirs = Manuscript { items: vec![pick(1, "a"), pick(2, "theirs"), pick(3, "c theirs")], ..base.clone() };
    let mine =
        Manuscript { opener: "Mine.".to_owned(), items: vec![pick(1, "a"), pick(2, "b"), pick(3, "c mine")], ..base.clone() };

    let apart = differences(&theirs, &mine, Some(&base));

    let told: Vec<(&str, Option<Side>)> = apart.iter().map(|one| (one.field.as_str(), one.changed_by)).collect();
    assert_eq!(told, [("opener", Some(Side::Mine)), ("remark-s2", Some(Side::Theirs)), ("remark-s3", None)]);
    let words: Vec<(Option<Side>, &str)> = apart[2].pieces.iter().map(|piece| (piece.side, piece.words.as_str())).collect();
    assert_eq!(words, [(None, "c "), (Some(Side::Theirs), "theirs"), (Some(Side::Mine), "mine")]);
}

#[test]
fn versions_that_are_the_same_do_not_differ() {
    let one = manuscript(vec![pick(1, "a\n\nb")]);

    assert_eq!(differences(&one, &one.clone(), None), []);
}

#[test]
fn putting_two_versions_together_loses_no_item_with_words() {
    let theirs = manuscript(vec![pick(1, "one"), pick(4, "four"), pick(2, "theirs")]);
    let mine = Manuscript { opener: "Mine.".to_owned(), ..manuscript(vec![pick(2, "mine"), pick(1, "one"), pick(5, "five")]) };
    let take = |pairs: &[(&str, Side)]| -> HashMap<String, Side> {
        pairs.iter().map(|(field, side)| ((*field).to_owned(), *side)).collect()
    };

    let kept = merged(&theirs, &mine, &take(&[("opener", Side::Theirs), ("order", Side::Theirs), ("remark-s2", Side::Mine)]));
    let put_over = merged(&theirs, &mine, &take(&[("opener", Side::Mine), ("order", Side::Mine), ("remark-s2", Side::Theirs)]));

    assert_eq!((kept.opener.as_str(), kept.items), ("Hello.", vec![pick(1, "one"), pick(4, "four"), pick(2, "mine")]));
    assert_eq!(kept.set_aside, [pick(5, "five")]);
    assert_eq!((put_over.opener.as_str(), put_over.items), ("Mine.", vec![pick(2, "theirs"), pick(1, "one"), pick(5, "five")]));
    assert_eq!(put_over.set_aside, [pick(4, "four")]);
}

#[test]
fn words_that_came_after_the_approval_are_told_and_all_others_are_not() {
    let fixed = manuscript(vec![pick(1, "one")]);
    let mine = manuscript(vec![pick(6, "six"), pick(1, "one")]);

    let told: Vec<String> = left_over(&fixed, &mine).into_iter().map(|one| format!("{} {}", one.field, one.mine)).collect();

    assert_eq!(told, ["remark-s6 six"]);
}

#[test]
fn a_link_without_its_scheme_gets_https_and_nothing_else_is_guessed() {
    let typed = |link: &str| read(&fields(&[("item", "s1"), ("link-name-s1", "x"), ("link-address-s1", link)])).manuscript;
    let link = |text: &str| typed(text).items[0].links()[0].link.clone();

    assert_eq!(link("example.org/a?b"), "https://example.org/a?b");
    for same in ["http://example.org/a", "javascript:alert(1)", "data:text/html,x", "nowhere", "two words.org", "//example.org"] {
        assert_eq!(link(same), same);
    }
    assert_eq!(mistakes(&typed("example.org/a")), []);
    assert_eq!(mistakes(&typed("javascript:alert(1)")).len(), 1);
}

#[test]
fn characters_that_no_page_can_hold_are_dropped_from_what_is_pasted() {
    let words =
        read(&fields(&[("opener", "One\u{0}\u{1}\u{b} two\r\n\tthree\u{fffe}"), ("item", "s1"), ("title-s1", "A\u{2}B")]));

    assert_eq!(words.manuscript.opener, "One two\n\tthree");
    assert_eq!(
        words.manuscript.items,
        [EditedItem::Pick { story: 1, title: Some("AB".to_owned()), remark: String::new(), links: Vec::new() }]
    );
}
