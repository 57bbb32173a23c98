//! Any bytes become UTF-8 text: by byte order mark, HTTP charset, declaration, then a guess, in that order.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};
use std::borrow::Cow;

/// How much of a document the guess looks at.
const GUESS_BYTES: usize = 64 * 1024;

/// The text without byte order mark and what stands before it, and what was odd about it.
pub fn to_utf8<'b>(bytes: &'b [u8], content_type: Option<&str>) -> (Cow<'b, str>, Vec<String>) {
    let mut problems = Vec::new();
    let (encoding, bom_length) = match Encoding::for_bom(bytes) {
        Some(found) => found,
        None => (without_mark(bytes, content_type, &mut problems), 0),
    };
    let (text, had_errors) = encoding.decode_without_bom_handling(bytes.get(bom_length..).unwrap_or_default());
    if had_errors {
        problems.push(format!("some bytes are not {}: they were replaced", encoding.name()));
    }
    let text = without_c1(text, &mut problems);
    let is_noise = |c: char| matches!(c, '\u{feff}' | '\0' | ' ' | '\t' | '\r' | '\n');
    let text = match text {
        Cow::Borrowed(text) => Cow::Borrowed(text.trim_start_matches(is_noise)),
        Cow::Owned(text) if text.starts_with(is_noise) => Cow::Owned(text.trim_start_matches(is_noise).to_owned()),
        Cow::Owned(text) => Cow::Owned(text),
    };
    (text, problems)
}

/// U+0080 to U+009F are controls that nobody writes: they were windows-1252 before somebody relabelled them.
fn without_c1<'t>(text: Cow<'t, str>, problems: &mut Vec<String>) -> Cow<'t, str> {
    let is_c1 = |c: char| ('\u{80}'..='\u{9f}').contains(&c);
    // In UTF-8 they begin with 0xC2, which the bytes are searched for first: it is rare, and the search is fast.
    if !text.as_bytes().contains(&0xc2) || !text.contains(is_c1) {
        return text;
    }
    problems.push("characters of windows-1252 are labelled as Unicode: taken for what was meant".to_owned());
    // HTML has the table (§13.2.5.80): five of the thirty-two mean nothing.
    let replacement =
        |c: char| html5ever::data::C1_REPLACEMENTS.get(usize::try_from(u32::from(c)).ok()?.checked_sub(0x80)?).copied()?;
    let meant = |c: char| if is_c1(c) { replacement(c).unwrap_or(c) } else { c };
    Cow::Owned(text.chars().map(meant).collect())
}

fn without_mark(bytes: &[u8], content_type: Option<&str>, problems: &mut Vec<String>) -> &'static Encoding {
    // XML 1.0 appendix F: "<?" in two-byte units tells UTF-16 even without a mark.
    match bytes {
        [0, b'<', 0, _, ..] => return UTF_16BE,
        [b'<', 0, _, 0, ..] => return UTF_16LE,
        _ => {}
    }
    // A two-byte encoding cannot have been read as "<?xml" byte by byte: such a declaration is wrong.
    let is_bytewise = |encoding: &&'static Encoding| *encoding != UTF_16LE && *encoding != UTF_16BE;
    let by_server = content_type.and_then(http_charset).filter(is_bytewise);
    let by_document = xml_encoding(bytes).filter(is_bytewise);
    let declared = by_server.or(by_document);
    if std::str::from_utf8(bytes).is_ok() {
        // Text that is valid UTF-8 is UTF-8, whatever a template's declaration says.
        return declared.filter(|_| bytes.is_ascii()).unwrap_or(UTF_8);
    }
    let fits = |encoding: &&'static Encoding| *encoding != UTF_8 && is_free_of_errors(encoding, bytes);
    match by_server.filter(fits).or(by_document.filter(fits)) {
        Some(encoding) => encoding,
        None => guess(bytes, declared, problems),
    }
}

/// The server, the document and the bytes contradict each other, or say nothing.
fn guess(bytes: &[u8], declared: Option<&'static Encoding>, problems: &mut Vec<String>) -> &'static Encoding {
    if let Some(encoding) = declared.filter(|encoding| is_nearly(encoding, bytes)) {
        return encoding;
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Allow);
    detector.feed(bytes.get(..bytes.len().min(GUESS_BYTES)).unwrap_or_default(), bytes.len() <= GUESS_BYTES);
    // These are British blogs: what could be anything is windows-1252.
    let is_short = bytes.iter().filter(|byte| !byte.is_ascii()).count() < 6;
    let encoding = if is_short { WINDOWS_1252 } else { detector.guess(Some(b"uk"), Utf8Detection::Deny) };
    problems.push(format!("its bytes are not what it declares, or it declares nothing: taken for {}", encoding.name()));
    encoding
}

fn is_free_of_errors(encoding: &'static Encoding, bytes: &[u8]) -> bool {
    encoding.decode_without_bom_handling_and_without_replacement(bytes).is_some()
}

/// One damaged character in a long document does not make its declaration a lie.
fn is_nearly(encoding: &'static Encoding, bytes: &[u8]) -> bool {
    let (text, _) = encoding.decode_without_bom_handling(bytes);
    let wrong = text.chars().filter(|c| *c == '\u{fffd}').count();
    let foreign = text.chars().filter(|c| !c.is_ascii()).count();
    wrong * 20 <= foreign
}

fn http_charset(content_type: &str) -> Option<&'static Encoding> {
    let (_, after) = content_type.to_ascii_lowercase().split_once("charset=").map(|(a, b)| (a.to_owned(), b.to_owned()))?;
    let label = after.trim_start_matches(['"', '\'']).split(['"', '\'', ';', ' ']).next()?.to_owned();
    Encoding::for_label(label.as_bytes())
}

/// `encoding="…"` of an XML declaration, white space and noise before it allowed.
fn xml_encoding(bytes: &[u8]) -> Option<&'static Encoding> {
    let start = String::from_utf8_lossy(bytes.get(..bytes.len().min(256)).unwrap_or_default()).into_owned();
    let declaration = start.get(start.find("<?xml")?..)?.split("?>").next()?;
    let value = declaration.split_once("encoding")?.1.trim_start().strip_prefix('=')?.trim_start();
    let mark = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    Encoding::for_label(value.get(1..)?.split(mark).next()?.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(bytes: &[u8], content_type: Option<&str>, expected: &str) {
        assert_eq!(to_utf8(bytes, content_type).0, expected);
    }

    #[test]
    fn a_byte_order_mark_wins_over_everything() {
        check(b"\xef\xbb\xbf<a>\xc3\xa9</a>", Some("text/xml; charset=iso-8859-1"), "<a>é</a>");
    }

    #[test]
    fn the_servers_charset_wins_over_the_declaration() {
        check(
            b"<?xml version='1.0' encoding='koi8-r'?><a>\xe9</a>",
            Some("text/xml; charset=iso-8859-1"),
            "<?xml version='1.0' encoding='koi8-r'?><a>é</a>",
        );
    }

    #[test]
    fn the_declaration_is_believed() {
        check(
            b"<?xml version=\"1.0\" encoding=\"iso-8859-15\"?><a>\xa4</a>",
            None,
            "<?xml version=\"1.0\" encoding=\"iso-8859-15\"?><a>€</a>",
        );
    }

    #[test]
    fn text_that_is_utf8_is_utf8_whatever_is_declared() {
        check(
            "<?xml version=\"1.0\" encoding=\"iso-8859-1\"?><a>’</a>".as_bytes(),
            None,
            "<?xml version=\"1.0\" encoding=\"iso-8859-1\"?><a>’</a>",
        );
    }

    #[test]
    fn bytes_that_are_not_utf8_are_taken_for_windows_1252() {
        check(b"<a>it\x92s</a>", None, "<a>it’s</a>");
        check(b"<a>it\x92s</a>", Some("text/xml; charset=utf-8"), "<a>it’s</a>");
    }

    #[test]
    fn a_wrong_declaration_gives_way_to_a_guess() {
        let (text, problems) = to_utf8(b"<?xml version='1.0' encoding='euc-jp'?><a>caf\xe9 \xff</a>", None);

        assert!(text.contains("café"), "{text}");
        assert_eq!(problems, ["its bytes are not what it declares, or it declares nothing: taken for windows-1252"]);
    }

    #[test]
    fn windows_1252_labelled_as_unicode_is_read_as_it_was_meant() {
        check("<a>it\u{92}s</a>".as_bytes(), None, "<a>it’s</a>");
    }

    #[test]
    fn utf16_is_seen_even_without_a_mark() {
        let big: Vec<u8> = "<?xml version='1.0' encoding='utf-16'?><a>ŵ</a>".encode_utf16().flat_map(u16::to_be_bytes).collect();

        check(&big, None, "<?xml version='1.0' encoding='utf-16'?><a>ŵ</a>");
    }

    #[test]
    fn bytes_of_no_encoding_are_replaced_and_told() {
        let mut bytes =
            "<?xml version='1.0' encoding='utf-8'?><a>ŵ ŷ ô é è â ŵ ŷ ô é è â ŵ ŷ ô é è â ŵ ŷ ô é".as_bytes().to_vec();
        bytes.extend(b"\xff</a>");

        let (text, problems) = to_utf8(&bytes, None);

        assert!(text.contains('\u{fffd}') && text.contains("ŵ ŷ"), "{text}");
        assert_eq!(problems, ["some bytes are not UTF-8: they were replaced"]);
    }
}
