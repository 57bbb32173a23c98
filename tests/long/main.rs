//! The long checks: a month of reading, and attacks in their full size, in a network of their own and before a browser's eyes.
//! `cargo test --features long --test long -- --nocapture` prints the figures.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a check that cannot go on has failed")]
#![expect(clippy::print_stdout, reason = "the figures are the result")]
#![allow(dead_code, reason = "the helpers are those of the short tests, and not all of them are needed here")]

#[path = "../it/support/mod.rs"]
mod support;
use support::town;

mod bodies;
mod bombs;
mod browser;
mod chance;
mod crowd;
mod feeds;
mod judge;
mod kill9;
mod lines;
mod manners;
mod meter;
mod moves;
mod namespace;
mod no_way_in;
mod one_sender;
mod pages;
mod relay;
mod rude_sink;
mod server;
mod words;
mod world;
mod xml_bombs;
