//! A subscriber's e-mail address, parsed once at the door.

use std::fmt;

/// An address that can safely stand in an SMTP command and a header: printable ASCII, one `@`, a dotted domain.
///
/// `Display` and `Debug` mask it, so that logs never hold one; only the mailer and exports ask for `expose`.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct EmailAddress {
    text: String,
}

/// Why a text is not an address friday can mail to.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AddressError {
    /// There is no `@`, or nothing on one side of it.
    #[error("an address looks like name@example.org")]
    Shape,
    /// RFC 5321 §4.5.3.1: 64 octets before the `@`, 254 in all.
    #[error("an address has at most 64 characters before the @ and 254 in all")]
    TooLong,
    /// A character that would need quoting or SMTPUTF8 before the `@`.
    #[error("{0:?} cannot stand before the @")]
    Character(char),
    /// The part after the `@` is no host name.
    #[error("{0:?} is not a domain name")]
    Domain(String),
}

impl EmailAddress {
    /// Reads an address; the domain is lower-cased and an international one becomes A-labels (RFC 5891).
    pub fn parse(text: &str) -> Result<Self, AddressError> {
        let (local, domain) = text.trim().rsplit_once('@').ok_or(AddressError::Shape)?;
        check_local(local)?;
        let domain = domain_name(domain)?;
        let text = format!("{local}@{domain}");
        if local.len() > 64 || text.len() > 254 {
            return Err(AddressError::TooLong);
        }
        Ok(Self { text })
    }

    /// The real address, for the mailer, for exports and for the store; never for a log.
    pub fn expose(&self) -> &str {
        &self.text
    }

    /// What two spellings of one mailbox have in common: all lower case (local parts differ by case nowhere in practice).
    pub fn canonical(&self) -> String {
        self.text.to_ascii_lowercase()
    }

    /// The canonical spelling without what follows a plus sign before the `@` (RFC 5233): addresses that reach one mailbox in
    /// most places. Good enough to count by, never to tell people apart by.
    pub fn mailbox(&self) -> String {
        let canonical = self.canonical();
        let (local, domain) = canonical.rsplit_once('@').unwrap_or((&canonical, ""));
        match local.split_once('+') {
            Some((before, _)) if !before.is_empty() => format!("{before}@{domain}"),
            Some(_) | None => canonical,
        }
    }

    /// The part after the `@`, lower case.
    pub fn domain(&self) -> &str {
        self.text.rsplit_once('@').map_or("", |(_, domain)| domain)
    }
}

/// RFC 5321 §4.1.2 dot-string: atoms separated by single dots.
fn check_local(local: &str) -> Result<(), AddressError> {
    if local.is_empty() || local.starts_with('.') || local.ends_with('.') || local.contains("..") {
        return Err(AddressError::Shape);
    }
    match local.chars().find(|c| !(c.is_ascii_alphanumeric() || "!#$%&'*+-/=?^_`{|}~.".contains(*c))) {
        Some(c) => Err(AddressError::Character(c)),
        None => Ok(()),
    }
}

fn domain_name(domain: &str) -> Result<String, AddressError> {
    let wrong = || AddressError::Domain(domain.to_owned());
    // The parser of web addresses would undo percent-encoding, which mail addresses do not have.
    if domain.contains('%') {
        return Err(wrong());
    }
    match url::Host::parse(domain).map_err(|_| wrong())? {
        url::Host::Domain(name) if name.contains('.') && name.split('.').all(is_label) => Ok(name),
        url::Host::Domain(_) | url::Host::Ipv4(_) | url::Host::Ipv6(_) => Err(wrong()),
    }
}

/// RFC 1123 §2.1 and RFC 1035 §2.3.4: letters, digits and hyphens within, 63 at most.
fn is_label(label: &str) -> bool {
    let is_plain = label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    is_plain && (1..=63).contains(&label.len()) && !label.starts_with('-') && !label.ends_with('-')
}

impl fmt::Display for EmailAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let first = self.text.chars().next().unwrap_or('?');
        write!(f, "{first}…@{}", self.domain())
    }
}

impl fmt::Debug for EmailAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "EmailAddress({self})")
    }
}
