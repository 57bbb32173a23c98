//! DMARC and DKIM: a policy, a way up to it, something that passes it, and a key that fits.

use crate::support::sender::{PUBLIC, examined, sender, well, words};
use friday::rules::sender::dmarc::walk;

fn dmarc(record: &str) -> Vec<String> {
    words(&sender(), &well().but("TXT _dmarc.five.example", &[record]), "DMARC")
}

const ALIGNED: &str = "well SPF (five.example) and DKIM both speak for five.example";

#[test]
fn a_policy_says_what_it_asks_for() {
    assert_eq!(dmarc("v=DMARC1; p=reject"), ["well five.example asks receivers to reject what fails", ALIGNED]);
    assert_eq!(dmarc("v=DMARC1;p=quarantine;"), ["well five.example asks receivers to quarantine what fails", ALIGNED]);
    assert!(dmarc("v=DMARC1; p=none")[0].starts_with("look the DMARC record of five.example only asks for reports"));
    assert_eq!(dmarc("v=DMARC1; P=Reject"), ["well five.example asks receivers to reject what fails", ALIGNED]);
    assert!(dmarc("v=DMARC1; p=NONE")[0].starts_with("look the DMARC record of five.example only asks for reports"));
    assert!(dmarc("v=DMARC1; p=maybe")[0].starts_with("WRONG the DMARC record of five.example asks for nothing"));
    assert!(dmarc("v=DMARC1; rua=mailto:x@five.example")[0].starts_with("WRONG"));
}

#[test]
fn what_is_no_record_is_none() {
    for record in ["v=DMARC2; p=reject", "p=reject; v=DMARC1", "v=dmarc1; p=reject", "v=spf1 -all"] {
        let found = dmarc(record);
        assert!(
            found.len() == 1 && found[0].starts_with("WRONG neither five.example nor a domain above it"),
            "{record}: {found:?}"
        );
    }
}

#[test]
fn two_records_count_as_none() {
    let zone = well().but("TXT _dmarc.five.example", &["v=DMARC1; p=reject", "v=DMARC1; p=none"]);

    let found = words(&sender(), &zone, "DMARC");

    assert!(found[0].starts_with("WRONG _dmarc.five.example has several DMARC records"), "{found:?}");
}

#[test]
fn tags_that_are_gone_and_test_mode_deserve_a_look() {
    let gone = dmarc("v=DMARC1; p=reject; pct=50; ri=3600; rf=afrf");
    let test = dmarc("v=DMARC1; p=reject; t=Y; np=reject; future=x");

    assert_eq!(gone[1], "look the DMARC record of five.example uses pct, rf, ri, which RFC 9989 has taken away");
    assert_eq!(test[1], "look the DMARC record of five.example is in test mode (t=y), so receivers do less than it asks for");
}

#[test]
fn a_domain_below_takes_the_policy_from_above() {
    let mut below = sender();
    below.from = "news.five.example".to_owned();
    let with = |record: &str| words(&below, &well().but("TXT _dmarc.five.example", &[record]), "DMARC");

    assert_eq!(with("v=DMARC1; p=none; sp=reject")[0], "well five.example asks receivers to reject what fails");
    assert_eq!(with("v=DMARC1; p=reject")[1], "well SPF (five.example) and DKIM both speak for news.five.example");
    assert!(
        with("v=DMARC1; p=reject; aspf=S; adkim=s")[1].starts_with("WRONG neither SPF (five.example) nor the signature speaks")
    );
}

#[test]
fn a_suffix_ends_the_way_up_and_an_organisation_may_say_that_it_is_one() {
    let organisation = |domain: &str, rows: &[(&str, &str)]| {
        let zone = crate::support::names::Zone::of(rows);
        let mut own = sender();
        own.from = domain.to_owned();
        own.return_path = "example".to_owned();
        own.keys.clear();
        let (findings, _, _) = examined(&own, &zone);
        findings.into_iter().filter(|finding| finding.what == "DMARC").map(|finding| finding.because).next_back().unwrap()
    };
    let aligned = "SPF (example) speaks for a.b.example; no key of friday's does";

    assert_eq!(organisation("a.b.example", &[("TXT _dmarc.example", "v=DMARC1; p=reject")]), aligned);
    assert!(organisation("a.b.example", &[("TXT _dmarc.example", "v=DMARC1; p=reject; psd=Y")]).contains("does not belong"));
    assert!(
        organisation(
            "a.b.example",
            &[("TXT _dmarc.b.example", "v=DMARC1; p=reject; psd=n"), ("TXT _dmarc.example", "v=DMARC1; p=none")]
        )
        .contains("does not belong")
    );
}

#[test]
fn the_way_up_takes_eight_look_ups_at_most() {
    assert_eq!(walk::names("a.b.example"), ["a.b.example", "b.example", "example"]);
    let long = walk::names("a.b.c.d.e.f.g.h.i.j.mail.example.com");

    assert_eq!(long.len(), 8);
    assert_eq!(&long[..3], ["a.b.c.d.e.f.g.h.i.j.mail.example.com", "g.h.i.j.mail.example.com", "h.i.j.mail.example.com"]);
    assert_eq!(long[7], "com");
    assert_eq!(walk::names("1.2.3.4.5.6.7.8").len(), 8);
}

#[test]
fn a_return_path_elsewhere_is_saved_by_the_signature() {
    let mut other = sender();
    other.return_path = "service.example".to_owned();
    let found = words(&other, &well(), "DMARC");
    other.keys[0].domain = "service.example".to_owned();
    let neither = words(&other, &well(), "DMARC");

    assert!(found[1].starts_with("look the signature speaks for five.example, SPF does not"), "{found:?}");
    assert!(
        neither[1].starts_with("WRONG neither SPF (service.example) nor the signature speaks for five.example"),
        "{neither:?}"
    );
}

fn dkim(records: &[&str]) -> Vec<String> {
    words(&sender(), &well().but("TXT s202611._domainkey.five.example", records), "DKIM")
}

#[test]
fn the_published_key_is_the_one_that_signs() {
    let split = format!("k=ed25519; p={} {}", &PUBLIC[..20], &PUBLIC[20..]);

    assert_eq!(dkim(&[&split]), ["well s202611._domainkey.five.example holds the ed25519 key that friday signs with"]);
    assert!(dkim(&[])[0].starts_with("WRONG s202611._domainkey.five.example has no record"));
    assert!(dkim(&["v=DKIM1; k=ed25519; p="])[0].contains("is revoked"));
    assert!(dkim(&["v=DKIM1; k=ed25519"])[0].contains("has no p="));
    assert!(dkim(&["v=DKIM1; k=ed25519; p=AAAA"])[0].contains("is not the one that friday signs with"));
    assert!(dkim(&[&format!("v=DKIM1; p={PUBLIC}")])[0].contains("is not the one that friday signs with"));
    assert!(dkim(&[&format!("v=DKIM1; k=ed25519; t=s:y; p={PUBLIC}")])[0].starts_with("look"));
    let with = |tags: &str| dkim(&[&format!("v=DKIM1; k=ed25519; {tags}; p={PUBLIC}")]);
    assert!(with("h=sha1")[0].contains("takes other hashes"), "{:?}", with("h=sha1"));
    assert!(with("s=tlsrpt")[0].contains("is not meant for mail"), "{:?}", with("s=tlsrpt"));
    assert!(dkim(&[&format!("v=DKIM2; k=ed25519; p={PUBLIC}")])[0].contains("of another version (v=DKIM2)"));
    assert!(["h=sha1:sha256", "s=*", "s=email", "s=other : email"].iter().all(|tags| with(tags)[0].starts_with("well")));
    assert!(dkim(&["a=1", "b=2"])[0].starts_with("WRONG s202611._domainkey.five.example has 2 records"));
}

#[test]
fn a_long_key_is_written_as_strings_that_fit() {
    let mut key = sender().keys.remove(0);
    key.public = "A".repeat(392);

    let record = key.record();

    let strings: Vec<&str> = record.split('"').skip(1).step_by(2).collect();
    assert!(strings.len() == 2 && strings.iter().all(|string| string.len() <= 255), "{record}");
    assert_eq!(strings.concat(), format!("v=DKIM1; k=ed25519; p={}", "A".repeat(392)));
}

#[test]
fn mail_that_is_not_signed_deserves_a_look() {
    let mut unsigned = sender();
    unsigned.keys.clear();

    assert!(words(&unsigned, &well(), "DKIM")[0].starts_with("look friday does not sign its mails"));
}
