//! A file of subscribers becomes rows, or none of it does.

use super::build::{address, at};
use friday::model::subscriber::{Choice, ImportRow};
use friday::rules::importing::read;

/// The message of the first mistake.
fn check(text: &str, expected: &str) {
    assert_eq!(read(text, None).map_err(|error| error.to_string()), Err(expected.to_owned()));
}

#[test]
fn a_full_row_is_read_as_it_stands() {
    let text = "email,choice,consented_at,source,wording\n\
                ada@example.org,picks,2026-11-02T09:00:00+01:00,spring fair,\"Yes, send me \"\"Five for Friday\"\"\"\n";

    let expected = ImportRow {
        line: 2,
        address: address("ada@example.org"),
        choice: Choice::Picks,
        consented_at: Some(at("2026-11-02T08:00:00Z")),
        source: "spring fair".to_owned(),
        wording: "Yes, send me \"Five for Friday\"".to_owned(),
    };
    assert_eq!(read(text, None), Ok(vec![expected]));
}

#[test]
fn columns_come_in_any_order_and_case() {
    let rows = read("Wording,EMAIL\nyes,ada@example.org\n", None).unwrap();

    assert_eq!((rows[0].address.expose(), rows[0].wording.as_str()), ("ada@example.org", "yes"));
}

#[test]
fn what_a_row_leaves_open_has_a_default() {
    let rows = read("email,consented_at\nada@example.org,2026-11-02\n", None).unwrap();

    assert_eq!((rows[0].choice, rows[0].source.as_str()), (Choice::Everything, "import"));
    assert_eq!(rows[0].consented_at, Some(at("2026-11-02T00:00:00Z")));
}

#[test]
fn a_rows_own_words_win_over_the_operators() {
    let rows = read("email,wording\nada@example.org,I ticked the box\nbo@example.org,\n", Some("asked on paper")).unwrap();

    assert_eq!([rows[0].wording.as_str(), rows[1].wording.as_str()], ["I ticked the box", "asked on paper"]);
}

#[test]
fn each_mistake_is_told_with_its_line_and_a_way_out() {
    check(
        "",
        "line 1: the column email is missing; the header row names the columns: email, and as you like choice, consented_at, source, wording",
    );
    check(
        "email,choice,wording\nada@example.org,picks,y\nbo@example.org,sometimes,y\n",
        "line 3: \"sometimes\" is no choice; write picks or everything. Nothing was imported: mend the line and run it again",
    );
    check(
        "email,consented_at\nada@example.org,2/11/2026\n",
        "line 2: \"2/11/2026\" is no date; write it as 2026-11-20 or 2026-11-20T09:30:00Z. Nothing was imported: mend the line and run it again",
    );
    check(
        "email,wording\n\"Ada <ada@example.org>\",y\n",
        "line 2: \"Ada <ada@example.org>\": ' ' cannot stand before the @. Nothing was imported: mend the line and run it again",
    );
}

#[test]
fn a_blank_line_does_not_shift_the_line_of_a_mistake() {
    check(
        "email,wording\nada@example.org,y\n\nbo,y\n",
        "line 4: \"bo\": an address looks like name@example.org. Nothing was imported: mend the line and run it again",
    );
}

#[test]
fn windows_line_ends_do_not_shift_the_line_of_a_mistake() {
    check(
        "email,wording\r\nada@example.org,y\r\nbo,y\r\n",
        "line 3: \"bo\": an address looks like name@example.org. Nothing was imported: mend the line and run it again",
    );
}

#[test]
fn a_quote_left_open_swallows_nobody() {
    let error = read("email,wording\nada@example.org,\"agreed\nbob@example.org,yes\ncy@example.org,yes\n", None).unwrap_err();

    assert!(error.to_string().starts_with("line 2: a quote is opened and not closed on this line"), "{error}");
}

#[test]
fn a_column_that_stands_twice_is_a_mistake() {
    let error = read("email,email\nada@example.org,bob@example.org\n", Some("yes")).unwrap_err();

    assert!(error.to_string().starts_with("line 1: the column \"email\" stands there twice"), "{error}");
}
