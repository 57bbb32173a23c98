//! From ranked stories and an editor's changes to the words of an edition.

use super::build::{at, blog, day, settings, story};
use friday::model::blog::{Blog, BlogHealth, BlogId};
use friday::model::edition::{DraftEdits, EditedItem, EditionContent, Score};
use friday::model::settings::EditionSettings;
use friday::model::story::Story;
use friday::rules::composing::{Composition, compose};
use friday::rules::ranking::Ranked;
use std::collections::HashMap;

/// A week of which a test changes what it is about.
pub struct Week {
    pub settings: EditionSettings,
    pub is_first: bool,
    pub editions_before: usize,
    pub stories: Vec<Story>,
    pub blogs: Vec<Blog>,
    pub healths: HashMap<BlogId, BlogHealth>,
    pub edits: DraftEdits,
}

impl Week {
    /// Stories in the order of their rank; a council a name, but for "LocalGov Drupal".
    pub fn of(stories: &[(i64, &str, &str)]) -> Self {
        let council = |name: &str| name.split(' ').next().filter(|_| name != "LocalGov Drupal").map(str::to_owned);
        Self {
            settings: settings().edition,
            is_first: false,
            editions_before: 3,
            stories: stories.iter().map(|(id, blog, title)| story(*id, blog, title)).collect(),
            blogs: stories.iter().map(|(_, name, _)| blog(name, council(name).as_deref())).collect(),
            healths: HashMap::new(),
            edits: DraftEdits::default(),
        }
    }

    pub fn compose(&self) -> EditionContent {
        let ranked: Vec<Ranked> =
            self.stories.iter().map(|story| Ranked { story: story.clone(), score: Score::default() }).collect();
        let blogs = self.blogs.iter().map(|blog| (blog.id.clone(), blog.clone())).collect();
        compose(Composition {
            settings: &self.settings,
            site_title: "Five for Friday",
            date: day("2026-11-20"),
            next_date: day("2026-11-27"),
            opens_at: at("2026-11-13T12:00:00Z"),
            is_first: self.is_first,
            editions_before: self.editions_before,
            ranked: &ranked,
            blogs: &blogs,
            healths: &self.healths,
            edits: &self.edits,
        })
    }
}

fn picks(content: &EditionContent) -> Vec<i64> {
    content.items.iter().filter_map(|item| item.story).collect()
}

fn rest(content: &EditionContent) -> Vec<(&str, Vec<i64>)> {
    let ids = |stories: &[friday::model::edition::Item]| stories.iter().filter_map(|item| item.story).collect();
    content.everything_else.iter().map(|group| (group.council.as_str(), ids(&group.stories))).collect()
}

fn pick(story: i64, title: Option<&str>, remark: &str) -> EditedItem {
    EditedItem::Pick { story, title: title.map(str::to_owned), remark: remark.to_owned(), links: Vec::new() }
}

/// Stories by rank: the ids that are picked.
fn check(stories: &[(i64, &str, &str)], expected: &[i64]) {
    assert_eq!(picks(&Week::of(stories).compose()), expected);
}

const SEVEN: [(i64, &str, &str); 7] = [
    (1, "Croydon digital", "Bins rebuilt"),
    (2, "Adur blog", "Forms that work"),
    (3, "Dorset blog", "Maps for all"),
    (4, "Essex blog", "Talking to residents"),
    (5, "Fife blog", "A year of data"),
    (6, "Gwynedd blog", "Gwasanaethau newydd"),
    (7, "Adur blog", "Hiring again"),
];

#[test]
fn the_best_five_of_different_councils_are_picked() {
    check(&SEVEN, &[1, 2, 3, 4, 5]);
}

#[test]
fn a_council_has_one_pick_at_most() {
    check(&[(1, "Croydon digital", "Bins"), (2, "Croydon data", "Roads"), (3, "Adur blog", "Forms")], &[1, 3]);
}

#[test]
fn a_blog_without_a_council_counts_as_its_own() {
    check(&[(1, "LocalGov Drupal", "Release"), (2, "LocalGov Drupal", "Sprint"), (3, "Adur blog", "Forms")], &[1, 3]);
}

#[test]
fn near_alike_titles_are_not_both_picked() {
    check(
        &[
            (1, "Croydon digital", "What we learnt from a year of weeknotes"),
            (2, "Adur blog", "What we learned from a year of weeknotes"),
            (3, "Dorset blog", "Maps"),
        ],
        &[1, 3],
    );
}

#[test]
fn weeknotes_of_two_councils_are_not_both_picked() {
    check(&[(1, "Croydon digital", "Weeknotes 12"), (2, "Adur blog", "Weeknotes 13"), (3, "Dorset blog", "Maps")], &[1, 3]);
}

#[test]
fn four_stories_make_four_for_friday() {
    let content = Week::of(&SEVEN[..4]).compose();

    assert_eq!(content.title, "Four for Friday (20/11/2026)");
    assert_eq!(content.everything_else, []);
}

#[test]
fn no_story_makes_no_item() {
    assert_eq!(Week::of(&[]).compose().items, []);
}

#[test]
fn what_was_not_picked_stands_by_council_in_alphabetical_order_newest_first() {
    let mut week = Week::of(&SEVEN);
    week.settings.size = 1;
    week.stories[1].lead.dated_at = Some(at("2026-11-14T09:00:00Z"));

    let content = week.compose();

    assert_eq!(
        rest(&content),
        [("Adur", vec![7, 2]), ("Dorset", vec![3]), ("Essex", vec![4]), ("Fife", vec![5]), ("Gwynedd", vec![6])]
    );
}

#[test]
fn a_council_with_two_blogs_is_one_group_blog_by_blog() {
    let mut week =
        Week::of(&[(1, "Adur news", "New"), (2, "Adur blog", "Old"), (3, "Adur news", "Newer"), (4, "Fife blog", "Data")]);
    week.settings.size = 0;
    week.stories[2].lead.dated_at = Some(at("2026-11-19T09:00:00Z"));

    assert_eq!(rest(&week.compose()), [("Adur", vec![2, 3, 1]), ("Fife", vec![4])]);
}

#[test]
fn every_story_is_mentioned_once() {
    let content = Week::of(&SEVEN).compose();

    let mut all: Vec<i64> = picks(&content).into_iter().chain(rest(&content).into_iter().flat_map(|(_, ids)| ids)).collect();
    all.sort_unstable();
    assert_eq!(all, [1, 2, 3, 4, 5, 6, 7]);
}

#[test]
fn a_story_left_out_is_in_neither_list_and_the_next_one_moves_up() {
    let mut week = Week::of(&SEVEN);
    week.edits.left_out = vec![2, 6];

    let content = week.compose();

    assert_eq!(picks(&content), [1, 3, 4, 5, 7]);
    assert_eq!(rest(&content), []);
}

#[test]
fn openers_take_turns() {
    let opener = |editions_before| Week { editions_before, ..Week::of(&SEVEN) }.compose().opener;

    assert_eq!([opener(0), opener(1), opener(2), opener(3)], ["One.", "Two.", "Three.", "One."]);
}

#[test]
fn no_openers_at_all_are_no_mistake() {
    let mut week = Week::of(&SEVEN);
    week.settings.openers.clear();

    assert_eq!(week.compose().opener, "");
}

#[test]
fn the_editors_words_win_over_the_proposal() {
    let mut week = Week::of(&SEVEN);
    week.edits = DraftEdits {
        set_aside: Vec::new(),
        opener: Some("Good morning.".to_owned()),
        outro: Some(String::new()),
        items: Some(vec![pick(6, Some("New services"), "Read it."), pick(1, None, " ")]),
        left_out: Vec::new(),
    };

    let content = week.compose();

    assert_eq!((content.opener.as_str(), content.outro.as_str()), ("Good morning.", ""));
    assert_eq!(picks(&content), [6, 1]);
    assert_eq!((content.items[0].title.as_str(), content.items[0].remark.as_deref()), ("New services", Some("Read it.")));
    assert_eq!((content.items[1].title.as_str(), content.items[1].remark.as_deref()), ("Bins rebuilt", None));
    assert_eq!(content.title, "Two for Friday (20/11/2026)");
}

#[test]
fn an_editor_may_pick_two_posts_of_one_council() {
    let mut week = Week::of(&SEVEN);
    week.edits.items = Some(vec![pick(2, None, ""), pick(7, None, "")]);

    assert_eq!(picks(&week.compose()), [2, 7]);
}

#[test]
fn a_find_counts_as_an_item_and_says_no_more_than_it_knows() {
    let mut week = Week::of(&SEVEN);
    let (title, link) = ("A job".to_owned(), "https://jobs.example.org/1".to_owned());
    week.edits.items = Some(vec![pick(1, None, ""), super::build::found(&title, &link, "Apply.")]);

    let find = week.compose().items.remove(1);

    assert_eq!((find.story, find.title.as_str(), find.link.as_str()), (None, "A job", "https://jobs.example.org/1"));
    assert_eq!((find.byline.as_str(), find.remark.as_deref(), find.excerpt), ("", Some("Apply."), None));
}

#[test]
fn a_pick_whose_story_is_gone_leaves_the_others_in_place() {
    let mut week = Week::of(&SEVEN);
    week.edits.items = Some(vec![pick(99, None, "Lost."), pick(1, None, "")]);

    assert_eq!(picks(&week.compose()), [1]);
}

fn with_health(first_read_at: &str, revived_at: Option<&str>) -> Week {
    let mut week = Week::of(&SEVEN[..2]);
    week.blogs[0].about = Some("The council's team".to_owned());
    let health = BlogHealth { first_read_at: Some(at(first_read_at)), revived_at: revived_at.map(at), ..BlogHealth::default() };
    week.healths.insert(week.blogs[0].id.clone(), health);
    week
}

#[test]
fn a_blog_read_for_the_first_time_in_this_window_is_announced() {
    let (new, old) = (with_health("2026-11-13T12:00:00Z", None), with_health("2026-11-13T11:59:59Z", None));

    let announced = new.compose().new_blogs;

    assert_eq!(announced.len(), 1);
    assert_eq!(announced[0].name, "Croydon digital");
    assert_eq!(announced[0].site.as_deref(), Some("https://croydon-digital.example/"));
    assert_eq!(old.compose().new_blogs, []);
}

#[test]
fn the_first_edition_announces_no_blog() {
    let week = Week { is_first: true, ..with_health("2026-11-18T12:00:00Z", None) };

    assert_eq!(week.compose().new_blogs, []);
}

#[test]
fn a_blog_that_writes_again_is_announced() {
    let content = with_health("2025-01-01T12:00:00Z", Some("2026-11-18T12:00:00Z")).compose();

    assert_eq!(content.revived_blogs.len(), 1);
    assert_eq!(content.new_blogs, []);
}
