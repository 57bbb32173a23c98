//! DKIM (RFC 6376, RFC 8463): the key that signs is the key that is published.

use super::{Inquiry, Sender, unanswered};
use crate::model::dns::{Answer, RecordKind};
use crate::model::finding::Finding;

const WHAT: &str = "DKIM";

/// Characters of one string of a TXT record; longer values are written as several.
const STRING: usize = 255;

/// A key that our mails are signed with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExpectedKey {
    /// The name of the key.
    pub selector: String,
    /// Whose signature it is (`d=`).
    pub domain: String,
    /// `rsa` or `ed25519`.
    pub kind: String,
    /// The public key in base64, as `p=` has it.
    pub public: String,
}

impl ExpectedKey {
    /// The key of a record as it should stand: its name and its whole value.
    pub fn of_record(name: &str, value: &str) -> Option<Self> {
        let (selector, domain) = name.split_once("._domainkey.")?;
        let (kind, public) = (tag(value, "k")?, tag(value, "p")?);
        Some(Self { selector: selector.to_owned(), domain: domain.trim_end_matches('.').to_ascii_lowercase(), kind, public })
    }

    /// The record's name.
    pub fn name(&self) -> String {
        format!("{}._domainkey.{}", self.selector, self.domain)
    }

    /// The record as a zone file has it.
    pub fn record(&self) -> String {
        let value = format!("v=DKIM1; k={}; p={}", self.kind, self.public);
        let characters: Vec<char> = value.chars().collect();
        let strings: Vec<String> =
            characters.chunks(STRING).map(|piece| format!("\"{}\"", piece.iter().collect::<String>())).collect();
        format!("{}. IN TXT {}", self.name(), strings.join(" "))
    }
}

/// One finding a key.
pub fn check(sender: &Sender, inquiry: &Inquiry) -> Option<Vec<Finding>> {
    if sender.keys.is_empty() {
        let because = "friday does not sign its mails; large providers want a signature of the sender's domain";
        let mend = format!("`friday dkim new` makes a key, unless your mail server signs for {}", sender.from);
        return Some(vec![Finding::look(WHAT, because, mend)]);
    }
    let findings: Vec<Option<Finding>> = sender.keys.iter().map(|key| check_key(key, inquiry)).collect();
    findings.into_iter().collect()
}

fn check_key(key: &ExpectedKey, inquiry: &Inquiry) -> Option<Finding> {
    let name = key.name();
    let answer = inquiry.ask(RecordKind::Text, &name)?;
    let publish = || format!("publish {}", key.record());
    let texts = answer.texts();
    Some(match (answer, texts.as_slice()) {
        (Answer::Failed(why), _) => unanswered(WHAT, &name, why),
        (_, []) => Finding::wrong(WHAT, format!("{name} has no record, so no receiver can check the signature"), publish()),
        (_, [record]) => compare(key, record),
        (_, several) => {
            let because = format!("{name} has {} records, and receivers may take any of them", several.len());
            Finding::wrong(WHAT, because, format!("leave one: {}", key.record()))
        }
    })
}

fn compare(key: &ExpectedKey, record: &str) -> Finding {
    let name = key.name();
    let publish = || format!("publish {}", key.record());
    let published = tag(record, "p").map(|value| value.split_whitespace().collect::<String>());
    let kind = tag(record, "k").unwrap_or_else(|| "rsa".to_owned());
    if let Some(version) = tag(record, "v").filter(|version| version != "DKIM1") {
        let because = format!("the record at {name} is of another version (v={version}), so receivers pass it over");
        return Finding::wrong(WHAT, because, publish());
    }
    match published.as_deref() {
        None => Finding::wrong(WHAT, format!("the record at {name} has no p=, so it holds no key"), publish()),
        Some("") => {
            let because = format!("the key at {name} is revoked (its p= is empty) and friday still signs with it");
            Finding::wrong(WHAT, because, publish())
        }
        Some(published) if published != key.public || !kind.eq_ignore_ascii_case(&key.kind) => {
            let because = format!("the key at {name} is not the one that friday signs with, so every signature fails");
            Finding::wrong(WHAT, because, publish())
        }
        Some(_) if !lists(record, "h", &["sha256"]) => {
            let because = format!(
                "the key at {name} takes other hashes than the sha256 that friday signs with (h=), so every signature fails"
            );
            Finding::wrong(WHAT, because, "take h= out of the record")
        }
        Some(_) if !lists(record, "s", &["email", "*"]) => {
            let because = format!("the key at {name} is not meant for mail (s=), so every signature fails");
            Finding::wrong(WHAT, because, "take s= out of the record")
        }
        Some(_) if tag(record, "t").is_some_and(|flags| flags.split(':').any(|flag| flag.trim() == "y")) => {
            let because =
                format!("the key at {name} says that it is being tested (t=y); receivers may treat the mail as unsigned");
            Finding::look(WHAT, because, "take t=y out of the record")
        }
        Some(_) => Finding::well(WHAT, format!("{name} holds the {} key that friday signs with", key.kind)),
    }
}

/// Whether a tag with values between colons is absent, which means all, or names one of these (RFC 6376 §3.6.1).
fn lists(record: &str, name: &str, wanted: &[&str]) -> bool {
    let is_wanted = |value: &str| wanted.iter().any(|one| value.trim().eq_ignore_ascii_case(one));
    tag(record, name).is_none_or(|values| values.split(':').any(is_wanted))
}

/// The value of a tag of a `name=value; …` list (RFC 6376 §3.2).
fn tag(record: &str, name: &str) -> Option<String> {
    let pairs = record.split(';').filter_map(|pair| pair.split_once('='));
    pairs.map(|(known, value)| (known.trim(), value.trim())).find(|(known, _)| *known == name).map(|(_, value)| value.to_owned())
}
