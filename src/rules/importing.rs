//! A file of subscribers becomes checked rows, or none of it does: the first mistake stops the import with its line.

mod fields;
mod lines;

use crate::model::Instant;
use crate::model::address::EmailAddress;
use crate::model::subscriber::{Choice, ImportRow};
use fields::Splitter;
use lines::{Lines, UnreadableLine};
use std::collections::HashMap;
use std::io::BufRead;

const OPEN_QUOTE: &str = "a quote is opened and not closed on this line";

const COLUMNS: [&str; 5] = ["email", "choice", "consented_at", "source", "wording"];

/// Why a file was not imported; nothing of it was.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ImportError {
    /// The header row.
    #[error("line 1: {0}; the header row names the columns: email, and as you like choice, consented_at, source, wording")]
    Header(String),
    /// A row.
    #[error("line {line}: {why}. Nothing was imported: mend the line and run it again")]
    Row {
        /// From 1, the header included.
        line: u64,
        /// What is wrong.
        why: String,
    },
    /// Rows without evidence of consent.
    #[error(
        "line {line}: nothing says that this person agreed. Add the columns consented_at or wording, \
         or say it for all with --consent \"words they agreed to\""
    )]
    NoConsent {
        /// The first such row.
        line: u64,
    },
}

/// Reads a CSV with a header row, line by line, so that its length costs no memory; `consent` is what the operator vouches for
/// where a row has no evidence of its own. The rows end with the first mistake.
pub fn read<R: BufRead>(input: R, consent: Option<&str>) -> Result<Rows<R>, ImportError> {
    let mut lines = Lines::new(input);
    let header = match lines.next() {
        None => String::new(),
        Some(line) => line.map_err(|error| ImportError::Header(error.why))?.1,
    };
    if !header.contains(',') && header.contains(';') {
        return Err(ImportError::Header("its columns are separated by semicolons; save it as CSV with commas".to_owned()));
    }
    let mut splitter = Splitter::new();
    let open_quote = || ImportError::Header(OPEN_QUOTE.to_owned());
    let columns = columns(&splitter.split(&header).ok_or_else(open_quote)?)?;
    Ok(Rows { lines, splitter, columns, consent: consent.map(str::to_owned) })
}

/// The rows of a file, each checked.
#[derive(Debug)]
pub struct Rows<R> {
    lines: Lines<R>,
    splitter: Splitter,
    columns: HashMap<&'static str, usize>,
    consent: Option<String>,
}

impl<R: BufRead> Iterator for Rows<R> {
    type Item = Result<ImportRow, ImportError>;

    fn next(&mut self) -> Option<Self::Item> {
        let (line, text) = match self.lines.find(|line| !matches!(line, Ok((_, text)) if text.is_empty()))? {
            Ok(found) => found,
            Err(UnreadableLine { line, why }) => return Some(Err(ImportError::Row { line, why })),
        };
        let wrong = |why: &str| Some(Err(ImportError::Row { line, why: why.to_owned() }));
        let Some(record) = self.splitter.split(&text) else { return wrong(OPEN_QUOTE) };
        if record.len() != self.columns.len() {
            return wrong("it has more or fewer columns than the header");
        }
        Some(row(&record, line, &self.columns, self.consent.as_deref()))
    }
}

fn columns(header: &[String]) -> Result<HashMap<&'static str, usize>, ImportError> {
    let mut found = HashMap::new();
    for (index, name) in header.iter().enumerate() {
        let name = name.to_lowercase();
        match COLUMNS.iter().find(|known| **known == name) {
            Some(known) if found.insert(*known, index).is_some() => {
                return Err(ImportError::Header(format!("the column {name:?} stands there twice")));
            }
            Some(_) => {}
            None => return Err(ImportError::Header(format!("there is no column {name:?}"))),
        }
    }
    if found.contains_key("email") { Ok(found) } else { Err(ImportError::Header("the column email is missing".to_owned())) }
}

fn row(record: &[String], line: u64, columns: &HashMap<&str, usize>, consent: Option<&str>) -> Result<ImportRow, ImportError> {
    let wrong = |why: String| ImportError::Row { line, why };
    let value = |column: &str| columns.get(column).and_then(|index| record.get(*index)).map_or("", String::as_str);
    let address = EmailAddress::parse(value("email")).map_err(|error| wrong(format!("{}: {error}", quoted(value("email")))))?;
    let choice = Choice::parse(&value("choice").to_lowercase())
        .ok_or_else(|| wrong(format!("{} is no choice; write picks, everything or daily", quoted(value("choice")))))?;
    let consented_at = match value("consented_at") {
        "" => None,
        text => Some(
            instant(text)
                .ok_or_else(|| wrong(format!("{} is no date; write it as 2026-11-20 or 2026-11-20T09:30:00Z", quoted(text))))?,
        ),
    };
    let wording = Some(value("wording")).filter(|words| !words.is_empty()).or(consent).unwrap_or_default();
    if consented_at.is_none() && wording.is_empty() {
        return Err(ImportError::NoConsent { line });
    }
    let source = Some(value("source")).filter(|source| !source.is_empty()).unwrap_or("import");
    Ok(ImportRow { line, address, choice, consented_at, source: source.to_owned(), wording: wording.to_owned() })
}

/// Enough of a value to find it by.
fn quoted(value: &str) -> String {
    match value.char_indices().nth(60) {
        Some((end, _)) => format!("{:?}…", value.get(..end).unwrap_or_default()),
        None => format!("{value:?}"),
    }
}

fn instant(text: &str) -> Option<Instant> {
    let full = chrono::DateTime::parse_from_rfc3339(text).ok().map(|at| at.to_utc());
    let day = || text.parse::<chrono::NaiveDate>().ok()?.and_hms_opt(0, 0, 0).map(|at| at.and_utc());
    full.or_else(day)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(text: &str, consent: Option<&str>) -> Result<Vec<ImportRow>, ImportError> {
        read(text.as_bytes(), consent)?.collect()
    }

    fn error(text: &str) -> String {
        rows(text, None).err().map(|error| error.to_string()).unwrap_or_default()
    }

    #[test]
    fn a_file_from_a_spreadsheet_is_read() {
        let text = "\u{feff}Email,Choice,consented_at\r\n Ada@Example.ORG ,,2026-11-01\r\nbo@example.org,picks,2026-11-02T09:00:00+01:00\r\n";

        let rows = rows(text, None).expect("a good file");

        assert_eq!(rows.len(), 2);
        assert_eq!(rows[0].address.expose(), "Ada@example.org");
        assert_eq!(rows[0].choice, Choice::Everything);
        assert_eq!(rows[1].consented_at.map(|at| at.to_rfc3339()).as_deref(), Some("2026-11-02T08:00:00+00:00"));
        assert_eq!(rows[1].line, 3);
    }

    #[test]
    fn a_wrong_address_stops_the_import_with_its_line() {
        assert_eq!(
            error("email,wording\nada@example.org,yes\nnot an address,yes\n"),
            "line 3: \"not an address\": an address looks like name@example.org. Nothing was imported: mend the line and run it again"
        );
    }

    #[test]
    fn consent_has_to_come_from_somewhere() {
        assert!(error("email\nada@example.org\n").starts_with("line 2: nothing says that this person agreed"));
        assert_eq!(
            rows("email\nada@example.org\n", Some("asked on paper")).map(|rows| rows[0].wording.clone()),
            Ok("asked on paper".to_owned())
        );
    }

    #[test]
    fn unknown_columns_and_ragged_rows_are_mistakes() {
        assert!(error("email,phone\n").starts_with("line 1: there is no column \"phone\""));
        assert!(error("name\n").starts_with("line 1: there is no column \"name\""));
        assert!(error("email,wording\nada@example.org\n").starts_with("line 2: it has more or fewer columns"));
    }
}
