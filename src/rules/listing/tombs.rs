//! Blogs that are never read again: known by their id and by their addresses, whatever a row says.

use super::public_words::OPTED_OUT;
use crate::model::blog::{Blog, BlogHealth};
use crate::model::web_address::WebAddress;
use crate::model::wishes::Tombstone;
use crate::rules::matching::canonical;

/// Every address that the blog was read at or may come back under: feeds, and the site where it is more than a host's first page
/// that several blogs share.
pub fn addresses(blog: &Blog, health: &BlogHealth) -> Vec<String> {
    let written = [blog.feed.as_ref(), blog.site.as_ref()].into_iter().flatten().map(WebAddress::as_str);
    let met = [health.feed.as_deref(), health.moved_to.as_deref()].into_iter().flatten();
    let mut addresses: Vec<String> = written.chain(met).filter_map(canonical::link).collect();
    addresses.sort();
    addresses.dedup();
    addresses
}

/// The tombstone of a row, by its id or one of its addresses.
pub fn tomb_of<'a>(blog: &Blog, tombs: &'a [Tombstone]) -> Option<&'a Tombstone> {
    let own = addresses(blog, &BlogHealth::default());
    tombs.iter().find(|tomb| tomb.blog == blog.id || tomb.addresses.iter().any(|address| own.contains(address)))
}

/// The list with every row retired that has a tombstone: nothing reads or shows more of these.
pub fn entomb(mut blogs: Vec<Blog>, tombs: &[Tombstone]) -> Vec<Blog> {
    for blog in &mut blogs {
        if tomb_of(blog, tombs).is_some() {
            blog.retired = Some(OPTED_OUT.to_owned());
        }
    }
    blogs
}
