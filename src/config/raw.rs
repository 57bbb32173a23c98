//! friday.toml as written: every section optional, every unknown key an error.

use super::mailbox::{AddressText, MailboxText, ReturnPathText, SmtpText};
use super::values::{Date, Day, HourOfDay, NetworkText, Span, Zone};
use crate::model::delivery::UncertainPolicy;
use crate::model::settings::{RankingSettings, Unapproved};
use serde::Deserialize;
use std::path::PathBuf;

/// The whole file.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RawSettings {
    pub site: RawSite,
    pub store: RawStore,
    pub fetch: RawFetch,
    pub edition: RawEdition,
    pub bulletin: RawBulletin,
    pub ranking: RankingSettings,
    pub mail: RawMail,
    pub dkim: RawDkim,
    pub editors: RawEditors,
    pub templates: RawTemplates,
    pub web: RawWeb,
}

/// `[site]`
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RawSite {
    pub url: Option<url::Url>,
    pub title: Option<String>,
    pub contact: Option<String>,
    pub key_file: Option<PathBuf>,
}

/// `[store]`
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RawStore {
    pub path: Option<PathBuf>,
}

/// `[fetch]`
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RawFetch {
    pub concurrency: Option<usize>,
    pub per_host: Option<usize>,
    pub host_delay: Option<Span>,
    pub flood: Option<usize>,
    pub allow_private: bool,
}

/// `[edition]`
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RawEdition {
    pub day: Option<Day>,
    pub time: Option<HourOfDay>,
    pub timezone: Option<Zone>,
    pub size: Option<usize>,
    pub except: Vec<Date>,
    pub unapproved: Option<Unapproved>,
    pub send_before: Option<Span>,
    pub openers: Option<Vec<String>>,
    pub outro: Option<String>,
    pub language: Option<String>,
}

/// `[bulletin]`
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RawBulletin {
    pub time: Option<HourOfDay>,
    pub unseen: bool,
}

/// `[mail]`
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RawMail {
    pub transport: Option<TransportWord>,
    pub folder: Option<PathBuf>,
    pub smtp: Option<SmtpText>,
    pub from: Option<MailboxText>,
    pub reply_to: Option<AddressText>,
    pub organisation: Option<String>,
    pub address: Option<String>,
    pub bounces: Option<ReturnPathText>,
    pub leave: Option<AddressText>,
    pub connections: Option<usize>,
    pub max_per_second: u32,
    pub uncertain: Option<UncertainPolicy>,
}

/// `[dkim]`
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RawDkim {
    pub selector: Option<String>,
    pub domain: Option<String>,
    pub key_file: Option<PathBuf>,
}

/// `transport = "folder"` or `"smtp"`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum TransportWord {
    Folder,
    Smtp,
}

/// `[editors]`
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RawEditors {
    pub addresses: Vec<AddressText>,
}

/// `[templates]`
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RawTemplates {
    pub folder: Option<PathBuf>,
}

/// `[web]`
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RawWeb {
    pub listen: Option<std::net::SocketAddr>,
    pub trusted_proxies: Vec<NetworkText>,
    pub sign_ups_per_hour: Option<u32>,
}
