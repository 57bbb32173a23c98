//! Writes mails out, signs them, and gives them to a server or a folder.

pub mod dkim;
mod head;
mod letterhead;
mod plate;
mod smtp;

pub use letterhead::{Letter, Letterhead};
pub use plate::{Fill, Plate};
pub use smtp::Timeouts;

use crate::model::delivery::{Obstacle, Phase, Reply, SendOutcome};
use crate::model::settings::Transport;
use std::future::Future;
use std::path::{Path, PathBuf};

/// A place that mails can be given to, one after another.
#[derive(Debug)]
pub enum Session {
    /// Writes files.
    Folder(PathBuf),
    /// Speaks to a server.
    Smtp(Box<smtp::SmtpSession>),
}

impl Session {
    /// Opens a connection where one is needed.
    pub async fn open(transport: &Transport, hello_name: &str) -> Result<Self, Obstacle> {
        Self::open_within(transport, hello_name, Timeouts::default()).await
    }

    /// The same with other limits on every step.
    pub async fn open_within(transport: &Transport, hello_name: &str, limits: Timeouts) -> Result<Self, Obstacle> {
        match transport {
            Transport::Folder(folder) => Ok(Self::Folder(folder.clone())),
            Transport::Smtp(settings) => Ok(Self::Smtp(Box::new(smtp::SmtpSession::open(settings, hello_name, limits).await?))),
        }
    }

    /// Whether addresses beyond ASCII can be sent to (RFC 6531). A file takes any.
    pub fn offers_smtputf8(&self) -> bool {
        match self {
            Self::Folder(_) => true,
            Self::Smtp(session) => session.offers_smtputf8(),
        }
    }

    /// Hands one mail over. `mark` is awaited after everything that can still fail without doubt and before the body leaves;
    /// when it answers false, the mail is not ours to send any more and nothing is given to the server.
    pub async fn send<F>(&mut self, letter: &Letter, mark: impl FnOnce() -> F) -> anyhow::Result<Option<SendOutcome>>
    where
        F: Future<Output = anyhow::Result<bool>>,
    {
        match self {
            Self::Folder(folder) => {
                if !mark().await? {
                    return Ok(None);
                }
                Ok(Some(write_file(folder, letter)))
            }
            Self::Smtp(session) => session.send(letter, mark).await,
        }
    }

    /// Whether it can take another mail.
    pub fn is_usable(&self) -> bool {
        match self {
            Self::Folder(_) => true,
            Self::Smtp(session) => !session.is_broken(),
        }
    }

    /// Says goodbye.
    pub async fn close(self) {
        match self {
            Self::Folder(_) => {}
            Self::Smtp(session) => session.close().await,
        }
    }
}

/// The name is the Message-ID's, so a second attempt replaces the first: no copy too many.
fn write_file(folder: &Path, letter: &Letter) -> SendOutcome {
    let path = folder.join(&letter.file_name);
    match crate::io::files::write_atomically(&path, &letter.bytes) {
        Ok(()) => SendOutcome::Accepted(Reply::missing(Phase::Dot, &format!("written to {}", path.display()))),
        Err(error) => SendOutcome::Blocked(Obstacle { why: format!("{error:#}"), reply: None }),
    }
}
