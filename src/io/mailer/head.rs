//! The header block of a mail (RFC 5322): fixed fields in a fixed order, no line break that is not ours.

use crate::model::address::EmailAddress;
use crate::model::email::Heading;
use crate::model::settings::Mailbox;
use anyhow::{Context, bail};
use email_encoding::headers::writer::EmailWriter;
use email_encoding::headers::{quoted_string, rfc2047};
use std::fmt::Write;

/// Longest header value that stands on one line (RFC 5322 §2.1.1 allows 998 with the name).
const LONGEST_VALUE: usize = 900;

/// Longest word of a subject that is written as it is, so that folding keeps lines at 78.
const LONGEST_WORD: usize = 60;

/// The fields of a mail from `from`, each line ended, without the empty line that ends them all.
pub fn head(heading: &Heading, from: &Mailbox, reply_to: Option<&EmailAddress>) -> anyhow::Result<String> {
    let mut head = Head { text: String::with_capacity(2048), names: Vec::new() };
    head.from(from)?;
    head.add("To", heading.to.expose())?;
    head.words("Subject", &heading.subject)?;
    head.add("Date", &heading.date.to_rfc2822())?;
    head.add("Message-ID", &heading.message_id)?;
    if let Some(reply_to) = reply_to {
        head.add("Reply-To", reply_to.expose())?;
    }
    for (name, value) in &heading.headers {
        head.add(name, value)?;
    }
    head.add("MIME-Version", "1.0")?;
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
    if heading.boundary.is_empty() || heading.boundary.len() > 70 || !heading.boundary.chars().all(is_plain) {
        bail!("a boundary that RFC 2046 does not allow");
    }
    head.begin("Content-Type")?;
    write!(head.text, "multipart/alternative;\r\n boundary=\"{}\"\r\n", heading.boundary)?;
    Ok(head.text)
}

struct Head {
    text: String,
    names: Vec<String>,
}

impl Head {
    /// Every field stands once (RFC 5322 §3.6): which of two a reader or a verifier believes is anybody's guess.
    fn begin(&mut self, name: &str) -> anyhow::Result<()> {
        let is_name = !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
        let lower = name.to_ascii_lowercase();
        if !is_name || self.names.contains(&lower) {
            bail!("the header {name} is no header, or stands twice");
        }
        self.names.push(lower);
        Ok(write!(self.text, "{name}: ")?)
    }

    /// One physical line of ASCII: some signers break on folded List-Unsubscribe headers.
    fn add(&mut self, name: &str, value: &str) -> anyhow::Result<()> {
        let value = checked(value)?;
        if !value.is_ascii() || value.is_empty() || value.len() > LONGEST_VALUE {
            bail!("the header {name} has to be ASCII and shorter than a line");
        }
        self.begin(name)?;
        Ok(write!(self.text, "{value}\r\n")?)
    }

    /// Words for people: as they are where that is safe, else RFC 2047.
    fn words(&mut self, name: &str, words: &str) -> anyhow::Result<()> {
        let words = checked(words)?;
        self.begin(name)?;
        self.folded(name.len() + 2, |writer| match is_safe(words) {
            true => writer.folding().write_str(words),
            false => rfc2047::encode(words, writer),
        })
    }

    fn from(&mut self, from: &Mailbox) -> anyhow::Result<()> {
        let name = checked(&from.name)?;
        self.begin("From")?;
        self.folded("From: ".len(), |writer| {
            if name.is_empty() {
                return writer.write_str(from.address.expose());
            }
            quoted_string::encode(name, writer)?;
            writer.space();
            write!(writer.folding(), "<{}>", from.address.expose())
        })
    }

    fn folded(&mut self, used: usize, write: impl FnOnce(&mut EmailWriter<'_>) -> std::fmt::Result) -> anyhow::Result<()> {
        let mut writer = EmailWriter::new(&mut self.text, used, 0, false);
        write(&mut writer).context("while writing a header")?;
        drop(writer);
        self.text.push_str("\r\n");
        Ok(())
    }
}

/// Refused, not repaired: a line break in a header value is an attack or a bug.
fn checked(value: &str) -> anyhow::Result<&str> {
    if value.chars().any(char::is_control) {
        bail!("a header value holds a line break or control character");
    }
    Ok(value)
}

/// ASCII that no reader takes for an encoded word, with spaces where folding keeps them.
fn is_safe(words: &str) -> bool {
    let is_spaced = words.split(' ').all(|word| !word.is_empty() && word.len() <= LONGEST_WORD);
    words.is_ascii() && is_spaced && !words.contains("=?")
}
