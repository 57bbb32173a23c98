//! Who asks a page for something: the network address, even behind a proxy, and how often it may ask.

use crate::model::Instant;
use crate::model::network::Network;
use std::collections::HashMap;
use std::net::IpAddr;

/// Sign-ups that one network may make at once, and how long one takes to grow back: an office behind one address can sign up
/// together, a flood cannot.
const BURST: u32 = 20;
const SECONDS_EACH: i64 = 60;

/// Networks remembered at most. Memory is bounded; the caps of the database do not depend on it.
const REMEMBERED: usize = 20_000;

/// The visitor's address. `forwarded` are the values of X-Forwarded-For in the order received; they are believed only as far as
/// the hop that wrote them is one of ours, from the right: anybody can write anything to the left of that.
pub fn client_address(peer: IpAddr, forwarded: &[&str], trusted: &[Network]) -> IpAddr {
    let is_ours = |address: IpAddr| trusted.iter().any(|network| network.contains(address));
    let mut client = peer.to_canonical();
    let hops = forwarded.iter().flat_map(|value| value.split(',')).map(str::trim);
    for hop in hops.collect::<Vec<_>>().into_iter().rev() {
        if !is_ours(client) {
            break;
        }
        match read_hop(hop) {
            Some(address) => client = address.to_canonical(),
            None => break,
        }
    }
    client
}

/// Whether the peer looks like a proxy of ours that the settings do not name: it stands next to us and says whom it speaks for.
pub fn is_forgotten_proxy(peer: IpAddr, forwarded: &[&str], trusted: &[Network]) -> bool {
    let peer = peer.to_canonical();
    let is_near = match peer {
        IpAddr::V4(address) => address.is_loopback() || address.is_private(),
        IpAddr::V6(address) => address.is_loopback() || address.is_unique_local(),
    };
    is_near && !forwarded.is_empty() && !trusted.iter().any(|network| network.contains(peer))
}

/// `192.0.2.7`, `192.0.2.7:4711`, `2001:db8::1` or `[2001:db8::1]:4711`.
fn read_hop(hop: &str) -> Option<IpAddr> {
    let bare = hop.parse().ok();
    bare.or_else(|| hop.parse::<std::net::SocketAddr>().ok().map(|address| address.ip()))
        .or_else(|| hop.strip_prefix('[')?.strip_suffix(']')?.parse().ok())
}

/// The network that counts as one visitor: a /24, or a /64, which is what one household or office is given.
pub fn network_of(address: IpAddr) -> Network {
    let address = address.to_canonical();
    Network::around(address, if address.is_ipv4() { 24 } else { 64 })
}

/// What a browser says about the page that a form was sent from.
#[derive(Clone, Copy, Debug, Default)]
pub struct FormOrigin<'a> {
    /// `Sec-Fetch-Site`: no page can forge it.
    pub fetch_site: Option<&'a str>,
    /// `Origin`, from browsers that do not send the former.
    pub origin: Option<&'a str>,
    /// `Host`: which site the browser believes to speak to.
    pub host: Option<&'a str>,
}

/// Whether a form came from one of our own pages, or from no page at all; forms on other sites act for nobody here.
pub fn is_our_form(from: FormOrigin<'_>, site: &url::Url) -> bool {
    match (from.fetch_site, from.origin) {
        (Some(fetch_site), _) => matches!(fetch_site, "same-origin" | "none"),
        (None, None) => true,
        (None, Some(origin)) => {
            let authority = origin.split_once("://").map(|(_, authority)| authority);
            origin == site.origin().ascii_serialization() || (authority.is_some() && authority == from.host)
        }
    }
}

/// The page of the desk that a browser asked for before it was sent to sign in, to be led to afterwards: `desk/write?note=x`
/// of `/desk/write?note=x`. None for what is no page of its own, and for anything that a Location line should not hold.
pub fn desk_page(asked: &str) -> Option<&str> {
    let page = asked.strip_prefix('/').filter(|page| page.starts_with("desk/") && page.len() <= 200)?;
    let is_plain = page.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"/-_.?=&%+".contains(&byte));
    let is_part =
        page.starts_with("desk/sign-in") || page.starts_with("desk/write/token") || page.starts_with("desk/write/preview/");
    (is_plain && !is_part).then_some(page)
}

/// A browser in words that its owner knows it by: "Firefox on Android". Empty where its name says nothing we know.
pub fn browser(agent: &str) -> String {
    // Order matters: most browsers also name those that they wish to be taken for.
    const NAMES: [(&str, &str); 6] = [
        ("Edg", "Edge"),
        ("OPR/", "Opera"),
        ("SamsungBrowser", "Samsung Internet"),
        ("Firefox/", "Firefox"),
        ("Chrome/", "Chrome"),
        ("Safari/", "Safari"),
    ];
    const SYSTEMS: [(&str, &str); 7] = [
        ("Android", "Android"),
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("CrOS", "ChromeOS"),
        ("Windows", "Windows"),
        ("Mac OS X", "Mac"),
        ("Linux", "Linux"),
    ];
    let known = |words: &[(&str, &'static str)]| words.iter().find(|(word, _)| agent.contains(word)).map(|(_, name)| *name);
    match (known(&NAMES), known(&SYSTEMS)) {
        (Some(name), Some(system)) => format!("{name} on {system}"),
        (Some(one), None) | (None, Some(one)) => one.to_owned(),
        (None, None) => String::new(),
    }
}

/// How often each network asked of late.
#[derive(Debug, Default)]
pub struct Buckets {
    full_at: HashMap<Network, Instant>,
}

impl Buckets {
    /// Takes one; false when the network has used up what it had.
    pub fn take(&mut self, network: Network, now: Instant) -> bool {
        if self.full_at.len() >= REMEMBERED {
            self.make_room(now);
        }
        // A bucket is the instant at which it will be full again: each take moves it on by what one takes to grow back.
        let full_at = self.full_at.get(&network).copied().unwrap_or(now).max(now);
        let next = full_at + chrono::TimeDelta::seconds(SECONDS_EACH);
        if next - now > chrono::TimeDelta::seconds(SECONDS_EACH * i64::from(BURST)) {
            return false;
        }
        self.full_at.insert(network, next);
        true
    }

    /// How many networks are remembered just now.
    pub fn remembered(&self) -> usize {
        self.full_at.len()
    }

    /// Full buckets are as good as none; when all are in use, those that will be full soonest go.
    fn make_room(&mut self, now: Instant) {
        self.full_at.retain(|_, full_at| *full_at > now);
        if self.full_at.len() >= REMEMBERED {
            let mut instants: Vec<Instant> = self.full_at.values().copied().collect();
            instants.sort_unstable();
            let middle = instants.get(instants.len() / 2).copied().unwrap_or(now);
            self.full_at.retain(|_, full_at| *full_at > middle);
        }
    }
}
