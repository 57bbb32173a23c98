//! A message on the wire: dots doubled, ended by a line with a single dot (RFC 5321 §4.5.2).

use memchr::memchr_iter;

/// What ends a message whose last line is ended.
const END: &[u8] = b".\r\n";

/// The bytes that carry `message`. Its lines end in CRLF and it holds no other CR or LF: what would is refused, because
/// servers disagree about where such a message ends.
pub fn on_the_wire(message: &[u8]) -> Option<Vec<u8>> {
    let mut wire = Vec::with_capacity(message.len() + 64);
    // Copied up to here; the dot that comes next is doubled.
    let mut copied = 0;
    let mut ends = 0;
    let mut dot = |at: usize| {
        if message.get(at) == Some(&b'.') {
            wire.extend_from_slice(message.get(copied..=at).unwrap_or_default());
            copied = at;
        }
    };
    dot(0);
    for end in memchr_iter(b'\n', message) {
        if end == 0 || message.get(end - 1) != Some(&b'\r') {
            return None;
        }
        ends += 1;
        dot(end + 1);
    }
    let is_whole = message.is_empty() || message.ends_with(b"\n");
    if !is_whole || memchr_iter(b'\r', message).count() != ends {
        return None;
    }
    wire.extend_from_slice(message.get(copied..).unwrap_or_default());
    wire.extend_from_slice(END);
    Some(wire)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn leading_dots_are_doubled_and_the_end_is_marked() {
        let wire = on_the_wire(b".\r\na.b\r\n..c\r\n").unwrap();

        assert_eq!(wire, b"..\r\na.b\r\n...c\r\n.\r\n");
        assert_eq!(on_the_wire(b"").unwrap(), b".\r\n");
        assert_eq!(on_the_wire(b"a\r\n.\r\n.\r\n").unwrap(), b"a\r\n..\r\n..\r\n.\r\n");
    }

    #[test]
    fn a_message_with_other_line_ends_is_refused() {
        for message in ["a\n.\nMAIL FROM:<eve@example.org>\r\n", "a\r.\r\n", "\r.\r\r\n", "a\n", "no end", "a\r", "\r\r\n"] {
            assert_eq!(on_the_wire(message.as_bytes()), None, "{message:?}");
        }
    }
}
