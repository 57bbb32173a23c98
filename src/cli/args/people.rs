//! `friday subscribers …`, `friday mail-in` and `friday desk`: who gets the mail, what comes back of it, and who writes it.

use clap::{Args, Subcommand};
use std::path::PathBuf;

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

/// `friday desk …`
#[derive(Debug, Subcommand)]
pub enum DeskCommand {
    /// Print a link that signs an editor in, once, within fifteen minutes
    Login {
        /// An editor's address, as `[editors]` in the settings has it
        address: String,
    },
}
