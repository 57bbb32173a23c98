//! DNS messages (RFC 1035): a question written, an answer read. The only user of simple-dns.

use crate::model::dns::{Question, Record, RecordKind};
use simple_dns::rdata::{OPT, RData};
use simple_dns::{CLASS, Name, Packet, PacketFlag, QCLASS, QTYPE, RCODE, ResourceRecord, TYPE};
use std::net::{Ipv4Addr, Ipv6Addr};

/// What we take over UDP: it passes every path without being cut into pieces (RFC 9715).
pub const UDP_SIZE: u16 = 1232;

/// Names that may stand for each other within one reply.
const CHAIN: usize = 16;

/// What an answer says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reply {
    /// At least one record.
    Records(Vec<Record>),
    /// No such name, or no such record.
    Nothing,
    /// The name stands for this one, which the reply says nothing more about.
    Elsewhere(String),
}

/// What a packet is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Read {
    /// The answer.
    Reply(Reply),
    /// The answer did not fit.
    CutOff,
    /// The server cannot or will not say; why.
    Refused(String),
    /// Broken, or an answer to something else.
    NotOurs,
}

/// The packet that asks a recursive server.
pub fn query(id: u16, question: &Question) -> Result<Vec<u8>, String> {
    let unfit = |_| format!("cannot be asked about {:?}, which is no name", question.name);
    if question.name.split('.').any(str::is_empty) {
        return Err(unfit(simple_dns::SimpleDnsError::InvalidServiceName));
    }
    let mut packet = Packet::new_query(id);
    packet.set_flags(PacketFlag::RECURSION_DESIRED);
    let name = Name::new(&question.name).map_err(unfit)?;
    packet.questions.push(simple_dns::Question::new(name, QTYPE::TYPE(kind(question)), QCLASS::CLASS(CLASS::IN), false));
    *packet.opt_mut() = Some(OPT { opt_codes: Vec::new(), udp_packet_size: UDP_SIZE, version: 0 });
    packet.build_bytes_vec().map_err(unfit)
}

/// Reads a packet that came back for a question.
pub fn read(bytes: &[u8], id: u16, question: &Question) -> Read {
    let Ok(packet) = Packet::parse(bytes) else { return cut_off_or_foreign(bytes, id) };
    let is_about =
        |asked: &simple_dns::Question<'_>| text(&asked.qname) == question.name && asked.qtype == QTYPE::TYPE(kind(question));
    if packet.id() != id || !packet.has_flags(PacketFlag::RESPONSE) || !packet.questions.iter().all(is_about) {
        return Read::NotOurs;
    }
    if packet.has_flags(PacketFlag::TRUNCATION) {
        return Read::CutOff;
    }
    match packet.rcode() {
        RCODE::NoError => Read::Reply(reply(&packet.answers, question)),
        RCODE::NameError => Read::Reply(Reply::Nothing),
        RCODE::ServerFailure => Read::Refused("could not find out (SERVFAIL)".to_owned()),
        RCODE::Refused => Read::Refused("refuses to answer (REFUSED)".to_owned()),
        other => Read::Refused(format!("answers with an error ({other:?})")),
    }
}

/// Some servers cut a long answer in the middle of a record: the head alone then says that it was cut.
fn cut_off_or_foreign(bytes: &[u8], id: u16) -> Read {
    match bytes {
        [high, low, flags, ..] if u16::from_be_bytes([*high, *low]) == id && flags & 0x82 == 0x82 => Read::CutOff,
        _ => Read::NotOurs,
    }
}

fn reply(answers: &[ResourceRecord<'_>], question: &Question) -> Reply {
    let mut name = question.name.clone();
    for _ in 0..CHAIN {
        let of_name: Vec<&ResourceRecord<'_>> = answers.iter().filter(|answer| text(&answer.name) == name).collect();
        let records: Vec<Record> = of_name.iter().filter_map(|answer| record(&answer.rdata, question.kind)).collect();
        if !records.is_empty() {
            return Reply::Records(records);
        }
        let next =
            of_name.iter().find_map(|answer| if let RData::CNAME(target) = &answer.rdata { Some(text(&target.0)) } else { None });
        match next {
            Some(next) => name = next,
            None if name == question.name => return Reply::Nothing,
            None => return Reply::Elsewhere(name),
        }
    }
    Reply::Elsewhere(name)
}

fn record(data: &RData<'_>, kind: RecordKind) -> Option<Record> {
    match (kind, data) {
        (RecordKind::Ipv4, RData::A(found)) => Some(Record::Address(Ipv4Addr::from(found.address).into())),
        (RecordKind::Ipv6, RData::AAAA(found)) => Some(Record::Address(Ipv6Addr::from(found.address).into())),
        (RecordKind::Mail, RData::MX(found)) => Some(Record::Mail { preference: found.preference, host: text(&found.exchange) }),
        // Bytes that are no UTF-8 stand in no record that matters here.
        (RecordKind::Text, RData::TXT(found)) => String::try_from(found.clone()).ok().map(Record::Text),
        (RecordKind::Pointer, RData::PTR(found)) => Some(Record::Pointer(text(&found.0))),
        _ => None,
    }
}

fn kind(question: &Question) -> TYPE {
    match question.kind {
        RecordKind::Ipv4 => TYPE::A,
        RecordKind::Ipv6 => TYPE::AAAA,
        RecordKind::Mail => TYPE::MX,
        RecordKind::Text => TYPE::TXT,
        RecordKind::Pointer => TYPE::PTR,
    }
}

fn text(name: &Name<'_>) -> String {
    name.to_string().trim_end_matches('.').to_ascii_lowercase()
}
