//! How long each step of the conversation may take (RFC 5321 §4.5.3.2).

use std::time::Duration;

/// Limits of one connection; the defaults are the RFC's, which no impatient client should undercut.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Timeouts {
    /// TCP, and separately TLS: 30 seconds.
    pub connect: Duration,
    /// The 220 greeting: 5 minutes.
    pub greeting: Duration,
    /// EHLO, STARTTLS, AUTH, MAIL, RCPT, RSET: 5 minutes.
    pub command: Duration,
    /// DATA: 2 minutes.
    pub data: Duration,
    /// Each block of the message: 3 minutes.
    pub block: Duration,
    /// The reply after the final dot: 10 minutes. Less makes duplicates, because the server may still be accepting.
    pub dot: Duration,
    /// What we wait for when nothing depends on it any more, such as the answer to QUIT: 5 seconds.
    pub goodbye: Duration,
}

impl Default for Timeouts {
    fn default() -> Self {
        let minutes = |minutes: u64| Duration::from_secs(60 * minutes);
        Self {
            connect: Duration::from_secs(30),
            greeting: minutes(5),
            command: minutes(5),
            data: minutes(2),
            block: minutes(3),
            dot: minutes(10),
            goodbye: Duration::from_secs(5),
        }
    }
}
