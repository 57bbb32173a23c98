//! Other people's words on a terminal and in a log: none of them moves the cursor, turns the text around or makes a line of its own.

use std::io::Write;

/// Stands where something unprintable stood.
const REPLACEMENT: char = '\u{fffd}';

/// Words for a screen: line breaks and tabs stay, for they are friday's own.
pub fn words(text: &str) -> String {
    text.chars().map(|c| if is_acted_upon(c) && c != '\n' && c != '\t' { REPLACEMENT } else { c }).collect()
}

/// The same JSON value, with everything a terminal would act upon written as `\uXXXX`.
pub fn json(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        if is_acted_upon(c) && c != '\n' {
            escaped.push_str(&format!("\\u{:04x}", u32::from(c)));
        } else {
            escaped.push(c);
        }
    }
    escaped
}

/// C0, DEL, C1, and the marks that override or isolate direction.
fn is_acted_upon(c: char) -> bool {
    c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// A log: one event a write, one line an event.
#[derive(Debug)]
pub struct Log<W> {
    /// Where it is written.
    pub to: W,
    /// Whether an event is a JSON object.
    pub is_json: bool,
}

impl<W: Write> Write for Log<W> {
    fn write(&mut self, event: &[u8]) -> std::io::Result<usize> {
        let text = String::from_utf8_lossy(event);
        let line = text.trim_end_matches('\n').replace('\n', " ");
        let line = if self.is_json { json(&line) } else { words(&line) };
        self.to.write_all(format!("{line}\n").as_bytes())?;
        Ok(event.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        self.to.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOSTILE: &str = "a\u{1b}]0;owned\u{7}\u{9b}2J\r\u{202e}b\n\tc";

    #[test]
    fn what_a_terminal_acts_upon_is_replaced() {
        assert_eq!(words(HOSTILE), "a\u{fffd}]0;owned\u{fffd}\u{fffd}2J\u{fffd}\u{fffd}b\n\tc");
    }

    #[test]
    fn json_keeps_its_value() {
        let text = serde_json::to_string(HOSTILE).expect("text is JSON");

        let escaped = json(&text);

        assert!(!escaped.chars().any(is_acted_upon), "{escaped:?}");
        assert_eq!(serde_json::from_str::<String>(&escaped).expect("still JSON"), HOSTILE);
    }

    #[test]
    fn an_event_is_one_line() {
        let mut log = Log { to: Vec::new(), is_json: false };
        log.write_all(b"one\n2026 FAKE\x1b[2J\n").expect("a Vec takes every byte");

        assert_eq!(String::from_utf8(log.to).expect("UTF-8"), "one 2026 FAKE\u{fffd}[2J\n");
    }
}
