//! A mail, rendered but not yet in wire format.

use super::Instant;
use super::address::EmailAddress;

/// Everything the wire format is made of; two equal values give the same bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Email {
    /// What stands above the texts.
    pub heading: Heading,
    /// text/plain part.
    pub text: String,
    /// text/html part.
    pub html: String,
}

/// What a mail says about itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heading {
    /// The one recipient.
    pub to: EmailAddress,
    /// Envelope sender: where it comes back to. No part of the bytes, and the same on every attempt.
    pub return_path: EmailAddress,
    /// Subject line, plain text.
    pub subject: String,
    /// `Date`, frozen at approval.
    pub date: Instant,
    /// `Message-ID` with its angle brackets.
    pub message_id: String,
    /// Boundary of the two parts; derived, so that a second attempt has the same bytes.
    pub boundary: String,
    /// Header name and value pairs beyond the fixed ones, ASCII only, in order, no name twice.
    pub headers: Vec<(&'static str, String)>,
}

/// How a reader can leave without asking a person; at least one is set before SMTP sends anything.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WaysToLeave {
    /// Base address of pages that answer, with a trailing slash: https, or http on loopback.
    pub page: Option<url::Url>,
    /// True when the page is https, so that one-click (RFC 8058) may be offered.
    pub one_click: bool,
    /// Address answered by `friday mail-in`.
    pub mailto: Option<EmailAddress>,
}
