//! friday reads the blogs of UK councils' digital teams, proposes the week's five, lets an editor write, and mails on Friday.
//!
//! # The map, in reading order
//!
//! | module | what it is | may import |
//! |---|---|---|
//! | [`model`] | the nouns; no behaviour that needs the world | nothing |
//! | [`rules`] | the decisions, pure: `now` and data in, data out | model |
//! | [`io`] | the effects: clock, chance, network, files | model |
//! | [`store`] | all that is remembered; the only SQL | model |
//! | [`config`] | friday.toml, feeds.toml, FRIDAY_* → checked values | model |
//! | [`jobs`] | the verbs: read, decide, write | model, rules, io, store, config |
//! | [`web`] | the public site, the editors' desk, and the pages that mails point to | model, rules, io, store, jobs, config |
//! | [`daemon`] | what `friday run` keeps going | all above |
//! | [`cli`] | one file a command | everything |
//!
//! # What must hold
//!
//! - A window leaves no gap and no overlap: the next opens at the instant at which the last one closed.
//! - A story is in at most one edition, ever; a subscriber gets an edition at most once, or twice with the same bytes after a crash.
//! - A row of the ledger is durably `handed` before the body is given to a server. No transaction is open across a network call.
//! - No server is asked before the attempt is written down, with the time to come back: a kill brings no second request early.
//! - Nothing acts on GET. No mail leaves without a way to leave. No report is believed without a tag that our own keys made.
//! - Nobody is on the list whose mailbox did not answer, or whose consent a file does not name; the evidence is only ever added to.
//! - Public documents are made in `jobs::site` alone, so that the service answers what `friday export` writes.
//! - What an editor wrote is never overwritten unseen, and what was approved is what was shown and what is sent.
//! - What a form answers about an address does not depend on whose it is.
//!
//! # What must not exist
//!
//! A clock read outside `io::clock`; chance outside `io::tokens`; SQL outside `store`; reqwest outside `io::fetcher` and
//! `io::address_guard`; mail headers and SMTP outside `io::mailer`; simple-dns outside
//! `io::resolver`; a panic caught outside `rules::parsing`; tracking of readers, anywhere.

pub mod cli;
pub mod config;
pub mod daemon;
pub mod io;
pub mod jobs;
pub mod model;
pub mod rules;
pub mod store;
pub mod web;
