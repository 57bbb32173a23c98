//! A file of subscribers becomes checked rows, or none of it does: the first mistake stops the import with its line.

use crate::model::Instant;
use crate::model::address::EmailAddress;
use crate::model::subscriber::{Choice, ImportRow};
use csv::StringRecord;
use std::collections::HashMap;

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

/// Reads a CSV with a header row; `consent` is what the operator vouches for where a row has no evidence of its own.
pub fn read(text: &str, consent: Option<&str>) -> Result<Vec<ImportRow>, ImportError> {
    let text = text.trim_start_matches('\u{feff}');
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(text.as_bytes());
    let header = reader.headers().map_err(|error| ImportError::Header(error.to_string()))?.clone();
    let columns = columns(&header)?;
    let mut rows = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|error| {
            let line = line_at(text, error.position());
            ImportError::Row { line, why: "it has more or fewer columns than the header".to_owned() }
        })?;
        rows.push(row(&record, line_at(text, record.position()), &columns, consent)?);
    }
    Ok(rows)
}

fn columns(header: &StringRecord) -> Result<HashMap<&'static str, usize>, ImportError> {
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

fn row(
    record: &StringRecord,
    line: u64,
    columns: &HashMap<&str, usize>,
    consent: Option<&str>,
) -> Result<ImportRow, ImportError> {
    let wrong = |why: String| ImportError::Row { line, why };
    if record.iter().any(|field| field.contains(['\n', '\r'])) {
        return Err(wrong("a quote is opened and not closed on this line".to_owned()));
    }
    let value = |column: &str| columns.get(column).and_then(|index| record.get(*index)).unwrap_or_default();
    let address = EmailAddress::parse(value("email")).map_err(|error| wrong(format!("{:?}: {error}", value("email"))))?;
    let choice = Choice::parse(&value("choice").to_lowercase())
        .ok_or_else(|| wrong(format!("{:?} is no choice; write picks or everything", value("choice"))))?;
    let consented_at = match value("consented_at") {
        "" => None,
        text => Some(
            instant(text).ok_or_else(|| wrong(format!("{text:?} is no date; write it as 2026-11-20 or 2026-11-20T09:30:00Z")))?,
        ),
    };
    let wording = Some(value("wording")).filter(|words| !words.is_empty()).or(consent).unwrap_or_default();
    if consented_at.is_none() && wording.is_empty() {
        return Err(ImportError::NoConsent { line });
    }
    let source = Some(value("source")).filter(|source| !source.is_empty()).unwrap_or("import");
    Ok(ImportRow { line, address, choice, consented_at, source: source.to_owned(), wording: wording.to_owned() })
}

/// The reader's own count misses blank lines and Windows line ends: the line in which the record's first letter stands.
fn line_at(text: &str, position: Option<&csv::Position>) -> u64 {
    let start = position.and_then(|position| usize::try_from(position.byte()).ok()).unwrap_or(0);
    let blank = text.bytes().skip(start).take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
    text.bytes().take(start + blank).filter(|byte| *byte == b'\n').count() as u64 + 1
}

fn instant(text: &str) -> Option<Instant> {
    let full = chrono::DateTime::parse_from_rfc3339(text).ok().map(|at| at.to_utc());
    let day = || text.parse::<chrono::NaiveDate>().ok()?.and_hms_opt(0, 0, 0).map(|at| at.and_utc());
    full.or_else(day)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(text: &str) -> String {
        read(text, None).err().map(|error| error.to_string()).unwrap_or_default()
    }

    #[test]
    fn a_file_from_a_spreadsheet_is_read() {
        let text = "\u{feff}Email,Choice,consented_at\r\n Ada@Example.ORG ,,2026-11-01\r\nbo@example.org,picks,2026-11-02T09:00:00+01:00\r\n";

        let rows = read(text, None).expect("a good file");

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
            read("email\nada@example.org\n", Some("asked on paper")).map(|rows| rows[0].wording.clone()),
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
