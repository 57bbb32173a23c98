//! A file of subscribers becomes rows, or none of it does.

use super::build::{address, at};
use friday::model::subscriber::{Choice, ImportRow};
use friday::rules::importing::{self, ImportError};

fn read(text: &str, consent: Option<&str>) -> Result<Vec<ImportRow>, ImportError> {
    importing::read(text.as_bytes(), consent)?.collect()
}

/// What is said of bytes that are no good file.
fn refusal(bytes: &[u8]) -> String {
    let rows = importing::read(bytes, Some("yes")).and_then(|rows| rows.collect::<Result<Vec<_>, _>>());
    rows.map_err(|error| error.to_string()).unwrap_err()
}

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
        "line 3: \"sometimes\" is no choice; write picks, everything or daily. Nothing was imported: mend the line and run it again",
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

#[test]
fn files_in_other_clothes_are_told_apart() {
    let utf16: Vec<u8> = "\u{feff}email,wording\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let utf16_without_mark: Vec<u8> = "email,wording\n".encode_utf16().flat_map(u16::to_be_bytes).collect();

    for file in [utf16, utf16_without_mark] {
        assert!(refusal(&file).starts_with("line 1: it is UTF-16; save it as \"CSV UTF-8\""), "{}", refusal(&file));
    }
    assert!(refusal(b"PK\x03\x04more").starts_with("line 1: it is a workbook or a zip file; save it as \"CSV UTF-8\""));
    assert!(refusal(b"email;wording\nada@example.org;yes\n").starts_with("line 1: its columns are separated by semicolons"));
    assert!(refusal(b"email,source\nada@example.org,caf\xe9\n").starts_with("line 2: it is not UTF-8"));
    assert!(refusal(b"email,source\nada@example.org,a\0b\n").starts_with("line 2: it holds a NUL"));
    assert!(refusal(b"email,source\rada@example.org,yes\r").starts_with("line 1: a line break of old Macs stands inside it"));
}

#[test]
fn a_line_without_end_is_refused_before_it_fills_the_memory() {
    let mut file = b"email,wording\nada@example.org,\"".to_vec();
    file.extend(std::iter::repeat_n(b'x', 200_000));

    assert!(refusal(&file).starts_with("line 2: it is longer than 64 KiB; is a quote opened and not closed?"));
}

#[test]
fn formulas_are_words_like_others_and_no_addresses() {
    let rows = read("email,source\nada@example.org,\"=cmd|' /C calc'!A0\"\n", Some("yes")).unwrap();

    assert_eq!(rows[0].source, "=cmd|' /C calc'!A0");
    assert!(refusal(b"email\n=cmd|' /C calc'!A0\n").starts_with("line 2: \"=cmd|' /C calc'!A0\": an address looks like"));
}

#[test]
fn a_long_value_is_quoted_in_short() {
    let said = refusal(format!("email\n{}\n", "x".repeat(50_000)).as_bytes());

    assert!(said.len() < 300, "{said}");
}

proptest::proptest! {
    /// Whatever the bytes are, they are rows or one sentence.
    #[test]
    fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(proptest::num::u8::ANY, 0..400)) {
        let file = [b"email,wording\n".as_slice(), &bytes].concat();
        if let Err(error) = importing::read(file.as_slice(), None).and_then(|rows| rows.collect::<Result<Vec<_>, _>>()) {
            proptest::prop_assert!(error.to_string().starts_with("line "));
        }
    }
}
