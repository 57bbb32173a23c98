//! The effects: keys, files, locks, clock, and the bytes of a mail.

mod keys;
mod no_way_in;
mod resolver;
mod small;
mod wire;
