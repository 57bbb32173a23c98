//! A score is a sum of named parts, each with its fact.

use super::build::{at, blog, story};
use friday::model::blog::{Blog, BlogId};
use friday::model::edition::ScorePart;
use friday::model::settings::RankingSettings;
use friday::model::story::Story;
use friday::rules::ranking::{Ranked, Ranking, rank};
use std::collections::{HashMap, HashSet};

/// Three councils' blogs, the first council with two; Dorset's had a pick lately.
fn blogs() -> HashMap<BlogId, Blog> {
    let all = [
        blog("Croydon.digital", Some("Croydon")),
        blog("Croydon data", Some("Croydon")),
        blog("Adur blog", Some("Adur")),
        blog("Dorset blog", Some("Dorset")),
        blog("LocalGov Drupal", None),
    ];
    all.into_iter().map(|blog| (blog.id.clone(), blog)).collect()
}

fn ids(names: &[&str]) -> Vec<BlogId> {
    names.iter().map(|name| BlogId::from_name(name)).collect()
}

/// One editor starred the story of row 7, two that of row 8, five that of row 9.
fn stars() -> HashMap<i64, usize> {
    HashMap::from([(7, 1), (8, 2), (9, 5), (10, 0)])
}

fn ranked_by(stories: Vec<Story>, weights: &RankingSettings) -> Vec<Ranked> {
    let (blogs, lately_picked): (_, HashSet<BlogId>) = (blogs(), ids(&["Dorset blog"]).into_iter().collect());
    let (opens_at, closes_at) = (at("2026-11-13T12:00:00Z"), at("2026-11-20T12:00:00Z"));
    rank(stories, Ranking { weights, blogs: &blogs, lately_picked: &lately_picked, stars: &stars(), opens_at, closes_at })
}

fn ranked(stories: Vec<Story>) -> Vec<Ranked> {
    let weights =
        RankingSettings { topics: ["AI", "service design", "co-design"].map(str::to_owned).into(), ..RankingSettings::default() };
    ranked_by(stories, &weights)
}

/// A story that earns nothing by itself: old, short, from a council picked lately.
fn plain() -> Story {
    let mut story = story(1, "Dorset blog", "Maps");
    story.lead.dated_at = Some(at("2026-11-01T09:00:00Z"));
    story
}

fn parts(story: Story) -> Vec<(String, f64, String)> {
    let parts = ranked(vec![story]).remove(0).score.parts;
    parts.into_iter().map(|ScorePart { name, value, because }| (name, value, because)).collect()
}

/// The one part that `change` adds to a story that earns nothing; none where it adds nothing.
fn check(change: impl Fn(&mut Story), expected: Option<(&str, f64, &str)>) {
    let mut story = plain();
    change(&mut story);

    let expected = expected.map(|(name, value, because)| (name.to_owned(), value, because.to_owned()));
    assert_eq!(parts(story), expected.into_iter().collect::<Vec<_>>());
}

#[test]
fn a_story_that_nothing_speaks_for_scores_nothing() {
    let ranked = ranked(vec![plain()]);

    assert_eq!(ranked[0].score.parts, []);
    assert_eq!(ranked[0].score.total.to_string(), "0");
}

#[test]
fn freshness_falls_to_nothing_over_the_window() {
    let dated = |text: &'static str| move |story: &mut Story| story.lead.dated_at = Some(at(text));

    check(dated("2026-11-20T12:00:00Z"), Some(("freshness", 2.0, "published less than a day ago")));
    check(dated("2026-11-20T00:00:00Z"), Some(("freshness", 1.86, "published less than a day ago")));
    check(dated("2026-11-19T00:00:00Z"), Some(("freshness", 1.57, "published a day ago")));
    check(dated("2026-11-17T00:00:00Z"), Some(("freshness", 1.0, "published 3 days ago")));
    check(dated("2026-11-13T12:00:00Z"), None);
    check(dated("2027-11-20T12:00:00Z"), Some(("freshness", 2.0, "published less than a day ago")));
}

#[test]
fn a_post_of_yesterday_afternoon_is_less_than_a_day_old() {
    check(
        |story| story.lead.dated_at = Some(at("2026-11-19T15:00:00Z")),
        Some(("freshness", 1.75, "published less than a day ago")),
    );
}

#[test]
fn a_post_without_a_date_is_as_fresh_as_its_first_sight() {
    check(
        |story| {
            story.lead.dated_at = None;
            story.eligible_at = at("2026-11-17T00:00:00Z");
        },
        Some(("freshness", 1.0, "published 3 days ago")),
    );
}

#[test]
fn substance_grows_up_to_six_hundred_words() {
    check(|story| story.lead.words = 150, Some(("substance", 0.5, "150 words")));
    check(|story| story.lead.words = 600, Some(("substance", 2.0, "600 words")));
    check(|story| story.lead.words = 9000, Some(("substance", 2.0, "9000 words")));
}

#[test]
fn a_first_post_after_sixty_silent_days_is_welcome() {
    check(|story| story.lead.silence_days = Some(59), None);
    check(|story| story.lead.silence_days = Some(60), Some(("silence", 1.5, "first post in 60 days")));
}

#[test]
fn links_from_up_to_three_blogs_count() {
    let linked = |names: &'static [&'static str]| move |story: &mut Story| story.linked_by = ids(names);

    check(linked(&["Adur blog"]), Some(("linked", 1.0, "linked by Adur blog")));
    check(
        linked(&["Adur blog", "Croydon data", "Croydon.digital", "LocalGov Drupal"]),
        Some(("linked", 3.0, "linked by Adur blog, Croydon data, Croydon.digital")),
    );
    check(linked(&["A blog long gone"]), None);
}

#[test]
fn blogs_that_left_the_list_take_no_links_place() {
    let linked_by = ["Gone one", "Gone three", "Gone two", "LocalGov Drupal"];

    check(|story| story.linked_by = ids(&linked_by), Some(("linked", 1.0, "linked by LocalGov Drupal")));
}

#[test]
fn a_topic_is_found_in_title_excerpt_and_categories() {
    check(|story| story.lead.title = "What AI did for us".to_owned(), Some(("topic", 1.5, "about AI")));
    check(|story| story.lead.excerpt = "More about service design.".to_owned(), Some(("topic", 1.5, "about service design")));
    check(|story| story.lead.categories = vec!["Service-Design".to_owned()], Some(("topic", 1.5, "about service design")));
}

#[test]
fn a_topic_is_a_word_and_not_a_part_of_one() {
    check(|story| story.lead.title = "Rain and said".to_owned(), None);
}

#[test]
fn a_topic_with_a_hyphen_is_found() {
    check(|story| story.lead.title = "Co-design with residents".to_owned(), Some(("topic", 1.5, "about co-design")));
}

#[test]
fn two_topics_count_once() {
    check(|story| story.lead.title = "Service design with AI".to_owned(), Some(("topic", 1.5, "about AI")));
}

#[test]
fn a_council_without_a_recent_pick_comes_forward() {
    check(|story| story.lead.blog = BlogId::from_name("Adur blog"), Some(("variety", 2.0, "no recent pick from Adur")));
    check(
        |story| story.lead.blog = BlogId::from_name("LocalGov Drupal"),
        Some(("variety", 2.0, "no recent pick from LocalGov Drupal")),
    );
}

#[test]
fn a_pick_from_one_blog_of_a_council_counts_for_all_its_blogs() {
    let weights = RankingSettings::default();
    let lately_picked = ids(&["Croydon data"]).into_iter().collect();
    let (opens_at, closes_at) = (at("2026-11-13T12:00:00Z"), at("2026-11-20T12:00:00Z"));
    let (blogs, stars) = (blogs(), stars());
    let ranking = Ranking { weights: &weights, blogs: &blogs, lately_picked: &lately_picked, stars: &stars, opens_at, closes_at };

    let ranked = rank(vec![story(1, "Croydon.digital", "Bins")], ranking);

    assert!(ranked[0].score.parts.iter().all(|part| part.name != "variety"));
}

#[test]
fn stars_of_up_to_three_editors_count_and_none_is_named() {
    let starred = |row: i64| move |story: &mut Story| story.id = row;

    check(starred(7), Some(("starred", 2.5, "starred by an editor")));
    check(starred(8), Some(("starred", 5.0, "starred by 2 editors")));
    check(starred(9), Some(("starred", 7.5, "starred by 5 editors")));
    check(starred(10), None);
}

#[test]
fn one_star_lifts_a_plain_story_over_any_single_merit_and_not_over_several() {
    let mut starred = plain();
    starred.id = 7;
    let mut long = Story { id: 1, ..plain() };
    long.lead.words = 600;
    let order = |stories: Vec<Story>| ranked(stories).iter().map(|one| one.story.id).collect::<Vec<_>>();

    assert_eq!(order(vec![long, starred.clone()]), [7, 1]);
    assert_eq!(order(vec![starred, rich()]), [2, 7]);
}

/// A story with every part.
fn rich() -> Story {
    let mut story = story(2, "Croydon.digital", "What AI did for us");
    (story.lead.words, story.lead.silence_days) = (437, Some(75));
    story.linked_by = ids(&["Adur blog", "Dorset blog"]);
    story
}

#[test]
fn the_total_is_the_sum_of_the_parts_that_are_shown() {
    let score = ranked(vec![rich()]).remove(0).score;

    let values: Vec<(&str, f64)> = score.parts.iter().map(|part| (part.name.as_str(), part.value)).collect();
    assert_eq!(
        values,
        [("freshness", 1.39), ("substance", 1.46), ("silence", 1.5), ("linked", 2.0), ("topic", 1.5), ("variety", 2.0)]
    );
    assert_eq!(score.total.to_string(), "9.85");
}

#[test]
fn a_weight_of_nothing_takes_its_part_away() {
    let weights = RankingSettings {
        freshness: 0.0,
        substance: 0.0,
        silence: 0.0,
        linked: 0.0,
        topic: 0.0,
        variety: 0.0,
        starred: 0.0,
        topics: Vec::new(),
    };

    let ranked = ranked_by(vec![Story { id: 8, ..rich() }], &weights);

    assert_eq!(ranked[0].score.parts, []);
}

#[test]
fn the_best_come_first_and_ties_go_to_the_newer_then_to_the_lower_row() {
    let with = |id: i64, eligible_at: &str, words: u32| {
        let mut story = Story { id, eligible_at: at(eligible_at), ..plain() };
        story.lead.words = words;
        story
    };
    let mut stories = vec![
        with(4, "2026-11-17T09:00:00Z", 0),
        with(3, "2026-11-18T09:00:00Z", 0),
        with(2, "2026-11-18T09:00:00Z", 0),
        with(1, "2026-11-14T09:00:00Z", 600),
    ];
    let order = |stories: Vec<Story>| ranked(stories).iter().map(|one| one.story.id).collect::<Vec<_>>();

    let forward = order(stories.clone());
    stories.reverse();
    let backward = order(stories);

    assert_eq!(forward, [1, 2, 3, 4]);
    assert_eq!(backward, [1, 2, 3, 4]);
}
