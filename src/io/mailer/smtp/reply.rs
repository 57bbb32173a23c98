//! Reads a server's replies (RFC 5321 §4.2), however they are cut into packets; endless ones and garbage are given up.

/// Longest reply that is read, line ends included. A line has at most 512 (RFC 5321 §4.5.3.1.5).
const MOST_BYTES: usize = 8 * 1024;

/// Most lines of one reply.
const MOST_LINES: usize = 128;

/// A whole reply: what all its lines say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lines {
    /// 200 to 599, the same on every line.
    pub code: u16,
    /// The words of each line; what is not UTF-8 is replaced.
    pub words: Vec<String>,
}

impl Lines {
    /// All words in one line; an enhanced code that every line repeats (RFC 2034 §4) stands once.
    pub fn in_one_line(&self) -> String {
        let mut lines = self.words.iter().map(|line| line.trim());
        let first = lines.next().unwrap_or_default();
        let mark = first.split(' ').next().filter(|mark| mark.split('.').count() == 3).unwrap_or_default();
        let rest = lines.map(|line| line.strip_prefix(mark).unwrap_or(line).trim_start());
        std::iter::once(first).chain(rest).filter(|line| !line.is_empty()).collect::<Vec<_>>().join(" ")
    }
}

/// Why what the server sends is no reply.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadReply {
    /// Over `MOST_BYTES` or `MOST_LINES`.
    #[error("a reply that does not end")]
    Endless,
    /// Not three digits, or other digits than in the line before.
    #[error("something that is no SMTP reply")]
    Garbage,
}

/// Collects one reply.
#[derive(Debug, Default)]
pub struct ReplyReader {
    line: Vec<u8>,
    words: Vec<String>,
    code: Option<u16>,
    taken: usize,
}

impl ReplyReader {
    /// Takes bytes up to the end of the reply: how many were taken, and the reply once it is whole.
    pub fn take(&mut self, bytes: &[u8]) -> Result<(usize, Option<Lines>), BadReply> {
        for (index, byte) in bytes.iter().enumerate() {
            self.taken += 1;
            if self.taken > MOST_BYTES || self.words.len() == MOST_LINES {
                return Err(BadReply::Endless);
            }
            if *byte != b'\n' {
                self.line.push(*byte);
            } else if let Some(lines) = self.end_line()? {
                return Ok((index + 1, Some(lines)));
            }
        }
        Ok((bytes.len(), None))
    }

    /// A bare line feed ends a line too: we only read here, nothing is passed on.
    fn end_line(&mut self) -> Result<Option<Lines>, BadReply> {
        let line = std::mem::take(&mut self.line);
        let line = line.strip_suffix(b"\r").unwrap_or(&line);
        let (code, rest) = line.split_first_chunk::<3>().ok_or(BadReply::Garbage)?;
        let code = number(*code).ok_or(BadReply::Garbage)?;
        if *self.code.get_or_insert(code) != code {
            return Err(BadReply::Garbage);
        }
        let (is_last, words) = match rest.split_first() {
            None => (true, rest),
            Some((b' ', words)) => (true, words),
            Some((b'-', words)) => (false, words),
            Some(_) => return Err(BadReply::Garbage),
        };
        self.words.push(String::from_utf8_lossy(words).into_owned());
        Ok(is_last.then(|| Lines { code, words: std::mem::take(&mut self.words) }))
    }
}

/// 2yz to 5yz: SMTP has no 1yz replies.
fn number(digits: [u8; 3]) -> Option<u16> {
    let is_code = matches!(digits, [b'2'..=b'5', second, third] if second.is_ascii_digit() && third.is_ascii_digit());
    is_code.then(|| digits.iter().fold(0, |sum, digit| sum * 10 + u16::from(digit - b'0')))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::{Just, Strategy, any, prop_assert, prop_assert_eq, prop_oneof, proptest};

    fn read(bytes: &[u8]) -> Result<(usize, Option<Lines>), BadReply> {
        ReplyReader::default().take(bytes)
    }

    fn whole(bytes: &[u8]) -> Option<(u16, String)> {
        read(bytes).ok()?.1.map(|lines| (lines.code, lines.in_one_line()))
    }

    #[test]
    fn a_reply_is_read_to_the_end_of_its_last_line() {
        let bytes = b"250-test.example\r\n250 SIZE 10\r\n354 go on\r\n";

        let (taken, lines) = read(bytes).unwrap();

        assert_eq!(&bytes[taken..], b"354 go on\r\n");
        assert_eq!(lines.map(|lines| lines.words), Some(vec!["test.example".to_owned(), "SIZE 10".to_owned()]));
    }

    #[test]
    fn odd_replies_are_replies() {
        assert_eq!(whole(b"250\r\n"), Some((250, String::new())));
        assert_eq!(whole(b"250 \n"), Some((250, String::new())));
        assert_eq!(whole(b"250-\r\n250-   \r\n250 ok\n"), Some((250, "ok".to_owned())));
        assert_eq!(whole(b"550 5.1.1 caf\xe9\r\n"), Some((550, "5.1.1 caf\u{fffd}".to_owned())));
    }

    #[test]
    fn an_enhanced_code_that_every_line_repeats_is_said_once() {
        let said = whole(b"550-5.7.26 This mail is not\r\n550-5.7.26 signed.\r\n550 5.7.26 See there\r\n");

        assert_eq!(said, Some((550, "5.7.26 This mail is not signed. See there".to_owned())));
    }

    #[test]
    fn what_is_no_reply_is_said_to_be_none() {
        for garbage in ["\r\n", "25\r\n", "hello\r\n", "150 x\r\n", "650 x\r\n", "2500 x\r\n", "250_x\r\n", "250-a\r\n251 b\r\n"]
        {
            assert_eq!(read(garbage.as_bytes()), Err(BadReply::Garbage), "{garbage:?}");
        }
    }

    #[test]
    fn a_reply_without_end_is_given_up_early() {
        let line = [b'2'; 1024 * 1024];
        let lines = "250-x\r\n".repeat(100_000);
        let mut reader = ReplyReader::default();

        assert_eq!(read(&line), Err(BadReply::Endless));
        assert_eq!(reader.take(lines.as_bytes()), Err(BadReply::Endless));
        assert!(reader.taken <= MOST_BYTES + 1);
    }

    /// Pieces of replies, so that random input gets past the first byte.
    fn noise() -> impl Strategy<Value = Vec<u8>> {
        let piece = prop_oneof![
            Just(b"250-".to_vec()),
            Just(b"250 ok\r\n".to_vec()),
            Just(b"\r\n".to_vec()),
            Just(b"\n".to_vec()),
            Just(b"5.7.1 ".to_vec()),
            Just(vec![b'x'; 600]),
            proptest::collection::vec(any::<u8>(), 0..40),
        ];
        proptest::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
    }

    proptest! {
        #![proptest_config(proptest::prelude::ProptestConfig::with_cases(2_000))]
        #[test]
        fn however_a_reply_is_cut_it_reads_the_same(bytes in noise()) {
            let at_once = read(&bytes);
            let mut reader = ReplyReader::default();
            let mut piecewise = Ok((bytes.len(), None));
            for (index, byte) in bytes.iter().enumerate() {
                match reader.take(std::slice::from_ref(byte)) {
                    Ok((_, None)) => {}
                    Ok((_, lines)) => { piecewise = Ok((index + 1, lines)); break; }
                    Err(error) => { piecewise = Err(error); break; }
                }
            }
            prop_assert_eq!(&at_once, &piecewise);
            if let Ok((taken, Some(lines))) = at_once {
                prop_assert!(taken <= MOST_BYTES && lines.words.len() <= MOST_LINES);
                prop_assert!((200..600).contains(&lines.code));
            }
        }
    }
}
