//! The decisions, pure: `now` and data in, data out. Nothing here reads a clock, a file, a network or a database.

pub mod checking;
pub mod composing;
pub mod editing;
pub mod escaping;
pub mod exporting;
pub mod importing;
pub mod instance;
pub mod leaving;
pub mod listing;
pub mod mailing;
pub mod matching;
pub mod pages;
pub mod parsing;
pub mod publishing;
pub mod ranking;
pub mod refreshing;
pub mod rendering;
pub mod returned;
pub mod scheduling;
pub mod sender;
pub mod subscribing;
pub mod tokens;
pub mod visitors;
pub mod why;
pub mod writing;
