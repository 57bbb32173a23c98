//! The river: what is in it, in which order, and what a search finds.

use super::build::{CLOSES, Shelf, at, blog, day, folded, held, post, update};
use friday::model::edition::EditionState;
use friday::model::entry::{Fingerprint, NewEntry, ParsedEntry, Person};
use friday::model::river::{Elsewhere, Mention, RiverPlace, RiverQuery, RiverStory, Sought, Topic, Turn};
use friday::model::update::{Edit, FeedUpdate};

const NOW: &str = "2026-11-18T09:00:00Z";

/// All of it, as far as a page reaches.
fn all() -> RiverQuery {
    RiverQuery { limit: 100, ..RiverQuery::default() }
}

fn search(words: &[&str]) -> RiverQuery {
    let sought = |words: &&str| Sought { words: (*words).to_owned(), blogs: Vec::new() };
    RiverQuery { words: words.iter().map(sought).collect(), ..all() }
}

async fn river(shelf: &Shelf, query: RiverQuery) -> Vec<RiverStory> {
    shelf.store.river(query).await.unwrap()
}

async fn titles(shelf: &Shelf, query: RiverQuery) -> Vec<String> {
    river(shelf, query).await.into_iter().map(|story| story.title).collect()
}

/// Entry 1 is found with other words.
async fn edit(shelf: &Shelf, title: &str) {
    let edit = Edit {
        entry_id: 1,
        changed: Vec::new(),
        title: title.to_owned(),
        link: Some("https://example.gov.uk/bins".to_owned()),
        canonical_link: None,
        excerpt: None,
        language: None,
        print: Fingerprint::default(),
    };
    shelf.store.apply(vec![FeedUpdate { edits: vec![edit], ..update("leeds", Vec::new()) }], at(NOW)).await.unwrap();
}

async fn take_down(shelf: &Shelf, entry: i64) {
    shelf.store.apply(vec![FeedUpdate { missing: vec![entry], ..update("leeds", Vec::new()) }], at(NOW)).await.unwrap();
}

#[tokio::test]
async fn stories_come_newest_first_by_when_they_became_news() {
    let shelf = Shelf::new().await;
    let posts =
        vec![post("Bins", "2026-11-17T08:00:00Z"), post("Roads", "2026-11-16T08:00:00Z"), post("Parks", "2026-11-17T08:00:00Z")];
    shelf.read("leeds", posts, NOW).await;

    assert_eq!(titles(&shelf, all()).await, ["Parks", "Bins", "Roads"]);
}

#[tokio::test]
async fn a_story_comes_with_all_that_is_shown_of_it() {
    let shelf = Shelf::new().await;
    let author = Person { name: Some("Ada Jones".to_owned()), email: Some("ada@example.org".to_owned()), url: None };
    let parsed = ParsedEntry {
        language: Some("cy".to_owned()),
        authors: vec![author, Person::default()],
        categories: vec!["data".to_owned()],
        ..post("Bins", "2026-11-17T08:00:00Z").parsed
    };
    shelf.read("leeds", vec![NewEntry { parsed, ..post("Bins", "2026-11-18T08:00:00Z") }], NOW).await;
    shelf.read("kent", vec![folded("Bins", "2026-11-18T10:00:00Z", 1)], "2026-11-18T10:00:00Z").await;

    let expected = RiverStory {
        place: RiverPlace { eligible_at: at("2026-11-18T08:00:00Z"), story: 1 },
        entry: 1,
        blog: blog("leeds"),
        title: "Bins".to_owned(),
        link: "https://example.gov.uk/bins".to_owned(),
        excerpt: "Bins in short".to_owned(),
        language: Some("cy".to_owned()),
        authors: vec!["Ada Jones".to_owned()],
        categories: vec!["data".to_owned()],
        dated_at: Some(at("2026-11-17T08:00:00Z")),
        edited_at: None,
        also: vec![Elsewhere { blog: blog("kent"), link: "https://example.gov.uk/bins".to_owned() }],
        edition: None,
        found: None,
    };
    assert_eq!(river(&shelf, all()).await, [expected]);
}

#[tokio::test]
async fn pages_have_no_gap_and_no_double_in_either_direction() {
    let shelf = Shelf::new().await;
    // Ten of them became news in the same second.
    let posts =
        (0..23).map(|n| post(&format!("Bins{n:02}"), if n < 10 { "2026-11-17T08:00:00Z" } else { "2026-11-17T09:00:00Z" }));
    shelf.read("leeds", posts.collect(), NOW).await;
    let whole = titles(&shelf, search(&[])).await;

    for words in [vec![], vec!["short"]] {
        let (mut down, mut turn) = (Vec::new(), Turn::Newest);
        loop {
            let page = river(&shelf, RiverQuery { turn, limit: 4, ..search(&words) }).await;
            let Some(last) = page.last() else { break };
            turn = Turn::OlderThan(last.place);
            down.extend(page.into_iter().map(|story| story.title));
        }
        assert_eq!(down, whole);

        let oldest = river(&shelf, search(&words)).await.pop().unwrap();
        let (mut up, mut turn) = (vec![oldest.title], Turn::NewerThan(oldest.place));
        loop {
            let page = river(&shelf, RiverQuery { turn, limit: 4, ..search(&words) }).await;
            let Some(first) = page.first() else { break };
            turn = Turn::NewerThan(first.place);
            up.extend(page.into_iter().rev().map(|story| story.title));
        }
        up.reverse();
        assert_eq!(up, whole);
    }
}

#[tokio::test]
async fn held_and_old_posts_are_not_in_it_until_they_are_released() {
    let shelf = Shelf::new().await;
    shelf.read("leeds", vec![held("Bins", NOW)], NOW).await;
    assert_eq!(titles(&shelf, all()).await, Vec::<String>::new());
    assert_eq!(titles(&shelf, search(&["bins"])).await, Vec::<String>::new());

    shelf.store.release(blog("leeds"), at(NOW)).await.unwrap();

    assert_eq!(titles(&shelf, all()).await, ["Bins"]);
    assert_eq!(titles(&shelf, search(&["bins"])).await, ["Bins"]);
}

#[tokio::test]
async fn an_edit_changes_what_is_shown_and_found_and_not_the_place() {
    let shelf = Shelf::new().await;
    shelf.read("leeds", vec![post("Bins", "2026-11-17T08:00:00Z"), post("Roads", "2026-11-17T09:00:00Z")], NOW).await;

    edit(&shelf, "Recycling").await;

    assert_eq!(titles(&shelf, all()).await, ["Roads", "Recycling"]);
    assert_eq!(titles(&shelf, search(&["recycling"])).await, ["Recycling"]);
    let before = titles(&shelf, RiverQuery { words: search(&["bins"]).words, ..all() }).await;
    assert_eq!(before, ["Recycling"], "the excerpt still says it");
    assert_eq!(river(&shelf, all()).await[1].edited_at, Some(at(NOW)));
}

#[tokio::test]
async fn a_post_that_was_taken_down_is_gone_until_it_is_back() {
    let shelf = Shelf::new().await;
    shelf.read("leeds", vec![post("Bins", NOW)], NOW).await;

    take_down(&shelf, 1).await;
    assert_eq!(titles(&shelf, all()).await, Vec::<String>::new());
    assert_eq!(titles(&shelf, search(&["bins"])).await, Vec::<String>::new());

    shelf.store.apply(vec![FeedUpdate { found_again: vec![1], ..update("leeds", Vec::new()) }], at(NOW)).await.unwrap();
    assert_eq!(titles(&shelf, search(&["bins"])).await, ["Bins"]);
}

#[tokio::test]
async fn where_one_blog_took_a_post_down_the_other_tells_it() {
    let shelf = Shelf::new().await;
    shelf.read("leeds", vec![post("Bins", "2026-11-17T08:00:00Z")], NOW).await;
    shelf.read("kent", vec![folded("Rubbish", "2026-11-18T08:00:00Z", 1)], NOW).await;
    assert_eq!(titles(&shelf, all()).await, ["Bins"]);

    take_down(&shelf, 1).await;

    let stories = river(&shelf, all()).await;
    assert_eq!((stories[0].title.as_str(), stories[0].also.len()), ("Rubbish", 0));
    assert_eq!(stories[0].place.eligible_at, at("2026-11-17T08:00:00Z"), "it is no news a second time");
}

#[tokio::test]
async fn a_post_that_is_deleted_leaves_no_word_in_the_index() {
    let shelf = Shelf::new().await;
    shelf.read("leeds", vec![post("Zanzibar", NOW)], NOW).await;
    let other = shelf.another_program();

    other.execute("DELETE FROM entry WHERE id = 1", []).unwrap();

    assert_eq!(titles(&shelf, all()).await, Vec::<String>::new());
    let left: i64 = other
        .query_row("SELECT count(*) FROM river_words_data WHERE instr(block, 'zanzibar') > 0", [], |row| row.get(0))
        .unwrap();
    assert_eq!(left, 0);
    other.execute("INSERT INTO river_words (river_words, rank) VALUES ('integrity-check', 1)", []).unwrap();
}

#[tokio::test]
async fn a_story_names_the_edition_that_is_out_and_no_other() {
    let shelf = Shelf::new().await;
    shelf.read("leeds", vec![post("Bins", NOW), post("Roads", CLOSES)], NOW).await;
    shelf.approve(&[1]).await;
    assert_eq!(river(&shelf, all()).await[1].edition, None, "approved, but nobody has it yet");

    shelf.change(EditionState::Approved, EditionState::Sending).await;

    let stories = river(&shelf, all()).await;
    assert_eq!(stories[0].edition, None);
    assert_eq!(stories[1].edition, Some(Mention { date: day("2026-11-20"), is_pick: true }));
}

#[tokio::test]
async fn blogs_narrow_it_to_what_they_tell_be_it_as_the_second() {
    let shelf = Shelf::new().await;
    shelf.read("leeds", vec![post("Bins", "2026-11-17T08:00:00Z"), post("Roads", NOW)], NOW).await;
    shelf.read("kent", vec![folded("Bins", NOW, 1), post("Parks", NOW)], NOW).await;
    shelf.read("kent-two", vec![post("Trees", NOW)], NOW).await;

    let of = |ids: &[&str]| RiverQuery { blogs: Some(ids.iter().map(|id| blog(id)).collect()), ..all() };
    assert_eq!(titles(&shelf, of(&["kent"])).await, ["Parks", "Bins"]);
    assert_eq!(titles(&shelf, of(&["kent", "kent-two"])).await, ["Trees", "Parks", "Bins"]);
    assert_eq!(titles(&shelf, of(&[])).await, Vec::<String>::new());
    assert_eq!(titles(&shelf, of(&["nobody"])).await, Vec::<String>::new());
    assert_eq!(titles(&shelf, RiverQuery { words: search(&["short"]).words, ..of(&["kent-two"]) }).await, ["Trees"]);
}

#[tokio::test]
async fn a_topic_is_that_of_the_blog_or_a_category_of_the_post() {
    let shelf = Shelf::new().await;
    let parsed = ParsedEntry { categories: vec!["User Research".to_owned()], ..post("Bins", NOW).parsed };
    shelf.read("leeds", vec![NewEntry { parsed, ..post("Bins", NOW) }], NOW).await;
    shelf.read("kent", vec![post("Parks", NOW)], NOW).await;
    shelf.read("fife", vec![post("Trees", NOW)], NOW).await;

    let topic = |blogs: &[&str]| {
        let topic = Topic { words: "user research".to_owned(), blogs: blogs.iter().map(|id| blog(id)).collect() };
        RiverQuery { topic: Some(topic), ..all() }
    };
    assert_eq!(titles(&shelf, topic(&["kent"])).await, ["Parks", "Bins"]);
    assert_eq!(titles(&shelf, topic(&[])).await, ["Bins"]);
}

#[tokio::test]
async fn dates_hold_their_first_instant_and_not_their_last() {
    let shelf = Shelf::new().await;
    let times = ["2026-11-16T23:59:59Z", "2026-11-17T00:00:00Z", "2026-11-17T23:59:59Z", "2026-11-18T00:00:00Z"];
    let posts = ["Eve", "First", "Last", "Late"].iter().zip(times).map(|(title, when)| post(title, when)).collect();
    shelf.read("leeds", posts, NOW).await;

    let day = RiverQuery { from: Some(at("2026-11-17T00:00:00Z")), to: Some(at("2026-11-18T00:00:00Z")), ..all() };
    assert_eq!(titles(&shelf, day.clone()).await, ["Last", "First"]);
    assert_eq!(titles(&shelf, RiverQuery { words: search(&["short"]).words, ..day }).await, ["Last", "First"]);
}

#[tokio::test]
async fn every_word_has_to_be_found_in_some_inflection_and_accents_do_not_count() {
    let shelf = Shelf::new().await;
    let titles_of = ["Designing consultations", "Consultation in design and cost", "Tŷ Hafan", "Re-use of e-mail"];
    let posts = titles_of.iter().enumerate().map(|(n, title)| {
        let plain = post(&format!("Bins{n}"), NOW);
        NewEntry { parsed: ParsedEntry { title: Some((*title).to_owned()), ..plain.parsed.clone() }, ..plain }
    });
    shelf.read("leeds", posts.collect(), NOW).await;

    assert_eq!(titles(&shelf, search(&["design", "consultation"])).await, [titles_of[1], titles_of[0]]);
    assert_eq!(titles(&shelf, search(&["design", "cost"])).await, [titles_of[1]]);
    assert_eq!(titles(&shelf, search(&["designing consultations"])).await, [titles_of[0]]);
    assert_eq!(titles(&shelf, search(&["ty"])).await, [titles_of[2]]);
    assert_eq!(titles(&shelf, search(&["e-mail"])).await, [titles_of[3]]);
    assert_eq!(titles(&shelf, search(&["mail e"])).await, Vec::<String>::new());
}

#[tokio::test]
async fn a_word_of_a_blogs_name_finds_what_the_blog_tells() {
    let shelf = Shelf::new().await;
    shelf.read("leeds", vec![post("Bins", NOW)], NOW).await;
    shelf.read("kent", vec![post("Kent", NOW), post("Roads", NOW)], NOW).await;

    let kent = Sought { words: "kent".to_owned(), blogs: vec![blog("kent")] };
    let roads = Sought { words: "roads".to_owned(), blogs: Vec::new() };
    assert_eq!(titles(&shelf, RiverQuery { words: vec![kent.clone()], ..all() }).await, ["Roads", "Kent"]);
    assert_eq!(titles(&shelf, RiverQuery { words: vec![kent, roads], ..all() }).await, ["Roads"]);
}

#[tokio::test]
async fn what_was_found_is_marked_in_title_and_excerpt() {
    let shelf = Shelf::new().await;
    shelf.read("leeds", vec![post("Bins", NOW)], NOW).await;

    let found = river(&shelf, search(&["bin"])).await.remove(0).found.unwrap();

    assert_eq!((found.title.as_str(), found.excerpt.as_str()), ("\u{2}Bins\u{3}", "\u{2}Bins\u{3} in short"));
}

#[tokio::test]
async fn no_search_is_an_error_whatever_is_typed() {
    let shelf = Shelf::new().await;
    shelf.read("leeds", vec![post("Bins", NOW)], NOW).await;

    let long = "a\"b ".repeat(2500);
    let odd = [
        "\"",
        "\"\"",
        "'",
        "*",
        "bins*",
        "-bins",
        "+bins",
        "^bins",
        "bins:",
        "title:bins",
        "{title} : bins",
        "bins AND",
        "NOT",
        "OR OR",
        "NEAR(bins in)",
        "(",
        ")",
        "((",
        "\0",
        "bins\0in",
        "\u{2}bins\u{3}",
        ";--",
        "a\\",
        "%",
        "_",
        "🗑",
        "\u{301}",
        "ﬁ",
        "🏴󠁧󠁢󠁷󠁬󠁳󠁿",
        &long,
    ];
    for words in odd {
        let stories = shelf.store.river(search(&[words])).await.unwrap_or_else(|error| panic!("{words:?}: {error}"));
        assert!(stories.len() <= 1, "{words:?}");
    }
    assert_eq!(titles(&shelf, search(&["bins\0in"])).await, ["Bins"]);
    assert_eq!(titles(&shelf, search(&["bins AND"])).await, Vec::<String>::new(), "AND is a word like any other");
}

#[tokio::test]
async fn a_file_of_before_the_river_is_filled_in_newest_first() {
    let shelf = Shelf::new().await;
    let posts = (0..900).map(|n| post(&format!("Bins{n}"), NOW));
    shelf.read("leeds", posts.collect(), NOW).await;
    let other = shelf.another_program();
    other.execute_batch("DELETE FROM river; INSERT INTO fact VALUES ('river filled down to', '901')").unwrap();
    let newest = RiverQuery { limit: 1, ..all() };

    assert!(shelf.store.fill_river().await.unwrap(), "more wait");
    assert_eq!(titles(&shelf, newest).await, ["Bins899"]);
    assert_eq!(titles(&shelf, search(&["bins3"])).await, Vec::<String>::new());

    assert!(!shelf.store.fill_river().await.unwrap());
    assert_eq!(titles(&shelf, search(&["bins3"])).await, ["Bins3"]);
    assert!(!shelf.store.fill_river().await.unwrap(), "nothing is left to do");
    assert_eq!(river(&shelf, RiverQuery { limit: 2000, ..all() }).await.len(), 900);
}

#[test]
fn a_place_is_written_and_read_back_and_sorts_by_instant_first() {
    let place = RiverPlace { eligible_at: at(CLOSES), story: 7 };
    assert_eq!(RiverPlace::parse(&place.to_string()), Some(place));
    let later = RiverPlace { eligible_at: at("2026-11-20T12:00:01Z"), story: 0 };
    assert!(place.number() < later.number());

    for odd in
        ["", "-", "1-", "-1", "1", "x-1", "1-x", "1-99999999999", "99999999999999999999-1", "9223372036854775807-1", "1-2-3"]
    {
        assert_eq!(RiverPlace::parse(odd), None, "{odd}");
    }
}

#[tokio::test]
async fn what_a_new_blog_brings_along_is_taken_in_afterwards_and_what_is_new_at_once() {
    let shelf = Shelf::new().await;
    let brought = (0..600).map(|n| post(&format!("Old{n}"), "2026-11-01T09:00:00Z"));
    let readings = vec![update("leeds", brought.collect()), update("kent", vec![post("Ferries", NOW)])];
    shelf.store.apply(readings, at(NOW)).await.unwrap();
    assert_eq!(titles(&shelf, all()).await, ["Ferries"]);

    assert!(shelf.store.fill_river().await.unwrap(), "more may wait");
    assert_eq!(river(&shelf, RiverQuery { limit: 2000, ..all() }).await.len(), 501);
    while shelf.store.fill_river().await.unwrap() {}

    assert_eq!(river(&shelf, RiverQuery { limit: 2000, ..all() }).await.len(), 601);
    assert_eq!(titles(&shelf, search(&["old599"])).await, ["Old599"]);
}
