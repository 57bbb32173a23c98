//! The command line: what can be said to friday. Its doc comments are the --help.

mod blogs;
mod edition;
mod people;

pub use blogs::{AcceptArgs, AddArgs, BlogsCommand, CheckArgs, ForgetArgs};
pub use edition::{BulletinCommand, BulletinDate, DateArg, EditionCommand, PreviewPart};
pub use people::{DeskCommand, MailInArgs, SubscribersCommand};

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
    /// The editors' pages
    #[command(subcommand)]
    Desk(DeskCommand),
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
    /// Write the whole public site as static files for any web host; touches only what changed
    Export {
        /// A folder that is empty, not there yet, or made by an earlier export
        #[arg(value_name = "DIR")]
        folder: PathBuf,
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
