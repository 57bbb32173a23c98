//! No feed leads friday into a private network: addresses are judged after resolution, as literals, and on every hop.

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::time::Duration;
use url::{Host, Url};

/// Ports a feed may be served from, unless its row in the list says otherwise.
const PORTS: [u16; 4] = [80, 443, 8080, 8443];

/// DNS answers later than this are a failure.
const DNS_TIMEOUT: Duration = Duration::from_secs(5);

/// Whether friday may send a request to `url` at all; `listed_port` is the one written in feeds.toml.
pub fn check_url(url: &Url, allow_private: bool, listed_port: Option<u16>) -> Result<(), String> {
    if !matches!(url.scheme(), "http" | "https") {
        return Err(format!("it leads to a {}: address, which is no web address", url.scheme()));
    }
    if allow_private {
        return Ok(());
    }
    let port = url.port_or_known_default().unwrap_or(80);
    if !PORTS.contains(&port) && listed_port != Some(port) {
        return Err(format!("it leads to port {port}, which feeds are not served from"));
    }
    let literal = match url.host() {
        Some(Host::Ipv4(address)) => Some(IpAddr::V4(address)),
        Some(Host::Ipv6(address)) => Some(IpAddr::V6(address)),
        Some(Host::Domain(_)) => None,
        None => return Err("it has no host".to_owned()),
    };
    match literal {
        Some(address) if !is_public(address) => Err(private_message(address)),
        Some(_) | None => Ok(()),
    }
}

fn private_message(address: IpAddr) -> String {
    format!("it leads to {address}, a private or reserved address; set allow_private = true in [fetch] if that is meant")
}

/// Whether an address is on the public internet (IANA special-purpose registries; embedded IPv4 is judged as such).
pub fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    const RESERVED: [(Ipv4Addr, u32); 15] = [
        (Ipv4Addr::new(0, 0, 0, 0), 8),
        (Ipv4Addr::new(10, 0, 0, 0), 8),
        (Ipv4Addr::new(100, 64, 0, 0), 10),
        (Ipv4Addr::new(127, 0, 0, 0), 8),
        (Ipv4Addr::new(169, 254, 0, 0), 16),
        (Ipv4Addr::new(172, 16, 0, 0), 12),
        (Ipv4Addr::new(192, 0, 0, 0), 24),
        (Ipv4Addr::new(192, 0, 2, 0), 24),
        (Ipv4Addr::new(192, 88, 99, 0), 24),
        (Ipv4Addr::new(192, 168, 0, 0), 16),
        (Ipv4Addr::new(198, 18, 0, 0), 15),
        (Ipv4Addr::new(198, 51, 100, 0), 24),
        (Ipv4Addr::new(203, 0, 113, 0), 24),
        (Ipv4Addr::new(224, 0, 0, 0), 4),
        (Ipv4Addr::new(240, 0, 0, 0), 4),
    ];
    let inside = |(network, bits): &(Ipv4Addr, u32)| (address.to_bits() ^ network.to_bits()) >> (32 - bits) == 0;
    !RESERVED.iter().any(inside)
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    if let Some(inner) = embedded_v4(address) {
        return is_public_v4(inner);
    }
    let [a, b, c, _, _, tunnel, high, low] = address.segments();
    if tunnel == 0x5efe && !is_public_v4(v4_of(high, low)) {
        return false; // ISATAP (RFC 5214): a router of ours could take it for its inner address
    }
    let reserved = a == 0                              // ::/16 holds ::, ::1 and the compatible addresses
        || (a == 0x64 && b == 0xff9b && c == 1)        // 64:ff9b:1::/48
        || a == 0x100                                  // 100::/64, discard
        || (a == 0x2001 && (b < 0x200 || b == 0xdb8))  // 2001::/23, documentation
        || (a == 0x3fff && b < 0x1000)                 // 3fff::/20, documentation
        || a == 0x5f00                                 // 5f00::/16, segment routing
        || a & 0xfe00 == 0xfc00                        // fc00::/7
        || a & 0xff80 == 0xfe80                        // fe80::/10 and fec0::/10
        || a & 0xff00 == 0xff00; // ff00::/8
    !reserved
}

/// The IPv4 address inside a mapped (::ffff:0:0/96), NAT64 (64:ff9b::/96) or 6to4 (2002::/16) one.
fn embedded_v4(address: Ipv6Addr) -> Option<Ipv4Addr> {
    match address.segments() {
        [0, 0, 0, 0, 0, 0xffff, high, low] | [0x64, 0xff9b, 0, 0, 0, 0, high, low] => Some(v4_of(high, low)),
        [0x2002, high, low, ..] => Some(v4_of(high, low)),
        _ => None,
    }
}

fn v4_of(high: u16, low: u16) -> Ipv4Addr {
    Ipv4Addr::from_bits(u32::from(high) << 16 | u32::from(low))
}

/// Resolves names for the fetcher and keeps only addresses it may connect to, so that the checked address is the connected one.
#[derive(Clone, Copy, Debug)]
pub struct GuardedResolver {
    /// `[fetch] allow_private`.
    pub allow_private: bool,
}

impl Resolve for GuardedResolver {
    fn resolve(&self, name: Name) -> Resolving {
        let allow_private = self.allow_private;
        Box::pin(async move {
            let lookup = tokio::net::lookup_host((name.as_str(), 0));
            let found: Vec<SocketAddr> = match tokio::time::timeout(DNS_TIMEOUT, lookup).await {
                Ok(Ok(found)) => found.collect(),
                Ok(Err(_)) => return Err("its name is not known, or this machine has no network".into()),
                Err(_) => return Err("its name was not found within 5 seconds".into()),
            };
            let first = found.first().map(SocketAddr::ip);
            let allowed: Vec<SocketAddr> = found.into_iter().filter(|one| allow_private || is_public(one.ip())).collect();
            match (allowed.is_empty(), first) {
                (false, _) => Ok(Box::new(allowed.into_iter()) as Addrs),
                (true, Some(address)) => Err(private_message(address).into()),
                (true, None) => Err("its name has no address".into()),
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(url: &str) -> bool {
        Url::parse(url).map_or(true, |url| check_url(&url, false, None).is_err())
    }

    #[test]
    fn private_addresses_are_refused_however_they_are_written() {
        for url in [
            "http://127.0.0.1/",
            "http://127.1/",
            "http://2130706433/",
            "http://0x7f.1/",
            "http://0177.0.0.1/",
            "http://0/",
            "http://10.1.2.3/",
            "http://100.64.0.1/",
            "http://169.254.169.254/",
            "http://172.31.0.1/",
            "http://192.168.1.1/",
            "http://198.18.0.1/",
            "http://224.0.0.1/",
            "http://255.255.255.255/",
            "http://[::1]/",
            "http://[::]/",
            "http://[::ffff:127.0.0.1]/",
            "http://[::ffff:7f00:1]/",
            "http://[64:ff9b::7f00:1]/",
            "http://[2002:7f00:1::]/",
            "http://[64:ff9b:1::1]/",
            "http://[fe80::1]/",
            "http://[fec0::1]/",
            "http://[fc00::1]/",
            "http://[fd12::1]/",
            "http://[ff02::1]/",
            "http://[2001:db8::1]/",
            "http://[2001::1]/",
            "http://good@127.0.0.1/",
            "http://１２７.0.0.1/",
        ] {
            assert!(refused(url), "{url}");
        }
    }

    #[test]
    fn public_addresses_pass() {
        for url in
            ["http://93.184.216.34/", "https://[2606:2800:220:1::1]/", "https://blog.example/", "http://[64:ff9b::5db8:d822]/"]
        {
            assert!(!refused(url), "{url}");
        }
    }

    #[test]
    fn only_web_addresses_on_usual_ports_pass() {
        for url in ["file:///etc/passwd", "gopher://blog.example/", "ftp://blog.example/", "http://blog.example:25/"] {
            assert!(refused(url), "{url}");
        }
    }

    #[test]
    fn a_port_written_in_the_list_passes() {
        let url = Url::parse("http://blog.example:8000/").expect("a literal address");

        assert_eq!(check_url(&url, false, Some(8000)), Ok(()));
        assert!(check_url(&url, false, None).is_err());
    }

    #[test]
    fn a_test_server_passes_when_private_addresses_are_allowed() {
        let url = Url::parse("http://127.0.0.1:39999/").expect("a literal address");

        assert_eq!(check_url(&url, true, None), Ok(()));
    }
}
