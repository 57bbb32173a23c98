//! A list of people as a spreadsheet may open it: what somebody typed never acts as a formula.

use crate::model::Instant;
use crate::model::personal::ListedPerson;

/// The header row.
pub const COLUMNS: [&str; 8] = ["email", "state", "choice", "consented_at", "source", "wording", "created_at", "changed_at"];

/// One person's fields, in the order of `COLUMNS`; empty where nothing is known any more.
pub fn fields(person: &ListedPerson) -> [String; 8] {
    let one = &person.subscriber;
    let when = |at: Instant| at.format("%Y-%m-%dT%H:%M:%SZ").to_string();
    [
        one.address.as_ref().map(|address| harmless(address.expose())).unwrap_or_default(),
        one.state.word().to_owned(),
        one.choice.word().to_owned(),
        one.consented_at.map(when).unwrap_or_default(),
        harmless(&one.source),
        harmless(&person.wording),
        when(person.created_at),
        when(person.changed_at),
    ]
}

/// Spreadsheet programs take a field that begins so for a formula (OWASP, "CSV injection"); an apostrophe makes it text.
fn harmless(field: &str) -> String {
    if field.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{field}") } else { field.to_owned() }
}
