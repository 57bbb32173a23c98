//! Who asks, behind which proxies, and how often.

use super::build::at;
use chrono::TimeDelta;
use friday::model::network::Network;
use friday::rules::visitors::{Buckets, FormOrigin, client_address, desk_page, is_forgotten_proxy, is_our_form, network_of};
use std::net::IpAddr;

fn ip(text: &str) -> IpAddr {
    text.parse().unwrap()
}

fn networks(texts: &[&str]) -> Vec<Network> {
    texts.iter().map(|text| text.parse().unwrap()).collect()
}

fn check(peer: &str, forwarded: &[&str], trusted: &[&str], expected: &str) {
    assert_eq!(client_address(ip(peer), forwarded, &networks(trusted)), ip(expected), "{peer} {forwarded:?} {trusted:?}");
}

#[test]
fn a_peer_that_is_no_proxy_of_ours_is_the_visitor_whatever_it_says() {
    check("192.0.2.7", &["198.51.100.1"], &[], "192.0.2.7");
    check("192.0.2.7", &["198.51.100.1"], &["127.0.0.1"], "192.0.2.7");
}

#[test]
fn the_rightmost_hop_that_is_not_ours_is_the_visitor() {
    let ours = &["127.0.0.1", "10.0.0.0/8"];

    check("127.0.0.1", &["198.51.100.1"], ours, "198.51.100.1");
    check("127.0.0.1", &["6.6.6.6, 198.51.100.1"], ours, "198.51.100.1");
    check("127.0.0.1", &["6.6.6.6, 198.51.100.1, 10.1.2.3"], ours, "198.51.100.1");
    check("127.0.0.1", &["6.6.6.6", "198.51.100.1"], ours, "198.51.100.1");
}

#[test]
fn what_cannot_be_read_ends_the_search_at_the_hop_that_wrote_it() {
    check("127.0.0.1", &["198.51.100.1, nonsense"], &["127.0.0.1"], "127.0.0.1");
    check("127.0.0.1", &["unknown, 10.1.2.3"], &["127.0.0.1", "10.0.0.0/8"], "10.1.2.3");
    check("127.0.0.1", &[""], &["127.0.0.1"], "127.0.0.1");
}

#[test]
fn hops_may_have_ports_and_ipv6_may_wear_brackets() {
    check("::1", &["[2001:db8::1]:4711"], &["::1"], "2001:db8::1");
    check("::1", &["[2001:db8::1]"], &["::1"], "2001:db8::1");
    check("127.0.0.1", &["198.51.100.1:80"], &["127.0.0.1"], "198.51.100.1");
    check("::ffff:127.0.0.1", &["::ffff:198.51.100.1"], &["127.0.0.1"], "198.51.100.1");
}

#[test]
fn a_network_holds_the_addresses_of_its_prefix() {
    let cases = [
        ("10.0.0.0/8", "10.255.0.1", true),
        ("10.0.0.0/8", "11.0.0.1", false),
        ("10.1.2.3/8", "10.9.9.9", true),
        ("0.0.0.0/0", "203.0.113.9", true),
        ("0.0.0.0/0", "2001:db8::1", false),
        ("2001:db8::/32", "2001:db8:ffff::1", true),
        ("2001:db8::/32", "2001:db9::1", false),
        ("192.0.2.7", "192.0.2.7", true),
        ("192.0.2.7", "192.0.2.8", false),
        ("192.0.2.7", "::ffff:192.0.2.7", true),
    ];

    for (network, address, expected) in cases {
        assert_eq!(network.parse::<Network>().unwrap().contains(ip(address)), expected, "{network} {address}");
    }
}

#[test]
fn a_text_that_is_no_network_is_named() {
    for wrong in ["", "localhost", "10.0.0.0/33", "::/129", "10.0.0.0/-1", "10.0.0/8", "10.0.0.0/8/8"] {
        let error = wrong.parse::<Network>().unwrap_err().to_string();
        assert_eq!(error, format!("{wrong:?} is neither an address nor a network; write it as \"192.0.2.7\" or \"10.0.0.0/8\""));
    }
}

#[test]
fn neighbours_count_as_one_visitor() {
    assert_eq!(network_of(ip("192.0.2.1")), network_of(ip("192.0.2.254")));
    assert_ne!(network_of(ip("192.0.2.1")), network_of(ip("192.0.3.1")));
    assert_eq!(network_of(ip("2001:db8:1:2::1")), network_of(ip("2001:db8:1:2:ffff::9")));
    assert_ne!(network_of(ip("2001:db8:1:2::1")), network_of(ip("2001:db8:1:3::1")));
    assert_eq!(network_of(ip("::ffff:192.0.2.1")), network_of(ip("192.0.2.9")));
}

#[test]
fn an_office_may_sign_up_together_and_a_flood_is_held_back() {
    let mut buckets = Buckets::default();
    let (office, other) = (network_of(ip("192.0.2.1")), network_of(ip("198.51.100.1")));
    let noon = at("2026-11-20T12:00:00Z");

    let taken = (0..100).filter(|_| buckets.take(office, noon)).count();
    let minute_later = (0..100).filter(|_| buckets.take(office, noon + TimeDelta::minutes(1))).count();
    let day_later = (0..100).filter(|_| buckets.take(office, noon + TimeDelta::days(1))).count();

    assert_eq!((taken, minute_later, day_later), (20, 1, 20));
    assert!(buckets.take(other, noon));
}

#[test]
fn a_million_networks_do_not_fill_the_memory_and_a_new_one_still_gets_in() {
    let mut buckets = Buckets::default();
    let noon = at("2026-11-20T12:00:00Z");

    let all_in = (0..1_000_000_u32).all(|n| buckets.take(network_of(IpAddr::from((n << 8).to_be_bytes())), noon));

    assert!(all_in);
    assert!(buckets.remembered() <= 20_000, "{}", buckets.remembered());
}

#[test]
fn forms_come_from_our_pages_or_from_no_page() {
    let site = url::Url::parse("https://five.example.org/digest/").unwrap();
    let cases = [
        (Some("same-origin"), Some("https://five.example.org"), true),
        (Some("same-origin"), Some("null"), true),
        (Some("none"), None, true),
        (Some("same-site"), Some("https://www.example.org"), false),
        (Some("cross-site"), Some("https://five.example.org"), false),
        (None, Some("https://five.example.org"), true),
        (None, Some("https://evil.example"), false),
        (None, Some("null"), false),
        (None, Some("http://127.0.0.1:8025"), true),
        (None, None, true),
    ];

    for (fetch_site, origin, expected) in cases {
        let from = FormOrigin { fetch_site, origin, host: Some("127.0.0.1:8025") };
        assert_eq!(is_our_form(from, &site), expected, "{from:?}");
    }
}

#[test]
fn a_proxy_next_to_us_that_no_setting_names_is_forgotten() {
    let ours: Vec<Network> = vec!["10.0.0.0/8".parse().unwrap()];
    let cases = [
        ("127.0.0.1", &["192.0.2.1"][..], true),
        ("::1", &["192.0.2.1"], true),
        ("::ffff:192.168.1.1", &["192.0.2.1"], true),
        ("fd00::1", &["192.0.2.1"], true),
        ("127.0.0.1", &[], false),
        ("10.1.2.3", &["192.0.2.1"], false),
        ("198.51.100.1", &["192.0.2.1"], false),
    ];

    for (peer, forwarded, expected) in cases {
        assert_eq!(is_forgotten_proxy(ip(peer), forwarded, &ours), expected, "{peer}");
    }
}

#[test]
fn after_signing_in_only_pages_of_the_desk_are_gone_on_to() {
    for page in ["desk/write", "desk/write/check", "desk/log?before=3&stars=yes", "desk/editions/2026-11-20/correct"] {
        assert_eq!(desk_page(&format!("/{page}")), Some(page));
    }
    for page in [
        "",
        "/",
        "//evil.example",
        "https://evil.example/",
        "/blogs",
        "/desk/sign-in",
        "/desk/write/token",
        "/desk/a;b",
        "/desk/\r\nx: y",
    ] {
        assert_eq!(desk_page(page), None, "{page}");
    }
    assert_eq!(desk_page(&format!("/desk/{}", "a".repeat(300))), None);
}
