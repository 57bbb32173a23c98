//! Where a domain's DMARC record is, and which domain it belongs to: the tree walk of RFC 9989 §4.10.

use super::record::{self, Policy};
use crate::model::dns::{Answer, RecordKind};
use crate::rules::sender::Inquiry;

/// Look-ups of one walk at most.
const LOOK_UPS: usize = 8;

/// The records on the way up from a domain.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Walk {
    /// Name and record, the longest name first.
    pub found: Vec<(String, Policy)>,
    /// Names with more than one record: none of theirs counts.
    pub several: Vec<String>,
    /// The first name that nobody could look up, and why.
    pub unanswered: Option<(String, String)>,
    /// The domain that all these names belong to.
    pub organisation: String,
}

/// The names that are asked, in order: the domain, then its parents; of a very long one no more than eight in all.
pub fn names(domain: &str) -> Vec<String> {
    let labels: Vec<&str> = domain.split('.').collect();
    let mut names = vec![domain.to_owned()];
    let mut count = if labels.len() > LOOK_UPS { LOOK_UPS - 1 } else { labels.len().saturating_sub(1) };
    while count > 0 && names.len() < LOOK_UPS {
        names.push(labels.get(labels.len() - count..).unwrap_or_default().join("."));
        count -= 1;
    }
    names
}

/// Walks up from a domain.
pub fn walk(domain: &str, inquiry: &Inquiry) -> Option<Walk> {
    let names = names(domain);
    let answers: Vec<Option<&Answer>> =
        names.iter().map(|name| inquiry.ask(RecordKind::Text, &format!("_dmarc.{name}"))).collect();
    let mut walk = Walk::default();
    for (name, answer) in names.iter().zip(answers) {
        let answer = answer?;
        if let Answer::Failed(why) = answer {
            walk.unanswered.get_or_insert((format!("_dmarc.{name}"), why.clone()));
        }
        match answer.texts().into_iter().filter_map(record::parse).collect::<Vec<_>>().as_slice() {
            [] => {}
            [one] => {
                let ends = one.says("psd", "y") || one.says("psd", "n");
                walk.found.push((name.clone(), one.clone()));
                if ends {
                    break;
                }
            }
            _ => walk.several.push(name.clone()),
        }
    }
    walk.organisation = organisation(domain, &walk.found);
    Some(walk)
}

/// The name that says it is an organisation (psd=n); the one below a suffix (psd=y); else the shortest with a record.
fn organisation(domain: &str, found: &[(String, Policy)]) -> String {
    let Some((name, policy)) = found.last() else { return domain.to_owned() };
    if policy.says("psd", "y") && name != domain {
        let below = domain.len().saturating_sub(name.len() + 1);
        let label = domain.get(..below).and_then(|rest| rest.rsplit('.').next()).unwrap_or_default();
        return format!("{label}.{name}");
    }
    name.clone()
}
