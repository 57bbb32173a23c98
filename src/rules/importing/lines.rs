//! The lines of a text file that a person saved: numbered as an editor numbers them, each a text, none of them endless.

use std::io::{BufRead, Read};

/// A longer line is no row of a list of readers.
const LONGEST: u64 = 64 * 1024;

/// A line that cannot be read.
#[derive(Debug)]
pub struct UnreadableLine {
    /// From 1.
    pub line: u64,
    /// What is wrong with it, and what to do.
    pub why: String,
}

/// Lines with their numbers, without their ends and without a byte order mark; they end after the first that cannot be read.
#[derive(Debug)]
pub struct Lines<R> {
    input: R,
    number: u64,
    is_over: bool,
}

impl<R: BufRead> Lines<R> {
    /// From the start of the file.
    pub fn new(input: R) -> Self {
        Self { input, number: 0, is_over: false }
    }

    fn read(&mut self) -> Result<Option<String>, String> {
        let mut bytes = Vec::new();
        let read = self.input.by_ref().take(LONGEST + 1).read_until(b'\n', &mut bytes);
        if read.map_err(|error| format!("it cannot be read ({error})"))? == 0 {
            return Ok(None);
        }
        if self.number == 1 {
            check_kind(&bytes)?;
            bytes = bytes.strip_prefix("\u{feff}".as_bytes()).map(<[u8]>::to_vec).unwrap_or(bytes);
        }
        if bytes.last() == Some(&b'\n') {
            bytes.pop();
        } else if bytes.len() as u64 > LONGEST {
            return Err("it is longer than 64 KiB; is a quote opened and not closed?".to_owned());
        }
        if bytes.last() == Some(&b'\r') {
            bytes.pop();
        }
        text(bytes).map(Some)
    }
}

impl<R: BufRead> Iterator for Lines<R> {
    type Item = Result<(u64, String), UnreadableLine>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.is_over {
            return None;
        }
        self.number += 1;
        let read = self.read().transpose()?;
        self.is_over = read.is_err();
        Some(read.map(|text| (self.number, text)).map_err(|why| UnreadableLine { line: self.number, why }))
    }
}

/// Spreadsheet programs offer all of these under "save as".
fn check_kind(start: &[u8]) -> Result<(), String> {
    let is_wide = start.starts_with(b"\xff\xfe") || start.starts_with(b"\xfe\xff") || start.iter().take(4).any(|byte| *byte == 0);
    if is_wide {
        return Err("it is UTF-16; save it as \"CSV UTF-8\"".to_owned());
    }
    if start.starts_with(b"PK") {
        return Err("it is a workbook or a zip file; save it as \"CSV UTF-8\"".to_owned());
    }
    Ok(())
}

fn text(bytes: Vec<u8>) -> Result<String, String> {
    let text = String::from_utf8(bytes).map_err(|_| "it is not UTF-8; save the file as \"CSV UTF-8\"".to_owned())?;
    match text.chars().find(|c| matches!(c, '\0' | '\r')) {
        Some('\0') => Err("it holds a NUL, which no text does; save the file again as \"CSV UTF-8\"".to_owned()),
        Some(_) => Err("a line break of old Macs stands inside it; save the file again as \"CSV UTF-8\"".to_owned()),
        None => Ok(text),
    }
}
