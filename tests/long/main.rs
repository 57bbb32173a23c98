//! The long checks. Each prints what it measured.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, clippy::print_stdout, reason = "a check that cannot go on has failed")]

mod chance;
mod feeds;
mod judge;
mod lines;
mod manners;
mod moves;
mod server;
#[path = "../it/support/town.rs"]
#[expect(dead_code, reason = "shared with the short tests, which use more of it")]
mod town;
mod world;
