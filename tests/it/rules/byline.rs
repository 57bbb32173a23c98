//! One story as a reader sees it: credits, dates, other places, media.

use super::build::{at, blog, day, story};
use super::composing::Week;
use friday::model::edition::{Item, NamedLink};
use friday::model::entry::{Media, Person};
use friday::model::story::{Story, StoryEntry};

/// The item that a Croydon story becomes.
fn item(change: impl Fn(&mut Story)) -> Item {
    let mut week = Week::of(&[(1, "Croydon digital", "Bins rebuilt")]);
    week.blogs.push(blog("Adur blog", Some("Adur")));
    change(&mut week.stories[0]);
    week.compose().items.remove(0)
}

fn check(blog_name: &str, council: Option<&str>, authors: &[&str], expected: &str) {
    let mut week = Week::of(&[(1, blog_name, "Bins")]);
    week.blogs = vec![blog(blog_name, council)];
    let person = |name: &&str| Person { name: Some((*name).to_owned()), ..Person::default() };
    week.stories[0].lead.authors = authors.iter().map(person).collect();

    assert_eq!(week.compose().items[0].byline, expected);
}

#[test]
fn a_byline_names_authors_and_blog() {
    check("Croydon.digital", Some("Croydon"), &[], "Croydon.digital");
    check("Croydon.digital", Some("Croydon"), &["Ada Jones"], "by Ada Jones, Croydon.digital");
    check("Croydon.digital", Some("Croydon"), &["Ada Jones", "Bo Lin"], "by Ada Jones and Bo Lin, Croydon.digital");
    check("Croydon.digital", Some("Croydon"), &["Ada", "Bo", "Cy"], "by Ada, Bo and Cy, Croydon.digital");
}

#[test]
fn a_byline_names_the_council_where_the_blogs_name_does_not() {
    check("Digital notes", Some("Adur"), &["Ada Jones"], "by Ada Jones, Digital notes (Adur)");
    check("LocalGov Drupal", None, &["Ada Jones"], "by Ada Jones, LocalGov Drupal");
}

#[test]
fn names_that_software_gives_are_no_authors() {
    check("Croydon.digital", Some("Croydon"), &["admin"], "Croydon.digital");
    check("Croydon.digital", Some("Croydon"), &["WordPress", "Ada Jones"], "by Ada Jones, Croydon.digital");
}

#[test]
fn an_author_who_is_the_blog_is_named_once() {
    check("Croydon.digital", Some("Croydon"), &["Croydon.digital"], "Croydon.digital");
}

#[test]
fn an_author_whose_name_only_begins_the_blogs_is_still_named() {
    check("Adamstown digital", None, &["Adam"], "by Adam, Adamstown digital");
}

fn check_published_on(dated_at: Option<&str>, expected: Option<&str>) {
    let item = item(|story| story.lead.dated_at = dated_at.map(at));

    assert_eq!(item.published_on, expected.map(day));
}

#[test]
fn only_a_post_from_long_before_the_window_says_when_it_was_published() {
    check_published_on(Some("2026-11-18T09:00:00Z"), None);
    check_published_on(Some("2026-11-10T12:00:01Z"), None);
    check_published_on(Some("2026-11-10T12:00:00Z"), Some("2026-11-10"));
    check_published_on(Some("2024-02-29T09:00:00Z"), Some("2024-02-29"));
    check_published_on(None, None);
}

#[test]
fn the_day_of_publication_is_that_of_the_readers_zone() {
    check_published_on(Some("2026-06-30T23:30:00Z"), Some("2026-07-01"));
}

#[test]
fn the_same_post_elsewhere_is_named_with_its_link() {
    let item = item(|story| {
        let elsewhere = super::build::story(2, "Adur blog", "Bins rebuilt").lead;
        story.also = vec![StoryEntry { link: "https://adur-blog.example/bins?utm_source=rss".to_owned(), ..elsewhere }];
    });

    let link = "https://adur-blog.example/bins".to_owned();
    assert_eq!(item.also_at, [NamedLink { name: "Adur blog".to_owned(), link }]);
}

#[test]
fn a_second_sighting_in_the_same_blog_is_no_other_place() {
    let item = item(|same| same.also = vec![story(2, "Croydon digital", "Bins rebuilt").lead]);

    assert_eq!(item.also_at, []);
}

#[test]
fn readers_get_links_without_tracking() {
    let item = item(|story| story.lead.link = "https://croydon-digital.example/bins/?utm_source=feed&id=7#top".to_owned());

    assert_eq!(item.link, "https://croydon-digital.example/bins/?id=7#top");
}

#[test]
fn sound_and_film_get_a_link_and_pictures_do_not() {
    let media = |url: &str, kind: Option<&str>| Media { url: url.to_owned(), media_type: kind.map(str::to_owned), length: None };

    let item = item(|story| {
        story.lead.media = vec![
            media("https://croydon-digital.example/a.jpg", Some("image/jpeg")),
            media("https://croydon-digital.example/a.mp3", Some("audio/mpeg")),
            media("https://croydon-digital.example/a.mp4", Some("video/mp4")),
            media("https://croydon-digital.example/a", None),
        ];
    });

    let names: Vec<&str> = item.media.iter().map(|link| link.name.as_str()).collect();
    assert_eq!(names, ["Listen to the recording", "Watch the video"]);
}

#[test]
fn an_item_carries_language_excerpt_and_council() {
    let item = item(|story| {
        story.lead.language = Some("cy".to_owned());
        story.lead.excerpt = "Mae hyn yn dda.".to_owned();
    });

    assert_eq!(item.language.as_deref(), Some("cy"));
    assert_eq!(item.excerpt.as_deref(), Some("Mae hyn yn dda."));
    assert_eq!((item.blog.as_str(), item.council.as_deref()), ("Croydon digital", Some("Croydon")));
}
