//! Names and addresses: replies and returned mail find a server, and a machine that sends by itself has a name that fits.

use super::{Inquiry, Outlet, Sender, unanswered};
use crate::model::dns::{Answer, RecordKind, reverse_name};
use crate::model::finding::Finding;
use std::net::IpAddr;

const MAIL: &str = "MX";
const POINTER: &str = "PTR";

/// Names of one address that are looked at.
const NAMES: usize = 5;

/// Whether mail to the sender and to the return path arrives anywhere.
pub fn mail(sender: &Sender, inquiry: &Inquiry) -> Option<Vec<Finding>> {
    let mut domains = vec![(sender.from.as_str(), "replies")];
    if sender.return_path != sender.from {
        domains.push((sender.return_path.as_str(), "mail that comes back"));
    }
    let findings: Vec<Option<Finding>> = domains.into_iter().map(|(domain, what)| takes_mail(domain, what, inquiry)).collect();
    findings.into_iter().collect()
}

/// MX first, then the domain's own addresses (RFC 5321 §5.1); a null MX says no (RFC 7505).
fn takes_mail(domain: &str, what: &str, inquiry: &Inquiry) -> Option<Finding> {
    let (mail, addresses) = (inquiry.ask(RecordKind::Mail, domain), inquiry.addresses(domain));
    let (mail, addresses) = (mail?, addresses?);
    let mend = format!("publish {domain}. IN MX 10 (the name of the server that takes its mail).");
    let hosts = mail.mail_hosts();
    Some(match (mail, hosts.as_slice(), addresses) {
        (Answer::Failed(why), ..) => unanswered(MAIL, domain, why),
        (_, [], Err(why)) => unanswered(MAIL, domain, &why),
        (_, [], Ok(addresses)) if addresses.is_empty() => Finding::wrong(
            MAIL,
            format!("{domain} has neither MX nor address: {what} cannot arrive, and some receivers refuse the sender"),
            mend,
        ),
        (_, [], Ok(_)) => Finding::well(MAIL, format!("{domain} takes mail at its own address")),
        (_, [""], _) => {
            Finding::wrong(MAIL, format!("{domain} says that it takes no mail (a null MX), so {what} cannot arrive"), mend)
        }
        (_, hosts, _) => return known_host(domain, what, hosts, inquiry),
    })
}

fn known_host(domain: &str, what: &str, hosts: &[&str], inquiry: &Inquiry) -> Option<Finding> {
    let addresses: Vec<_> = hosts.iter().take(NAMES).map(|host| inquiry.addresses(host)).collect();
    let addresses: Option<Vec<_>> = addresses.into_iter().collect();
    let is_known = addresses?.into_iter().any(|found| found.is_ok_and(|found| !found.is_empty()));
    let named = hosts.first().copied().unwrap_or_default();
    Some(if is_known {
        Finding::well(MAIL, format!("{domain} takes mail at {named}"))
    } else {
        let because = format!("{domain} sends its mail to {named}, which has no address: {what} cannot arrive");
        Finding::wrong(MAIL, because, format!("publish an address for {named}, or another MX"))
    })
}

/// Only a machine that sends by itself needs a name of its own that leads back to it; a relay has one already.
pub fn pointer(sender: &Sender, inquiry: &Inquiry) -> Option<Vec<Finding>> {
    match &sender.outlet {
        Outlet::Relay(_) => Some(Vec::new()),
        Outlet::Here(None) => {
            let because =
                "this machine has a private address, so the name of the one that others see cannot be looked up from here";
            Some(vec![Finding::look(POINTER, because, "look up the public address: its name has to lead back to it")])
        }
        Outlet::Here(Some(address)) => Some(vec![leads_back(*address, inquiry)?]),
    }
}

fn leads_back(address: IpAddr, inquiry: &Inquiry) -> Option<Finding> {
    let answer = inquiry.ask(RecordKind::Pointer, &reverse_name(address))?;
    let names = answer.pointers();
    let ask_for = format!("ask whoever gives you the address to name it, and publish that name's address {address}");
    if let Answer::Failed(why) = answer {
        return Some(unanswered(POINTER, &address.to_string(), why));
    }
    let Some(first) = names.first() else {
        let because = format!("{address}, from which mail leaves, has no name; large providers refuse such machines");
        return Some(Finding::wrong(POINTER, because, ask_for));
    };
    let back: Vec<_> = names.iter().take(NAMES).map(|name| inquiry.addresses(name)).collect();
    let back: Option<Vec<_>> = back.into_iter().collect();
    let leads_back = back?.into_iter().any(|found| found.is_ok_and(|found| found.contains(&address)));
    Some(if leads_back {
        Finding::well(POINTER, format!("{address} is named {first}, which leads back to it"))
    } else {
        Finding::wrong(POINTER, format!("{address} is named {first}, which does not lead back to it"), ask_for)
    })
}
