//! The small API: what may be asked, and what is answered. docs/openapi.json describes all of it, and a test holds the two together.

pub mod blogs;
pub mod editions;
pub mod parameters;
pub mod stories;

use crate::model::Instant;
use serde::Serialize;

/// The description of the API (OpenAPI 3.1), kept by hand.
pub const DESCRIPTION: &str = include_str!("../../../docs/openapi.json");

/// What went wrong, as RFC 9457 has it; `type` is "about:blank", so that `title` is the status in words (§4.2.1).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Problem {
    #[serde(rename = "type")]
    kind: &'static str,
    /// The status in words.
    pub title: &'static str,
    /// The status.
    pub status: u16,
    /// What happened, and what to do.
    pub detail: String,
    /// The parameter that is to blame.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parameter: Option<String>,
    /// A value that it would take.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub accepted: Option<String>,
}

impl Problem {
    /// A parameter that cannot be used, with a value that could.
    pub fn parameter(name: &str, detail: String, accepted: &str) -> Self {
        let (parameter, accepted) = (Some(name.to_owned()), Some(accepted.to_owned()));
        Self { kind: "about:blank", title: "Bad Request", status: 400, detail, parameter, accepted }
    }

    /// Nothing is there.
    pub fn missing(detail: &str) -> Self {
        let detail = detail.to_owned();
        Self { kind: "about:blank", title: "Not Found", status: 404, detail, parameter: None, accepted: None }
    }

    /// Only reading is possible.
    pub fn not_this_way() -> Self {
        let detail = "This API is read-only: ask with GET.".to_owned();
        Self { kind: "about:blank", title: "Method Not Allowed", status: 405, detail, parameter: None, accepted: None }
    }

    /// Ours; the log knows what.
    pub fn ours() -> Self {
        let detail = "Something went wrong on our side. Ask again in a few minutes.".to_owned();
        Self { kind: "about:blank", title: "Service Unavailable", status: 503, detail, parameter: None, accepted: None }
    }
}

/// One part of a longer list.
#[derive(Debug, Serialize)]
pub struct Part<T> {
    /// In order.
    pub items: Vec<T>,
    /// The address of the next part; none: this was the last.
    pub next: Option<String>,
}

/// RFC 3339, to the second, UTC.
fn when(at: Instant) -> String {
    at.format("%Y-%m-%dT%H:%M:%SZ").to_string()
}
