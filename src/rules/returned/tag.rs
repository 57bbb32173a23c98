//! The tag of a return path (VERP): which mailing to which subscriber, and a mark that only our keys make.

/// A tag taken apart; whether the mark is ours is for the keys to say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tag {
    /// Row of the mailing; 0 for a mail outside the ledger.
    pub mailing: i64,
    /// Row of the subscriber.
    pub subscriber: i64,
    /// 26 characters of base32.
    pub signature: String,
}

/// What is signed for a tag.
pub fn signed_text(mailing: i64, subscriber: i64) -> String {
    format!("return {mailing} {subscriber}")
}

/// The tag as it stands in the address: digits, small letters and hyphens, because mail servers change the case.
pub fn text(mailing: i64, subscriber: i64, signature: &str) -> String {
    format!("{mailing}-{subscriber}-{signature}")
}

/// Every tag that stands in a header's text, however the address around it looks. Where the tag goes in the address is a
/// setting that may have changed since, so the shape alone is looked for.
pub fn find(header: &str) -> Vec<Tag> {
    words(header).filter_map(|word| read(&word)).collect()
}

/// Every leave token (`12-…`) in a header's text: as `mailto:leave+TOKEN@…`, `…?subject=leave%20TOKEN` or `…/leave/TOKEN`.
pub fn find_leave_tokens(header: &str) -> Vec<String> {
    let is_token = |word: &String| crate::rules::leaving::read_token(word).is_some();
    words(header).filter(is_token).collect()
}

/// Runs of letters, digits and hyphens, in lower case. "%20" and "=20" end a word before it is cut up.
fn words(header: &str) -> impl Iterator<Item = String> {
    let text = header.to_ascii_lowercase().replace("%20", " ");
    let parts: Vec<String> = text.split(|c: char| !(c.is_ascii_alphanumeric() || c == '-')).map(str::to_owned).collect();
    parts.into_iter()
}

fn read(word: &str) -> Option<Tag> {
    let (mailing, token) = word.split_once('-')?;
    let is_number = !mailing.is_empty() && mailing.bytes().all(|b| b.is_ascii_digit());
    let (subscriber, signature) = crate::rules::leaving::read_token(token)?;
    is_number.then_some(())?;
    Some(Tag { mailing: mailing.parse().ok()?, subscriber, signature: signature.to_owned() })
}
