//! The edition as a file: what an editor does to it is what the edition becomes, and nothing else.

use super::build::{content, day, found, item};
use friday::model::edition::{DraftEdits, EditedItem, EditionContent, Item, NamedLink};
use friday::rules::editing::{read, write};
use proptest::prelude::{prop, prop_assert_eq, proptest};

fn file(content: &EditionContent) -> String {
    write(content, day("2026-11-20"), 3)
}

fn changes(content: &EditionContent, text: &str) -> DraftEdits {
    read(text).unwrap().changes(content, &DraftEdits::default()).unwrap()
}

/// What replacing `from` by `to` in the file changes.
fn edited(from: &str, to: &str) -> DraftEdits {
    let text = file(&content());
    assert!(text.contains(from), "{text}");
    changes(&content(), &text.replace(from, to))
}

/// A file that nobody touched changes nothing, whatever these words are.
fn check_untouched(content: &EditionContent) {
    assert_eq!(changes(content, &file(content)), DraftEdits::default());
}

fn pick(story: i64, remark: &str) -> EditedItem {
    EditedItem::Pick { story, title: None, remark: remark.to_owned(), links: Vec::new() }
}

const BINS: &str = "## 1. [Bins, rebuilt](https://croydon-digital.example/bins)\n<!-- by Ada Jones, Croydon.digital -->\n";
const FORMS: &str = "## 2. [Forms that work](https://adur-blog.example/forms)\n<!-- by Ada Jones, Croydon.digital -->\n";
const MAPS: &str = "- [Maps for all](https://dorset-blog.example/maps)\n";

#[test]
fn the_file_names_its_edition_and_revision() {
    let read = read(&file(&content())).unwrap();

    assert_eq!((read.date, read.revision), (day("2026-11-20"), 3));
    assert_eq!((read.opener.as_str(), read.outro.as_str()), ("The kettle is on.", "That is the lot."));
    assert_eq!(read.others, ["https://dorset-blog.example/maps", "https://dorset-blog.example/data"]);
}

#[test]
fn a_file_that_nobody_touched_changes_nothing() {
    check_untouched(&content());
}

#[test]
fn an_edition_without_words_and_stories_changes_nothing() {
    let nothing = EditionContent {
        opener: String::new(),
        outro: String::new(),
        items: Vec::new(),
        everything_else: Vec::new(),
        ..content()
    };

    check_untouched(&nothing);
}

#[test]
fn titles_with_brackets_and_backslashes_are_read_back() {
    for title in
        ["[Draft] bins", "a\\[b](c", "]", "\\", "C:\\bins\\[1]\\", "Bins](https://evil.example/", "1. Bins", "*Bins* & <b>"]
    {
        let mut content = content();
        content.items[0].title = title.to_owned();
        content.everything_else[0].stories[0].title = title.to_owned();

        check_untouched(&content);
    }
}

#[test]
fn a_title_about_comments_does_not_open_one() {
    let mut content = content();
    content.items[0].title = "What <!-- means in HTML".to_owned();

    check_untouched(&content);
}

#[test]
fn a_link_with_brackets_is_still_its_story() {
    let mut content = content();
    content.items[0].link = "https://croydon-digital.example/bins_(waste)".to_owned();

    check_untouched(&content);
}

#[test]
fn what_a_blog_says_of_itself_cannot_end_a_comment() {
    let mut content = content();
    content.items[0].byline = "by --> # Outro".to_owned();
    content.everything_else[0].council = "--><!--".to_owned();

    check_untouched(&content);
}

#[test]
fn a_line_break_made_by_two_spaces_survives() {
    let mut content = content();
    content.opener = "Roses are red,  \nviolets are blue.".to_owned();

    check_untouched(&content);
}

#[test]
fn a_remark_under_a_pick_is_its_remark() {
    let edits = edited(FORMS, &format!("{FORMS}\nWorth *every* minute.\n\n- one\n- [two](https://example.org/)\n"));

    assert_eq!(edits.items, Some(vec![pick(1, ""), pick(2, "Worth *every* minute.\n\n- one\n- [two](https://example.org/)")]));
    assert_eq!((edits.opener, edits.outro, edits.left_out), (None, None, Vec::new()));
}

#[test]
fn a_remark_may_have_headings_of_its_own() {
    let edits = edited(FORMS, &format!("{FORMS}\n### Why\n\nBecause.\n"));

    assert_eq!(edits.items, Some(vec![pick(1, ""), pick(2, "### Why\n\nBecause.")]));
}

#[test]
fn notes_in_angle_brackets_are_never_mailed() {
    let edits = edited(FORMS, &format!("{FORMS}\nBefore <!-- ask Ada --> after.\n<!-- and\nBo -->\nEnd.\n"));

    assert_eq!(edits.items, Some(vec![pick(1, ""), pick(2, "Before  after.\nEnd.")]));
}

#[test]
fn a_file_from_windows_is_read_the_same() {
    let text = file(&content()).replace(FORMS, &format!("{FORMS}\nOne.\n\nTwo.\n"));

    let from_windows = changes(&content(), &format!("\u{feff}{}", text.replace('\n', "\r\n")));

    assert_eq!(from_windows, changes(&content(), &text));
    assert_eq!(from_windows.items, Some(vec![pick(1, ""), pick(2, "One.\n\nTwo.")]));
}

#[test]
fn opener_and_outro_are_changed_and_emptied() {
    assert_eq!(edited("The kettle is on.", "Good morning.").opener.as_deref(), Some("Good morning."));
    assert_eq!(edited("That is the lot.", "").outro.as_deref(), Some(""));
}

#[test]
fn picks_are_reordered_by_moving_their_blocks() {
    let text = file(&content()).replace(FORMS, "").replace(BINS, &format!("{FORMS}\nFirst now.\n\n{BINS}"));

    let edits = changes(&content(), &text);

    assert_eq!(edits.items, Some(vec![pick(2, "First now."), pick(1, "")]));
    assert_eq!(edits.left_out, Vec::<i64>::new());
}

#[test]
fn a_pick_is_swapped_with_a_line_of_everything_else() {
    let text = file(&content())
        .replace(FORMS, "## [Maps for all](https://dorset-blog.example/maps)\n\nLook.\n")
        .replace(MAPS, "- [Forms that work](https://adur-blog.example/forms)\n");

    let edits = changes(&content(), &text);

    assert_eq!(edits.items, Some(vec![pick(1, ""), pick(3, "Look.")]));
    assert_eq!(edits.left_out, Vec::<i64>::new());
}

#[test]
fn a_link_from_outside_is_a_find() {
    let edits = edited(FORMS, &format!("{FORMS}\n## [A job](https://jobs.example.org/1)\n\nApply.\n"));

    let (title, link) = ("A job".to_owned(), "https://jobs.example.org/1".to_owned());
    let find = found(&title, &link, "Apply.");
    assert_eq!(edits.items, Some(vec![pick(1, ""), pick(2, ""), find]));
}

#[test]
fn a_find_made_earlier_is_read_back() {
    let mut content = content();
    content.items.push(Item { byline: String::new(), ..item(None, "A job", "https://jobs.example.org/1") });
    content.items[2].remark = Some("Apply.".to_owned());
    let (title, link) = ("A job".to_owned(), "https://jobs.example.org/1".to_owned());
    let find = found(&title, &link, "Apply.");
    let before = DraftEdits { items: Some(vec![pick(1, ""), pick(2, ""), find]), ..DraftEdits::default() };

    let edits = read(&file(&content)).unwrap().changes(&content, &before).unwrap();

    assert_eq!(edits, before);
}

#[test]
fn further_reading_and_a_finds_author_and_extract_are_read_back() {
    let links = vec![
        NamedLink { name: "The [slides]".to_owned(), link: "https://example.org/slides_(1)".to_owned() },
        NamedLink { name: "A <!-- note".to_owned(), link: "https://example.org/b".to_owned() },
    ];
    let mut content = content();
    content.items[0].links = links.clone();
    content.items.push(Item {
        byline: "by Bo Lin".to_owned(),
        excerpt: Some("Jobs, <!-- and\nmore jobs.".to_owned()),
        remark: Some("link: [not](https://one.example/)\nauthor: nor this".to_owned()),
        links: links.clone(),
        ..item(None, "A job", "https://jobs.example.org/1")
    });

    let edits = changes(&content, &file(&content));

    let kept = |name: &str, link: &str| NamedLink { name: name.to_owned(), link: link.to_owned() };
    let links = vec![kept("The [slides]", "https://example.org/slides_%281%29"), kept("A <!-- note", "https://example.org/b")];
    let bins = EditedItem::Pick { story: 1, title: None, remark: String::new(), links: links.clone() };
    let job = EditedItem::Find {
        title: "A job".to_owned(),
        link: "https://jobs.example.org/1".to_owned(),
        remark: "link: [not](https://one.example/)\nauthor: nor this".to_owned(),
        author: "Bo Lin".to_owned(),
        extract: "Jobs, <!-- and more jobs.".to_owned(),
        links,
    };
    assert_eq!(edits.items, Some(vec![bins, pick(2, ""), job]));
}

#[test]
fn what_was_set_aside_at_the_desk_stays_set_aside() {
    let before = DraftEdits { set_aside: vec![pick(9, "Later.")], ..DraftEdits::default() };

    assert_eq!(read(&file(&content())).unwrap().changes(&content(), &before).unwrap(), before);
}

#[test]
fn a_line_taken_out_is_left_out() {
    let edits = edited(MAPS, "");

    assert_eq!(edits.left_out, [3]);
    assert_eq!(edits.items, None);
}

#[test]
fn a_pick_taken_out_is_left_out() {
    let edits = edited(BINS, "");

    assert_eq!(edits.left_out, [1]);
    assert_eq!(edits.items, Some(vec![pick(2, "")]));
}

#[test]
fn a_story_left_out_before_stays_left_out() {
    let before = DraftEdits { left_out: vec![9], ..DraftEdits::default() };

    let edits = read(&file(&content()).replace(MAPS, "")).unwrap().changes(&content(), &before).unwrap();

    assert_eq!(edits.left_out, [3, 9]);
}

#[test]
fn a_title_is_the_editors_to_change() {
    let edits = edited("[Bins, rebuilt]", "[Bins: the sequel]");

    let sequel =
        EditedItem::Pick { story: 1, title: Some("Bins: the sequel".to_owned()), remark: String::new(), links: Vec::new() };
    assert_eq!(edits.items, Some(vec![sequel, pick(2, "")]));
}

#[test]
fn a_title_changed_earlier_stays_changed() {
    let mut content = content();
    content.items[0].title = "Bins: the sequel".to_owned();
    let sequel =
        EditedItem::Pick { story: 1, title: Some("Bins: the sequel".to_owned()), remark: String::new(), links: Vec::new() };
    let before = DraftEdits { items: Some(vec![sequel, pick(2, "")]), ..DraftEdits::default() };

    let edits = read(&file(&content)).unwrap().changes(&content, &before).unwrap();

    assert_eq!(edits, before);
}

#[test]
fn a_link_pasted_from_a_browser_is_still_its_story() {
    let edits =
        edited("(https://croydon-digital.example/bins)", "(http://www.croydon-digital.example/bins/?utm_source=mail#comments)");

    assert_eq!(edits, DraftEdits::default());
}

proptest! {
    /// Words, punctuation, links and lists as editors write them; no line begins with a part's heading or ends in spaces.
    #[test]
    fn any_remark_is_read_back_as_it_was_written(
        lines in prop::collection::vec(
            prop::string::string_regex("(- |### |> |1\\. )?([A-Za-zÀ-ÿ’]{1,9}[.,;:!?'\"*_()&%+=/-]? ?|\\[[a-z ]{1,8}\\]\\(https://example\\.org/[a-z]{0,5}\\) ?){1,8}|").unwrap(),
            0..6,
        ),
    ) {
        let lines: Vec<&str> = lines.iter().map(|line| line.trim_end()).collect();
        let remark = lines.join("\n").trim().to_owned();
        let mut content = content();
        content.opener.clone_from(&remark);
        content.items[1].remark = Some(remark.clone()).filter(|remark| !remark.is_empty());

        let read = read(&file(&content)).unwrap();

        prop_assert_eq!(&read.opener, &remark);
        prop_assert_eq!(&read.items[1].remark, &remark);
        prop_assert_eq!(&read.items[0].remark, "");
        prop_assert_eq!(read.changes(&content, &DraftEdits::default()).unwrap().opener, None);
    }

    #[test]
    fn any_title_is_read_back_as_it_was_written(title in "[A-Za-z0-9À-ÿ\\[\\](){}\\\\.,:;!?#*_`'\"&>|/-]([A-Za-z0-9 \\[\\](){}\\\\.,:;!?#*_`'\"&>|/-]{0,30}[A-Za-z0-9\\[\\](){}\\\\])?") {
        let mut content = content();
        content.items[0].title.clone_from(&title);

        let read = read(&file(&content)).unwrap();

        prop_assert_eq!(&read.items[0].title, &title);
    }
}

#[test]
fn a_story_that_arrived_after_the_file_was_written_is_not_left_out() {
    let mut later = content();
    let early = file(&later);
    later.everything_else[0].stories.push(item(Some(99), "Arrived on Thursday", "https://dorset-blog.example/late"));

    assert_eq!(changes(&later, &early), DraftEdits::default());
}

#[test]
fn words_that_look_like_headings_or_notes_survive() {
    let mut content = content();
    content.opener = "# Hello\n\n## all of you <!-- really -->\n\n\\# and this".to_owned();

    check_untouched(&content);
}
