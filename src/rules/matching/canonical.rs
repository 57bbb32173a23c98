//! One address for one page: what differs between two links to the same post is removed.

use url::Url;

/// Parameters that say where a click came from, never which page it leads to.
const TRACKING: [&str; 17] = [
    "fbclid", "gclid", "dclid", "msclkid", "mc_cid", "mc_eid", "igshid", "share", "nb", "_ga", "_gl", "yclid", "twclid", "cmpid",
    "ref_src", "sk", "amp",
];

/// Host and path, without scheme, "www.", default port, trailing slash, fragment and tracking parameters.
pub fn link(text: &str) -> Option<String> {
    link_of(&Url::parse(text.trim()).ok()?)
}

/// The same of an address that was read already.
pub fn link_of(url: &Url) -> Option<String> {
    let host = url.host_str()?.trim_start_matches("www.");
    let port = url.port().map(|port| format!(":{port}")).unwrap_or_default();
    let path = url.path().trim_end_matches('/');
    let kept: Vec<String> =
        url.query_pairs().filter(|(key, value)| !is_tracking(key, value)).map(|(k, v)| format!("{k}={v}")).collect();
    let query = if kept.is_empty() { String::new() } else { format!("?{}", kept.join("&")) };
    Some([host, &port, path, &query].concat())
}

/// Whether a canonical link leads to a page rather than to a whole site, whose address identifies none of its posts.
pub fn is_page(canonical: &str) -> bool {
    canonical.contains(['/', '?'])
}

/// The link a reader gets: as published, without what follows readers around.
pub fn for_readers(text: &str) -> String {
    let Ok(mut url) = Url::parse(text) else { return text.to_owned() };
    if url.query_pairs().any(|(key, value)| is_tracking(&key, &value)) {
        let kept: Vec<(String, String)> = url
            .query_pairs()
            .filter(|(key, value)| !is_tracking(key, value))
            .map(|(k, v)| (k.into_owned(), v.into_owned()))
            .collect();
        url.set_query(None);
        if !kept.is_empty() {
            url.query_pairs_mut().extend_pairs(kept);
        }
    }
    url.to_string()
}

fn is_tracking(key: &str, value: &str) -> bool {
    let key = key.to_ascii_lowercase();
    // Medium marks links from its own feeds with source=rss-….
    key.starts_with("utm_") || TRACKING.contains(&key.as_str()) || (key == "source" && value.starts_with("rss"))
}

/// `example.gov.uk` of `https://news.example.gov.uk/x`: what somebody has to buy or be given.
pub fn registrable_domain(text: &str) -> Option<String> {
    let url = Url::parse(text).ok()?;
    let host = url.host_str()?;
    if matches!(url.host(), Some(url::Host::Ipv4(_) | url::Host::Ipv6(_))) {
        return Some(host.to_owned());
    }
    match psl::domain_str(host) {
        Some(domain) => Some(domain.to_owned()),
        None => Some(host.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str) {
        assert_eq!(link(text).as_deref(), Some(expected));
    }

    #[test]
    fn scheme_www_slash_and_fragment_do_not_matter() {
        check("https://www.Blog.example/Post/#comments", "blog.example/Post");
        check("http://blog.example:80/Post", "blog.example/Post");
    }

    #[test]
    fn tracking_goes_and_identity_stays() {
        check("https://blog.example/?p=12&utm_source=rss&utm_medium=feed", "blog.example?p=12");
        check("https://medium.example/post-1?source=rss----abc---4", "medium.example/post-1");
        check("https://blog.example/a?source=library", "blog.example/a?source=library");
    }

    #[test]
    fn ports_and_queries_tell_pages_apart() {
        check("http://blog.example:8080/a?id=1", "blog.example:8080/a?id=1");
    }

    #[test]
    fn what_is_no_address_has_no_canonical_form() {
        assert_eq!(link("tag:blog.example,2026:1"), None);
        assert_eq!(link("not an address"), None);
    }

    #[test]
    fn readers_get_a_working_link_without_tracking() {
        assert_eq!(for_readers("https://blog.example/a/?utm_source=x&id=7#part"), "https://blog.example/a/?id=7#part");
        assert_eq!(for_readers("https://blog.example/a/"), "https://blog.example/a/");
    }

    #[test]
    fn the_registrable_domain_knows_public_suffixes() {
        assert_eq!(registrable_domain("https://news.dorset.gov.uk/x").as_deref(), Some("dorset.gov.uk"));
        assert_eq!(registrable_domain("http://127.0.0.1:80/x").as_deref(), Some("127.0.0.1"));
    }
}
