//! Edits of feeds.toml: what is meant changes, and not a byte more.

use friday::config::edit::{append, apply, stanza};
use friday::config::feeds::parse;
use friday::model::blog::{Blog, BlogId};
use friday::model::listing::{RowEdit, RowKey};
use proptest::prelude::*;

fn edit(blog: &str, key: RowKey, value: &str) -> RowEdit {
    RowEdit { blog: BlogId::from_name(blog), key, value: value.to_owned(), because: "a test".to_owned() }
}

fn blog(row: &str) -> Blog {
    parse("feeds.toml", &format!("[[blog]]\n{row}")).unwrap().remove(0)
}

const BY_HAND: &str = "# The list.\n\n[[blog]] # first\nname    = \"Ashby\"   # their word\nsite    = \"https://ashby.example/\"\n\
                       topics  = [\n  \"bins\", # and more\n]\n\n# Brill moved once already.\n[[blog]]\n  name='Brill'\n  feed = 'https://brill.example/feed'  # ask Bo\n\
                       \n# The end.\n";

#[test]
fn a_feed_is_replaced_where_it_stands() {
    let edited = apply(BY_HAND, &[edit("brill", RowKey::Feed, "https://brill.example/rss/")]).unwrap();

    assert_eq!(edited, BY_HAND.replace("'https://brill.example/feed'", "\"https://brill.example/rss/\""));
}

#[test]
fn a_new_key_stands_below_its_neighbour_in_the_same_column() {
    let edited = apply(BY_HAND, &[edit("ashby", RowKey::Feed, "https://ashby.example/feed/")]).unwrap();

    let line = "site    = \"https://ashby.example/\"\n";
    assert_eq!(edited, BY_HAND.replace(line, &format!("{line}feed    = \"https://ashby.example/feed/\"\n")));
}

#[test]
fn several_edits_of_several_rows_are_made_at_once() {
    let edits = [
        edit("ashby", RowKey::Feed, "https://a.example/"),
        edit("brill", RowKey::Retired, "gone"),
        edit("ashby", RowKey::Retired, "x"),
    ];

    let edited = apply(BY_HAND, &edits).unwrap();

    let expected = BY_HAND
        .replace("ashby.example/\"\n", "ashby.example/\"\nfeed    = \"https://a.example/\"\n")
        .replace("]\n\n# Brill", "]\nretired = \"x\"\n\n# Brill")
        .replace("# ask Bo", "# ask Bo\n  retired = \"gone\"");
    assert_eq!(edited, expected);
}

#[test]
fn line_ends_of_windows_stay_and_are_used() {
    let text = BY_HAND.replace('\n', "\r\n");

    let edited = apply(&text, &[edit("ashby", RowKey::Feed, "https://a.example/")]).unwrap();
    let longer = append(&edited, &[blog("name = \"Corby\"")]).unwrap();

    assert!(edited.contains("ashby.example/\"\r\nfeed    = \"https://a.example/\"\r\ntopics"));
    assert!(longer.ends_with("# The end.\r\n\r\n[[blog]]\r\nname    = \"Corby\"\r\n"), "{longer:?}");
    assert_eq!(longer.matches('\n').count(), longer.matches("\r\n").count());
}

#[test]
fn a_file_without_a_last_line_break_gets_one_before_the_new_row() {
    let edited = append("[[blog]]\nname = \"Ashby\"", &[blog("name = \"Corby\"")]).unwrap();
    let retired = apply("[[blog]]\nname = \"Ashby\"", &[edit("ashby", RowKey::Retired, "x")]).unwrap();

    assert_eq!(edited, "[[blog]]\nname = \"Ashby\"\n\n[[blog]]\nname    = \"Corby\"\n");
    assert_eq!(retired, "[[blog]]\nname = \"Ashby\"\nretired = \"x\"");
}

#[test]
fn a_list_in_braces_is_kept_in_braces() {
    let text = "blog = [\n  {name=\"Ashby\"}, # one\n  { name = \"Brill\", site = \"https://b.example/\" }, # two\n]\n";

    let edited = apply(text, &[edit("brill", RowKey::Feed, "https://b.example/feed")]).unwrap();
    let longer = append(text, &[blog("name = \"Corby\"")]).unwrap();
    let first = append("blog = []\n", &[blog("name = \"Corby\"")]).unwrap();

    assert_eq!(edited, text.replace("b.example/\" }", "b.example/\", feed = \"https://b.example/feed\" }"));
    assert_eq!(longer, text.replace("/\" }", "/\" }, { name = \"Corby\" }"));
    assert_eq!(first, "blog = [{ name = \"Corby\" }]\n");
}

#[test]
fn an_empty_file_gets_its_first_row() {
    assert_eq!(append("", &[blog("name = \"Ashby\"")]).unwrap(), "[[blog]]\nname    = \"Ashby\"\n");
}

#[test]
fn a_row_says_everything_that_was_known_of_the_blog() {
    let row = "council  = \"Ashby\"\nname     = \"Ashby \\\"Digital\\\"\"\nabout    = \"Bins & \\\\ more\"\nsite     = \"https://a.example/\"\n\
               feed     = \"https://a.example/feed\"\nid       = \"other\"\nlanguage = \"cy\"\ntopics   = [\"a\", \"b\"]\nregion   = \"Wales\"\n\
               via      = \"Bo\"\nlisted   = false\nretired  = \"why\"\n";

    assert_eq!(stanza(&blog(row)), format!("[[blog]]\n{row}"));
}

#[test]
fn an_edit_that_would_break_the_list_changes_nothing() {
    let same_feed = apply(BY_HAND, &[edit("ashby", RowKey::Feed, "https://brill.example/feed")]).unwrap_err();
    let no_address = apply(BY_HAND, &[edit("ashby", RowKey::Feed, "nowhere")]).unwrap_err();
    let no_row = apply(BY_HAND, &[edit("corby", RowKey::Retired, "x")]).unwrap_err();
    let same_id = append(BY_HAND, &[blog("name = \"Ashby\"")]).unwrap_err();

    assert!(same_feed.contains("has the same feed"), "{same_feed}");
    assert!(no_address.contains("is not a web address"), "{no_address}");
    assert!(no_row.contains("corby: no such row"), "{no_row}");
    assert!(same_id.contains("has the same id"), "{same_id}");
}

#[test]
fn the_shipped_list_takes_every_edit_without_losing_a_byte() {
    let text = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/feeds.toml")).unwrap();
    for row in parse("feeds.toml", &text).unwrap() {
        let edited = apply(&text, &[edit(row.id.as_str(), RowKey::Feed, "https://new.example/feed")]).unwrap();

        let (left, right): (Vec<&str>, Vec<&str>) = (text.lines().collect(), edited.lines().collect());
        let head = left.iter().zip(&right).take_while(|(one, two)| one == two).count();
        let tail = left.iter().rev().zip(right.iter().rev()).take_while(|(one, two)| one == two).count();
        assert_eq!(head + tail + 1, right.len(), "{}: one line is new or another", row.id);
    }
}

proptest! {
    #[test]
    fn any_words_survive_the_way_into_the_file(name in "[A-Za-z]\\PC{0,40}", about in "\\PC{1,80}") {
        let mut row = blog("name = \"x\"");
        row.id = BlogId::from_name(&name);
        row.name = name.trim().to_owned();
        row.about = Some(about.trim().to_owned()).filter(|about| !about.is_empty());

        prop_assert!(append(BY_HAND, &[row]).is_ok());
    }
}
