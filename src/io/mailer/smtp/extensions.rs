//! What a server offers in its answer to EHLO (RFC 5321 §4.1.1.1), as far as we use it.

/// The extensions that change what we say.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Extensions {
    /// TLS on this connection (RFC 3207).
    pub starttls: bool,
    /// Several commands in one packet (RFC 2920).
    pub pipelining: bool,
    /// MAIL takes the message's size (RFC 1870).
    pub size: bool,
    /// Addresses beyond ASCII (RFC 6531).
    pub smtputf8: bool,
    /// AUTH mechanisms, upper case (RFC 4954).
    pub logins: Vec<String>,
}

impl Extensions {
    /// Reads the words of all lines; the first is the server's greeting, and lines that say nothing are passed over.
    pub fn read(words: &[String]) -> Self {
        let mut found = Self::default();
        for line in words.iter().skip(1) {
            let line = line.to_ascii_uppercase().replace("AUTH=", "AUTH ");
            let mut words = line.split_ascii_whitespace();
            match words.next().unwrap_or_default() {
                "STARTTLS" => found.starttls = true,
                "PIPELINING" => found.pipelining = true,
                "SIZE" => found.size = true,
                "SMTPUTF8" => found.smtputf8 = true,
                "AUTH" => found.logins.extend(words.map(str::to_owned)),
                _ => {}
            }
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(lines: &[&str]) -> Extensions {
        Extensions::read(&lines.iter().map(|line| (*line).to_owned()).collect::<Vec<_>>())
    }

    #[test]
    fn extensions_are_known_in_any_case_and_after_the_greeting_alone() {
        let found = read(&["STARTTLS", "pipelining", "SIZE 10240000", "AUTH plain LOGIN", "AUTH=LOGIN", "X-NEW thing"]);

        let logins = ["PLAIN", "LOGIN", "LOGIN"].map(str::to_owned).to_vec();
        assert_eq!(found, Extensions { pipelining: true, size: true, logins, ..Extensions::default() });
    }

    #[test]
    fn empty_and_blank_lines_offer_nothing() {
        assert_eq!(read(&[]), Extensions::default());
        assert_eq!(read(&["", "", "   ", "\t"]), Extensions::default());
    }
}
