//! A network of our own, in which every address is this machine: whatever the guard lets through arrives here.

use std::net::{IpAddr, Ipv4Addr};
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream, UdpSocket};

/// The address that stands for a public server.
pub const PUBLIC: Ipv4Addr = Ipv4Addr::new(93, 184, 216, 34);

const SET_UP: &str = "mount --bind \"$1/resolv.conf\" /etc/resolv.conf && mount --bind \"$1/nsswitch.conf\" /etc/nsswitch.conf \
    && ip link set lo up && ip route add local 0.0.0.0/0 dev lo && ip -6 route add local ::/0 dev lo || exit 111
    exec \"$2\" --exact \"$3\" --ignored --nocapture";

/// Runs an ignored test of this binary in a network of its own, and gives its figures; `None` where the system allows none.
pub fn run_inside(test: &str) -> Option<String> {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("resolv.conf"), "nameserver 127.0.0.1\noptions attempts:2 timeout:2\n").unwrap();
    std::fs::write(folder.path().join("nsswitch.conf"), "hosts: files dns\n").unwrap();
    let mut command = Command::new("unshare");
    command.args(["-r", "-n", "-m", "sh", "-c", SET_UP, "sh"]).arg(folder.path()).arg(std::env::current_exe().unwrap());
    let output = command.arg(test).output().ok()?;
    if matches!(output.status.code(), Some(1 | 111)) {
        return None;
    }
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    let figures: Vec<&str> = said.lines().filter(|line| line.starts_with("figures: ")).collect();
    assert!(output.status.success(), "{said}{}", String::from_utf8_lossy(&output.stderr));
    Some(figures.join("\n"))
}

/// Answers on port 80 of every address there is: as `answer` says on the public one, as a canary on all others.
pub async fn be_everywhere(canary: Arc<AtomicUsize>, answer: impl Fn(&str) -> String + Send + Sync + 'static) {
    let listener = TcpListener::bind("[::]:80").await.unwrap();
    let answer = Arc::new(answer);
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            if stream.local_addr().unwrap().ip().to_canonical() == IpAddr::V4(PUBLIC) {
                tokio::spawn(respond(stream, answer.clone()));
            } else {
                canary.fetch_add(1, Ordering::SeqCst);
            }
        }
    });
}

async fn respond(mut stream: TcpStream, answer: Arc<impl Fn(&str) -> String>) {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") && stream.read_buf(&mut head).await.is_ok_and(|size| size > 0) {}
    let path = String::from_utf8_lossy(&head).split(' ').nth(1).unwrap_or_default().to_owned();
    // A client that has heard enough may be gone.
    let _ = stream.write_all(answer(&path).as_bytes()).await;
}

/// A name server with a memory of one thing: how often it was asked. Every answer has TTL 0.
pub async fn name_server(answer: impl Fn(&str, usize) -> Vec<IpAddr> + Send + 'static) -> Arc<AtomicUsize> {
    let socket = UdpSocket::bind("127.0.0.1:53").await.unwrap();
    let asked = Arc::new(AtomicUsize::new(0));
    let count = asked.clone();
    tokio::spawn(async move {
        let mut packet = [0; 512];
        while let Ok((size, from)) = socket.recv_from(&mut packet).await {
            let (name, end) = question(&packet[..size]);
            let is_v6 = packet[end - 3] == 28;
            let turn = if is_v6 { count.load(Ordering::SeqCst) } else { count.fetch_add(1, Ordering::SeqCst) };
            let addresses = answer(&name, turn).into_iter().filter(|address| address.is_ipv6() == is_v6).collect();
            socket.send_to(&reply(&packet[..end], addresses), from).await.unwrap();
        }
    });
    asked
}

/// The name asked for, and where the question ends (RFC 1035 §4.1.2).
fn question(packet: &[u8]) -> (String, usize) {
    let (mut at, mut labels) = (12, Vec::new());
    while packet[at] != 0 {
        let end = at + 1 + usize::from(packet[at]);
        labels.push(String::from_utf8_lossy(&packet[at + 1..end]).into_owned());
        at = end;
    }
    (labels.join("."), at + 5)
}

fn reply(asked: &[u8], addresses: Vec<IpAddr>) -> Vec<u8> {
    let mut bytes = asked.to_vec();
    bytes[2..4].copy_from_slice(&[0x81, 0x80]);
    bytes[6..12].copy_from_slice(&[0, u8::try_from(addresses.len()).unwrap(), 0, 0, 0, 0]);
    for address in addresses {
        let (kind, octets) = match address {
            IpAddr::V4(address) => (1, address.octets().to_vec()),
            IpAddr::V6(address) => (28, address.octets().to_vec()),
        };
        bytes.extend([0xc0, 12, 0, kind, 0, 1, 0, 0, 0, 0, 0, u8::try_from(octets.len()).unwrap()]);
        bytes.extend(octets);
    }
    bytes
}
