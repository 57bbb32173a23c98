//! What a mail server said, and during which step of the conversation.

use std::fmt;

/// The steps of the conversation at which a hand-over can end (RFC 5321 §3).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Phase {
    /// TCP, and TLS where it comes first.
    Connect,
    /// 220, EHLO or HELO, STARTTLS.
    Greeting,
    /// AUTH.
    Login,
    /// MAIL FROM: about the sender, not the recipient.
    Mail,
    /// RCPT TO: about the recipient.
    Rcpt,
    /// DATA, before any of the message has been given.
    Data,
    /// From the first byte of the message to the reply after the final dot.
    Dot,
}

impl Phase {
    /// The word in logs and figures.
    pub fn word(self) -> &'static str {
        match self {
            Self::Connect => "connect",
            Self::Greeting => "greeting",
            Self::Login => "login",
            Self::Mail => "mail",
            Self::Rcpt => "rcpt",
            Self::Data => "data",
            Self::Dot => "dot",
        }
    }
}

/// One reply, or the lack of one, in a shape that rules can judge. `Display` is one line for people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply {
    /// The step that it answers.
    pub phase: Phase,
    /// The reply code (RFC 5321 §4.2); 0 where no complete reply was read.
    pub code: u16,
    /// The enhanced status code (RFC 3463, RFC 2034): class, subject, detail.
    pub enhanced: Option<(u8, u16, u16)>,
    /// The words after the codes, or ours where no reply was read: one line, no control characters, at most `WORDS` characters.
    pub text: String,
}

/// Most characters of a reply's words that are kept.
const WORDS: usize = 300;

impl Reply {
    /// A reply from its code and the words of its lines; the enhanced code is taken off the front of the words.
    pub fn new(phase: Phase, code: u16, words: &str) -> Self {
        let words = one_line(words);
        let (enhanced, text) = match split_enhanced(code, &words) {
            Some((enhanced, rest)) => (Some(enhanced), rest.to_owned()),
            None => (None, words),
        };
        Self { phase, code, enhanced, text }
    }

    /// The enhanced status code, else the reply code: what of a reply can be kept for good.
    pub fn status(&self) -> String {
        match self.enhanced {
            Some((class, subject, detail)) => format!("{class}.{subject}.{detail}"),
            None => self.code.to_string(),
        }
    }

    /// No complete reply came; `why` is in our words.
    pub fn missing(phase: Phase, why: &str) -> Self {
        Self { phase, code: 0, enhanced: None, text: one_line(why) }
    }
}

impl fmt::Display for Reply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.code == 0 {
            return f.write_str(&self.text);
        }
        write!(f, "{}", self.code)?;
        if let Some((class, subject, detail)) = self.enhanced {
            write!(f, " {class}.{subject}.{detail}")?;
        }
        if self.text.is_empty() { Ok(()) } else { write!(f, " {}", self.text) }
    }
}

fn one_line(words: &str) -> String {
    let plain: String = words.chars().map(|c| if c.is_control() { ' ' } else { c }).take(WORDS).collect();
    plain.trim().to_owned()
}

/// RFC 2034 §4: `class.subject.detail`, one space, words; the class agrees with the code's first digit.
fn split_enhanced(code: u16, words: &str) -> Option<((u8, u16, u16), &str)> {
    let (mark, rest) = words.split_once(' ').unwrap_or((words, ""));
    let mut numbers = mark.split('.');
    let class: u8 = number(numbers.next()?, 1)?.try_into().ok()?;
    let subject = number(numbers.next()?, 3)?;
    let detail = number(numbers.next()?, 3)?;
    let is_whole = numbers.next().is_none() && u16::from(class) == code / 100;
    is_whole.then_some(((class, subject, detail), rest.trim_start()))
}

fn number(digits: &str, most: usize) -> Option<u16> {
    let is_plain = !digits.is_empty() && digits.len() <= most && digits.bytes().all(|b| b.is_ascii_digit());
    is_plain.then(|| digits.parse().ok()).flatten()
}

/// Why nothing can be handed over just now, whoever it is for: no connection, or a server that refuses us.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Obstacle {
    /// A sentence for people: what happened, and what to do next.
    pub why: String,
    /// What the server said, where it said something.
    pub reply: Option<Reply>,
}

impl fmt::Display for Obstacle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.why)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_enhanced_code_is_told_from_the_words() {
        let reply = Reply::new(Phase::Rcpt, 550, "5.1.1 no such user");

        assert_eq!((reply.enhanced, reply.text.as_str()), (Some((5, 1, 1)), "no such user"));
        assert_eq!(reply.to_string(), "550 5.1.1 no such user");
        assert_eq!(Reply::new(Phase::Dot, 250, "2.0.0").to_string(), "250 2.0.0");
    }

    #[test]
    fn words_that_only_look_like_a_code_stay_words() {
        for words in ["4.1.1 no", "5.1 no", "5.1.1.1 no", "5.1.1000 no", "5.x.1 no", "+5.1.1 no", "127.0.0.1 no"] {
            let reply = Reply::new(Phase::Rcpt, 550, words);

            assert_eq!((reply.enhanced, reply.text.as_str()), (None, words));
        }
    }

    #[test]
    fn a_reply_is_one_line_for_people_however_long_or_broken_it_was() {
        let reply = Reply::new(Phase::Dot, 451, &format!("4.0.0 a\r\nb\u{1b}[31m{}", "x".repeat(1000)));

        assert!(reply.to_string().starts_with("451 4.0.0 a  b [31mxxx"), "{reply}");
        assert!(reply.to_string().chars().count() <= WORDS + 4);
        assert_eq!(Reply::missing(Phase::Dot, "no reply within 10 minutes").to_string(), "no reply within 10 minutes");
    }
}
