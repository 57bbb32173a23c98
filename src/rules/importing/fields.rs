//! The fields of one line of a CSV file (RFC 4180).

use csv_core::ReadRecordResult;

/// Takes lines apart, one after another; made once for a file, because its tables cost more than a line.
#[derive(Debug)]
pub struct Splitter {
    reader: csv_core::Reader,
    output: Vec<u8>,
    ends: Vec<usize>,
}

impl Splitter {
    /// Commas and double quotes.
    pub fn new() -> Self {
        Self { reader: csv_core::Reader::new(), output: Vec::new(), ends: Vec::new() }
    }

    /// The fields, without the space around them; none when a quote is opened and not closed on the line.
    pub fn split(&mut self, line: &str) -> Option<Vec<String>> {
        if line.is_empty() {
            return Some(Vec::new());
        }
        let input = format!("{line}\n");
        self.reader.reset();
        self.output.resize(input.len(), 0);
        self.ends.resize(input.len(), 0);
        let (result, _, _, count) = self.reader.read_record(input.as_bytes(), &mut self.output, &mut self.ends);
        // With the line's end the record ends, unless a quote has swallowed it.
        if result != ReadRecordResult::Record {
            return None;
        }
        let mut start = 0;
        let mut fields = Vec::with_capacity(count);
        for end in self.ends.iter().take(count) {
            let bytes = self.output.get(start..*end).unwrap_or_default();
            fields.push(String::from_utf8_lossy(bytes).trim().to_owned());
            start = *end;
        }
        Some(fields)
    }
}
