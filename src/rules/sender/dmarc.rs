//! DMARC (RFC 9989): a policy for the sender's domain, and something that passes it.

mod record;
pub mod walk;

use super::{Inquiry, Sender, unanswered};
use crate::model::finding::Finding;
use record::Policy;
use walk::Walk;

const WHAT: &str = "DMARC";

/// The policy of the domain in `From`, and whether SPF and DKIM speak for that domain.
pub fn check(sender: &Sender, inquiry: &Inquiry) -> Option<Vec<Finding>> {
    let own = walk::walk(&sender.from, inquiry);
    let others: Vec<(&str, Option<Walk>)> =
        others(sender).into_iter().map(|domain| (domain, walk::walk(domain, inquiry))).collect();
    let own = own?;
    let others: Option<Vec<(&str, Walk)>> = others.into_iter().map(|(domain, walk)| Some((domain, walk?))).collect();
    let others = others?;
    let mut findings = several(&own);
    match policy(&own, &sender.from) {
        Some((name, policy)) => {
            findings.extend(about(policy, name, &sender.from));
            findings.push(alignment(sender, policy, &own, &others));
        }
        None => findings.push(missing(sender, &own)),
    }
    Some(findings)
}

fn others(sender: &Sender) -> Vec<&str> {
    let mut domains: Vec<&str> =
        std::iter::once(sender.return_path.as_str()).chain(sender.keys.iter().map(|key| key.domain.as_str())).collect();
    domains.sort_unstable();
    domains.dedup();
    domains
}

/// The record at the domain itself; else that of its organisation; else that of the suffix above it.
fn policy<'a>(walk: &'a Walk, domain: &str) -> Option<(&'a str, &'a Policy)> {
    let at = |name: &str| walk.found.iter().find(|(known, _)| known == name);
    let found = at(domain).or_else(|| at(&walk.organisation)).or_else(|| walk.found.last());
    found.map(|(name, policy)| (name.as_str(), policy))
}

fn several(walk: &Walk) -> Vec<Finding> {
    let finding = |name: &String| {
        let because = format!("_dmarc.{name} has several DMARC records, so receivers heed none of them");
        Finding::wrong(WHAT, because, "leave one of them")
    };
    walk.several.iter().map(finding).collect()
}

fn missing(sender: &Sender, walk: &Walk) -> Finding {
    if let Some((name, why)) = &walk.unanswered {
        return unanswered(WHAT, name, why);
    }
    let domain = &sender.from;
    let because =
        format!("neither {domain} nor a domain above it has a DMARC record; large providers refuse a list's mail without one");
    let record = format!("_dmarc.{domain}. IN TXT \"v=DMARC1; p=none; rua=mailto:dmarc@{domain}\"");
    Finding::wrong(
        WHAT,
        because,
        format!("publish {record}, read the reports for some weeks, then ask for p=quarantine or p=reject"),
    )
}

fn about(policy: &Policy, name: &str, domain: &str) -> Vec<Finding> {
    let mut findings = Vec::new();
    match policy.asked(name == domain) {
        None => {
            let because =
                format!("the DMARC record of {name} asks for nothing that receivers know (p=none, quarantine or reject)");
            findings.push(Finding::wrong(WHAT, because, "write p= right after v=DMARC1;"));
        }
        Some("none") => {
            let because =
                format!("the DMARC record of {name} only asks for reports (p=none): forged mail in your name is delivered");
            findings.push(Finding::look(
                WHAT,
                because,
                "when the reports show that all of your own mail passes, write p=quarantine, then p=reject",
            ));
        }
        Some(asked) => findings.push(Finding::well(WHAT, format!("{name} asks receivers to {asked} what fails"))),
    }
    if policy.says("t", "y") {
        let because = format!("the DMARC record of {name} is in test mode (t=y), so receivers do less than it asks for");
        findings.push(Finding::look(WHAT, because, "take t=y out when the reports look right"));
    }
    let gone = policy.gone();
    if !gone.is_empty() {
        let because = format!("the DMARC record of {name} uses {}, which RFC 9989 has taken away", gone.join(", "));
        findings.push(Finding::look(WHAT, because, "take them out; for a trial write t=y"));
    }
    findings
}

/// SPF passes for the return path's domain and DKIM for the signing one; either has to belong to the domain in `From`.
fn alignment(sender: &Sender, policy: &Policy, own: &Walk, others: &[(&str, Walk)]) -> Finding {
    let belongs = |domain: &str, mode: &str| {
        let is_strict = policy.says(mode, "s");
        let organisation =
            others.iter().find(|(known, _)| *known == domain).map_or(domain, |(_, walk)| walk.organisation.as_str());
        domain == sender.from || (!is_strict && organisation == own.organisation)
    };
    let spf = belongs(&sender.return_path, "aspf");
    let dkim = sender.keys.iter().any(|key| belongs(&key.domain, "adkim"));
    let from = &sender.from;
    let path = &sender.return_path;
    match (spf, dkim) {
        (true, true) => Finding::well(WHAT, format!("SPF ({path}) and DKIM both speak for {from}")),
        (true, false) if sender.keys.is_empty() => {
            Finding::well(WHAT, format!("SPF ({path}) speaks for {from}; no key of friday's does"))
        }
        (false, false) if sender.keys.is_empty() => {
            let because = format!(
                "the return path's domain {path} does not belong to {from}, and friday signs nothing: only a signature by your mail server passes DMARC"
            );
            Finding::look(
                WHAT,
                because,
                format!("set [mail] bounces to an address of {from} or a name below it, or sign with `friday dkim new`"),
            )
        }
        (true, false) => {
            let because = format!("SPF ({path}) speaks for {from}, the signature does not: a forwarded mail fails DMARC");
            Finding::look(WHAT, because, format!("set [dkim] domain to {from}"))
        }
        (false, true) => {
            let because = format!("the signature speaks for {from}, SPF does not: {path} is another organisation's");
            Finding::look(WHAT, because, format!("set [mail] bounces to an address of {from} or a name below it"))
        }
        (false, false) => {
            let because = format!("neither SPF ({path}) nor the signature speaks for {from}, so every mail fails DMARC");
            Finding::wrong(
                WHAT,
                because,
                format!("set [dkim] domain and the domain of [mail] bounces to {from} or a name below it"),
            )
        }
    }
}
