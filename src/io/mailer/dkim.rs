//! DKIM signatures (RFC 6376, 8301, 8463): RSA and Ed25519, each on its own, over the same mail.

mod canonical;
mod keys;
mod making;

pub use keys::{DnsRecord, Signer};
pub use making::new_key_file;

use canonical::{fields, relaxed_body, relaxed_field};
use data_encoding::BASE64;
use keys::Key;
use ring::digest::{SHA256, digest};

/// Signed where they stand, beside every `List-…`: what a reader is shown and what their mail program acts on.
const SIGNED: [&str; 11] = [
    "from",
    "to",
    "subject",
    "date",
    "message-id",
    "reply-to",
    "mime-version",
    "content-type",
    "content-transfer-encoding",
    "feedback-id",
    "auto-submitted",
];

/// Signed once more than they stand, so that nobody can add a second one (RFC 6376 §8.15).
const ONCE_MORE: [&str; 4] = ["From", "To", "Subject", "Date"];

impl Signer {
    /// The header fields that sign a mail of this head and body, lines ended, to be put before the head. `time` stands in
    /// them as the time of signing: the mail's own date, so that a second attempt has the same bytes.
    pub fn sign(&self, head: &str, body: &[u8], time: i64) -> anyhow::Result<String> {
        let covered: Vec<(&str, &str)> = fields(head).into_iter().filter(|(name, _)| is_signed(name)).collect();
        let names: Vec<&str> = covered.iter().map(|(name, _)| *name).chain(ONCE_MORE).collect();
        let body_hash = BASE64.encode(digest(&SHA256, &relaxed_body(body)).as_ref());
        let mut text: String = covered.iter().map(|(name, value)| relaxed_field(name, value) + "\r\n").collect();
        let unsigned = text.len();
        let mut signatures = String::new();
        for key in self.keys() {
            let field = self.unsigned_field(key, &names, &body_hash, time);
            text.truncate(unsigned);
            text.push_str(&relaxed_field("DKIM-Signature", &field));
            let signature = BASE64.encode(&key.sign(text.as_bytes())?);
            signatures.push_str(&format!("DKIM-Signature: {field}{}\r\n", folded(&signature)));
        }
        Ok(signatures)
    }

    /// The value of the field up to `b=`.
    fn unsigned_field(&self, key: &Key, names: &[&str], body_hash: &str, time: i64) -> String {
        let (domain, selector, algorithm) = (self.domain(), key.selector(), key.algorithm());
        let names = joined(names);
        format!(
            "v=1; a={algorithm}; c=relaxed/relaxed;\r\n d={domain};\r\n s={selector}; t={time};\r\n h={names};\r\n \
             bh={body_hash};\r\n b="
        )
    }
}

fn is_signed(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    name.starts_with("list-") || SIGNED.contains(&name.as_str())
}

/// Names with colons between them, in lines of about 70; a fold may stand after a colon (RFC 6376 §3.5).
fn joined(names: &[&str]) -> String {
    let (mut text, mut column) = (String::new(), 0);
    for name in names {
        if column + name.len() > 70 {
            text.push_str(":\r\n ");
            column = 0;
        } else if !text.is_empty() {
            text.push(':');
        }
        text.push_str(name);
        column += name.len() + 1;
    }
    text
}

/// Lines of 72; spaces inside `b=` count for nothing (RFC 6376 §3.5).
fn folded(signature: &str) -> String {
    let lines: Vec<&str> = signature.as_bytes().chunks(72).filter_map(|line| std::str::from_utf8(line).ok()).collect();
    lines.join("\r\n ")
}
