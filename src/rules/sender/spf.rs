//! SPF (RFC 7208): one record, readable, within its look-ups, not open to all, and naming the machine that sends.

use super::spf_record::{Mechanism, Policy, Qualifier, is_spf, is_within, parse};
use super::{Inquiry, Outlet, Sender, unanswered};
use crate::model::dns::{Answer, RecordKind};
use crate::model::finding::Finding;
use std::cell::Cell;
use std::net::IpAddr;

const WHAT: &str = "SPF";

/// Look-ups after which receivers stop (RFC 7208 §4.6.4), and those that may find nothing.
const LOOK_UPS: usize = 10;
const EMPTY_ONES: usize = 2;

/// Where our own count stops: a record in a circle has no end.
const COUNT_TO: usize = 40;

/// What asking for a domain's record came to.
enum Found {
    One(Policy),
    None,
    Several(usize),
    Unreadable(String),
    Unanswered(String),
}

/// What walking through a record and all that it includes has seen.
#[derive(Default)]
struct Walk {
    look_ups: usize,
    empty: usize,
    broken: Vec<String>,
    unanswered: Option<String>,
    uses_pointer: bool,
    /// Domains under `mx` with more hosts than receivers look up.
    crowded: Vec<String>,
}

/// The findings about the domain of the return path.
pub fn check(sender: &Sender, inquiry: &Inquiry) -> Option<Vec<Finding>> {
    let domain = &sender.return_path;
    let outlets = outlets(sender, inquiry);
    let policy = match found(inquiry, domain)? {
        Found::One(policy) => policy,
        other => return Some(vec![without_policy(sender, other)]),
    };
    let mut walk = Walk::default();
    walk.through(&policy, domain, inquiry)?;
    let mut findings = walk.findings(domain);
    findings.extend(ending(&policy, domain));
    if findings.is_empty() || walk.unanswered.is_none() {
        findings.extend(coverage(sender, &policy, outlets?, inquiry)?);
    }
    Some(findings)
}

fn found(inquiry: &Inquiry, domain: &str) -> Option<Found> {
    let answer = inquiry.ask(RecordKind::Text, domain)?;
    let records: Vec<&str> = answer.texts().into_iter().filter(|text| is_spf(text)).collect();
    Some(match (answer, records.as_slice()) {
        (Answer::Failed(why), _) => Found::Unanswered(why.clone()),
        (_, []) => Found::None,
        (_, [one]) => parse(one).map_or_else(Found::Unreadable, Found::One),
        (_, several) => Found::Several(several.len()),
    })
}

fn without_policy(sender: &Sender, found: Found) -> Finding {
    let domain = &sender.return_path;
    let record = suggestion(sender);
    match found {
        Found::Unanswered(why) => unanswered(WHAT, domain, &why),
        Found::Several(count) => {
            let because = format!("{domain} has {count} SPF records, so receivers heed none of them");
            Finding::wrong(WHAT, because, format!("make one of them, such as {record}"))
        }
        Found::Unreadable(term) => {
            let because = format!("the SPF record of {domain} holds {term:?}, which no receiver understands");
            Finding::wrong(WHAT, because, "mend that term: until then the whole record counts as an error")
        }
        Found::None | Found::One(_) => {
            let because = format!("{domain} has no SPF record, so anybody may send in its name and large providers refuse");
            Finding::wrong(WHAT, because, format!("publish {record}"))
        }
    }
}

/// A record that names what is known to send.
fn suggestion(sender: &Sender) -> String {
    let term = match &sender.outlet {
        Outlet::Here(Some(IpAddr::V4(ip))) => format!("ip4:{ip}"),
        Outlet::Here(Some(IpAddr::V6(ip))) => format!("ip6:{ip}"),
        Outlet::Here(None) => "ip4:(the address that others see)".to_owned(),
        Outlet::Relay(host) => format!("a:{host}"),
    };
    format!("{}. IN TXT \"v=spf1 {term} -all\"", sender.return_path)
}

/// How the record ends for machines that it does not name.
fn ending(policy: &Policy, domain: &str) -> Option<Finding> {
    let all = policy.terms.iter().find(|(_, mechanism)| *mechanism == Mechanism::All).map(|(qualifier, _)| *qualifier);
    let mend = "end the record with -all (or ~all while you try it out)";
    match all {
        Some(Qualifier::Pass) => {
            Some(Finding::wrong(WHAT, format!("the SPF record of {domain} lets everybody send in its name (+all)"), mend))
        }
        Some(Qualifier::Neutral) => {
            Some(Finding::look(WHAT, format!("the SPF record of {domain} says nothing about other machines (?all)"), mend))
        }
        None if policy.redirect.is_none() => Some(Finding::look(
            WHAT,
            format!("the SPF record of {domain} has no end, so it says nothing about other machines"),
            mend,
        )),
        Some(Qualifier::Fail | Qualifier::SoftFail) | None => None,
    }
}

impl Walk {
    /// Counts what a receiver may have to look up. Everything is counted: which terms are reached depends on the address.
    fn through(&mut self, policy: &Policy, domain: &str, inquiry: &Inquiry) -> Option<()> {
        let mut is_waiting = false;
        for (_, mechanism) in &policy.terms {
            is_waiting |= self.mechanism(mechanism, domain, inquiry).is_none();
        }
        if let Some(target) = &policy.redirect {
            is_waiting |= self.another(target, inquiry).is_none();
        }
        (!is_waiting).then_some(())
    }

    fn mechanism(&mut self, mechanism: &Mechanism, domain: &str, inquiry: &Inquiry) -> Option<()> {
        match mechanism {
            Mechanism::All | Mechanism::Network(..) => {}
            Mechanism::Include(target) => self.another(target, inquiry)?,
            Mechanism::Exists => self.look_ups += 1,
            Mechanism::Pointer => {
                self.look_ups += 1;
                self.uses_pointer = true;
            }
            Mechanism::Address(name, ..) | Mechanism::MailHosts(name, ..) => {
                self.look_ups += 1;
                let name = name.as_deref().unwrap_or(domain);
                if !name.contains('%') {
                    let is_mail = matches!(mechanism, Mechanism::MailHosts(..));
                    let finds = if is_mail {
                        let hosts = inquiry.ask(RecordKind::Mail, name)?.mail_hosts().len();
                        if hosts > LOOK_UPS && !self.crowded.iter().any(|known| known == name) {
                            self.crowded.push(name.to_owned());
                        }
                        Ok(hosts > 0)
                    } else {
                        inquiry.addresses(name)?.map(|found| !found.is_empty())
                    };
                    self.empty += usize::from(finds == Ok(false));
                }
            }
        }
        Some(())
    }

    /// The record of another domain, which counts with all of its own.
    fn another(&mut self, target: &str, inquiry: &Inquiry) -> Option<()> {
        self.look_ups += 1;
        if self.look_ups > COUNT_TO || target.contains('%') {
            return Some(());
        }
        match found(inquiry, target)? {
            Found::One(policy) => self.through(&policy, target, inquiry)?,
            Found::None => self.broken.push(format!("{target} has none")),
            Found::Several(count) => self.broken.push(format!("{target} has {count}")),
            Found::Unreadable(term) => self.broken.push(format!("that of {target} holds {term:?}")),
            Found::Unanswered(why) => self.unanswered = Some(format!("{target}: {why}")),
        }
        Some(())
    }

    fn findings(&self, domain: &str) -> Vec<Finding> {
        let mut findings = Vec::new();
        if self.look_ups > LOOK_UPS {
            let count = if self.look_ups > COUNT_TO { format!("more than {COUNT_TO}") } else { self.look_ups.to_string() };
            let because = format!("the SPF record of {domain} needs {count} look-ups, and receivers stop after {LOOK_UPS}");
            findings.push(Finding::wrong(
                WHAT,
                because,
                "take out services you no longer use, or write their networks as ip4: and ip6:",
            ));
        }
        for broken in &self.broken {
            let because =
                format!("the SPF record of {domain} leans on another one, and {broken}: receivers take it for an error");
            findings.push(Finding::wrong(
                WHAT,
                because,
                "take that include or redirect out, or ask the service for the right name",
            ));
        }
        for crowded in &self.crowded {
            let because = format!(
                "the SPF record of {domain} uses mx of {crowded}, which has more than {LOOK_UPS} mail hosts: receivers take it for an error"
            );
            findings.push(Finding::wrong(WHAT, because, "write the networks as ip4: and ip6: instead"));
        }
        if self.empty > EMPTY_ONES {
            let because = format!(
                "{} names in the SPF record of {domain} do not exist; some receivers stop after {EMPTY_ONES}",
                self.empty
            );
            findings.push(Finding::look(WHAT, because, "take them out"));
        }
        if self.uses_pointer {
            let because = format!("the SPF record of {domain} uses ptr, which many receivers pass over");
            findings.push(Finding::look(WHAT, because, "write the networks as ip4: and ip6: instead"));
        }
        findings.extend(self.unanswered.as_ref().map(|why| unanswered(WHAT, domain, why)));
        findings
    }
}

/// The addresses that send, as far as they can be known. A relay often sends from others than it is spoken to at.
fn outlets(sender: &Sender, inquiry: &Inquiry) -> Option<Vec<IpAddr>> {
    match &sender.outlet {
        Outlet::Here(address) => Some(address.iter().copied().collect()),
        Outlet::Relay(host) => match host.parse() {
            Ok(address) => Some(vec![address]),
            Err(_) => Some(inquiry.addresses(host)?.unwrap_or_default()),
        },
    }
}

fn coverage(sender: &Sender, policy: &Policy, outlets: Vec<IpAddr>, inquiry: &Inquiry) -> Option<Vec<Finding>> {
    let domain = &sender.return_path;
    let verdicts: Option<Vec<bool>> =
        outlets.iter().map(|address| passes(policy, domain, *address, inquiry, &Cell::new(0))).collect();
    let verdicts = verdicts?;
    if outlets.is_empty() {
        let because = format!("{domain} has a readable SPF record; the address from which mail leaves cannot be seen from here");
        let mend = "send `friday edition test` to a mailbox of yours and read its Authentication-Results header";
        return Some(vec![Finding::look(WHAT, because, mend)]);
    }
    let missing = outlets.iter().zip(&verdicts).filter(|(_, passes)| !**passes).map(|(address, _)| address.to_string());
    let shown: Vec<String> = missing.collect();
    if shown.is_empty() {
        return Some(vec![Finding::well(WHAT, format!("the record of {domain} is readable and names the machine that sends"))]);
    }
    let because = format!("the SPF record of {domain} does not name {}", shown.join(" or "));
    Some(vec![match &sender.outlet {
        Outlet::Here(_) => Finding::wrong(WHAT, because, format!("add it, as in {}", suggestion(sender))),
        Outlet::Relay(host) => {
            let mend = format!(
                "if {host} sends from these, add a:{host}; most services have an include: of their own, which their manual names"
            );
            Finding::look(WHAT, because, mend)
        }
    }])
}

/// Whether the record passes an address; what only macros or pointers could tell does not count as a pass.
fn passes(policy: &Policy, domain: &str, address: IpAddr, inquiry: &Inquiry, visits: &Cell<usize>) -> Option<bool> {
    for (qualifier, mechanism) in &policy.terms {
        if matches(mechanism, domain, address, inquiry, visits)? {
            return Some(*qualifier == Qualifier::Pass);
        }
    }
    match &policy.redirect {
        Some(target) => included(target, address, inquiry, visits),
        None => Some(false),
    }
}

fn matches(mechanism: &Mechanism, domain: &str, address: IpAddr, inquiry: &Inquiry, visits: &Cell<usize>) -> Option<bool> {
    let bits = |v4: &u8, v6: &u8| if address.is_ipv4() { *v4 } else { *v6 };
    match mechanism {
        Mechanism::All => Some(true),
        Mechanism::Pointer | Mechanism::Exists => Some(false),
        Mechanism::Address(Some(name), ..) | Mechanism::MailHosts(Some(name), ..) if name.contains('%') => Some(false),
        Mechanism::Network(network, bits) => Some(is_within(address, *network, *bits)),
        Mechanism::Include(target) => included(target, address, inquiry, visits),
        Mechanism::Address(name, v4, v6) => {
            let found = inquiry.addresses(name.as_deref().unwrap_or(domain))?.unwrap_or_default();
            Some(found.iter().any(|network| is_within(address, *network, bits(v4, v6))))
        }
        Mechanism::MailHosts(name, v4, v6) => {
            let hosts = inquiry.ask(RecordKind::Mail, name.as_deref().unwrap_or(domain))?.mail_hosts();
            let all: Vec<_> = hosts.iter().take(LOOK_UPS).map(|host| inquiry.addresses(host)).collect();
            let all: Option<Vec<_>> = all.into_iter().collect();
            Some(all?.into_iter().flatten().flatten().any(|network| is_within(address, network, bits(v4, v6))))
        }
    }
}

fn included(target: &str, address: IpAddr, inquiry: &Inquiry, visits: &Cell<usize>) -> Option<bool> {
    visits.set(visits.get() + 1);
    if visits.get() > COUNT_TO || target.contains('%') {
        return Some(false);
    }
    match found(inquiry, target)? {
        Found::One(policy) => passes(&policy, target, address, inquiry, visits),
        Found::None | Found::Several(_) | Found::Unreadable(_) | Found::Unanswered(_) => Some(false),
    }
}
