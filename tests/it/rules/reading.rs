//! The reading view: which stories, in which order, with which words.

use super::build::{address, at, blog, story};
use friday::model::blog::{Blog, BlogId};
use friday::model::desk::Star;
use friday::model::edition::{EditionContent, Score, ScorePart};
use friday::model::story::Story;
use friday::rules::pages::reading::{Filter, Week, reading};
use friday::rules::pages::when;
use friday::rules::ranking::Ranked;
use serde_json::Value;
use std::collections::HashMap;

fn ranked(story: Story) -> Ranked {
    let part = ScorePart { name: "topic".to_owned(), value: 1.5, because: "about planning".to_owned() };
    Ranked { story, score: Score { total: 1.5, parts: vec![part] } }
}

fn dated(id: i64, blog: &str, title: &str, dated_at: &str) -> Ranked {
    let mut story = story(id, blog, title);
    story.lead.dated_at = Some(at(dated_at));
    ranked(story)
}

fn star(story: i64, editor: &str) -> Star {
    Star { story, editor: address(editor), at: at("2026-11-18T12:00:00Z") }
}

fn view_of(ranked: &[Ranked], stars: &[Star], query: &str) -> Value {
    let mut data = blog("Croydon data", Some("Croydon"));
    data.topics = vec!["Open data".to_owned()];
    let all = [data, blog("Adur blog", Some("Adur")), blog("LocalGov Drupal", None)];
    let blogs: HashMap<BlogId, Blog> = all.into_iter().map(|blog| (blog.id.clone(), blog)).collect();
    let mut content = super::build::content();
    content.items.retain(|item| item.story == Some(2));
    let week = Week {
        ranked,
        content: &EditionContent { everything_else: Vec::new(), ..content },
        left_out: &[3],
        stars,
        blogs: &blogs,
        topics: &["planning".to_owned(), "parking".to_owned()],
        you: &address("ed@example.org"),
        opens_at: at("2026-11-13T12:00:00Z"),
        language: "en-GB",
        zone: chrono_tz::Europe::London,
        now: at("2026-11-19T09:00:00Z"),
    };
    serde_json::to_value(reading(week, &Filter::read(query))).unwrap()
}

fn three() -> Vec<Ranked> {
    vec![
        dated(1, "Croydon data", "Bins", "2026-11-14T09:00:00Z"),
        dated(2, "Adur blog", "Forms", "2026-11-19T08:00:00Z"),
        dated(3, "LocalGov Drupal", "Maps of bins", "2026-11-17T23:30:00Z"),
    ]
}

fn ids(view: &Value) -> Vec<i64> {
    view["stories"].as_array().unwrap().iter().map(|one| one["id"].as_i64().unwrap()).collect()
}

#[test]
fn the_newest_stand_first_and_say_how_old_they_are() {
    let view = view_of(&three(), &[], "");

    let ages: Vec<&str> = view["stories"].as_array().unwrap().iter().map(|one| one["age"].as_str().unwrap()).collect();
    assert_eq!((ids(&view), ages), (vec![2, 3, 1], vec!["today", "2 days ago", "5 days ago"]));
}

#[test]
fn an_old_post_found_late_stands_where_it_was_found() {
    let mut all = three();
    all.push(dated(4, "Adur blog", "From the archive", "2025-03-12T09:00:00Z"));

    let view = view_of(&all, &[], "");

    assert_eq!(ids(&view), [2, 4, 3, 1]);
    assert_eq!(view["stories"][1]["age"], "12 March 2025");
}

#[test]
fn days_are_counted_on_the_calendar_of_the_zone() {
    let london = chrono_tz::Europe::London;
    let age = |then: &str, now: &str| when::age(at(then), at(now), london);

    assert_eq!(age("2026-11-18T23:59:59Z", "2026-11-19T00:00:01Z"), "yesterday");
    assert_eq!(age("2026-07-01T23:30:00Z", "2026-07-02T08:00:00Z"), "today");
    assert_eq!(age("2026-11-06T09:00:00Z", "2026-11-19T09:00:00Z"), "13 days ago");
    assert_eq!(age("2026-11-05T09:00:00Z", "2026-11-19T09:00:00Z"), "5 November 2026");
    assert_eq!(age("2026-12-01T09:00:00Z", "2026-11-19T09:00:00Z"), "today");
}

#[test]
fn a_filter_leaves_what_fits_all_of_it() {
    let stars = [star(1, "bo@example.org"), star(2, "ed@example.org")];
    let found = |query: &str| ids(&view_of(&three(), &stars, query));

    assert_eq!(found("q=BINS"), [3, 1]);
    assert_eq!(found("q=bins+maps"), [3]);
    assert_eq!(found("q=croydon"), [1]);
    assert_eq!(found("council=Adur"), [2]);
    assert_eq!(found("council=LocalGov+Drupal"), [3]);
    assert_eq!(found("topic=Open+data"), [1]);
    assert_eq!(found("topic=planning"), [2, 3, 1]);
    assert_eq!(found("starred=yes"), [2, 1]);
    assert_eq!(found("starred=yes&q=bins"), [1]);
    assert_eq!(found("q=nothing"), [] as [i64; 0]);
    assert_eq!(found("unknown=1&council=&page=99"), [2, 3, 1]);
}

#[test]
fn only_topics_that_lead_somewhere_are_offered() {
    let names: Vec<Value> =
        view_of(&three(), &[], "")["topics"].as_array().unwrap().iter().map(|one| one["name"].clone()).collect();

    assert_eq!(names, ["Open data", "planning"]);
}

#[test]
fn a_story_says_who_starred_it_you_first() {
    let stars = [star(1, "bo@example.org"), star(1, "Ed@example.org"), star(1, "cy@example.org"), star(2, "bo@example.org")];

    let view = view_of(&three(), &stars, "starred=yes");

    assert_eq!((&view["stories"][1]["starred_by"], &view["stories"][1]["is_yours"]), (&"you, bo and cy".into(), &true.into()));
    assert_eq!((&view["stories"][0]["starred_by"], &view["stories"][0]["is_yours"]), (&"bo".into(), &false.into()));
    assert_eq!(view["starred"], 2);
}

#[test]
fn a_story_says_what_becomes_of_it() {
    let view = view_of(&three(), &[], "");

    let marks: Vec<(Value, Value)> =
        view["stories"].as_array().unwrap().iter().map(|one| (one["pick"].clone(), one["is_left_out"].clone())).collect();
    assert_eq!(marks, [(1.into(), false.into()), (Value::Null, true.into()), (Value::Null, false.into())]);
}

#[test]
fn a_title_in_another_language_says_so() {
    let mut all = three();
    all[0].story.lead.language = Some("cy".to_owned());
    all[1].story.lead.language = Some("en".to_owned());

    let view = view_of(&all, &[], "");

    assert_eq!((&view["stories"][2]["lang"], &view["stories"][0]["lang"]), (&"cy".into(), &Value::Null));
}

#[test]
fn two_hundred_stories_are_turned_page_by_page() {
    let all: Vec<Ranked> = (1..=200).map(|id| dated(id, "Adur blog", "Forms", "2026-11-18T08:00:00Z")).collect();
    let (mut page, mut seen) = (view_of(&all, &[], "q=forms"), Vec::new());

    loop {
        seen.extend(ids(&page));
        let Some(older) = page["older"].as_str().map(str::to_owned) else { break };
        page = view_of(&all, &[], &older);
    }

    assert_eq!(seen, (1..=200).rev().collect::<Vec<i64>>());
    assert_eq!(page["range"], "193 to 200");
    assert!(page["newer"].as_str().unwrap().starts_with("q=forms&page="), "{}", page["newer"]);
}

#[test]
fn a_pages_address_survives_being_read_and_written() {
    for query in ["", "q=a%26b", "council=Adur+%26+Worthing&starred=yes&page=3", "topic=AI"] {
        assert_eq!(Filter::read(query).query(), query);
    }
    assert_eq!(Filter::read("page=0&q=%20&token=x&starred=").query(), "");
}
