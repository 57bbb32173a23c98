//! The verbs: read, decide, write. Each says what it did in values; printing is for `cli`, logging for `daemon`.

pub mod add_blog;
pub mod advance;
pub mod approve;
pub mod backup;
pub mod bulletins;
pub mod check_list;
pub mod compose;
pub mod copies;
pub mod deliver;
pub mod doctor;
pub mod draft_file;
pub mod export;
pub mod fetch;
pub mod find_feed;
pub mod instance;
pub mod leave;
pub mod list_desk;
pub mod list_file;
pub mod mail_in;
pub mod manage;
pub mod notices;
pub mod once;
pub mod reading;
pub mod reminders;
mod sending;
pub mod sign_in;
pub mod site;
mod state_changes;
pub mod subscribe;
pub mod subscribers;
pub mod suggest;
pub mod sweep;
pub mod why;
pub mod writing;

/// A job could not do what it was asked to, for a reason that decides the exit code.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Stop {
    /// Settings, list, arguments or an edited file have to change first: exit 2.
    #[error("{0}")]
    Settings(String),
    /// Another friday holds the lock and does the work: exit 75, and no news to cron.
    #[error("{0}")]
    Held(String),
    /// It is too early, or somebody else asks for patience: exit 75.
    #[error("{0}")]
    Later(String),
    /// Something was tried and did not work: exit 1.
    #[error("{0}")]
    Failed(String),
}
