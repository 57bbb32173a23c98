//! A message on the wire: dots doubled, ended by a line with a single dot (RFC 5321 §4.5.2).

/// What ends a message whose last line is ended.
const END: &[u8] = b".\r\n";

/// The bytes that carry `message`. Its lines end in CRLF and it holds no other CR or LF: what would is refused, because
/// servers disagree about where such a message ends.
pub fn on_the_wire(message: &[u8]) -> Option<Vec<u8>> {
    let ends = pairs(message, *b"\r\n");
    let is_whole = message.is_empty() || message.ends_with(b"\r\n");
    if !is_whole || count(message, b'\r') != ends || count(message, b'\n') != ends {
        return None;
    }
    let mut wire = Vec::with_capacity(message.len() + 64);
    if message.first() != Some(&b'.') && pairs(message, *b"\n.") == 0 {
        wire.extend_from_slice(message);
    } else {
        message.split_inclusive(|byte| *byte == b'\n').for_each(|line| {
            wire.extend(line.first().filter(|first| **first == b'.'));
            wire.extend_from_slice(line);
        });
    }
    wire.extend_from_slice(END);
    Some(wire)
}

/// Bytes whose hits one byte can count; the compiler then looks at many of them at a time.
const BLOCK: usize = 255;

fn count(bytes: &[u8], wanted: u8) -> usize {
    let hits = |block: &[u8]| block.iter().fold(0_u8, |sum, byte| sum.wrapping_add(u8::from(*byte == wanted)));
    bytes.chunks(BLOCK).map(|block| usize::from(hits(block))).sum()
}

/// How often `second` stands right after `first`.
fn pairs(bytes: &[u8], [first, second]: [u8; 2]) -> usize {
    let next = bytes.get(1..).unwrap_or_default();
    let is_pair = |(one, two): (&u8, &u8)| u8::from((*one == first) & (*two == second));
    let hits = |(ones, twos): (&[u8], &[u8])| ones.iter().zip(twos).map(is_pair).fold(0_u8, u8::wrapping_add);
    bytes.chunks(BLOCK).zip(next.chunks(BLOCK)).map(|blocks| usize::from(hits(blocks))).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn leading_dots_are_doubled_and_the_end_is_marked() {
        let wire = on_the_wire(b".\r\na.b\r\n..c\r\n").unwrap();

        assert_eq!(wire, b"..\r\na.b\r\n...c\r\n.\r\n");
        assert_eq!(on_the_wire(b"").unwrap(), b".\r\n");
    }

    #[test]
    fn a_message_with_other_line_ends_is_refused() {
        for message in ["a\n.\nMAIL FROM:<eve@example.org>\r\n", "a\r.\r\n", "\r.\r\r\n", "a\n", "no end", "a\r", "\r\r\n"] {
            assert_eq!(on_the_wire(message.as_bytes()), None, "{message:?}");
        }
    }
}
