//! A message on the wire: dots doubled, ended by a line with a single dot (RFC 5321 §4.5.2).

/// What ends a message whose last line is ended.
const END: &[u8] = b".\r\n";

/// The bytes that carry `message`. Its lines end in CRLF and it holds no other CR or LF: what would is refused, because
/// servers disagree about where such a message ends.
pub fn on_the_wire(message: &[u8]) -> Option<Vec<u8>> {
    let mut wire = Vec::with_capacity(message.len() + 64);
    for line in message.split_inclusive(|byte| *byte == b'\n') {
        let words = line.strip_suffix(b"\r\n")?;
        if words.contains(&b'\r') {
            return None;
        }
        if words.first() == Some(&b'.') {
            wire.push(b'.');
        }
        wire.extend_from_slice(line);
    }
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
    }

    #[test]
    fn a_message_with_other_line_ends_is_refused() {
        for message in ["a\n.\nMAIL FROM:<eve@example.org>\r\n", "a\r.\r\n", "\r.\r\r\n", "a\n", "no end", "a\r", "\r\r\n"] {
            assert_eq!(on_the_wire(message.as_bytes()), None, "{message:?}");
        }
    }
}
