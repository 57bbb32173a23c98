//! SPF: found, readable, within its look-ups, closed, and naming who sends.

use crate::support::names::{Trick, Zone};
use crate::support::sender::{examined, sender, well, words};
use friday::rules::sender::Outlet;

/// What is said about a record that stands at five.example, in a world of other records.
fn check(records: &[&str], others: &[(&str, &str)], expected: &[&str]) {
    let mut zone = well().but("TXT five.example", records);
    zone.rows.extend(others.iter().map(|(what, value)| ((*what).to_owned(), (*value).to_owned())));

    let found = words(&sender(), &zone, "SPF");

    assert_eq!(found.len(), expected.len(), "{records:?}: {found:?}");
    for (found, expected) in found.iter().zip(expected) {
        assert!(found.starts_with(expected), "{records:?}: {found}");
    }
}

const WELL: &str = "well the record of five.example is readable and names the machine that sends";

#[test]
fn a_record_that_names_the_relay_is_well() {
    for record in [
        "v=spf1 a:relay.example -all",
        "V=SPF1 ip4:192.0.2.20 ip6:2001:db8::20 ~all",
        "v=spf1 ip4:192.0.2.0/24 ip6:2001:db8::/32 -all",
        "v=spf1 a:relay.example/28//64 -all",
        "v=spf1 mx:mx.example -all",
        "v=spf1 include:other.example -all",
        "v=spf1 exp=why.five.example future=x ip4:192.0.2.20 ip6:2001:db8::20 -all",
        "v=spf1 redirect=other.example",
        "v=spf1 -ip4:198.51.100.0/24 ip4:192.0.2.20 ip6:2001:db8::20 -all",
    ] {
        let others = [("TXT other.example", "v=spf1 ip4:192.0.2.20 ip6:2001:db8::20 -all"), ("MX mx.example", "5 relay.example")];
        check(&[record], &others, &[WELL]);
    }
}

#[test]
fn a_domain_has_one_record() {
    check(&[], &[], &["WRONG five.example has no SPF record"]);
    check(&["v=spf10 -all", "v=spf1x"], &[], &["WRONG five.example has no SPF record"]);
    check(&["v=spf1 -all", "v=spf1 a -all"], &[], &["WRONG five.example has 2 SPF records"]);
}

#[test]
fn a_term_that_no_receiver_understands_is_named() {
    for term in
        ["ip4:192.0.2.300", "ip4:192.0.2.0/33", "ip6:192.0.2.1", "inclde:x.example", "include:", "a:", "all:x", "mx/40", "ip4"]
    {
        check(&[&format!("v=spf1 {term} -all")], &[], &[&format!("WRONG the SPF record of five.example holds {term:?}")]);
    }
}

#[test]
fn a_record_open_to_everybody_is_wrong_and_one_without_an_end_deserves_a_look() {
    let ends = |ending: &str, expected: &str| {
        check(&[&format!("v=spf1 ip4:192.0.2.20 ip6:2001:db8::20{ending}")], &[], &[expected, WELL])
    };

    ends(" +all", "WRONG the SPF record of five.example lets everybody send");
    ends(" all", "WRONG the SPF record of five.example lets everybody send");
    ends(" ?all", "look the SPF record of five.example says nothing about other machines (?all)");
    ends("", "look the SPF record of five.example has no end");
}

#[test]
fn ten_look_ups_are_allowed_and_eleven_are_not() {
    let names: Vec<String> = (0..11).map(|n| format!("n{n}.example")).collect();
    let others: Vec<(String, String)> = names.iter().map(|name| (format!("TXT {name}"), "v=spf1 -all".to_owned())).collect();
    let others: Vec<(&str, &str)> = others.iter().map(|(what, value)| (what.as_str(), value.as_str())).collect();
    let record = |count: usize| {
        let includes: Vec<String> = names[..count].iter().map(|name| format!("include:{name}")).collect();
        format!("v=spf1 ip4:192.0.2.20 ip6:2001:db8::20 {} -all", includes.join(" "))
    };

    check(&[&record(10)], &others, &[WELL]);
    check(&[&record(11)], &others, &["WRONG the SPF record of five.example needs 11 look-ups", WELL]);
}

#[test]
fn look_ups_of_what_is_included_count() {
    let inner = [
        ("TXT deep.example", "v=spf1 a mx ptr exists:%{i}.x.example include:deeper.example -all"),
        ("TXT deeper.example", "v=spf1 a a:b.example a:c.example a:d.example mx -all"),
    ];

    check(
        &["v=spf1 ip4:192.0.2.20 ip6:2001:db8::20 include:deep.example -all"],
        &inner,
        &[
            "WRONG the SPF record of five.example needs 11 look-ups",
            "look 7 names",
            "look the SPF record of five.example uses ptr",
            WELL,
        ],
    );
}

#[test]
fn records_in_a_circle_end() {
    let circle: Vec<String> = (0..20).map(|_| "include:five.example include:b.example".to_owned()).collect();
    let record = format!("v=spf1 {} -all", circle.join(" "));
    let zone = well().but("TXT five.example", &[&record]).but("TXT b.example", &[&record]);

    let found = words(&sender(), &zone, "SPF");

    assert!(found[0].contains("needs more than 40 look-ups"), "{found:?}");
}

#[test]
fn an_include_that_is_not_there_is_an_error_to_receivers() {
    check(
        &["v=spf1 ip4:192.0.2.20 ip6:2001:db8::20 include:gone.example -all"],
        &[],
        &["WRONG the SPF record of five.example leans on another one, and gone.example has none", WELL],
    );
}

#[test]
fn a_relay_that_is_not_named_deserves_a_look_and_this_machine_itself_is_wrong() {
    check(&["v=spf1 mx -all"], &[], &["look the SPF record of five.example does not name 192.0.2.20 or 2001:db8::20"]);
    let mut here = sender();
    here.outlet = Outlet::Here(Some("198.51.100.7".parse().unwrap()));

    let found = words(&here, &well(), "SPF");
    let (findings, _, _) = examined(&here, &well());

    assert_eq!(found, ["WRONG the SPF record of five.example does not name 198.51.100.7"]);
    let mend = findings.iter().find(|finding| finding.what == "SPF").unwrap().mend.clone().unwrap();
    assert!(mend.ends_with("five.example. IN TXT \"v=spf1 ip4:198.51.100.7 -all\""), "{mend}");
}

#[test]
fn the_return_paths_domain_is_the_one_that_counts() {
    let mut other = sender();
    other.return_path = "bounces.five.example".to_owned();

    assert_eq!(words(&other, &well(), "SPF")[0].split(',').next(), Some("WRONG bounces.five.example has no SPF record"));
}

#[test]
fn a_name_server_that_is_silent_is_told_and_nothing_is_called_wrong() {
    let silent = |zone: Zone| words(&sender(), &zone, "SPF");

    let own = silent(well().with("five.example", Trick::Silent));
    let other = silent(well().but("TXT five.example", &["v=spf1 include:x.example -all"]).with("x.example", Trick::Silent));

    assert_eq!(own, ["look five.example could not be looked up: the name server does not answer"]);
    assert_eq!(other, ["look five.example could not be looked up: x.example: the name server does not answer"]);
}

#[test]
fn a_relay_of_which_only_some_addresses_are_named_deserves_a_look() {
    check(&["v=spf1 ip4:192.0.2.20 -all"], &[], &["look the SPF record of five.example does not name 2001:db8::20"]);
}

#[test]
fn a_redirect_counts_only_without_an_end_and_only_once() {
    let others = [("TXT other.example", "v=spf1 a:relay.example -all")];

    check(
        &["v=spf1 redirect=other.example -all"],
        &others,
        &["look the SPF record of five.example does not name 192.0.2.20 or 2001:db8::20"],
    );
    check(&["v=spf1 a:relay.example redirect=gone.example -all"], &others, &[WELL]);
    check(
        &["v=spf1 redirect=other.example redirect=other.example"],
        &others,
        &["WRONG the SPF record of five.example holds \"redirect=other.example\""],
    );
}

#[test]
fn a_domain_with_more_than_ten_mail_hosts_is_an_error_to_receivers() {
    let hosts: Vec<String> = (0..11).map(|n| format!("10 m{n}.example")).collect();
    let others: Vec<(&str, &str)> = hosts.iter().map(|host| ("MX big.example", host.as_str())).collect();
    let record = ["v=spf1 a:relay.example mx:big.example -all"];

    check(&record, &others[..10], &[WELL]);
    check(&record, &others, &["WRONG the SPF record of five.example uses mx of big.example, which has more than 10", WELL]);
}
