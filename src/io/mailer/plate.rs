//! The texts of a mail in wire form, made once and filled for each reader: quoted-printable (RFC 2045 §6.7) with slots.

use std::ops::Range;

/// Ends a line that the reader does not see ended.
const SOFT_BREAK: &[u8] = b"=\r\n";

/// Characters of a line, its mark among them.
const LONGEST: usize = 76;

/// Both parts of a mail, ready but for what is each reader's own.
#[derive(Clone, Debug)]
pub struct Plate {
    text: Part,
    html: Part,
}

/// What goes into one slot, in the spelling of each part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fill {
    /// For text/plain.
    pub text: String,
    /// For text/html: escaped.
    pub html: String,
}

#[derive(Clone, Debug)]
struct Part {
    pieces: Vec<Piece>,
}

#[derive(Clone, Debug)]
enum Piece {
    /// Quoted-printable.
    Words(Vec<u8>),
    /// The number of a slot; a line of its own on the wire, so that nothing around it depends on what goes in.
    Slot(usize),
}

impl Plate {
    /// Cuts the plate of two texts, in which each of `slots` stands where something goes in.
    pub fn cut(text: &str, html: &str, slots: &[&str]) -> Self {
        Self { text: Part::cut(text, slots), html: Part::cut(html, slots) }
    }

    /// The body of one copy: both parts, the plain one first (RFC 2046 §5.1.4). `fills` in the order of the slots.
    pub fn body(&self, boundary: &str, fills: &[Fill]) -> Vec<u8> {
        let texts: Vec<Vec<u8>> = fills.iter().map(|fill| filling(&fill.text)).collect();
        let pages: Vec<Vec<u8>> = fills.iter().map(|fill| filling(&fill.html)).collect();
        let mut body = Vec::with_capacity(self.text.len() + self.html.len() + 4096);
        for (kind, part, fills) in [("plain", &self.text, &texts), ("html", &self.html, &pages)] {
            let head = format!(
                "--{boundary}\r\nContent-Type: text/{kind}; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
            );
            body.extend_from_slice(head.as_bytes());
            part.print(fills, &mut body);
            body.extend_from_slice(b"\r\n");
        }
        body.extend_from_slice(format!("--{boundary}--\r\n").as_bytes());
        body
    }
}

impl Part {
    fn cut(words: &str, slots: &[&str]) -> Self {
        let words = words.replace("\r\n", "\n").replace('\r', "\n").replace('\n', "\r\n");
        let mut pieces = Vec::new();
        let mut rest = words.as_str();
        let mut is_after_slot = false;
        while let Some((found, slot)) = first_slot(rest, slots) {
            let before = rest.get(..found.start).unwrap_or_default();
            pieces.push(Piece::Words(between(before, is_after_slot, !before.is_empty() && !before.ends_with("\r\n"))));
            pieces.push(Piece::Slot(slot));
            rest = rest.get(found.end..).unwrap_or_default();
            is_after_slot = true;
        }
        pieces.push(Piece::Words(between(rest, is_after_slot && !rest.is_empty(), false)));
        Self { pieces }
    }

    fn print(&self, fills: &[Vec<u8>], out: &mut Vec<u8>) {
        for piece in &self.pieces {
            match piece {
                Piece::Words(words) => out.extend_from_slice(words),
                Piece::Slot(slot) => out.extend_from_slice(fills.get(*slot).map_or(&[], Vec::as_slice)),
            }
        }
    }

    fn len(&self) -> usize {
        let words = |piece: &Piece| if let Piece::Words(words) = piece { words.len() } else { 0 };
        self.pieces.iter().map(words).sum()
    }
}

/// The slot that comes first, and where.
fn first_slot(words: &str, slots: &[&str]) -> Option<(Range<usize>, usize)> {
    let find = |(slot, mark): (usize, &&str)| words.find(mark).map(|start| (start, start + mark.len(), slot));
    slots.iter().enumerate().filter_map(find).min().map(|(start, end, slot)| (start..end, slot))
}

/// Words between two slots; a line that is not ended by them is ended softly.
fn between(words: &str, is_after_slot: bool, is_before_slot: bool) -> Vec<u8> {
    let mut out = Vec::new();
    if is_after_slot && !words.starts_with("\r\n") {
        out.extend_from_slice(SOFT_BREAK);
    }
    out.extend_from_slice(&encoded(words));
    if is_before_slot {
        make_room(&mut out);
        out.extend_from_slice(SOFT_BREAK);
    }
    out
}

/// What goes into a slot: after it, a mark has to find room.
fn filling(words: &str) -> Vec<u8> {
    let mut out = encoded(words);
    make_room(&mut out);
    out
}

/// A full line has no room for the mark that may follow: its last character goes onto a line of its own.
fn make_room(out: &mut Vec<u8>) {
    let line_begins = out.iter().rposition(|byte| *byte == b'\n').map_or(0, |end| end + 1);
    if out.len() - line_begins >= LONGEST {
        let is_escape = out.iter().rev().nth(2) == Some(&b'=');
        let last = out.split_off(out.len() - if is_escape { 3 } else { 1 });
        out.extend_from_slice(SOFT_BREAK);
        out.extend_from_slice(&last);
    }
}

/// Quoted-printable keeps the wire 7-bit and every line short, whatever the blogs wrote.
fn encoded(words: &str) -> Vec<u8> {
    quoted_printable::encode(words)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::{prop_assert, prop_assert_eq, proptest};

    const SLOT: &str = "https://slot.invalid/x";

    fn printed(words: &str, value: &str) -> String {
        let mut out = Vec::new();
        Part::cut(words, &[SLOT]).print(&[filling(value)], &mut out);
        String::from_utf8(out).unwrap()
    }

    fn read(wire: &str) -> String {
        String::from_utf8(quoted_printable::decode(wire, quoted_printable::ParseMode::Strict).unwrap()).unwrap()
    }

    #[test]
    fn a_slot_stands_on_a_line_of_its_own_that_nobody_sees() {
        let wire = printed(&format!("leave: {SLOT}.\nend {SLOT}\n"), "https://a.example/?x=1");

        assert_eq!(wire, "leave:=20=\r\nhttps://a.example/?x=3D1=\r\n.\r\nend=20=\r\nhttps://a.example/?x=3D1\r\n");
    }

    #[test]
    fn two_slots_side_by_side_are_two_lines() {
        let wire = printed(&format!("{SLOT}{SLOT}"), &"y".repeat(70));

        assert!(wire.lines().all(|line| line.len() <= 76), "{wire}");
        assert_eq!(read(&wire), "y".repeat(140));
    }

    #[test]
    fn a_line_that_is_full_before_a_slot_stays_short_enough() {
        for words in ["x".repeat(76), format!("{}é", "x".repeat(70)), format!("{}é", "x".repeat(73)), "x".repeat(75)] {
            let wire = printed(&format!("{words}{SLOT}"), "y");

            assert!(wire.lines().all(|line| line.len() <= 76), "{wire}");
            assert_eq!(read(&wire), format!("{words}y"));
        }
    }

    proptest! {
        #[test]
        fn a_filled_plate_reads_as_the_text_with_the_value_in_it(
            pieces in proptest::collection::vec("(?s)[ -~\\n=.é🦦]{0,90}", 1..6),
            value in "[!-~é]{1,200}", // a link is never empty
        ) {
            let text = pieces.join(SLOT);
            let wire = printed(&text, &value);

            prop_assert_eq!(read(&wire).replace("\r\n", "\n"), text.replace(SLOT, &value));
            prop_assert!(wire.split("\r\n").all(|line| line.len() <= 76 && line.is_ascii()), "{}", wire);
        }
    }
}
