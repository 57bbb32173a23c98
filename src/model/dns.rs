//! Questions to a name server, and what it answers.

use std::net::IpAddr;

/// What is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RecordKind {
    /// A
    Ipv4,
    /// AAAA
    Ipv6,
    /// MX
    Mail,
    /// TXT
    Text,
    /// PTR
    Pointer,
}

/// One question: a kind of record of a name.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Question {
    /// What is asked for.
    pub kind: RecordKind,
    /// Lower case, without the last dot.
    pub name: String,
}

impl Question {
    /// The question, its name as it is compared.
    pub fn new(kind: RecordKind, name: &str) -> Self {
        Self { kind, name: name.trim_end_matches('.').to_ascii_lowercase() }
    }
}

/// One record, as far as it is used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Record {
    /// Of A and AAAA.
    Address(IpAddr),
    /// Of MX; an empty host says that the domain takes no mail (RFC 7505).
    Mail {
        /// The lower, the sooner.
        preference: u16,
        /// Lower case, without the last dot.
        host: String,
    },
    /// Of TXT, its strings joined without anything between them (RFC 7208 §3.3).
    Text(String),
    /// Of PTR: lower case, without the last dot.
    Pointer(String),
}

/// What became of a question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// At least one record.
    Records(Vec<Record>),
    /// The name does not exist, or has no such record.
    Nothing,
    /// Nobody could say; why, for people.
    Failed(String),
}

impl Answer {
    /// The texts among the records.
    pub fn texts(&self) -> Vec<&str> {
        self.records()
            .iter()
            .filter_map(|record| if let Record::Text(text) = record { Some(text.as_str()) } else { None })
            .collect()
    }

    /// The addresses among the records.
    pub fn addresses(&self) -> Vec<IpAddr> {
        self.records().iter().filter_map(|record| if let Record::Address(ip) = record { Some(*ip) } else { None }).collect()
    }

    /// The mail hosts among the records, the one asked first in front.
    pub fn mail_hosts(&self) -> Vec<&str> {
        let mail =
            |record| if let &Record::Mail { preference, ref host } = record { Some((preference, host.as_str())) } else { None };
        let mut hosts: Vec<(u16, &str)> = self.records().iter().filter_map(mail).collect();
        hosts.sort_unstable();
        hosts.into_iter().map(|(_, host)| host).collect()
    }

    /// The names among the records.
    pub fn pointers(&self) -> Vec<&str> {
        self.records()
            .iter()
            .filter_map(|record| if let Record::Pointer(name) = record { Some(name.as_str()) } else { None })
            .collect()
    }

    fn records(&self) -> &[Record] {
        match self {
            Self::Records(records) => records,
            Self::Nothing | Self::Failed(_) => &[],
        }
    }
}

/// The name under which the pointer of an address stands (RFC 1035 §3.5, RFC 3596 §2.5).
pub fn reverse_name(address: IpAddr) -> String {
    match address {
        IpAddr::V4(v4) => {
            let [a, b, c, d] = v4.octets();
            format!("{d}.{c}.{b}.{a}.in-addr.arpa")
        }
        IpAddr::V6(v6) => {
            let nibbles = v6.octets().into_iter().rev().flat_map(|byte| [byte & 15, byte >> 4]);
            nibbles.map(|nibble| format!("{nibble:x}.")).collect::<String>() + "ip6.arpa"
        }
    }
}
