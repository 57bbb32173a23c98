//! Enhanced status codes (RFC 3463, the registry of RFC 5248): whose fault a failure is.

/// A code such as 5.1.1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Code {
    /// 2 done, 4 for now, 5 for good.
    pub class: u16,
    /// What it is about: 1 address, 2 mailbox, 3 system, 4 network, 5 protocol, 6 content, 7 policy.
    pub subject: u16,
    /// The case.
    pub detail: u16,
}

impl std::fmt::Display for Code {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}.{}.{}", self.class, self.subject, self.detail)
    }
}

/// What a failed delivery says about the address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// Nothing failed.
    None,
    /// Our mail, our name or our domain was refused: the address is kept.
    Ours,
    /// This time; it counts.
    Soft,
    /// There is no such mailbox.
    Hard,
}

/// Judges a code of a delivery that has ended. Only what says "no such mailbox" is hard; what we cannot place is soft.
pub fn verdict(code: Code) -> Verdict {
    match (code.class, code.subject, code.detail) {
        (2, ..) => Verdict::None,
        // No such mailbox, host or move without an address; a null MX; a mailbox that is switched off.
        (5, 1, 1 | 2 | 6 | 10) | (5, 2, 1) => Verdict::Hard,
        // The sender's own address; a message too big, malformed or unwanted; a policy, whether for now or for good.
        (_, 1, 7 | 8) | (_, 2, 3) | (_, 3, 4) | (_, 5..=7, _) => Verdict::Ours,
        _ => Verdict::Soft,
    }
}

/// The first code in a text; an IP address or a version number is none.
pub fn find(text: &str) -> Option<Code> {
    text.split(|c: char| !(c.is_ascii_alphanumeric() || c == '.')).find_map(|word| read(word.trim_end_matches('.')))
}

fn read(word: &str) -> Option<Code> {
    let mut numbers = word.split('.').map(|part| if part.len() <= 3 { part.parse::<u16>().ok() } else { None });
    let (class, subject, detail) = (numbers.next()??, numbers.next()??, numbers.next()??);
    (numbers.next().is_none() && matches!(class, 2 | 4 | 5)).then_some(Code { class, subject, detail })
}

/// True of a code that says no more than "failed": the server's own words may say more.
pub fn is_vague(code: Code) -> bool {
    code.subject == 0
}
