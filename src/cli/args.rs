//! The command line: what can be said to friday. Its doc comments are the --help.

use chrono::NaiveDate;
use clap::{Args, Parser, Subcommand, ValueEnum};
use std::path::PathBuf;

/// Reads council blogs, proposes the week's five, and mails the digest on Friday
#[derive(Debug, Parser)]
#[command(name = "friday", version, about, max_term_width = 100)]
#[command(
    after_help = "Exit codes: 0 done, 1 failed, 2 usage or settings, 65 input is not a feed, 75 try again later.\nStart with: friday demo"
)]
pub struct Cli {
    /// What all commands share.
    #[command(flatten)]
    pub global: Global,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// Options that stand before or after any command.
#[derive(Debug, Args)]
pub struct Global {
    /// Settings (default: ./friday.toml if it is there)
    #[arg(long, global = true, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// The living list of blogs
    #[arg(long, global = true, value_name = "FILE", default_value = "feeds.toml")]
    pub feeds: PathBuf,
    /// The database (default: store.path in the settings, else friday.db)
    #[arg(long, global = true, value_name = "FILE")]
    pub db: Option<PathBuf>,
    /// Act as if it were this instant; for `run` and `demo`, where the clock starts
    #[arg(long, global = true, value_name = "RFC3339", value_parser = instant)]
    pub now: Option<crate::model::Instant>,
    /// One JSON document on standard output instead of words
    #[arg(long, global = true)]
    pub json: bool,
    /// Say nothing but errors
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    pub quiet: bool,
    /// Say more; twice: everything
    #[arg(short, long, global = true, action = clap::ArgAction::Count)]
    pub verbose: u8,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Show the whole job at work: no network, no set-up
    Demo(DemoArgs),
    /// Keep going: read, compose, deliver, serve. With --once: one pass, for cron
    Run(RunArgs),
    /// Read the blogs that are due
    Fetch(FetchArgs),
    /// The week's edition: look, write, approve, send
    #[command(subcommand)]
    Edition(EditionCommand),
    /// A day's posts, for those who chose every post, once a day
    #[command(subcommand)]
    Bulletin(BulletinCommand),
    /// The living list
    #[command(subcommand)]
    Blogs(BlogsCommand),
    /// The people who get the mail
    #[command(subcommand)]
    Subscribers(SubscribersCommand),
    /// Keys that sign the mail
    #[command(subcommand)]
    Dkim(DkimCommand),
    /// Look settings, list, database, blogs, mail server and the sender's domain over: what is wrong, and how to mend it
    Doctor,
    /// Show what friday sees in feed documents, one JSON object a line
    Parse(ParseArgs),
    /// Take over a database that was restored or copied: shows what it would send, and lets it
    Adopt(AdoptArgs),
    /// Write a whole copy of the database, and of its key beside it, while friday goes on
    Backup {
        /// A new file; the key is written to FILE.key
        file: PathBuf,
    },
    /// Put a backup in the place of the database, which is kept; nothing is sent until `friday adopt`
    Restore {
        /// A backup, or any whole copy of the database
        file: PathBuf,
    },
    /// Tell what became of a post
    Why {
        /// The post's address
        url: String,
    },
    /// Take in a mail that came back or asks to leave, from standard input, or all new ones of a Maildir
    MailIn(MailInArgs),
}

/// `friday dkim …`
#[derive(Debug, Subcommand)]
pub enum DkimCommand {
    /// Make an RSA and an Ed25519 key; say what to publish in the DNS and what to write into friday.toml
    New {
        /// Their name in the DNS (default: friday and the month, such as friday202611)
        #[arg(long, value_name = "NAME")]
        selector: Option<String>,
        /// Where to write them (default: dkim-NAME.pem beside the database)
        #[arg(long, value_name = "FILE")]
        file: Option<PathBuf>,
    },
}

/// `friday adopt`
#[derive(Clone, Copy, Debug, Args)]
pub struct AdoptArgs {
    /// Do not ask
    #[arg(long)]
    pub yes: bool,
    /// The other friday was stopped before the copy was made: go on where it stood. Without this, whatever may have been sent
    /// since is held and not sent again
    #[arg(long)]
    pub nothing_sent_since: bool,
}

/// `friday demo`
#[derive(Debug, Args)]
pub struct DemoArgs {
    /// Keep the sample pages up afterwards, until Ctrl-C
    #[arg(long, conflicts_with = "once")]
    pub serve: bool,
    /// End when the digest is sent (the default)
    #[arg(long)]
    pub once: bool,
    /// Where to put the sample files; made anew each time
    #[arg(long, value_name = "DIR", default_value = "friday-demo")]
    pub folder: PathBuf,
}

/// `friday run`
#[derive(Debug, Args)]
pub struct RunArgs {
    /// One pass of everything that is due, then exit; silent when all is well
    #[arg(long)]
    pub once: bool,
    /// How to log
    #[arg(long, value_enum, default_value_t = LogFormat::Human)]
    pub log: LogFormat,
}

/// How the service logs, on standard error.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum LogFormat {
    /// For people
    Human,
    /// One JSON object a line
    Json,
}

/// `friday fetch`
#[derive(Debug, Args)]
pub struct FetchArgs {
    /// Ids or addresses; these are read whether due or not, once an hour each
    #[arg(value_name = "BLOG")]
    pub blogs: Vec<String>,
    /// Read every blog, due or not, once an hour each; a server that asked for patience still gets it
    #[arg(long)]
    pub force: bool,
    /// Exit with 1 when a blog could not be read
    #[arg(long)]
    pub strict: bool,
}

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

/// `friday subscribers …`
#[derive(Debug, Subcommand)]
pub enum SubscribersCommand {
    /// Everybody, with state and choice
    List,
    /// Add people from a CSV file with a header row; `email` is required
    Import {
        /// Columns: email, and as you like choice, consented_at, source, wording
        csv: PathBuf,
        /// The words all these people agreed to, where the file has no evidence of its own
        #[arg(long, value_name = "WORDS")]
        consent: Option<String>,
    },
    /// Write everybody as CSV, addresses in full; or all there is about one person as JSON
    Export {
        /// A new file (default: standard output)
        file: Option<PathBuf>,
        /// This person alone: subscription, evidence, every mail
        #[arg(long, value_name = "ADDRESS")]
        address: Option<String>,
    },
    /// Forget an address; it is never mailed again
    Erase {
        /// Whom
        address: String,
    },
}

/// `friday mail-in`
#[derive(Debug, Args)]
pub struct MailInArgs {
    /// A Maildir whose new mails are read and then marked as seen
    #[arg(long, value_name = "DIR", conflicts_with = "recipient")]
    pub maildir: Option<PathBuf>,
    /// The envelope recipient, where the mail server knows it and writes no Delivered-To
    #[arg(long, value_name = "ADDRESS")]
    pub recipient: Option<String>,
}

/// `friday parse`
#[derive(Debug, Args)]
pub struct ParseArgs {
    /// Feed documents
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// Where the documents came from, to make relative links absolute
    #[arg(long, value_name = "URL")]
    pub base_url: Option<String>,
}

fn instant(text: &str) -> Result<crate::model::Instant, String> {
    chrono::DateTime::parse_from_rfc3339(text).map(|at| at.to_utc()).map_err(|_| "write it as 2026-11-20T12:00:00Z".to_owned())
}
