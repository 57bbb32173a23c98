//! The effects: clock, tokens, network, files. Each is thin; what to do with its results is decided in `rules`.

pub mod address_guard;
pub mod clock;
pub mod fetcher;
pub mod files;
pub mod instance;
pub mod lock;
pub mod mailer;
pub mod packing;
pub mod resolver;
pub mod sink;
pub mod static_folder;
pub mod templates;
pub mod tokens;
