//! What people type into the search form.

use super::build::{at, blog};
use friday::model::blog::Blog;
use friday::model::river::{RiverPlace, Turn};
use friday::rules::pages::asked::Asked;

const LONDON: chrono_tz::Tz = chrono_tz::Europe::London;

fn words(query: &str, blogs: &[Blog]) -> Vec<(String, Vec<String>)> {
    let query = Asked::parse(query).query(blogs, LONDON, 20);
    let named = |sought: friday::model::river::Sought| (sought.words, sought.blogs.iter().map(ToString::to_string).collect());
    query.words.into_iter().map(named).collect()
}

fn plain(query: &str) -> Vec<String> {
    words(query, &[]).into_iter().map(|(words, _)| words).collect()
}

#[test]
fn words_are_single_and_phrases_stay_together() {
    assert_eq!(plain("q=bins+roads"), ["bins", "roads"]);
    assert_eq!(plain("q=%22user+research%22+bins"), ["user research", "bins"]);
    assert_eq!(plain("q=%E2%80%9Cuser+research%E2%80%9D"), ["user research"], "curly quotation marks");
    assert_eq!(plain("q=bins+%22user+research"), ["bins", "user research"], "a mark that is never closed");
}

#[test]
fn what_has_no_letter_is_no_word() {
    assert_eq!(plain("q=%22%22+*+-+()"), Vec::<String>::new());
    assert!(
        Asked::parse("q=%22*%22").has_no_words() && !Asked::parse("q=a").has_no_words() && !Asked::parse("q=").has_no_words()
    );
}

#[test]
fn a_flood_of_words_is_cut() {
    assert_eq!(plain(&format!("q={}", "a+".repeat(5000))).len(), 12);
    assert_eq!(Asked::parse(&format!("q={}", "é".repeat(10_000))).words.chars().count(), 200);
}

#[test]
fn a_word_of_a_blogs_name_or_council_names_the_blog() {
    let mut croydon = blog("Croydon.digital", Some("London Borough of Croydon"));
    croydon.topics = vec!["user research".to_owned()];
    let blogs = [croydon, blog("Kent data", Some("Kent"))];

    for query in ["q=croydon", "q=DIGITAL", "q=%22london+borough%22"] {
        assert_eq!(words(query, &blogs)[0].1, ["croydon-digital"], "{query}");
    }
    assert_eq!(words("q=croy", &blogs)[0].1, Vec::<String>::new());
    assert_eq!(words("q=research", &blogs)[0].1, Vec::<String>::new(), "topics are not shown beside a story");
    let many: Vec<Blog> = (0..51).map(|n| blog(&format!("Digital {n}"), None)).collect();
    assert_eq!(words("q=digital", &many)[0].1, Vec::<String>::new(), "it says nothing about a blog");
}

#[test]
fn a_council_is_its_blogs_and_an_unknown_one_none() {
    let blogs = [blog("One", Some("Kent")), blog("Two", Some("Kent")), blog("Three", Some("Fife"))];
    let ids = |query: &str| {
        let found = Asked::parse(query).query(&blogs, LONDON, 20).blogs;
        found.map(|ids| ids.iter().map(ToString::to_string).collect::<Vec<_>>().join(" "))
    };

    assert_eq!(ids("council=kent").as_deref(), Some("one two"));
    assert_eq!(ids("council=three").as_deref(), Some("three"), "a blog by its id");
    assert_eq!(ids("council=Atlantis").as_deref(), Some(""));
    assert_eq!(ids("council="), None);
}

#[test]
fn days_are_whole_days_of_the_zone() {
    let query = Asked::parse("from=2026-07-01&to=2026-07-02").query(&[], LONDON, 20);

    assert_eq!(query.from, Some(at("2026-06-30T23:00:00Z")));
    assert_eq!(query.to, Some(at("2026-07-02T23:00:00Z")));
}

#[test]
fn an_odd_date_counts_for_nothing_and_is_told() {
    for odd in ["from=yesterday", "to=2026-02-30", "from=99999-01-01", "to=1", "from=%EF%BC%91"] {
        let asked = Asked::parse(odd);
        let query = asked.query(&[], LONDON, 20);
        assert!(asked.has_odd_date() && query.from.is_none() && query.to.is_none(), "{odd}");
    }
    assert!(!Asked::parse("from=&to=").has_odd_date());
}

#[test]
fn what_was_asked_is_written_as_it_was_read() {
    let asked = Asked::parse("q=bins+%26+%22more%22&council=Kent&nonsense=1&before=1789000000-7");

    assert_eq!(asked.turn, Turn::OlderThan(RiverPlace { eligible_at: at("2026-09-10T00:26:40Z"), story: 7 }));
    assert_eq!(asked.written(), "q=bins+%26+%22more%22&council=Kent");
    assert_eq!(Asked::parse(&asked.written()), Asked { turn: Turn::Newest, ..asked.clone() });
    assert_eq!(asked.written_with(asked.turn), "?q=bins+%26+%22more%22&council=Kent&before=1789000000-7");
    assert_eq!(Asked::default().written_with(Turn::Newest), "");
    assert!(Asked::parse("before=1-2").is_everything());
}

#[test]
fn no_query_is_an_error() {
    for odd in ["%", "%00", "q=%ff%fe", "&&&", "===", "q", "before=-&after=x", "q=\u{202e}"] {
        let _ = Asked::parse(odd).query(&[], LONDON, 20);
    }
}
