//! `friday dkim`: keys that sign the mail, and what has to stand in the DNS.

use super::Exit;
use super::args::{DkimCommand, Global};
use super::output::Output;
use super::workplace::{clock, settings};
use crate::io::mailer::dkim::{self, DnsRecord, Signer};
use crate::jobs::Stop;
use crate::model::settings::{DkimSettings, Settings};
use std::path::{Path, PathBuf};

/// Longest string of a TXT record (RFC 1035 §3.3); a longer value is several.
const STRING: usize = 255;

/// One of the commands.
pub fn dkim(global: &Global, command: &DkimCommand, output: &Output) -> anyhow::Result<Exit> {
    let DkimCommand::New { selector, file } = command;
    let settings = settings(global)?;
    let selector = selector.clone().unwrap_or_else(|| format!("friday{}", clock(global).now().format("%Y%m")));
    if !is_selector(&selector) {
        let why = format!("{selector:?} is no selector; write letters, digits and hyphens, such as \"friday202611\"");
        return Err(Stop::Settings(why).into());
    }
    let key_file = file.clone().unwrap_or_else(|| beside_database(&settings, &selector));
    dkim::new_key_file(&key_file)?;
    let domain = settings.dkim.as_ref().map_or(settings.mail.from.address.domain(), |dkim| &dkim.domain).to_owned();
    let made = DkimSettings { selector, domain, key_file };
    show(&made, &Signer::open(&made)?.records(), output);
    Ok(Exit::Done)
}

fn is_selector(text: &str) -> bool {
    let is_inner = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    (1..=40).contains(&text.len()) && text.chars().all(is_inner) && !text.starts_with('-') && !text.ends_with('-')
}

fn beside_database(settings: &Settings, selector: &str) -> PathBuf {
    settings.store.path.parent().unwrap_or(Path::new("")).join(format!("dkim-{selector}.pem"))
}

fn show(made: &DkimSettings, records: &[DnsRecord], output: &Output) {
    let DkimSettings { selector, domain, key_file } = made;
    if output.is_json() {
        let record = |one: &DnsRecord| serde_json::json!({ "name": one.name, "type": "TXT", "value": one.value, "strings": strings(&one.value) });
        let records: Vec<_> = records.iter().map(record).collect();
        return output.document(&serde_json::json!({
            "key_file": key_file, "selector": selector, "domain": domain, "records": records,
        }));
    }
    output.line(format!("Made two keys in {}, readable by you alone. Keep it with your backups.", key_file.display()));
    output.line(format!("\n1. Publish them in the DNS of {domain}. In a zone file:\n"));
    for record in records {
        let quoted: Vec<String> = strings(&record.value).into_iter().map(|part| format!("\"{part}\"")).collect();
        output.line(format!("{}. IN TXT ( {} )\n", record.name, quoted.join("\n    ")));
    }
    output.line("A web form usually wants what stands between the quotes, as one text.");
    let key_file = key_file.display();
    output.line("\n2. When both records answer, put this into friday.toml:\n");
    output.line(format!("[dkim]\nselector = \"{selector}\"\ndomain = \"{domain}\"\nkey_file = \"{key_file}\""));
}

/// A value is ASCII: it is cut anywhere.
fn strings(value: &str) -> Vec<&str> {
    value.as_bytes().chunks(STRING).filter_map(|part| std::str::from_utf8(part).ok()).collect()
}
