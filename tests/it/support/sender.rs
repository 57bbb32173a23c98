//! A sender's domain as its name servers have it, judged without any network.

use super::names::Zone;
use friday::model::dns::{Answer, Question, Record, RecordKind};
use friday::model::finding::{Condition, Finding};
use friday::rules::sender::dkim::ExpectedKey;
use friday::rules::sender::{Inquiry, Outlet, Sender, examine};

/// A key as `friday dkim new` makes it, shorter.
pub const PUBLIC: &str = "MCowBQYDK2VwAyEA0123456789abcdefghijklmnopqrstuvwxyzABCDEFG=";

/// five.example sends through relay.example and signs.
pub fn sender() -> Sender {
    Sender {
        from: "five.example".to_owned(),
        return_path: "five.example".to_owned(),
        outlet: Outlet::Relay("relay.example".to_owned()),
        keys: vec![
            ExpectedKey::of_record("s202611._domainkey.five.example", &format!("v=DKIM1; k=ed25519; p={PUBLIC}")).unwrap(),
        ],
    }
}

/// A domain at which nothing is to be mended.
pub fn well() -> Zone {
    Zone::of(&[
        ("TXT five.example", "v=spf1 mx a:relay.example -all"),
        ("TXT five.example", "another=service"),
        ("MX five.example", "10 mail.five.example"),
        ("A mail.five.example", "192.0.2.10"),
        ("A relay.example", "192.0.2.20"),
        ("AAAA relay.example", "2001:db8::20"),
        ("TXT _dmarc.five.example", "v=DMARC1; p=reject; rua=mailto:dmarc@five.example"),
        ("TXT s202611._domainkey.five.example", &format!("v=DKIM1; k=ed25519; p={PUBLIC}")),
    ])
}

/// The findings, the questions that were asked for them, and in how many rounds.
pub fn examined(sender: &Sender, zone: &Zone) -> (Vec<Finding>, Vec<Question>, usize) {
    let (mut inquiry, mut asked) = (Inquiry::default(), Vec::new());
    for round in 0..100 {
        if let Some(findings) = examine(sender, &inquiry) {
            return (findings, asked, round);
        }
        let open = inquiry.take_open();
        assert!(!open.is_empty(), "nothing is decided and nothing is asked");
        for question in open {
            inquiry.learn(question.clone(), answer(zone, &question));
            asked.push(question);
        }
    }
    panic!("still not decided after 100 rounds")
}

fn answer(zone: &Zone, question: &Question) -> Answer {
    if zone.tricks.iter().any(|(name, _)| *name == question.name) {
        return Answer::Failed("the name server does not answer".to_owned());
    }
    let kind = match question.kind {
        RecordKind::Ipv4 => "A",
        RecordKind::Ipv6 => "AAAA",
        RecordKind::Mail => "MX",
        RecordKind::Text => "TXT",
        RecordKind::Pointer => "PTR",
    };
    let record = |value: &String| match question.kind {
        RecordKind::Ipv4 | RecordKind::Ipv6 => Record::Address(value.parse().unwrap()),
        RecordKind::Mail => {
            let (preference, host) = value.split_once(' ').unwrap();
            Record::Mail { preference: preference.parse().unwrap(), host: host.to_owned() }
        }
        RecordKind::Text => Record::Text(value.clone()),
        RecordKind::Pointer => Record::Pointer(value.clone()),
    };
    let wanted = format!("{kind} {}", question.name);
    let records: Vec<Record> = zone.rows.iter().filter(|(what, _)| *what == wanted).map(|(_, value)| record(value)).collect();
    if records.is_empty() { Answer::Nothing } else { Answer::Records(records) }
}

/// Findings of one part, as `well …`, `look …` or `WRONG …`.
pub fn words(sender: &Sender, zone: &Zone, what: &str) -> Vec<String> {
    let word = |state| match state {
        Condition::Well => "well",
        Condition::Look => "look",
        Condition::Wrong => "WRONG",
    };
    let (findings, _, _) = examined(sender, zone);
    assert!(findings.iter().all(|finding| (finding.state == Condition::Well) == finding.mend.is_none()), "{findings:?}");
    findings.iter().filter(|found| found.what == what).map(|found| format!("{} {}", word(found.state), found.because)).collect()
}
