//! `friday blogs …`: the living list.

use clap::{Args, Subcommand};
use std::path::PathBuf;

/// `friday blogs …`
#[derive(Debug, Subcommand)]
pub enum BlogsCommand {
    /// Every blog with its state: last post, last reading, the next one
    List,
    /// Add a blog from any address of it: its page or its feed
    Add(AddArgs),
    /// Test rows, and propose edits: a new address, a feed that was found, a duplicate, an end
    Check(CheckArgs),
    /// Add the feeds of another reader's list; nothing is asked for, `check` does that
    Import {
        /// The exported list
        opml: PathBuf,
        /// Show the rows and write nothing
        #[arg(long)]
        dry_run: bool,
    },
    /// Write the list as OPML 2.0, for other readers
    Export {
        /// Write here (default: standard output)
        file: Option<PathBuf>,
    },
    /// Treat a blog's held posts as new
    Release {
        /// Id, or feed or site address
        blog: String,
    },
    /// Treat a blog's held posts as old
    Settle {
        /// Id, or feed or site address
        blog: String,
    },
    /// What readers suggested and bloggers asked for, still to be settled
    Suggestions,
    /// Look at a suggested blog once more and write its row, with thanks
    Accept(AcceptArgs),
    /// Leave a suggested blog off the list
    Decline {
        /// As `friday blogs suggestions` shows it
        number: i64,
        /// For the log
        #[arg(long, value_name = "WORDS")]
        because: Option<String>,
    },
    /// Never read a blog again, and delete the words of its posts: at its makers' wish
    Forget(ForgetArgs),
}

/// `friday blogs accept`
#[derive(Debug, Args)]
pub struct AcceptArgs {
    /// As `friday blogs suggestions` shows it
    pub number: i64,
    /// What it calls itself (default: as suggested, else the feed's title)
    #[arg(long, value_name = "WORDS")]
    pub name: Option<String>,
    /// The council that runs it (default: as suggested)
    #[arg(long, value_name = "NAME")]
    pub council: Option<String>,
    /// One line in your own words (default: the feed's own, if it is short)
    #[arg(long, value_name = "WORDS")]
    pub about: Option<String>,
    /// Words for ranking and filters
    #[arg(long, value_name = "WORD,…", value_delimiter = ',')]
    pub topics: Vec<String>,
}

/// `friday blogs forget`
#[derive(Debug, Args)]
pub struct ForgetArgs {
    /// Id, or feed or site address
    pub blog: String,
    /// Why, for the log and `friday why`
    #[arg(long, value_name = "WORDS", conflicts_with = "undo")]
    pub because: Option<String>,
    /// Take the tombstone away; what was deleted stays deleted
    #[arg(long)]
    pub undo: bool,
}

/// `friday blogs add`
#[derive(Debug, Args)]
pub struct AddArgs {
    /// The blog's page, or its feed
    pub url: String,
    /// What it calls itself (default: the feed's title)
    #[arg(long, value_name = "WORDS")]
    pub name: Option<String>,
    /// The council that runs it
    #[arg(long, value_name = "NAME")]
    pub council: Option<String>,
    /// One line in your own words (default: the feed's own, if it is short)
    #[arg(long, value_name = "WORDS")]
    pub about: Option<String>,
    /// Show the row and write nothing
    #[arg(long)]
    pub dry_run: bool,
}

/// `friday blogs check`
#[derive(Debug, Args)]
pub struct CheckArgs {
    /// Ids or addresses of rows (default: all); exit 1 when one of them fails
    #[arg(value_name = "BLOG")]
    pub blogs: Vec<String>,
    /// Only rows that are new or differ from this older feeds.toml; exit 1 when one of them fails
    #[arg(long, value_name = "FILE", conflicts_with = "blogs")]
    pub changed_since: Option<PathBuf>,
    /// Write the proposed edits into the list; comments and order stay
    #[arg(long)]
    pub apply: bool,
}
