//! Which pages a post links to: the raw material of "linked by others".

use super::canonical;

/// More links than this say nothing about any of them.
const AT_MOST: usize = 100;

/// The pages behind these addresses, canonical and in order; whole sites and the post itself (`own`) are left out.
pub fn out(addresses: &[String], own: Option<&str>) -> Vec<String> {
    let is_web = |address: &&String| address.trim_start().get(..4).is_some_and(|start| start.eq_ignore_ascii_case("http"));
    let pages = addresses.iter().filter(is_web).filter_map(|address| canonical::link(address));
    let mut links: Vec<String> = pages.filter(|link| Some(link.as_str()) != own && canonical::is_page(link)).collect();
    links.sort();
    links.dedup();
    links.truncate(AT_MOST);
    links
}
