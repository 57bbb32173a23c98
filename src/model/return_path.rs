//! `[mail] bounces`: where mail comes back to, with a place for each copy's own tag (VERP).

use super::address::{AddressError, EmailAddress};

/// Where the tag goes, as it is written in the settings.
const PLACE: &str = "{tag}";

/// Octets that a tag needs: two numbers of up to ten digits, a mark of 26, two hyphens; never all at once.
pub const TAG_ROOM: usize = 44;

/// An address with a place for a tag: `bounces@example.org` stands for `bounces+{tag}@example.org`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReturnPath {
    before: String,
    after: String,
    domain: String,
}

impl ReturnPath {
    /// Reads the setting; the local part has to leave room for a tag (RFC 5321 §4.5.3.1.1: 64 octets), and nothing that
    /// could be read as a part of it may touch it.
    pub fn parse(text: &str) -> Result<Self, AddressError> {
        let (local, domain) = text.trim().rsplit_once('@').ok_or(AddressError::Shape)?;
        let (before, after) = match local.split_once(PLACE) {
            Some((before, after)) => (before.to_owned(), after.to_owned()),
            None if local.is_empty() => return Err(AddressError::Shape),
            None => (format!("{local}+"), String::new()),
        };
        let touches = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric() || c == '-');
        if after.contains(PLACE) || touches(before.chars().next_back()) || touches(after.chars().next()) {
            return Err(AddressError::Shape);
        }
        let sample = EmailAddress::parse(&format!("{before}{}{after}@{domain}", "x".repeat(TAG_ROOM)))?;
        Ok(Self { before, after, domain: sample.domain().to_owned() })
    }

    /// The envelope sender of one copy; none when the tag is longer than any that is to be expected.
    pub fn tagged(&self, tag: &str) -> Option<EmailAddress> {
        EmailAddress::parse(&format!("{}{tag}{}@{}", self.before, self.after, self.domain)).ok()
    }

    /// The domain that SPF is asked about.
    pub fn domain(&self) -> &str {
        &self.domain
    }
}
