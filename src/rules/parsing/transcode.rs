//! Any bytes become UTF-8 text: by byte order mark, HTTP charset, declaration, then a guess, in that order.

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

/// The text without byte order mark and with a declaration that tells the truth, and what was odd about it.
pub fn to_utf8(bytes: &[u8], content_type: Option<&str>) -> (String, Vec<String>) {
    let (encoding, bom_length) = match Encoding::for_bom(bytes) {
        Some(found) => found,
        None => (without_mark(bytes, content_type), 0),
    };
    let (text, had_errors) = encoding.decode_without_bom_handling(bytes.get(bom_length..).unwrap_or_default());
    let mut problems = Vec::new();
    if had_errors {
        problems.push(format!("some bytes are not {}: they were replaced", encoding.name()));
    }
    (declared_as_utf8(text.trim_start_matches(['\u{feff}', '\0', ' ', '\t', '\r', '\n'])), problems)
}

fn without_mark(bytes: &[u8], content_type: Option<&str>) -> &'static Encoding {
    // XML 1.0 appendix F: "<?" in two-byte units tells UTF-16 even without a mark.
    match bytes {
        [0, b'<', 0, _, ..] => return UTF_16BE,
        [b'<', 0, _, 0, ..] => return UTF_16LE,
        _ => {}
    }
    let declared = content_type.and_then(http_charset).or_else(|| xml_encoding(bytes));
    let valid = std::str::from_utf8(bytes).is_ok();
    match declared {
        // A two-byte encoding cannot have been read as "<?xml" byte by byte: the declaration is wrong.
        Some(encoding) if encoding == UTF_16LE || encoding == UTF_16BE => {
            if valid {
                UTF_8
            } else {
                WINDOWS_1252
            }
        }
        Some(encoding) if encoding == UTF_8 && !valid => WINDOWS_1252,
        Some(encoding) if !valid => encoding,
        // Multi-byte text that is valid UTF-8 is UTF-8, whatever a template's declaration says.
        Some(encoding) if bytes.is_ascii() => encoding,
        Some(_) => UTF_8,
        None if valid => UTF_8,
        None => WINDOWS_1252,
    }
}

fn http_charset(content_type: &str) -> Option<&'static Encoding> {
    let (_, after) = content_type.to_ascii_lowercase().split_once("charset=").map(|(a, b)| (a.to_owned(), b.to_owned()))?;
    let label = after.trim_start_matches(['"', '\'']).split(['"', '\'', ';', ' ']).next()?.to_owned();
    Encoding::for_label(label.as_bytes())
}

fn xml_encoding(bytes: &[u8]) -> Option<&'static Encoding> {
    let start = String::from_utf8_lossy(bytes.get(..bytes.len().min(256)).unwrap_or_default()).into_owned();
    let (from, to) = encoding_value(&start)?;
    Encoding::for_label(start.get(from..to)?.as_bytes())
}

/// Where the value of `encoding="…"` stands in an XML declaration.
fn encoding_value(text: &str) -> Option<(usize, usize)> {
    let start = text.find("<?xml")?;
    let end = start + text.get(start..)?.find("?>")?;
    let declaration = text.get(start..end)?;
    let key = declaration.find("encoding")? + "encoding".len();
    let quote = key + declaration.get(key..)?.find(['"', '\''])?;
    let mark = declaration.get(quote..)?.chars().next()?;
    let from = quote + 1;
    let to = from + declaration.get(from..)?.find(mark)?;
    Some((start + from, start + to))
}

/// The parser believes the declaration, so it has to say what the text now is.
fn declared_as_utf8(text: &str) -> String {
    match encoding_value(text) {
        Some((from, to)) if text.get(..from).is_some_and(|before| before.len() < 256) => {
            let (before, after) = (text.get(..from).unwrap_or_default(), text.get(to..).unwrap_or_default());
            format!("{before}utf-8{after}")
        }
        Some(_) | None => text.to_owned(),
    }
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
            "<?xml version='1.0' encoding='utf-8'?><a>é</a>",
        );
    }

    #[test]
    fn the_declaration_is_believed_and_then_rewritten() {
        check(
            b"<?xml version=\"1.0\" encoding=\"iso-8859-15\"?><a>\xa4</a>",
            None,
            "<?xml version=\"1.0\" encoding=\"utf-8\"?><a>€</a>",
        );
    }

    #[test]
    fn text_that_is_utf8_is_utf8_whatever_is_declared() {
        check(
            "<?xml version=\"1.0\" encoding=\"iso-8859-1\"?><a>’</a>".as_bytes(),
            None,
            "<?xml version=\"1.0\" encoding=\"utf-8\"?><a>’</a>",
        );
    }

    #[test]
    fn bytes_that_are_not_utf8_are_taken_for_windows_1252() {
        check(b"<a>it\x92s</a>", None, "<a>it’s</a>");
        check(b"<a>it\x92s</a>", Some("text/xml; charset=utf-8"), "<a>it’s</a>");
    }

    #[test]
    fn utf16_is_seen_even_without_a_mark() {
        let big: Vec<u8> = "<?xml version='1.0' encoding='utf-16'?><a>ŵ</a>".encode_utf16().flat_map(u16::to_be_bytes).collect();

        check(&big, None, "<?xml version='1.0' encoding='utf-8'?><a>ŵ</a>");
    }

    #[test]
    fn bytes_of_no_encoding_are_replaced_and_told() {
        let (text, problems) = to_utf8(b"<?xml version='1.0' encoding='euc-jp'?><a>\xff\xff</a>", None);

        assert!(text.contains('\u{fffd}'));
        assert_eq!(problems, ["some bytes are not EUC-JP: they were replaced"]);
    }
}
