//! The lines we say, with the step they belong to, the answer they hope for, and how long that may take.

use super::extensions::Extensions;
use super::timeouts::Timeouts;
use crate::model::delivery::Phase;
use std::time::Duration;

/// One command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Command {
    pub phase: Phase,
    /// With its CRLF.
    pub line: String,
    /// First digit of the reply that lets us go on: 2, or 3.
    pub hopes_for: u16,
    /// From the command to the end of its reply.
    pub limit: Duration,
}

impl Command {
    pub fn new(phase: Phase, line: &str, hopes_for: u16, limit: Duration) -> Self {
        Self { phase, line: format!("{line}\r\n"), hopes_for, limit }
    }
}

/// MAIL, RCPT and DATA for one recipient; none when an address cannot be said to this server.
pub fn envelope(from: &str, to: &str, size: usize, offered: &Extensions, limits: &Timeouts) -> Option<[Command; 3]> {
    let needs_utf8 = !(from.is_ascii() && to.is_ascii());
    if !is_sayable(from) || !is_sayable(to) || (needs_utf8 && !offered.smtputf8) {
        return None;
    }
    let size = if offered.size { format!(" SIZE={size}") } else { String::new() };
    let utf8 = if needs_utf8 { " SMTPUTF8" } else { "" };
    Some([
        Command::new(Phase::Mail, &format!("MAIL FROM:<{from}>{size}{utf8}"), 2, limits.command),
        Command::new(Phase::Rcpt, &format!("RCPT TO:<{to}>"), 2, limits.command),
        Command::new(Phase::Data, "DATA", 3, limits.data),
    ])
}

/// Addresses were parsed at the door; here nothing that ends a path or a line may pass, wherever it came from.
fn is_sayable(address: &str) -> bool {
    !address.is_empty() && !address.chars().any(|c| c.is_control() || c.is_whitespace() || c == '<' || c == '>')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(from: &str, to: &str, offered: &Extensions) -> Option<String> {
        let commands = envelope(from, to, 1234, offered, &Timeouts::default())?;
        Some(commands.map(|command| command.line).concat())
    }

    #[test]
    fn what_the_server_offers_is_used_and_nothing_else() {
        let all = Extensions { size: true, smtputf8: true, ..Extensions::default() };

        let plain = lines("a@x.example", "b@y.example", &Extensions::default());
        let sized = lines("a@x.example", "b@y.example", &all);
        let beyond = lines("a@x.example", "bé@y.example", &all);

        assert_eq!(plain.as_deref(), Some("MAIL FROM:<a@x.example>\r\nRCPT TO:<b@y.example>\r\nDATA\r\n"));
        assert_eq!(sized.as_deref(), Some("MAIL FROM:<a@x.example> SIZE=1234\r\nRCPT TO:<b@y.example>\r\nDATA\r\n"));
        assert!(beyond.is_some_and(|lines| lines.starts_with("MAIL FROM:<a@x.example> SIZE=1234 SMTPUTF8\r\n")));
    }

    #[test]
    fn an_address_that_would_be_two_commands_is_not_said() {
        for address in
            ["", "b@y.example>\r\nRCPT TO:<eve@z.example", "b@y.example\n", "b c@y.example", "b\0@y.example", "bé@y.example"]
        {
            assert_eq!(lines("a@x.example", address, &Extensions::default()), None, "{address:?}");
        }
    }
}
