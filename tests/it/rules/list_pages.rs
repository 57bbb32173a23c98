//! The living list's table and each blog's page, before they are rendered.

use super::build::{self, at, blog};
use friday::model::blog::{Blog, BlogHealth, BlogId};
use friday::model::edition::{BlogNote, EditionState};
use friday::model::entry::Standing;
use friday::model::manners::Trouble;
use friday::model::wishes::Tombstone;
use friday::rules::composing::withheld::{Withheld, withhold};
use friday::rules::listing::public_words::{OPTED_OUT, sentences};
use friday::rules::listing::state::state;
use friday::rules::listing::tombs::{addresses, entomb};
use friday::rules::pages::blog::{Post, blog_view};
use friday::rules::pages::blogroll::fragment;
use friday::rules::pages::blogs::{ListView, Question, Sort, list_view};
use friday::rules::pages::chart::{YEARS, chart};
use friday::rules::why::Facts;
use std::collections::{HashMap, HashSet};

const NOW: &str = "2026-11-20T12:00:00Z";

fn read(blog: &Blog, last_post: &str) -> (BlogId, BlogHealth) {
    let health = BlogHealth {
        row_feed: blog.row_address(),
        first_read_at: Some(at("2024-01-05T09:00:00Z")),
        last_read_at: Some(at("2026-11-20T10:00:00Z")),
        last_success_at: Some(at("2026-11-20T10:00:00Z")),
        newest_post_at: Some(at(last_post)),
        ..BlogHealth::default()
    };
    (blog.id.clone(), health)
}

fn list() -> Vec<Blog> {
    let mut list = vec![
        blog("Zebra Digital", Some("Ashby")),
        blog("Apple Blog", Some("Corby")),
        blog("Partners", None),
        blog("Next Door", Some("Brill")),
        blog("Gone", Some("Adur")),
    ];
    list[3].listed = false;
    list[4].retired = Some("the team was disbanded".to_owned());
    list
}

fn view(question: &Question, rows: usize) -> ListView {
    let list = list();
    let healths: HashMap<_, _> =
        [read(&list[0], "2025-01-01T00:00:00Z"), read(&list[1], "2026-11-18T00:00:00Z"), read(&list[2], "2026-07-01T00:00:00Z")]
            .into();
    list_view(&list, &healths, question, rows, at(NOW))
}

fn names(view: &ListView) -> Vec<&str> {
    view.parts.iter().flat_map(|part| &part.rows).map(|row| row.name.as_str()).collect()
}

fn sorted(sort: Sort) -> Vec<String> {
    let view = view(&Question { sort, ..Question::default() }, 20);
    names(&view).into_iter().map(str::to_owned).collect()
}

#[test]
fn the_table_is_sorted_within_its_parts_and_the_retired_stand_last() {
    assert_eq!(sorted(Sort::Council), ["Zebra Digital", "Apple Blog", "Partners", "Next Door", "Gone"]);
    assert_eq!(sorted(Sort::Blog), ["Apple Blog", "Partners", "Zebra Digital", "Next Door", "Gone"]);
    assert_eq!(sorted(Sort::State), ["Apple Blog", "Partners", "Zebra Digital", "Next Door", "Gone"]);
    assert_eq!(sorted(Sort::Posts), ["Apple Blog", "Partners", "Zebra Digital", "Next Door", "Gone"]);
    let headings: Vec<_> = view(&Question::default(), 20).parts.iter().map(|part| part.heading).collect();
    assert_eq!(headings, [None, Some("Neighbours: more blogs worth reading"), Some("Read no longer")]);
}

#[test]
fn one_column_says_that_the_table_is_sorted_by_it() {
    let view = view(&Question { sort: Sort::Posts, words: "a & b".to_owned(), ..Question::default() }, 20);

    let columns: Vec<_> = view.columns.iter().map(|column| (column.query.as_str(), column.direction)).collect();
    assert_eq!(
        columns,
        [
            ("?sort=council&q=a+%26+b", None),
            ("?sort=blog&q=a+%26+b", None),
            ("?sort=state&q=a+%26+b", None),
            ("?sort=posts&q=a+%26+b", Some("descending"))
        ]
    );
}

#[test]
fn a_filter_wants_all_its_words_in_any_case() {
    let found = |words: &str| {
        let view = view(&Question { words: words.to_owned(), ..Question::default() }, 20);
        (view.found, view.total, names(&view).join(", "))
    };

    assert_eq!(found("zebra ASHBY"), (1, 5, "Zebra Digital".to_owned()));
    assert_eq!(found("zebra corby"), (0, 5, String::new()));
    assert_eq!(found("  "), (5, 5, "Zebra Digital, Apple Blog, Partners, Next Door, Gone".to_owned()));
}

#[test]
fn a_long_list_is_cut_into_pages_and_a_page_that_is_not_there_is_the_last() {
    let page = |page| view(&Question { page, ..Question::default() }, 2);

    assert_eq!(names(&page(0)), ["Zebra Digital", "Apple Blog"]);
    assert_eq!(names(&page(2)), ["Partners", "Next Door"]);
    assert_eq!(names(&page(99)), ["Gone"]);
    let links: Vec<_> = page(2).pages.iter().map(|link| (link.number, link.query.clone(), link.is_here)).collect();
    assert_eq!(
        links,
        [
            (1, "?sort=council".to_owned(), false),
            (2, "?sort=council&page=2".to_owned(), true),
            (3, "?sort=council&page=3".to_owned(), false)
        ]
    );
}

#[test]
fn who_suggested_is_thanked_once() {
    let mut list = list();
    (list[0].via, list[1].via, list[2].via) = (Some("Ada".to_owned()), Some("ada".to_owned()), Some("Bo".to_owned()));

    let view = list_view(&list, &HashMap::new(), &Question::default(), 20, at(NOW));

    assert_eq!((view.thanks, view.thanks_more), (vec!["Ada".to_owned(), "Bo".to_owned()], 0));
}

#[test]
fn a_years_bar_is_as_tall_as_its_share_of_the_best_year() {
    let chart = chart(&[(2023, 10), (2025, 1)], 2026).unwrap();

    let bars: Vec<_> = chart.bars.iter().map(|bar| (bar.year, bar.posts, bar.height)).collect();
    assert_eq!(bars, [(2023, 10, 60), (2024, 0, 0), (2025, 1, 6), (2026, 0, 0)]);
    assert_eq!(chart.words, "Posts a year: 10 in 2023, 0 in 2024, 1 in 2025, 0 in 2026.");
    assert!(chart.bars.iter().all(|bar| bar.y + bar.height == 74 && bar.x + bar.width <= chart.width), "{chart:?}");
}

#[test]
fn years_before_the_first_bar_are_summed_up() {
    let counts: Vec<(i32, u64)> = (2000..=2026).map(|year| (year, 1)).collect();

    let chart = chart(&counts, 2026).unwrap();

    assert_eq!((chart.bars.len(), chart.bars[0].year, chart.earlier), (YEARS, 2015, 15));
}

#[test]
fn a_year_out_of_reason_breaks_no_chart() {
    assert_eq!(chart(&[], 2026), None);
    let future = chart(&[(1, 3), (9999, 2)], 2026).unwrap();
    assert_eq!((future.bars.len(), future.earlier), (YEARS, 3));
    assert!(chart(&[(2026, u64::MAX / 100)], 2026).is_some());
}

fn told(blog: &Blog, health: &BlogHealth) -> (&'static str, String) {
    let report = state(blog, health, at(NOW));
    (report.state.word(), sentences(blog, health, &report).join(" "))
}

#[test]
fn every_state_is_told_in_words_and_without_what_errors_say_of_our_network() {
    let blog = blog("Croydon.digital", Some("Croydon"));
    let well = read(&blog, "2026-11-18T00:00:00Z").1;
    let broken = BlogHealth {
        failures: 9,
        error: Some("http://intranet/: 10.0.0.7 is a private or reserved address".to_owned()),
        trouble: Some(Trouble::Broken),
        last_success_at: Some(at("2026-10-01T00:00:00Z")),
        ..well.clone()
    };
    let once = BlogHealth { failures: 1, last_success_at: well.last_success_at, ..broken.clone() };
    let quiet = read(&blog, "2026-07-01T00:00:00Z").1;
    let dormant = read(&blog, "2024-07-01T00:00:00Z").1;
    let moved = BlogHealth { moved_to: Some("https://new.example/feed".to_owned()), moved_at: Some(at(NOW)), ..well.clone() };
    let retired = Blog { retired: Some("the team was disbanded.".to_owned()), ..blog.clone() };
    let unknown = Blog { feed: None, site: None, ..blog.clone() };
    let cases = [
        (&blog, &well, "active", "It has posted within the last 90 days."),
        (&blog, &quiet, "quiet", "It has had no new post for 90 days. It is read all the same."),
        (&blog, &dormant, "dormant", "It has had no new post for 365 days. It is read less often, and welcome back."),
        (&blog, &moved, "moved", "Its feed has moved for good, and is read at its new address."),
        (&retired, &well, "retired", "It is read no longer: the team was disbanded."),
        (&unknown, &well, "address unknown", "Nobody has told us where its feed is, so it is shown here and not read."),
        (&blog, &BlogHealth::default(), "new", "It is new on the list and has not been read yet."),
        (
            &blog,
            &broken,
            "failing",
            "It could not be read since 1 October 2026: no feed came back: the server did not answer, or what it sent is no feed. It is tried again, less and less often.",
        ),
        (
            &blog,
            &once,
            "active",
            "It has posted within the last 90 days. The last attempt did not work: no feed came back: the server did not answer, or what it sent is no feed. One failure changes nothing; it is tried again.",
        ),
    ];

    for (blog, health, word, words) in cases {
        assert_eq!(told(blog, health), (word, words.to_owned()));
    }
}

fn facts() -> Facts<'static> {
    Facts { draft: Some(("2026-11-27".to_owned(), at("2026-11-13T12:00:00Z"))), ..build::facts() }
}

fn fate(facts: Facts<'_>) -> (String, Option<String>) {
    let blog = blog("Croydon.digital", Some("Croydon"));
    let post = Post { title: "Bins", link: "javascript:alert(1)", language: Some("cy"), facts };
    let view = blog_view(&blog, &BlogHealth::default(), &[post], &[], ("en-GB", at(NOW)));
    let post = &view.posts[0];
    assert_eq!(post.link, None);
    (post.fate.clone(), post.edition.as_ref().map(|edition| edition.date.clone()))
}

#[test]
fn what_became_of_a_post_is_told_without_telling_what_is_not_out_yet() {
    let edition = |state, place, left_out| Facts { edition: Some(("2026-11-20", state, place, left_out)), ..facts() };
    let out = Some("2026-11-20".to_owned());
    let cases = [
        (edition(EditionState::Sent, Some(2), false), "Pick number 2 of the edition of ", out.clone()),
        (edition(EditionState::Sending, None, false), "Mentioned in the edition of ", out),
        (edition(EditionState::Sent, None, true), "Read for the edition of 20 November 2026 and left out by an editor.", None),
        (edition(EditionState::Approved, Some(1), false), "Waits for the edition of 20 November 2026.", None),
        (edition(EditionState::Approved, None, true), "Waits for the edition of 20 November 2026.", None),
        (facts(), "Waits for the edition of 27 November 2026.", None),
        (Facts { draft: None, ..facts() }, "Waits for the next edition.", None),
        (
            Facts { eligible_at: Some(at("2026-11-01T00:00:00Z")), ..facts() },
            "In no edition: it was there before the first one began.",
            None,
        ),
        (Facts { missing_since: Some(at(NOW)), ..facts() }, "Gone from the blog's own feed, so in no edition.", None),
        (
            Facts { standing: Standing::Held, ..facts() },
            "Held until an editor has looked at it: much was new at once, or the blog looked changed.",
            None,
        ),
        (Facts { standing: Standing::Old, because: "too old.", ..facts() }, "In no edition: too old.", None),
        (
            Facts { folded_because: Some("same link"), siblings: vec![("Ashby".to_owned(), "https://a.example/")], ..facts() },
            "The same story as at Ashby. Waits for the edition of 27 November 2026.",
            None,
        ),
    ];

    for (facts, words, edition) in cases {
        assert_eq!(fate(facts), (words.to_owned(), edition));
    }
}

#[test]
fn a_post_that_was_taken_down_or_that_nobody_has_looked_at_is_counted_and_not_named() {
    let blog = blog("Croydon.digital", Some("Croydon"));
    let gone = Facts { missing_since: Some(at(NOW)), ..facts() };
    let sent = ("2026-11-20", EditionState::Sent, Some(2), false);
    let cases = [
        (gone.clone(), "A post that was taken down"),
        (Facts { edition: Some(sent), ..gone }, "A post that was taken down"),
        (Facts { standing: Standing::Held, ..facts() }, "A post that waits for an editor"),
    ];

    for (facts, title) in cases {
        let post = Post { title: "Bins", link: "https://croydon.example/bins", language: Some("cy"), facts };
        let view = blog_view(&blog, &BlogHealth::default(), &[post], &[], ("en-GB", at(NOW)));
        let shown = &view.posts[0];
        assert_eq!((shown.title.as_str(), &shown.link, &shown.lang), (title, &None, &None));
    }
}

#[test]
fn of_a_forgotten_blog_no_more_is_shown_than_its_name() {
    let blog = Blog { retired: Some(OPTED_OUT.to_owned()), about: Some("Notes".to_owned()), ..blog("Croydon.digital", None) };
    let post = Post { title: "Bins", link: "https://croydon.example/bins", language: None, facts: facts() };

    let view = blog_view(&blog, &read(&blog, NOW).1, &[post], &[(2026, 4)], ("en-GB", at(NOW)));
    let table = list_view(std::slice::from_ref(&blog), &[read(&blog, NOW)].into(), &Question::default(), 20, at(NOW));

    assert_eq!((view.posts.len(), &view.chart, &view.site_link, &view.feed, &view.about), (0, &None, &None, &None, &None));
    assert_eq!((view.state, view.because), ("retired", vec!["It is not read: its makers asked us not to.".to_owned()]));
    let row = &table.parts[0].rows[0];
    assert_eq!((&row.link, &row.about, &row.last_post, row.name.as_str()), (&None, &None, &None, "Croydon.digital"));
}

#[test]
fn a_tombstone_holds_under_another_id_another_scheme_and_another_row() {
    let dead = blog("Croydon.digital", None);
    let health = BlogHealth { moved_to: Some("https://moved.example/rss".to_owned()), ..BlogHealth::default() };
    let tomb = Tombstone {
        blog: dead.id.clone(),
        addresses: addresses(&dead, &health),
        because: OPTED_OUT.to_owned(),
        made_at: at(NOW),
    };
    let with_feed = |name: &str, feed: &str| Blog { feed: feed.parse().ok(), site: None, ..blog(name, None) };
    let rows = vec![
        dead.clone(),
        Blog { feed: "https://elsewhere.example/".parse().ok(), site: None, ..dead },
        with_feed("Another", "http://croydon-digital.example/feed"),
        with_feed("Moved", "https://moved.example/rss"),
        with_feed("Alive", "https://alive.example/feed/"),
    ];

    let read: Vec<_> = entomb(rows, &[tomb]).into_iter().filter(Blog::readable).map(|blog| blog.name).collect();

    assert_eq!(read, ["Alive"]);
}

#[test]
fn a_past_edition_names_a_forgotten_blog_and_keeps_the_editors_words() {
    let mut content = super::build::content();
    let link = "https://croydon.example/bins".to_owned();
    let mut item = super::build::item(Some(1), "Bins", &link);
    (item.remark, item.excerpt) = (Some("I liked this.".to_owned()), Some("Their words".to_owned()));
    content.items = vec![item, super::build::item(Some(2), "Roads", "https://ashby.example/roads")];
    let note = |name: &str| BlogNote {
        name: name.to_owned(),
        council: None,
        about: Some("About".to_owned()),
        site: Some("https://croydon.example/".to_owned()),
    };
    content.new_blogs = vec![note("Croydon.digital"), note("Ashby")];
    let links = HashSet::from([link]);
    let of = Withheld {
        name: "Croydon.digital",
        links: &links,
        title: "Withheld",
        page: "https://five.example/blogs/croydon-digital",
    };

    let changed = withhold(&mut content, of);
    let again = withhold(&mut content, of);

    let first = &content.items[0];
    assert_eq!((changed, again), (true, false));
    assert_eq!((first.title.as_str(), first.link.as_str()), ("Withheld", "https://five.example/blogs/croydon-digital"));
    assert_eq!((first.excerpt.as_deref(), first.remark.as_deref()), (None, Some("I liked this.")));
    assert_eq!(content.items[1].title, "Roads");
    assert_eq!((&content.new_blogs[0].site, content.new_blogs[1].site.is_some()), (&None, true));
}

#[test]
fn the_blogroll_holds_what_is_read_and_nothing_that_a_browser_would_run() {
    let mut list = list();
    list[0].name = "<script>alert(\"1\")</script> & 'co'".to_owned();

    let html = fragment(&list);

    assert_eq!(
        html,
        "<ul>\n  <li><a href=\"https://zebra-digital.example/\">&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt; &amp; &#x27;co&#x27;</a> (Ashby)</li>\n  \
         <li><a href=\"https://apple-blog.example/\">Apple Blog</a> (Corby)</li>\n  <li><a href=\"https://partners.example/\">Partners</a></li>\n</ul>\n"
    );
}
