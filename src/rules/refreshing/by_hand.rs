//! A person may have a blog read before its time, but no more often than anybody may.

use super::due::{floor, is_due};
use super::moves::{Place, place};
use crate::model::Instant;
use crate::model::blog::{Blog, BlogHealth};
use crate::model::manners::Trouble;
use url::{Host, Url};

/// `Err`: why not yet, in plain words. Once per floor and blog, and not while its server has asked for patience; a feed on
/// this very machine is its owner's own business.
pub fn may_read(blog: &Blog, health: &BlogHealth, now: Instant) -> Result<(), String> {
    if is_due(blog, health, now) || is_on_this_machine(blog, health) {
        return Ok(());
    }
    let next = health.next_read_at.filter(|next| *next > now);
    if let (Some(Trouble::Busy), Some(next)) = (health.trouble, next) {
        return Err(format!("its server asked us to come back later; it is asked again on {}", words(next)));
    }
    let allowed_at = health.pace.forced_at.map(|forced| forced + floor(health));
    match allowed_at.filter(|allowed| *allowed > now) {
        Some(allowed) => Err(format!("it was read by hand a short while ago; that can be done again on {}", words(allowed))),
        None => Ok(()),
    }
}

fn words(at: Instant) -> String {
    at.format("%-d %B at %H:%M UTC").to_string()
}

fn is_on_this_machine(blog: &Blog, health: &BlogHealth) -> bool {
    let is_loopback = |url: Url| match url.host() {
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        Some(Host::Domain(name)) => name == "localhost",
        None => false,
    };
    match place(blog, health) {
        Place::Feed(url) | Place::Site(url) => is_loopback(url),
        Place::Nowhere => false,
    }
}
