//! What `friday doctor` has seen of one part of the installation.

use serde::Serialize;

/// How one thing is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Condition {
    /// As it should be.
    Well,
    /// It works, yet somebody may want to look.
    Look,
    /// It does not work, or will not for long.
    Wrong,
}

/// One thing that was looked at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// Which part: "settings", "list", "database", "blogs", "SPF", …
    pub what: &'static str,
    /// How it is.
    pub state: Condition,
    /// What was seen, in plain words.
    pub because: String,
    /// What to do about it; none where nothing is to be done.
    pub mend: Option<String>,
}

impl Finding {
    /// As it should be.
    pub fn well(what: &'static str, because: impl Into<String>) -> Self {
        Self { what, state: Condition::Well, because: because.into(), mend: None }
    }

    /// It works; with what could be better.
    pub fn look(what: &'static str, because: impl Into<String>, mend: impl Into<String>) -> Self {
        Self { what, state: Condition::Look, because: because.into(), mend: Some(mend.into()) }
    }

    /// It does not work; with what mends it.
    pub fn wrong(what: &'static str, because: impl Into<String>, mend: impl Into<String>) -> Self {
        Self { what, state: Condition::Wrong, because: because.into(), mend: Some(mend.into()) }
    }
}
