//! Every mistake in an edited file is told with its line and with what is right.

use super::build::content;
use friday::model::edition::DraftEdits;
use friday::rules::editing::read;

const GOOD: &str = "\
---
edition: 2026-11-20
revision: 3
---

# Opener

Hello.

# Picks

## 1. [Bins](https://croydon-digital.example/bins)

Worth it.

# Everything else

- [Maps](https://dorset-blog.example/maps)

# Outro

Bye.
";

/// The first mistake once `from` has become `to`.
fn check(from: &str, to: &str, expected: &str) {
    assert!(GOOD.contains(from), "{from}");

    let read = read(&GOOD.replacen(from, to, 1));

    assert_eq!(read.map_err(|error| error.to_string()), Err(expected.to_owned()));
}

#[test]
fn the_file_these_mistakes_are_made_in_is_good() {
    assert!(read(GOOD).is_ok());
}

#[test]
fn the_front_matter_has_to_be_there() {
    let fresh = "line 1: the file begins with the lines ---, edition: DATE, revision: NUMBER, ---; take them from a fresh `friday edition draft`";

    check("---\nedition: 2026-11-20\nrevision: 3\n---\n\n", "", fresh);
    check(GOOD, "", fresh);
    check("revision: 3\n---\n", "revision: 3\n", "line 5: between the --- lines only edition:, revision: and stories: can stand");
}

#[test]
fn each_line_of_the_front_matter_is_checked() {
    check("2026-11-20", "20/11/2026", "line 2: edition: write the date as 2026-11-20");
    check("revision: 3", "revision: three", "line 3: revision: write the number that was here");
    check("revision: 3", "editor: Ada", "line 3: editor: only edition, revision and stories are known here");
    check("edition: 2026-11-20\n", "", "line 3: edition: DATE is missing above this line");
    check("revision: 3\n", "", "line 3: revision: NUMBER is missing above this line");
}

#[test]
fn a_heading_that_is_no_part_is_told_apart_from_one_in_a_remark() {
    let parts = "the parts are # Opener, # Picks, # Everything else, # Outro; a heading inside a remark begins with ###, and a line that only looks like one with \\#";

    check("# Picks", "# Pciks", &format!("line 10: # Pciks: {parts}"));
    check("Worth it.", "# Worth it", &format!("line 14: # Worth it: {parts}"));
}

#[test]
fn a_heading_of_a_pick_needs_a_linked_title() {
    let example = "write it as [Title](https://example.org/)";

    check("Worth it.", "## Worth it", &format!("line 14: here a linked title belongs; {example}"));
    check("(https://croydon-digital.example/bins)", "", &format!("line 12: the link after the title is missing; {example}"));
    check("/bins)", "/bins", &format!("line 12: the bracket after the link is missing; {example}"));
    check("[Bins]", "[ ]", &format!("line 12: the title is empty; {example}"));
    check("https://croydon", "croydon", &format!("line 12: \"croydon-digital.example/bins\" is no web address; {example}"));
    check(
        "https://croydon",
        "javascript:croydon",
        &format!("line 12: \"javascript:croydon-digital.example/bins\" is no web address; {example}"),
    );
}

#[test]
fn a_part_that_is_missing_or_stands_twice_is_told() {
    check("# Outro\n", "", "line 21: the part # Outro is missing; leave it empty if you like, but keep its heading");
    check("Bye.", "# Picks", "line 22: # Picks stands here a second time");
}

#[test]
fn words_in_the_wrong_place_are_told_where_they_belong() {
    check("\n# Opener", "Hello\n# Opener", "line 5: words before the first part; put them under # Opener");
    check(
        "# Picks\n",
        "# Picks\nLook:\n",
        "line 11: words before the first pick; a pick begins with a heading such as ## 1. [Title](https://example.org/)",
    );
    check(
        "/maps)\n",
        "/maps)\nLook at the second map.\n",
        "line 19: under \"Everything else\" each line is - [Title](https://example.org/); remarks belong under a pick",
    );
}

#[test]
fn a_line_of_everything_else_needs_a_link() {
    check(
        "- [Maps](https://dorset-blog.example/maps)",
        "- Maps",
        "line 18: here a linked title belongs; write it as [Title](https://example.org/)",
    );
}

#[test]
fn a_note_that_never_ends_is_told_where_it_begins() {
    check("Worth it.", "Worth it. <!-- ask Ada\n", "line 14: this note never ends; close it with -->");
}

#[test]
fn lines_are_counted_through_notes() {
    let text = GOOD.replace("Hello.", "<!-- one\ntwo\nthree -->").replace("- [Maps]", "- Maps");

    assert_eq!(read(&text).map_err(|error| error.line), Err(20));
}

#[test]
fn lines_are_counted_the_same_in_a_file_from_windows() {
    let text = GOOD.replace("# Picks", "# Pciks").replace('\n', "\r\n");

    assert_eq!(read(&format!("\u{feff}{text}")).map_err(|error| error.line), Err(10));
}

#[test]
fn the_same_pick_twice_is_told_at_the_second_place() {
    let again = "Worth it.\n\n## [Bins again](http://www.croydon-digital.example/bins/)";
    let file = read(&GOOD.replace("Worth it.", again)).unwrap();

    let changes = file.changes(&content(), &DraftEdits::default());

    assert_eq!(
        changes.map_err(|error| error.to_string()),
        Err("line 16: http://www.croydon-digital.example/bins/ stands here twice; keep one of the two".to_owned())
    );
}
