//! Which files the static site has, and which week a story stands in.

use friday::model::blog::BlogId;
use friday::model::river::{RiverPlace, RiverStory};
use friday::rules::publishing::static_site::{Extent, files, is_inside};
use friday::rules::publishing::weeks::{A_PAGE, first_day, weeks};
use std::collections::BTreeSet;

fn story(row: i64, when: &str) -> RiverStory {
    RiverStory {
        place: RiverPlace { eligible_at: when.parse().unwrap(), story: row },
        entry: row,
        blog: BlogId::parse("ashby").unwrap(),
        title: format!("Story {row}"),
        link: format!("https://ashby.example/{row}"),
        excerpt: String::new(),
        language: None,
        authors: Vec::new(),
        categories: Vec::new(),
        dated_at: None,
        edited_at: None,
        also: Vec::new(),
        edition: None,
        found: None,
    }
}

/// Names of pages with the rows on each.
fn pages(stories: &[RiverStory]) -> Vec<(String, Vec<i64>)> {
    let rows = |stories: &[RiverStory]| stories.iter().map(|story| story.place.story).collect();
    weeks(stories, chrono_tz::Europe::London).iter().map(|week| (week.name(), rows(&week.stories))).collect()
}

#[test]
fn a_week_begins_on_its_monday_in_local_time() {
    // Half past midnight on Monday in London is still Sunday in UTC while summer time lasts.
    let summer = [story(3, "2026-06-14T23:30:00Z"), story(2, "2026-06-14T22:30:00Z"), story(1, "2026-06-08T12:00:00Z")];

    assert_eq!(pages(&summer), [("2026-06-15".to_owned(), vec![3]), ("2026-06-08".to_owned(), vec![2, 1])]);
}

#[test]
fn a_later_story_of_the_week_moves_no_other_to_another_page() {
    let count = i64::try_from(A_PAGE).unwrap() * 2;
    let all: Vec<RiverStory> = (1..=count + 1).rev().map(|row| story(row, "2026-11-18T12:00:00Z")).collect();

    let (before, after) = (pages(&all[1..]), pages(&all));

    assert_eq!(before.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>(), ["2026-11-16-2", "2026-11-16"]);
    assert_eq!(after[0], ("2026-11-16-3".to_owned(), vec![count + 1]));
    assert_eq!(after[1..], before[..]);
}

#[test]
fn ninety_days_are_shown_and_the_week_they_begin_in_whole() {
    assert_eq!(first_day("2026-11-20".parse().unwrap()), "2026-08-17".parse().unwrap());
    assert_eq!(pages(&[]), []);
}

#[test]
fn no_two_files_share_a_path_and_all_lie_in_the_folder() {
    let extent = Extent {
        editions: vec!["2026-11-20".parse().unwrap(), "2025-11-21".parse().unwrap()],
        years: vec![2025, 2026],
        blogs: ["ashby", "404", "index", "blogs"].iter().map(|id| BlogId::parse(id).unwrap()).collect(),
        weeks: vec!["2026-11-16-2".to_owned(), "2026-11-16".to_owned()],
        has_address: true,
    };
    let paths: Vec<String> = files(&extent).iter().map(|file| file.path()).collect();
    let different: BTreeSet<&String> = paths.iter().collect();

    assert_eq!(different.len(), paths.len(), "{paths:?}");
    assert!(paths.iter().all(|path| is_inside(path)), "{paths:?}");
    assert!(paths.contains(&"stories/2026-11-16-2.html".to_owned()) && paths.contains(&"sitemap.xml".to_owned()));
    assert!(!files(&Extent { has_address: false, ..extent }).iter().any(|file| file.path() == "sitemap.xml"));
}

#[test]
fn a_path_that_leads_out_of_the_folder_is_none_of_ours() {
    for path in ["", "..", "../a", "a/../b", "/etc/passwd", "./a", "a/../../b"] {
        assert!(!is_inside(path), "{path:?}");
    }
    for path in ["a", "a/b.html", ".friday-export.json", "blogs/ölrün.html"] {
        assert!(is_inside(path), "{path:?}");
    }
}
