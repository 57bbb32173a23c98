//! The nouns. Every type that crosses a layer stands here; none of them reads a clock, a file or a network.

pub mod address;
pub mod archive;
pub mod blog;
pub mod calendar;
pub mod checking;
pub mod consent;
pub mod delivery;
pub mod desk;
pub mod dns;
pub mod document;
pub mod edition;
pub mod email;
pub mod entry;
pub mod feed;
pub mod fetched;
pub mod finding;
pub mod hashing;
pub mod instance;
pub mod known;
pub mod listing;
pub mod manners;
pub mod network;
pub mod notice;
pub mod personal;
pub mod published;
pub mod request;
pub mod return_path;
pub mod returned;
pub mod river;
pub mod settings;
pub mod story;
pub mod subscriber;
pub mod update;
pub mod web_address;
pub mod wishes;

/// An instant, always in UTC; local time exists only in `rules::scheduling` and `rules::rendering`.
pub type Instant = chrono::DateTime<chrono::Utc>;
