//! The long checks: attacks in their full size, in a network of their own, and before a browser's eyes.
//! `cargo test --features long --test long -- --nocapture` prints the figures.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on has failed")]
#![expect(clippy::print_stdout, reason = "the figures are the result")]
#![allow(dead_code, reason = "the helpers are those of the short tests, and not all of them are needed here")]

#[path = "../it/support/mod.rs"]
mod support;

mod bodies;
mod bombs;
mod browser;
mod meter;
mod namespace;
mod no_way_in;
mod xml_bombs;
