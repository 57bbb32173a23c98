//! Asks a name server, for `friday doctor` alone: the fetcher leaves names to the system and its guard.

mod wire;

use crate::io::tokens;
use crate::model::dns::{Answer, Question};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpStream, UdpSocket};
use wire::{Read, Reply};

/// A question is given up after this long, whatever its servers do.
const LIMIT: Duration = Duration::from_secs(5);

/// One attempt over UDP; a lost packet costs this much.
const ATTEMPT: Duration = Duration::from_millis(1500);

/// Names that are passed on to others (CNAME) before that is a circle.
const PASSES: usize = 8;

/// Where a system says whom to ask.
const SYSTEM: &str = "/etc/resolv.conf";

/// Whom to ask.
#[derive(Clone, Debug)]
pub struct Resolver {
    servers: Vec<SocketAddr>,
}

impl Resolver {
    /// Asks one server; none: those of the system.
    pub fn new(server: Option<SocketAddr>) -> Self {
        let servers = server
            .map_or_else(|| std::fs::read_to_string(SYSTEM).map(|text| servers(&text)).unwrap_or_default(), |one| vec![one]);
        let here = SocketAddr::from((Ipv4Addr::LOCALHOST, 53));
        Self { servers: if servers.is_empty() { vec![here] } else { servers } }
    }

    /// The answer, within five seconds.
    pub async fn ask(&self, question: &Question) -> Answer {
        match tokio::time::timeout(LIMIT, self.follow(question)).await {
            Ok(answer) => answer,
            Err(_) => Answer::Failed(format!("no name server answered within {} seconds", LIMIT.as_secs())),
        }
    }

    /// A name that stands for another one is followed, within a reply and beyond it.
    async fn follow(&self, question: &Question) -> Answer {
        let mut asked = question.clone();
        for _ in 0..PASSES {
            match self.exchange(&asked).await {
                Ok(Reply::Records(records)) => return Answer::Records(records),
                Ok(Reply::Nothing) => return Answer::Nothing,
                Ok(Reply::Elsewhere(name)) => asked.name = name,
                Err(why) => return Answer::Failed(why),
            }
        }
        Answer::Failed(format!("{} stands for another name, and so on without end", question.name))
    }

    /// Each server in turn, twice; a server that fails is no reason not to ask the next.
    async fn exchange(&self, question: &Question) -> Result<Reply, String> {
        let mut why = String::new();
        for server in self.servers.iter().chain(&self.servers) {
            match tokio::time::timeout(ATTEMPT, ask_server(*server, question)).await {
                Ok(Ok(reply)) => return Ok(reply),
                Ok(Err(error)) => why = format!("the name server {server} {error}"),
                Err(_) => why = format!("the name server {server} does not answer"),
            }
        }
        Err(why)
    }
}

/// Over UDP, and again over TCP when the answer did not fit (RFC 7766).
async fn ask_server(server: SocketAddr, question: &Question) -> Result<Reply, String> {
    let id = tokens::question_id().map_err(|error| error.to_string())?;
    let query = wire::query(id, question)?;
    match over_udp(server, &query, id, question).await? {
        Read::Reply(reply) => Ok(reply),
        Read::CutOff => over_tcp(server, &query, id, question).await,
        Read::Refused(why) => Err(why),
        Read::NotOurs => Err("answers another question".to_owned()),
    }
}

/// A packet with another id or question is somebody's guess: it is passed over, and the wait goes on.
async fn over_udp(server: SocketAddr, query: &[u8], id: u16, question: &Question) -> Result<Read, String> {
    let failed = |error: std::io::Error| format!("cannot be asked ({error})");
    let here: IpAddr = if server.is_ipv4() { Ipv4Addr::UNSPECIFIED.into() } else { Ipv6Addr::UNSPECIFIED.into() };
    let socket = UdpSocket::bind((here, 0)).await.map_err(failed)?;
    // Connected: packets from elsewhere never reach us, and a closed port is told at once.
    socket.connect(server).await.map_err(failed)?;
    socket.send(query).await.map_err(failed)?;
    let mut packet = vec![0; usize::from(wire::UDP_SIZE)];
    loop {
        let length = socket.recv(&mut packet).await.map_err(failed)?;
        match wire::read(packet.get(..length).unwrap_or_default(), id, question) {
            Read::NotOurs => {}
            read @ (Read::Reply(_) | Read::CutOff | Read::Refused(_)) => return Ok(read),
        }
    }
}

async fn over_tcp(server: SocketAddr, query: &[u8], id: u16, question: &Question) -> Result<Reply, String> {
    let failed = |error: std::io::Error| format!("cannot be asked over TCP ({error})");
    let mut stream = TcpStream::connect(server).await.map_err(failed)?;
    let length = u16::try_from(query.len()).map_err(|_| "cannot be asked so long a question".to_owned())?;
    stream.write_all(&[&length.to_be_bytes(), query].concat()).await.map_err(failed)?;
    let length = stream.read_u16().await.map_err(failed)?;
    let mut packet = vec![0; usize::from(length)];
    stream.read_exact(&mut packet).await.map_err(failed)?;
    match wire::read(&packet, id, question) {
        Read::Reply(reply) => Ok(reply),
        Read::Refused(why) => Err(why),
        Read::CutOff | Read::NotOurs => Err("gives no whole answer over TCP".to_owned()),
    }
}

/// The address under which this machine sends, as far as it knows itself. Nothing is sent to find it out: the system only
/// says which of its addresses it would take for an address on the public internet (those are for documentation, RFC 5737, RFC 3849).
pub fn outgoing_address() -> Option<IpAddr> {
    let would_send_from = |here: IpAddr, there: IpAddr| {
        let socket = std::net::UdpSocket::bind((here, 0)).ok()?;
        socket.connect((there, 9)).ok()?;
        socket.local_addr().ok().map(|address| address.ip())
    };
    would_send_from(Ipv4Addr::UNSPECIFIED.into(), Ipv4Addr::new(192, 0, 2, 1).into())
        .or_else(|| would_send_from(Ipv6Addr::UNSPECIFIED.into(), Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 1).into()))
}

/// The `nameserver` lines of resolv.conf, at most three as the system itself has it; a zone index (`fe80::1%eth0`) is left out.
fn servers(text: &str) -> Vec<SocketAddr> {
    let address = |line: &str| line.split_whitespace().nth(1).and_then(|word| word.parse::<IpAddr>().ok());
    let lines = text.lines().map(str::trim).filter(|line| line.split_whitespace().next() == Some("nameserver"));
    lines.filter_map(address).take(3).map(|address| SocketAddr::from((address, 53))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_systems_servers_are_read_and_the_rest_is_passed_over() {
        let text = "# made by hand\nsearch example.org\nnameserver 192.0.2.53\n nameserver\t2001:db8::53 # second\nnameserver fe80::1%eth0\nnameservers 192.0.2.1\n";

        let found: Vec<String> = servers(text).iter().map(ToString::to_string).collect();

        assert_eq!(found, ["192.0.2.53:53", "[2001:db8::53]:53"]);
    }
}
