//! The effects: keys, files, locks, clock, and the bytes of a mail.

mod keys;
mod small;
mod wire;
