//! A name server that says what it is told, over UDP and TCP on one port; and misbehaves on demand.

use simple_dns::rdata::{A, AAAA, CNAME, MX, PTR, RData, TXT};
use simple_dns::{CLASS, CharacterString, Name, Packet, PacketFlag, QTYPE, RCODE, ResourceRecord, TYPE};
use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, Mutex};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, UdpSocket};

/// What to do with questions about a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trick {
    /// SERVFAIL.
    Fail,
    /// No word.
    Silent,
    /// Over UDP only a head that says "too long".
    Long,
    /// First a lie under another id, one about another name, and rubbish; then the truth.
    Lies,
    /// Nothing but lies.
    OnlyLies,
    /// Over TCP, a length and no more.
    HalfAnswer,
}

/// What it knows: `"TXT five.example": "v=spf1 -all"`. A text is cut into strings at each `|`.
#[derive(Clone, Debug, Default)]
pub struct Zone {
    pub rows: Vec<(String, String)>,
    pub tricks: Vec<(String, Trick)>,
}

impl Zone {
    pub fn of(rows: &[(&str, &str)]) -> Self {
        let rows = rows.iter().map(|(what, value)| ((*what).to_owned(), (*value).to_owned())).collect();
        Self { rows, tricks: Vec::new() }
    }

    pub fn with(mut self, name: &str, trick: Trick) -> Self {
        self.tricks.push((name.to_owned(), trick));
        self
    }

    /// The same with all records of one kind and name replaced.
    pub fn but(mut self, what: &str, values: &[&str]) -> Self {
        self.rows.retain(|(known, _)| known != what);
        self.rows.extend(values.iter().map(|value| (what.to_owned(), (*value).to_owned())));
        self
    }
}

/// The server; it ends with the test's runtime.
pub struct NameServer {
    pub address: SocketAddr,
    asked: Arc<Mutex<Vec<String>>>,
}

impl NameServer {
    pub async fn start(zone: Zone) -> Self {
        let (udp, tcp) = both().await;
        let address = udp.local_addr().unwrap();
        let asked: Arc<Mutex<Vec<String>>> = Arc::default();
        let (zone, udp) = (Arc::new(zone), Arc::new(udp));
        tokio::spawn(serve_udp(udp, zone.clone(), asked.clone()));
        tokio::spawn(serve_tcp(tcp, zone, asked.clone()));
        Self { address, asked }
    }

    /// Every question, as `udp TXT five.example`.
    pub fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap().clone()
    }
}

/// A port that is free for both.
async fn both() -> (UdpSocket, TcpListener) {
    loop {
        let tcp = TcpListener::bind("127.0.0.1:0").await.unwrap();
        if let Ok(udp) = UdpSocket::bind(tcp.local_addr().unwrap()).await {
            return (udp, tcp);
        }
    }
}

async fn serve_udp(udp: Arc<UdpSocket>, zone: Arc<Zone>, asked: Arc<Mutex<Vec<String>>>) {
    let mut packet = vec![0; 4096];
    while let Ok((length, from)) = udp.recv_from(&mut packet).await {
        for answer in answers(&packet[..length], &zone, "udp", &asked) {
            let _ = udp.send_to(&answer, from).await;
        }
    }
}

async fn serve_tcp(tcp: TcpListener, zone: Arc<Zone>, asked: Arc<Mutex<Vec<String>>>) {
    while let Ok((mut stream, _)) = tcp.accept().await {
        let (zone, asked) = (zone.clone(), asked.clone());
        tokio::spawn(async move {
            let length = stream.read_u16().await.ok()?;
            let mut packet = vec![0; length.into()];
            stream.read_exact(&mut packet).await.ok()?;
            let (_, name) = question(&packet);
            if trick(&zone, &name) == Some(Trick::HalfAnswer) {
                stream.write_all(&[1, 0, 7]).await.ok()?;
                return None;
            }
            for answer in answers(&packet, &zone, "tcp", &asked) {
                stream.write_all(&u16::try_from(answer.len()).unwrap().to_be_bytes()).await.ok()?;
                stream.write_all(&answer).await.ok()?;
            }
            Some(())
        });
    }
}

fn trick(zone: &Zone, name: &str) -> Option<Trick> {
    zone.tricks.iter().find(|(known, _)| known == name).map(|(_, trick)| *trick)
}

fn question(packet: &[u8]) -> (String, String) {
    let packet = Packet::parse(packet).unwrap();
    let kind = match packet.questions[0].qtype {
        QTYPE::TYPE(TYPE::A) => "A",
        QTYPE::TYPE(TYPE::AAAA) => "AAAA",
        QTYPE::TYPE(TYPE::MX) => "MX",
        QTYPE::TYPE(TYPE::TXT) => "TXT",
        QTYPE::TYPE(TYPE::PTR) => "PTR",
        _ => "?",
    };
    (kind.to_owned(), packet.questions[0].qname.to_string())
}

fn answers(bytes: &[u8], zone: &Zone, way: &str, asked: &Mutex<Vec<String>>) -> Vec<Vec<u8>> {
    let (kind, name) = question(bytes);
    asked.lock().unwrap().push(format!("{way} {kind} {name}"));
    let id = Packet::parse(bytes).unwrap().id();
    let truth = answer(bytes, zone, id, &kind, &name);
    let lie = match kind.as_str() {
        "A" => "198.51.100.1",
        "AAAA" => "2001:db8:bad::1",
        _ => "10 lie.example",
    };
    let elsewhere = answer(bytes, &Zone::of(&[(&format!("{kind} {name}"), lie)]), id ^ 1, &kind, &name);
    let mut about_another = Packet::parse(bytes).unwrap().into_reply();
    about_another.questions[0].qname = Name::new("another.example").unwrap();
    let lies = vec![elsewhere, about_another.build_bytes_vec().unwrap(), b"rubbish".to_vec()];
    match trick(zone, &name) {
        Some(Trick::Fail) => vec![failure(bytes)],
        Some(Trick::Silent) => Vec::new(),
        Some(Trick::Long | Trick::HalfAnswer) if way == "udp" => vec![cut_off(bytes)],
        Some(Trick::Lies) => [lies, vec![truth]].concat(),
        Some(Trick::OnlyLies) => lies,
        Some(Trick::Long | Trick::HalfAnswer) | None => vec![truth],
    }
}

fn failure(bytes: &[u8]) -> Vec<u8> {
    let mut packet = Packet::parse(bytes).unwrap().into_reply();
    *packet.rcode_mut() = RCODE::ServerFailure;
    packet.build_bytes_vec().unwrap()
}

fn cut_off(bytes: &[u8]) -> Vec<u8> {
    let mut packet = Packet::parse(bytes).unwrap().into_reply();
    packet.set_flags(PacketFlag::TRUNCATION);
    packet.build_bytes_vec().unwrap()
}

/// The records of the name, and of those that it stands for as far as the zone knows them.
fn answer(bytes: &[u8], zone: &Zone, id: u16, kind: &str, name: &str) -> Vec<u8> {
    let mut packet = Packet::parse(bytes).unwrap().into_reply();
    packet.set_id(id);
    packet.set_flags(PacketFlag::RESPONSE);
    let mut name = name.to_owned();
    for _ in 0..8 {
        for value in values(zone, kind, &name) {
            packet.answers.push(ResourceRecord::new(Name::new(&name).unwrap().into_owned(), CLASS::IN, 60, data(kind, &value)));
        }
        let Some(target) = values(zone, "CNAME", &name).pop() else { break };
        packet.answers.push(ResourceRecord::new(Name::new(&name).unwrap().into_owned(), CLASS::IN, 60, data("CNAME", &target)));
        if values(zone, "NOMORE", &target).is_empty() { name = target } else { break }
    }
    if packet.answers.is_empty() && !zone.rows.iter().any(|(known, _)| known.ends_with(&format!(" {name}"))) {
        *packet.rcode_mut() = RCODE::NameError;
    }
    packet.build_bytes_vec_compressed().unwrap()
}

fn values(zone: &Zone, kind: &str, name: &str) -> Vec<String> {
    zone.rows.iter().filter(|(what, _)| *what == format!("{kind} {name}")).map(|(_, value)| value.clone()).collect()
}

fn data(kind: &str, value: &str) -> RData<'static> {
    let name = |text: &str| Name::new(text).unwrap().into_owned();
    match kind {
        "A" | "AAAA" => match value.parse::<IpAddr>().unwrap() {
            IpAddr::V4(address) => RData::A(A { address: address.to_bits() }),
            IpAddr::V6(address) => RData::AAAA(AAAA { address: address.to_bits() }),
        },
        "MX" => {
            let (preference, host) = value.split_once(' ').unwrap();
            RData::MX(MX { preference: preference.parse().unwrap(), exchange: name(host) })
        }
        "TXT" => {
            let strings = value.split('|').map(|part| CharacterString::new(part.as_bytes()).unwrap().into_owned());
            RData::TXT(strings.fold(TXT::new(), TXT::with_char_string))
        }
        "PTR" => RData::PTR(PTR(name(value))),
        _ => RData::CNAME(CNAME(name(value))),
    }
}
