//! From the text of friday.toml and the environment to checked settings.

use super::environment::{Override, Source};
use super::error::{ConfigError, ConfigErrors, from_toml};
use super::raw::{RawBulletin, RawDkim, RawEdition, RawFetch, RawMail, RawSettings, RawSite, TransportWord};
use crate::model::address::EmailAddress;
use crate::model::calendar::Calendar;
use crate::model::delivery::UncertainPolicy;
use crate::model::settings::{
    BulletinSettings, DkimSettings, EditionSettings, FetchSettings, MailSettings, Mailbox, Settings, SiteSettings, StoreSettings,
    Transport, Unapproved,
};
use chrono::Datelike;
use serde::Deserialize;
use std::path::PathBuf;
use std::time::Duration;
use url::Url;

/// Checks the file's own words first, so that a mistake is told with its line, then lays the environment over them.
pub fn parse(file: &str, text: &str, overrides: &[Override]) -> Result<Settings, ConfigErrors> {
    let in_file = |error: &toml::de::Error| ConfigErrors::one(from_toml(file, text, error));
    let alone = toml::from_str::<RawSettings>(text).map_err(|error| in_file(&error));
    if overrides.is_empty() {
        return checked(file, alone?);
    }
    let mut table: toml::Table = toml::from_str(text).map_err(|error| in_file(&error))?;
    for one in overrides {
        lay_over(&mut table, one)?;
    }
    // What the environment replaces need not be right in the file; a mistake that remains is told where it stands.
    match (RawSettings::deserialize(toml::Value::Table(table)), alone) {
        (Ok(raw), _) => checked(file, raw),
        (Err(_), Err(in_file)) => Err(in_file),
        (Err(error), Ok(_)) => {
            let names: Vec<&str> = overrides.iter().map(|one| one.variable.as_str()).collect();
            Err(environment_error(&names.join(", "), error.message()))
        }
    }
}

fn lay_over(table: &mut toml::Table, one: &Override) -> Result<(), ConfigErrors> {
    let text = match &one.value {
        Source::Inline(text) => text.clone(),
        Source::File(path) => std::fs::read_to_string(path)
            .map_err(|error| environment_error(&one.variable, &format!("{path} cannot be read ({error})")))?
            .trim_end()
            .to_owned(),
    };
    let section = table.entry(one.section.clone()).or_insert_with(|| toml::Value::Table(toml::Table::new()));
    let section = section.as_table_mut().ok_or_else(|| environment_error(&one.variable, "names no section of the settings"))?;
    section.insert(one.key.clone(), value_of(&text));
    Ok(())
}

/// A value that is TOML (a number, `true`, a list) is taken as such; anything else is a string.
fn value_of(text: &str) -> toml::Value {
    let bare = toml::from_str::<toml::Table>(&format!("value = {text}")).ok();
    bare.and_then(|mut table| table.remove("value")).unwrap_or_else(|| toml::Value::String(text.to_owned()))
}

fn environment_error(variable: &str, message: &str) -> ConfigErrors {
    ConfigErrors::one(ConfigError { file: format!("environment ({variable})"), line: None, message: message.to_owned() })
}

fn checked(file: &str, raw: RawSettings) -> Result<Settings, ConfigErrors> {
    let wrong = |message: String| ConfigErrors::one(ConfigError { file: file.to_owned(), line: None, message });
    let mail = mail(raw.mail).map_err(wrong)?;
    Ok(Settings {
        site: site(raw.site).map_err(wrong)?,
        store: StoreSettings { path: database(raw.store.path).map_err(wrong)? },
        fetch: fetch(&raw.fetch).map_err(wrong)?,
        edition: edition(raw.edition).map_err(wrong)?,
        bulletin: bulletin(&raw.bulletin),
        ranking: raw.ranking,
        dkim: dkim(raw.dkim, &mail.from.address).map_err(wrong)?,
        mail,
        editors: raw.editors.addresses.into_iter().map(|text| text.0).collect(),
        templates: raw.templates.folder.filter(|folder| !folder.as_os_str().is_empty()),
        listen: raw.web.listen.unwrap_or_else(|| std::net::SocketAddr::from(([127, 0, 0, 1], 8025))),
        trusted_proxies: raw.web.trusted_proxies.into_iter().map(|text| text.0).collect(),
        sign_ups_per_hour: raw.web.sign_ups_per_hour.unwrap_or(500),
    })
}

fn database(path: Option<PathBuf>) -> Result<PathBuf, String> {
    match path {
        Some(path) if path.as_os_str().is_empty() => Err("[store] path: it is empty; write it as \"friday.db\"".to_owned()),
        Some(path) => Ok(path),
        None => Ok(PathBuf::from("friday.db")),
    }
}

fn site(raw: RawSite) -> Result<SiteSettings, String> {
    let mut url = match raw.url {
        Some(url) => url,
        None => Url::parse("http://127.0.0.1:8025/").map_err(|error| error.to_string())?,
    };
    if !matches!(url.scheme(), "http" | "https") || url.host().is_none() {
        return Err(format!("[site] url: {url} is no web address; write it as \"https://friday.example.org\""));
    }
    if !url.path().ends_with('/') {
        url.set_path(&format!("{}/", url.path()));
    }
    let title = raw.title.unwrap_or_else(|| "Five for Friday".to_owned());
    if title.trim().is_empty() || title.chars().any(char::is_control) {
        return Err("[site] title: it is empty or holds control characters; write it as \"Five for Friday\"".to_owned());
    }
    Ok(SiteSettings { url, title, contact: raw.contact, key_file: raw.key_file })
}

fn fetch(raw: &RawFetch) -> Result<FetchSettings, String> {
    Ok(FetchSettings {
        concurrency: at_least_one("[fetch] concurrency", raw.concurrency, 64)?,
        per_host: at_least_one("[fetch] per_host", raw.per_host, 1)?,
        host_delay: raw.host_delay.map_or(Duration::from_secs(1), |span| span.0),
        flood: at_least_one("[fetch] flood", raw.flood, 15)?,
        allow_private: raw.allow_private,
    })
}

fn edition(raw: RawEdition) -> Result<EditionSettings, String> {
    let noon = chrono::NaiveTime::from_hms_opt(12, 0, 0).unwrap_or_default();
    let openers = raw.openers.unwrap_or_else(|| OPENERS.map(str::to_owned).to_vec());
    let size = at_least_one("[edition] size", raw.size, 5)?;
    let day = raw.day.map_or(chrono::Weekday::Fri, |day| day.0);
    if let Some(other) = raw.except.iter().find(|date| date.0.weekday() != day) {
        return Err(format!(
            "[edition] except: {} is no {day}, so no edition falls on it; write the date of one that does",
            other.0
        ));
    }
    if size > 20 {
        return Err(format!("[edition] size: {size} is more than a reader opens; write a number from 1 to 20"));
    }
    Ok(EditionSettings {
        calendar: Calendar {
            day,
            time: raw.time.map_or(noon, |time| time.0),
            zone: raw.timezone.map_or(chrono_tz::Europe::London, |zone| zone.0),
            except: raw.except.into_iter().map(|date| date.0).collect(),
        },
        size,
        unapproved: raw.unapproved.unwrap_or(Unapproved::Hold),
        send_before: raw.send_before.map_or(Duration::from_secs(12 * 3600), |span| span.0),
        openers: if openers.is_empty() { vec![String::new()] } else { openers },
        outro: raw.outro.unwrap_or_else(|| OUTRO.to_owned()),
        language: raw.language.unwrap_or_else(|| "en-GB".to_owned()),
    })
}

fn bulletin(raw: &RawBulletin) -> BulletinSettings {
    let seven = chrono::NaiveTime::from_hms_opt(7, 0, 0).unwrap_or_default();
    BulletinSettings { time: raw.time.map_or(seven, |time| time.0), unseen: raw.unseen }
}

fn mail(raw: RawMail) -> Result<MailSettings, String> {
    let transport = match (raw.transport.unwrap_or(TransportWord::Folder), raw.smtp) {
        (TransportWord::Folder, _) => Transport::Folder(raw.folder.unwrap_or_else(|| PathBuf::from("outbox"))),
        (TransportWord::Smtp, Some(smtp)) => Transport::Smtp(smtp.0),
        (TransportWord::Smtp, None) => {
            return Err(
                "[mail] smtp: the server is missing; write it as \"smtp://user:password@mail.example.org:587\"".to_owned()
            );
        }
    };
    let from = match raw.from {
        Some(from) => from.0,
        None if matches!(transport, Transport::Smtp(_)) => {
            return Err("[mail] from: the sender is missing; write it as \"Five for Friday <friday@example.org>\"".to_owned());
        }
        None => example_sender()?,
    };
    Ok(MailSettings {
        transport,
        from,
        reply_to: raw.reply_to.map(|text| text.0),
        organisation: raw.organisation,
        address: raw.address,
        bounces: raw.bounces.map(|text| text.0),
        leave: raw.leave.map(|text| text.0),
        connections: at_least_one("[mail] connections", raw.connections, 8)?.min(64),
        max_per_second: (raw.max_per_second > 0).then_some(raw.max_per_second),
        uncertain: raw.uncertain.unwrap_or(UncertainPolicy::Resend),
    })
}

/// A signature counts for the reader's server when its domain is the sender's or stands above it (RFC 9989: alignment).
fn dkim(raw: RawDkim, from: &EmailAddress) -> Result<Option<DkimSettings>, String> {
    let (selector, key_file) = match (raw.selector, raw.key_file) {
        (Some(selector), Some(key_file)) => (selector, key_file),
        (None, None) if raw.domain.is_none() => return Ok(None),
        _ => {
            return Err(
                "[dkim]: selector and key_file belong together; `friday dkim new` makes keys and says what to write".to_owned()
            );
        }
    };
    let domain = raw.domain.map_or_else(|| from.domain().to_owned(), |domain| domain.to_ascii_lowercase());
    if from.domain() != domain && !from.domain().ends_with(&format!(".{domain}")) {
        return Err(format!("[dkim] domain: {domain} cannot sign for {}, the domain of [mail] from", from.domain()));
    }
    let is_name = |text: &str| !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '.');
    if !is_name(&selector) || !is_name(&domain) {
        return Err("[dkim]: selector and domain are names in the DNS, such as \"friday202611\" and \"example.org\"".to_owned());
    }
    Ok(Some(DkimSettings { selector, domain, key_file }))
}

/// Used by the folder alone: real mail needs a real sender.
fn example_sender() -> Result<Mailbox, String> {
    let address = EmailAddress::parse("friday@example.org").map_err(|error| error.to_string())?;
    Ok(Mailbox { name: "Five for Friday".to_owned(), address })
}

fn at_least_one(key: &str, value: Option<usize>, default: usize) -> Result<usize, String> {
    match value {
        Some(0) => Err(format!("{key}: 0 would do nothing at all; write a number such as {default}")),
        Some(value) => Ok(value),
        None => Ok(default),
    }
}

const OPENERS: [&str; 8] = [
    "The kettle is on and the week is nearly done. Here is what your neighbours have been writing.",
    "Another week of councils working in the open, and here are the posts that stayed with me.",
    "Put the spreadsheet down for ten minutes: these are worth it.",
    "If you read one thing before the weekend, make it one of these.",
    "Somebody, somewhere, has already solved the thing on your desk. Possibly in this list.",
    "Fresh from the blogs of people who do the work, here is this week's handful.",
    "A short list for a long week.",
    "No jargon prize this week, but plenty of good sense. Help yourself.",
];

const OUTRO: &str = "That is the lot. If one of these helped, tell the person who wrote it: they will be glad to hear it. \
                     And if your own team blogs and is missing from the list, reply and say so.";
