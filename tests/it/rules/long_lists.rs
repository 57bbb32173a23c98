//! A list of many rows is read piece by piece, and nobody can tell.

use friday::config::feeds::parse;
use std::fmt::Write;

/// Rows of four lines each; the first begins in line 1.
fn rows(count: usize) -> String {
    (0..count).fold(String::new(), |mut text, row| {
        let _ = writeln!(text, "[[blog]]\nname = \"Blog {row}\"\nfeed = \"https://blog-{row}.example/feed\"\n");
        text
    })
}

fn complaints(text: &str) -> String {
    parse("feeds.toml", text).map(|blogs| format!("{} rows", blogs.len())).unwrap_or_else(|errors| errors.to_string())
}

#[test]
fn every_row_is_read_and_knows_its_line() {
    let blogs = parse("feeds.toml", &rows(1_750)).unwrap();

    assert_eq!(blogs.len(), 1_750);
    for (row, blog) in blogs.iter().enumerate() {
        assert_eq!((blog.name.clone(), blog.line), (format!("Blog {row}"), 1 + 4 * row));
    }
}

#[test]
fn mistakes_far_down_name_their_lines() {
    let text = rows(1_750)
        .replace("\"https://blog-1700.example/feed\"", "\"nonsense\"")
        .replace("\"https://blog-1200.example/feed\"", "\"https://blog-3.example/feed\"")
        .replace("name = \"Blog 700\"\n", "nmae = \"Blog 700\"\n");

    let told = complaints(&text);

    assert!(told.contains("feeds.toml:6803: feed: \"nonsense\" is not a web address"), "{told}");
    assert!(told.contains("feeds.toml:2802: nmae: no such key"), "{told}");
    assert!(told.contains("feeds.toml:4801: feed: \"Blog 1200\" has the same feed"), "{told}");
    assert!(told.contains("as \"Blog 3\" in line 13"), "{told}");
}

#[test]
fn what_is_no_toml_far_down_names_its_line() {
    let told = complaints(&rows(1_750).replace("\"Blog 1700\"", "\"Blog 1700"));

    assert!(told.starts_with("feeds.toml:6802: name: "), "{told}");
    assert_eq!(told.lines().count(), 1, "{told}");
}

#[test]
fn a_text_that_looks_like_the_beginning_of_a_row_is_a_text() {
    let text = rows(1_750).replace("name = \"Blog 499\"", "name = \"Blog 499\"\nabout = '''\n[[blog]]\nmore'''");
    let later = text.replace("name = \"Blog 500\"", "name = \"Blog 500\"\nabout = '''\n[[blog]]\nmore'''");

    for text in [text, later] {
        let blogs = parse("feeds.toml", &text).unwrap();
        let told = blogs.iter().find_map(|blog| blog.about.clone());
        assert_eq!((blogs.len(), told.as_deref()), (1_750, Some("[[blog]]\nmore")));
    }
}

#[test]
fn rows_in_brackets_and_rows_with_heads_do_not_mix() {
    let told = complaints(&format!("blog = [{{ name = \"Ashby\", feed = \"https://ashby.example/\" }}]\n\n{}", rows(1_750)));

    assert!(told.starts_with("feeds.toml:3: "), "{told}");
}
