//! Bytes become the letters that their author meant, whoever contradicts whom.

use crate::support::feeds::{ITEM, only, rss};
use encoding_rs::{Encoding, ISO_8859_2, ISO_8859_15, KOI8_R, SHIFT_JIS, UTF_8, WINDOWS_1252};
use friday::rules::parsing::{Document, parse, transcode};
use proptest::prelude::{any, prop, prop_assert, proptest};

/// A feed with this title, in these bytes, said to be what `declared` says.
fn document(title: &str, encoding: &'static Encoding, declared: &str) -> Vec<u8> {
    let text = format!("<?xml version=\"1.0\"{declared}?>{}", rss(&ITEM.replace("Bins", title)));
    encoding.encode(&text).0.into_owned()
}

/// The title that is read from these bytes, and what was odd.
fn read(bytes: &[u8], content_type: Option<&str>) -> (String, Vec<String>) {
    let feed = parse(Document { bytes, content_type, base_url: None }).unwrap();
    (only(feed.clone()).title.unwrap(), feed.problems)
}

fn check(bytes: &[u8], content_type: Option<&str>, title: &str) {
    assert_eq!(read(bytes, content_type), (title.to_owned(), vec![]));
}

#[test]
fn a_true_declaration_is_believed() {
    check(&document("Žluťoučký", ISO_8859_2, " encoding='iso-8859-2'"), None, "Žluťoučký");
    check(&document("Новости", KOI8_R, " encoding = \"KOI8-R\""), None, "Новости");
    check(&document("日本語", SHIFT_JIS, " encoding='shift_jis'"), None, "日本語");
    check(&document("5 €", ISO_8859_15, " encoding='iso-8859-15'"), None, "5 €");
}

#[test]
fn what_the_server_says_wins_over_what_the_document_says() {
    let bytes = document("Новости", KOI8_R, " encoding='iso-8859-1'");

    for content_type in ["text/xml; charset=koi8-r", "text/xml;CHARSET=\"KOI8-R\"", "application/rss+xml; charset='koi8-r'; x=y"]
    {
        check(&bytes, Some(content_type), "Новости");
    }
}

#[test]
fn utf_8_that_is_called_something_else_is_utf_8() {
    for declared in [" encoding='iso-8859-1'", " encoding='utf-16'", " encoding='us-ascii'", " encoding='nonsense'", ""] {
        check(&document("Tŷ’r", UTF_8, declared), Some("text/xml; charset=us-ascii"), "Tŷ’r");
    }
}

#[test]
fn bytes_that_contradict_their_declaration_are_taken_for_windows_1252_and_told() {
    let problem = "its bytes are not what it declares, or it declares nothing: taken for windows-1252";

    for declared in [" encoding='utf-8'", ""] {
        let found = read(&document("It’s a café", WINDOWS_1252, declared), None);
        assert_eq!(found, ("It’s a café".to_owned(), vec![problem.to_owned()]));
    }
}

#[test]
fn one_damaged_letter_does_not_make_a_long_declaration_a_lie() {
    let mut bytes = document(&"ŵ ŷ é ".repeat(20), UTF_8, " encoding='utf-8'");
    let at = bytes.windows(2).position(|two| two == "ŷ".as_bytes()).unwrap();
    bytes[at] = 0xff;

    let (title, problems) = read(&bytes, None);

    assert!(title.contains('\u{fffd}') && title.ends_with("ŵ ŷ é"), "{title}");
    assert_eq!(problems, ["some bytes are not UTF-8: they were replaced"]);
}

#[test]
fn controls_that_nobody_writes_were_windows_1252() {
    let (title, problems) = read(&document("It\u{92}s \u{93}bins\u{94}", UTF_8, ""), None);

    assert_eq!(title, "It’s “bins”");
    assert_eq!(problems, ["characters of windows-1252 are labelled as Unicode: taken for what was meant"]);
}

#[test]
fn two_byte_text_is_seen_with_a_mark_and_without() {
    let text = format!("<?xml version='1.0' encoding='utf-16'?>{}", rss(&ITEM.replace("Bins", "Dŵr")));
    let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
    let little: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();

    for bytes in [&big, &little, &[&[0xfe, 0xff], &*big].concat(), &[&[0xff, 0xfe], &*little].concat()] {
        check(bytes, Some("text/xml; charset=utf-16"), "Dŵr");
    }
    check(&document("Dŵr", UTF_8, " encoding='utf-16'"), None, "Dŵr");
}

#[test]
fn a_mark_wins_over_server_and_declaration() {
    let bytes = [b"\xef\xbb\xbf", &*document("Dŵr", UTF_8, " encoding='koi8-r'")].concat();

    check(&bytes, Some("text/xml; charset=iso-8859-1"), "Dŵr");
}

proptest! {
    #[test]
    fn any_bytes_become_text(bytes in prop::collection::vec(any::<u8>(), 0..400), charset in "(utf-8|utf-16|big5|iso-2022-jp|x|)") {
        let (text, _) = transcode::to_utf8(&bytes, Some(&format!("text/xml; charset={charset}")));

        let begins_with_noise = text.starts_with(['\u{feff}', ' ', '\n']);
        prop_assert!(!begins_with_noise);
    }
}
