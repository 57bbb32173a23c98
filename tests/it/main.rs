//! One binary for all integration tests: rules by cases, the store by its contract, journeys over loopback.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test that cannot go on has failed")]

mod io;
mod journeys;
mod layering;
mod rules;
mod store;
mod support;
