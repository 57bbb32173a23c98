//! What `&…;` stands for: characters by number, and the names that HTML knows. Entities that a document declares are never expanded.

use html5ever::data::NAMED_ENTITIES;
use std::borrow::Cow;

/// A reference's meaning.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Meaning {
    /// This character, and for a few names a second one.
    Characters(char, Option<char>),
    /// A character that no document may hold; it is left out.
    Forbidden,
    /// No name that HTML knows.
    Unknown,
}

/// The meaning of what stands between `&` and `;`.
pub fn resolve(reference: &str) -> Meaning {
    match reference.strip_prefix('#') {
        Some(number) => by_number(number),
        None => by_name(reference).unwrap_or(Meaning::Unknown),
    }
}

fn by_name(name: &str) -> Option<Meaning> {
    let (first, second) = NAMED_ENTITIES.get(format!("{name};").as_str())?;
    // A name's second character is U+0000 where it has none.
    let second = char::from_u32(*second).filter(|second| *second != '\0');
    char::from_u32(*first).filter(|first| *first != '\0').map(|first| Meaning::Characters(first, second))
}

fn by_number(number: &str) -> Meaning {
    let digits = number.trim();
    let code = match digits.strip_prefix(['x', 'X']) {
        Some(hex) => u32::from_str_radix(hex, 16),
        None => digits.parse(),
    };
    match code {
        // HTML §13.2.5.80: numbers 128 to 159 were meant as windows-1252.
        Ok(code @ 0x80..=0x9f) => windows_1252(code),
        Ok(code) => match char::from_u32(code) {
            Some(c) if is_allowed(c) => Meaning::Characters(c, None),
            Some(_) | None => Meaning::Forbidden,
        },
        Err(_) => Meaning::Unknown,
    }
}

fn windows_1252(code: u32) -> Meaning {
    let byte = [u8::try_from(code).unwrap_or(b'?')];
    let (text, _) = encoding_rs::WINDOWS_1252.decode_without_bom_handling(&byte);
    text.chars().next().map_or(Meaning::Forbidden, |c| Meaning::Characters(c, None))
}

/// XML 1.0 §2.2.
fn is_allowed(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | '\u{20}'..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..)
}

/// An attribute's value with its references resolved; what is no reference stays as it is.
pub fn in_value(value: &str) -> Cow<'_, str> {
    if !value.contains('&') {
        return Cow::Borrowed(value);
    }
    let mut pieces = value.split('&');
    let mut text = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let (reference, rest) = piece.split_once(';').unwrap_or((piece, ""));
        match resolve(reference) {
            Meaning::Characters(first, second) if piece.contains(';') => {
                text.push(first);
                text.extend(second);
                text.push_str(rest);
            }
            Meaning::Forbidden if piece.contains(';') => text.push_str(rest),
            Meaning::Characters(..) | Meaning::Forbidden | Meaning::Unknown => text.extend(["&", piece]),
        }
    }
    Cow::Owned(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_names_are_read() {
        assert_eq!(resolve("#233"), Meaning::Characters('é', None));
        assert_eq!(resolve("#xE9"), Meaning::Characters('é', None));
        assert_eq!(resolve("delta"), Meaning::Characters('δ', None));
        assert_eq!(resolve("fjlig"), Meaning::Characters('f', Some('j')));
        assert_eq!(resolve("nosuchname"), Meaning::Unknown);
    }

    #[test]
    fn numbers_of_windows_1252_are_what_was_meant() {
        assert_eq!(resolve("#146"), Meaning::Characters('’', None));
    }

    #[test]
    fn characters_that_no_document_may_hold_are_left_out() {
        assert_eq!(resolve("#8"), Meaning::Forbidden);
        assert_eq!(resolve("#xD800"), Meaning::Forbidden);
        assert_eq!(resolve("#99999999"), Meaning::Forbidden);
    }

    #[test]
    fn a_bare_ampersand_in_an_address_stays() {
        assert_eq!(in_value("https://a.example/?x=1&y=2&amp;z=&#51;"), "https://a.example/?x=1&y=2&z=3");
        assert_eq!(in_value("a&copy=1"), "a&copy=1");
    }
}
