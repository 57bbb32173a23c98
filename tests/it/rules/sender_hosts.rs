//! MX and PTR: replies and returned mail arrive, and a machine that sends by itself has a name; and all of it together.

use crate::support::names::Trick;
use crate::support::sender::{examined, sender, well, words};
use friday::model::dns::reverse_name;
use friday::model::finding::Condition;
use friday::rules::sender::Outlet;

#[test]
fn a_domain_at_which_nothing_is_to_be_mended_is_well_in_every_part() {
    let (findings, asked, rounds) = examined(&sender(), &well());

    assert!(findings.iter().all(|finding| finding.state == Condition::Well), "{findings:?}");
    assert!(asked.len() < 20 && rounds <= 3, "{} questions in {rounds} rounds", asked.len());
}

#[test]
fn a_domain_that_takes_no_mail_is_wrong() {
    let mx = |zone| words(&sender(), &zone, "MX");

    assert_eq!(mx(well()), ["well five.example takes mail at mail.five.example"]);
    assert_eq!(
        mx(well().but("MX five.example", &[]).but("A five.example", &["192.0.2.1"])),
        ["well five.example takes mail at its own address"]
    );
    assert!(mx(well().but("MX five.example", &[]))[0].starts_with("WRONG five.example has neither MX nor address"));
    assert!(mx(well().but("MX five.example", &["0 "]))[0].starts_with("WRONG five.example says that it takes no mail"));
    assert!(
        mx(well().but("A mail.five.example", &[]))[0]
            .starts_with("WRONG five.example sends its mail to mail.five.example, which has no address")
    );
    assert!(mx(well().with("five.example", Trick::Silent))[0].starts_with("look five.example could not be looked up"));
}

#[test]
fn a_return_path_of_its_own_has_to_take_mail_too() {
    let mut other = sender();
    other.return_path = "b.five.example".to_owned();

    let found = words(&other, &well(), "MX");

    assert!(
        found[1].starts_with("WRONG b.five.example has neither MX nor address: mail that comes back cannot arrive"),
        "{found:?}"
    );
}

fn pointer(pointers: &[&str], addresses: &[&str]) -> Vec<String> {
    let mut here = sender();
    here.outlet = Outlet::Here(Some("198.51.100.7".parse().unwrap()));
    let zone = well().but("PTR 7.100.51.198.in-addr.arpa", pointers).but("A out.five.example", addresses);
    words(&here, &zone, "PTR")
}

#[test]
fn the_name_of_the_machine_leads_back_to_it() {
    assert_eq!(
        pointer(&["out.five.example"], &["198.51.100.7"]),
        ["well 198.51.100.7 is named out.five.example, which leads back to it"]
    );
    assert_eq!(
        pointer(&["out.five.example"], &["198.51.100.8"]),
        ["WRONG 198.51.100.7 is named out.five.example, which does not lead back to it"]
    );
    assert_eq!(pointer(&["out.five.example"], &[]).len(), 1);
    assert!(pointer(&[], &[])[0].starts_with("WRONG 198.51.100.7, from which mail leaves, has no name"));
}

#[test]
fn a_relay_needs_no_name_from_us_and_a_private_address_cannot_be_looked_up() {
    let mut here = sender();
    here.outlet = Outlet::Here(None);

    assert_eq!(words(&sender(), &well(), "PTR"), Vec::<String>::new());
    assert!(words(&here, &well(), "PTR")[0].starts_with("look this machine has a private address"));
}

#[test]
fn addresses_are_turned_around_as_name_servers_have_them() {
    assert_eq!(reverse_name("192.0.2.1".parse().unwrap()), "1.2.0.192.in-addr.arpa");
    assert_eq!(
        reverse_name("2001:db8::567:89ab".parse().unwrap()),
        "b.a.9.8.7.6.5.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa"
    );
}
