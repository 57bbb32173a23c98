//! The effects: keys, files, locks, clock, and the bytes of a mail.

mod dialogue;
mod dkim;
mod keys;
mod no_way_in;
mod resolver;
mod small;
mod smuggling;
mod tls;
mod wire;
