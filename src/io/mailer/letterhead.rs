//! What all letters of one sender share, and the making of one.

use super::dkim::Signer;
use super::head;
use super::plate::{Fill, Plate};
use crate::model::address::EmailAddress;
use crate::model::email::{Email, Heading};
use crate::model::settings::{MailSettings, Mailbox, Settings};
use anyhow::Context;

/// A mail in wire format, with its envelope.
#[derive(Clone, Debug)]
pub struct Letter {
    /// `MAIL FROM`.
    pub from: EmailAddress,
    /// `RCPT TO`.
    pub to: EmailAddress,
    /// Headers and body with CRLF line ends, 7-bit; signed where the settings have a key.
    pub bytes: Vec<u8>,
    /// Name of its file, where it goes into a folder.
    pub file_name: String,
}

/// The sender: who writes, where answers go, and with which keys it signs.
#[derive(Clone, Debug)]
pub struct Letterhead {
    from: Mailbox,
    reply_to: Option<EmailAddress>,
    signer: Option<Signer>,
}

impl Letterhead {
    /// Reads the signing keys where the settings name some; the error names the file and the next step.
    pub fn of(settings: &Settings) -> anyhow::Result<Self> {
        let signer = settings.dkim.as_ref().map(Signer::open).transpose()?;
        Ok(Self::new(&settings.mail, signer))
    }

    /// A sender with this signer, or one that signs nothing.
    pub fn new(mail: &MailSettings, signer: Option<Signer>) -> Self {
        Self { from: mail.from.clone(), reply_to: mail.reply_to.clone(), signer }
    }

    /// Whether making a letter takes so long that others should not wait for it.
    pub fn is_slow(&self) -> bool {
        self.signer.as_ref().is_some_and(Signer::is_slow)
    }

    /// Writes a mail out; equal mails give equal bytes.
    pub fn letter(&self, email: &Email) -> anyhow::Result<Letter> {
        self.copy(&email.heading, &Plate::cut(&email.text, &email.html, &[]), &[])
    }

    /// One copy from a plate; `fills` in the order of the plate's slots. Equal arguments give equal bytes.
    pub fn copy(&self, heading: &Heading, plate: &Plate, fills: &[Fill]) -> anyhow::Result<Letter> {
        let head = head::head(heading, &self.from, self.reply_to.as_ref()).context("while writing the mail out")?;
        let body = plate.body(&heading.boundary, fills);
        let signatures = match &self.signer {
            Some(signer) => signer.sign(&head, &body, heading.date.timestamp())?,
            None => String::new(),
        };
        let bytes = [signatures.as_bytes(), head.as_bytes(), b"\r\n", &body].concat();
        let local = heading.message_id.trim_matches(['<', '>']).split('@').next().unwrap_or("mail");
        Ok(Letter { from: heading.return_path.clone(), to: heading.to.clone(), bytes, file_name: format!("{local}.eml") })
    }
}
