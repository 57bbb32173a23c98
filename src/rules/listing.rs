//! The living list: how each blog is, what a check of its row found, and where a blog's feed may be.

pub mod feed_kind;
pub mod platform;
pub mod state;
