//! An SPF record taken apart (RFC 7208 §4.6, §5): mechanisms in order, and where they end.

use std::net::IpAddr;

/// What a match says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Qualifier {
    /// `+`, or nothing
    Pass,
    /// `-`
    Fail,
    /// `~`
    SoftFail,
    /// `?`
    Neutral,
}

/// What is compared with the address that connects.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Mechanism {
    /// Everything.
    All,
    /// Whatever passes the record of another domain.
    Include(String),
    /// The addresses of a name (none: the domain itself), with prefix lengths for both families.
    Address(Option<String>, u8, u8),
    /// The addresses of a domain's mail hosts.
    MailHosts(Option<String>, u8, u8),
    /// The discouraged one.
    Pointer,
    /// A network.
    Network(IpAddr, u8),
    /// A name made by macros.
    Exists,
}

/// A whole record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Policy {
    /// In the order in which they are tried.
    pub terms: Vec<(Qualifier, Mechanism)>,
    /// Whose record decides when nothing matched.
    pub redirect: Option<String>,
}

/// Whether a text is meant as an SPF record.
pub fn is_spf(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    lower == "v=spf1" || lower.starts_with("v=spf1 ")
}

/// Reads a record; the error is the term that no receiver understands.
pub fn parse(text: &str) -> Result<Policy, String> {
    let mut policy = Policy { terms: Vec::new(), redirect: None };
    for term in text.split(' ').skip(1).filter(|term| !term.is_empty()) {
        match term.split_once('=').filter(|(name, _)| is_modifier(name)) {
            Some((name, value)) if name.eq_ignore_ascii_case("redirect") => {
                // A second one is an error of the whole record (RFC 7208 §6).
                if value.is_empty() || policy.redirect.replace(value.to_owned()).is_some() {
                    return Err(term.to_owned());
                }
            }
            Some(_) => {}
            None => policy.terms.push(mechanism(term).ok_or_else(|| term.to_owned())?),
        }
    }
    // Beside `all`, wherever it stands, a redirect is passed over (RFC 7208 §6.1).
    if policy.terms.iter().any(|(_, mechanism)| *mechanism == Mechanism::All) {
        policy.redirect = None;
    }
    Ok(policy)
}

/// An unknown modifier is passed over; an unknown mechanism is an error (RFC 7208 §4.6.1, §6).
fn is_modifier(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_alphabetic()) && name.chars().all(|c| c.is_ascii_alphanumeric() || "-_.".contains(c))
}

fn mechanism(term: &str) -> Option<(Qualifier, Mechanism)> {
    let (qualifier, rest) = match term.chars().next()? {
        '+' => (Qualifier::Pass, term.get(1..)?),
        '-' => (Qualifier::Fail, term.get(1..)?),
        '~' => (Qualifier::SoftFail, term.get(1..)?),
        '?' => (Qualifier::Neutral, term.get(1..)?),
        _ => (Qualifier::Pass, term),
    };
    let end = rest.find([':', '/']).unwrap_or(rest.len());
    let (name, argument) = rest.split_at(end);
    let domain = argument.strip_prefix(':').filter(|domain| !domain.is_empty());
    let mechanism = match (name.to_ascii_lowercase().as_str(), domain) {
        ("all", None) if argument.is_empty() => Mechanism::All,
        ("include", Some(domain)) if !domain.contains('/') || domain.contains('%') => Mechanism::Include(domain.to_owned()),
        ("exists", Some(_)) => Mechanism::Exists,
        ("ptr", _) => Mechanism::Pointer,
        ("a", _) => with_prefixes(argument).map(|(name, v4, v6)| Mechanism::Address(name, v4, v6))?,
        ("mx", _) => with_prefixes(argument).map(|(name, v4, v6)| Mechanism::MailHosts(name, v4, v6))?,
        ("ip4", Some(network)) => {
            network_of(network, 32).filter(|(ip, _)| ip.is_ipv4()).map(|(ip, bits)| Mechanism::Network(ip, bits))?
        }
        ("ip6", Some(network)) => {
            network_of(network, 128).filter(|(ip, _)| ip.is_ipv6()).map(|(ip, bits)| Mechanism::Network(ip, bits))?
        }
        _ => return None,
    };
    Some((qualifier, mechanism))
}

/// `:name/24//64`, each part of which may be missing.
fn with_prefixes(argument: &str) -> Option<(Option<String>, u8, u8)> {
    let (name, prefixes) = argument.split_at(argument.find('/').unwrap_or(argument.len()));
    let name = match name {
        "" => None,
        named => Some(named.strip_prefix(':').filter(|name| !name.is_empty())?.to_owned()),
    };
    let (v4, v6) = match prefixes.split_once("//") {
        Some((v4, v6)) => (v4, Some(v6)),
        None => (prefixes, None),
    };
    let v4 = if v4.is_empty() { 32 } else { length(v4.strip_prefix('/')?, 32)? };
    let v6 = v6.map_or(Some(128), |text| length(text, 128))?;
    Some((name, v4, v6))
}

fn network_of(text: &str, longest: u8) -> Option<(IpAddr, u8)> {
    let (address, bits) = match text.split_once('/') {
        Some((address, bits)) => (address, length(bits, longest)?),
        None => (text, longest),
    };
    Some((address.parse().ok()?, bits))
}

fn length(text: &str, longest: u8) -> Option<u8> {
    text.parse().ok().filter(|bits| *bits <= longest)
}

/// Whether an address lies in a network.
pub fn is_within(address: IpAddr, network: IpAddr, bits: u8) -> bool {
    match (address, network) {
        (IpAddr::V4(a), IpAddr::V4(n)) => (a.to_bits() ^ n.to_bits()).checked_shr(32 - u32::from(bits.min(32))).unwrap_or(0) == 0,
        (IpAddr::V6(a), IpAddr::V6(n)) => {
            (a.to_bits() ^ n.to_bits()).checked_shr(128 - u32::from(bits.min(128))).unwrap_or(0) == 0
        }
        (IpAddr::V4(_), IpAddr::V6(_)) | (IpAddr::V6(_), IpAddr::V4(_)) => false,
    }
}
