//! `friday edition …` and `friday bulletin …`: what is mailed.

use chrono::NaiveDate;
use clap::{Args, Subcommand, ValueEnum};
use std::path::PathBuf;

/// `friday edition …`
#[derive(Debug, Subcommand)]
pub enum EditionCommand {
    /// Every edition with its state
    List,
    /// One edition: its picks and why, its counts
    Show(DateArg),
    /// Write editions/DATE.md for the editor, keeping what is in it
    Draft {
        #[command(flatten)]
        date: DateArg,
        /// Write here instead
        #[arg(long, value_name = "FILE")]
        file: Option<PathBuf>,
        /// Do not read the old file first: write a fresh one over it
        #[arg(long)]
        fresh: bool,
    },
    /// Show the mail as it would be now; changes nothing
    Preview {
        #[command(flatten)]
        date: DateArg,
        /// The very bytes that this subscriber gets, once it is approved
        #[arg(long = "for", value_name = "ADDRESS")]
        reader: Option<String>,
        /// Which part to show
        #[arg(long, value_enum, default_value_t = PreviewPart::Text)]
        part: PreviewPart,
    },
    /// Freeze the words and close the window; reads editions/DATE.md back if it is there
    Approve {
        #[command(flatten)]
        date: DateArg,
        /// Read this file instead
        #[arg(long, value_name = "FILE")]
        file: Option<PathBuf>,
        /// Who approves
        #[arg(long, value_name = "NAME", default_value = "the operator")]
        by: String,
    },
    /// Hand over what is due now; exit 75 while some rows wait for a later attempt
    Send {
        #[command(flatten)]
        date: DateArg,
        /// Do not wait for its hour
        #[arg(long)]
        early: bool,
    },
    /// Stop sending after the mails in hand
    Pause(DateArg),
    /// Go on sending
    Resume(DateArg),
    /// There will be no edition; its stories pass on to the next
    Skip {
        #[command(flatten)]
        date: DateArg,
        /// Why, for those who ask
        #[arg(long, value_name = "WORDS")]
        because: String,
    },
    /// Give an edition another date
    Move {
        /// The edition's date
        date: NaiveDate,
        /// The new date
        #[arg(long)]
        to: NaiveDate,
        /// Why, for those who ask
        #[arg(long, value_name = "WORDS")]
        because: Option<String>,
    },
    /// Prove that the recipients equal the sum of the states; exit 1 when they do not
    Verify(DateArg),
    /// Mail one copy to this address, outside the ledger
    Test {
        /// Who gets it
        address: String,
        #[command(flatten)]
        date: DateArg,
    },
}

/// An edition's date.
#[derive(Clone, Copy, Debug, Args)]
pub struct DateArg {
    /// The edition's date, as 2026-11-20 (default: the one next due)
    #[arg(value_name = "DATE")]
    pub date: Option<NaiveDate>,
}

/// What `preview` shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum PreviewPart {
    /// The text part
    Text,
    /// The HTML part
    Html,
    /// The whole message
    Eml,
}

/// `friday bulletin …`
#[derive(Debug, Subcommand)]
pub enum BulletinCommand {
    /// Every bulletin with its state, and why there was none
    List,
    /// One bulletin: its posts, its counts (default: the newest)
    Show(BulletinDate),
    /// Prove that the recipients equal the sum of the states; exit 1 when they do not
    Verify(BulletinDate),
    /// Go on sending one that was paused
    Resume(BulletinDate),
}

/// A bulletin's date.
#[derive(Clone, Copy, Debug, Args)]
pub struct BulletinDate {
    /// The bulletin's date, as 2026-11-20 (default: the newest)
    #[arg(value_name = "DATE")]
    pub date: Option<NaiveDate>,
}
