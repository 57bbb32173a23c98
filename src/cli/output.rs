//! What is said, and where: results on standard output, everything else on standard error.

use super::args::Global;
use super::printable;
use serde::Serialize;
use std::io::{IsTerminal, Write};

/// How much to say.
#[derive(Clone, Copy, Debug)]
pub struct Output {
    json: bool,
    quiet: bool,
    verbose: bool,
}

impl Output {
    /// As loud as the arguments say.
    pub fn new(global: &Global) -> Self {
        Self { json: global.json, quiet: global.quiet, verbose: global.verbose > 0 }
    }

    /// Whether a JSON document was asked for.
    pub fn is_json(&self) -> bool {
        self.json
    }

    /// Whether a person is watching: only then are progress and niceties worth saying.
    pub fn is_watched(&self) -> bool {
        !self.quiet && (self.verbose || std::io::stderr().is_terminal())
    }

    /// A lock that is held is no news to cron.
    pub fn is_quiet_about_locks(&self) -> bool {
        !self.is_watched()
    }

    /// A line of the result.
    pub fn line(&self, text: impl AsRef<str>) {
        if !self.json {
            write(&mut std::io::stdout().lock(), &printable::words(text.as_ref()));
        }
    }

    /// The result as one JSON document, when that was asked for.
    pub fn document(&self, value: &impl Serialize) {
        if self.json {
            self.raw(printable::json(&serde_json::to_string_pretty(value).unwrap_or_default()));
        }
    }

    /// A line that is printed whatever was asked for, such as a document's own text.
    pub fn raw(&self, text: impl AsRef<str>) {
        write(&mut std::io::stdout().lock(), text.as_ref());
    }

    /// Bytes as they are, without a line break after them.
    pub fn bytes(&self, bytes: &[u8]) {
        // A reader that has gone away does not want the rest.
        let _ = std::io::stdout().lock().write_all(bytes);
    }

    /// Asks a person at a terminal; anything but "yes" is no, and so is nobody being there.
    pub fn asks_yes(&self, question: &str) -> bool {
        let (asked, answered) = (std::io::stderr(), std::io::stdin());
        if self.json || self.quiet || !asked.is_terminal() || !answered.is_terminal() {
            return false;
        }
        let mut answer = String::new();
        let said = write!(asked.lock(), "{question}").and_then(|()| asked.lock().flush());
        said.is_ok() && answered.read_line(&mut answer).is_ok() && answer.trim().eq_ignore_ascii_case("yes")
    }

    /// Something a person should know, on standard error, also under cron.
    pub fn notice(&self, text: impl AsRef<str>) {
        if !self.quiet {
            write(&mut std::io::stderr().lock(), &printable::words(text.as_ref()));
        }
    }

    /// Something only a watching person wants to know.
    pub fn aside(&self, text: impl AsRef<str>) {
        if self.is_watched() {
            write(&mut std::io::stderr().lock(), &printable::words(text.as_ref()));
        }
    }

    /// What went wrong.
    pub fn error(&self, text: &str) {
        write(&mut std::io::stderr().lock(), &format!("friday: {}", printable::words(text)));
    }
}

fn write(stream: &mut impl Write, text: &str) {
    // A reader that has gone away (`friday … | head`) does not want the rest.
    let _ = writeln!(stream, "{text}");
}
