//! The settings: every key with its default, checked once when the program starts.

use super::address::EmailAddress;
use super::calendar::Calendar;
use super::delivery::UncertainPolicy;
use super::network::Network;
use super::return_path::ReturnPath;
use std::path::PathBuf;
use std::time::Duration;
use url::Url;

/// All settings, checked; made by `config` from friday.toml and the environment.
#[derive(Clone, Debug)]
pub struct Settings {
    /// `[site]`
    pub site: SiteSettings,
    /// `[store]`
    pub store: StoreSettings,
    /// `[fetch]`
    pub fetch: FetchSettings,
    /// `[edition]`
    pub edition: EditionSettings,
    /// `[bulletin]`
    pub bulletin: BulletinSettings,
    /// `[ranking]`
    pub ranking: RankingSettings,
    /// `[mail]`
    pub mail: MailSettings,
    /// `[dkim]`; none: mail leaves unsigned.
    pub dkim: Option<DkimSettings>,
    /// `[editors] addresses`; empty: editions approve themselves.
    pub editors: Vec<EmailAddress>,
    /// `[templates] folder`; none: the embedded ones.
    pub templates: Option<PathBuf>,
    /// `[web] listen`
    pub listen: std::net::SocketAddr,
    /// `[web] trusted_proxies`: whose X-Forwarded-For is believed.
    pub trusted_proxies: Vec<Network>,
    /// `[web] sign_ups_per_hour`: mails that the sign-up form may cause within an hour, over everybody.
    pub sign_ups_per_hour: u32,
}

/// Who publishes the digest and where its pages are.
#[derive(Clone, Debug)]
pub struct SiteSettings {
    /// Base of every link to ourselves, with a trailing slash.
    pub url: Url,
    /// Masthead, and the name in `List-Id`.
    pub title: String,
    /// Where publishers can reach the operator; stands in the User-Agent.
    pub contact: Option<String>,
    /// The file that holds the keys; none: friday.key beside the database.
    pub key_file: Option<PathBuf>,
}

/// Where everything is remembered.
#[derive(Clone, Debug)]
pub struct StoreSettings {
    /// The one SQLite file.
    pub path: PathBuf,
}

/// How feeds are read.
#[derive(Clone, Debug)]
pub struct FetchSettings {
    /// Requests in flight at once.
    pub concurrency: usize,
    /// Requests in flight at once to one host.
    pub per_host: usize,
    /// Pause between two requests to one host.
    pub host_delay: Duration,
    /// More new entries than this at once, from a blog that is not new, are held.
    pub flood: usize,
    /// True reads feeds on private and loopback addresses, any port.
    pub allow_private: bool,
}

/// What to do at its hour with an edition that nobody approved, where editors are configured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Unapproved {
    /// Wait for a person.
    Hold,
    /// Send it as proposed.
    Send,
    /// Skip it; its stories pass on.
    Skip,
}

/// How an edition is composed and when it is due.
#[derive(Clone, Debug)]
pub struct EditionSettings {
    /// Day, hour, zone, exceptions.
    pub calendar: Calendar,
    /// Picks in a full edition.
    pub size: usize,
    /// With editors, at the hour.
    pub unapproved: Unapproved,
    /// How long after its hour sending may still begin by itself.
    pub send_before: Duration,
    /// Opening words, taken in turn.
    pub openers: Vec<String>,
    /// Closing words.
    pub outro: String,
    /// BCP 47 language of the digest's own words.
    pub language: String,
}

/// When the daily bulletin is sent; its zone is that of the editions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BulletinSettings {
    /// Local hour at which a day's bulletin closes and is sent.
    pub time: chrono::NaiveTime,
    /// Sent without an editor's eye even where editors are configured.
    pub unseen: bool,
}

/// The weights of the score's named parts.
#[derive(Clone, Debug, serde::Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RankingSettings {
    /// For a post of this very hour, falling to nothing over the window.
    pub freshness: f64,
    /// For a post of 600 words or more.
    pub substance: f64,
    /// For a first post after 60 silent days or more.
    pub silence: f64,
    /// For each other blog of the list that links to it, up to three.
    pub linked: f64,
    /// For a post that touches one of `topics`.
    pub topic: f64,
    /// For a council without a pick in the last eight editions.
    pub variety: f64,
    /// For each editor who starred it, up to three.
    pub starred: f64,
    /// Words the operator cares about, matched in title, excerpt and categories.
    pub topics: Vec<String>,
}

impl Default for RankingSettings {
    fn default() -> Self {
        Self {
            freshness: 2.0,
            substance: 2.0,
            silence: 1.5,
            linked: 1.0,
            topic: 1.5,
            variety: 2.0,
            starred: 2.5,
            topics: Vec::new(),
        }
    }
}

/// How and as whom mail is sent.
#[derive(Clone, Debug)]
pub struct MailSettings {
    /// Where mail goes.
    pub transport: Transport,
    /// `From`.
    pub from: Mailbox,
    /// `Reply-To`, a mailbox that somebody reads.
    pub reply_to: Option<EmailAddress>,
    /// Who sends this, in the footer.
    pub organisation: Option<String>,
    /// Their postal address, in the footer.
    pub address: Option<String>,
    /// Envelope sender, with a place for each copy's tag; none: that of `from`, and what comes back is read by a person.
    pub bounces: Option<ReturnPath>,
    /// Address whose mail is piped to `friday mail-in`.
    pub leave: Option<EmailAddress>,
    /// SMTP connections at once.
    pub connections: usize,
    /// Messages handed over a second; none: as fast as the server takes them.
    pub max_per_second: Option<u32>,
    /// Rows that a crash left `handed`.
    pub uncertain: UncertainPolicy,
}

/// In whose name mail is signed (RFC 6376); the keys themselves stay in their file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DkimSettings {
    /// Names the RSA key in the DNS; the Ed25519 key's name has `-ed25519` after it.
    pub selector: String,
    /// The sender's domain, or one above it.
    pub domain: String,
    /// PEM with one or two PKCS #8 keys.
    pub key_file: PathBuf,
}

/// A name and an address, as in `From`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mailbox {
    /// Display name, without control characters.
    pub name: String,
    /// The address.
    pub address: EmailAddress,
}

/// Where mail goes.
#[derive(Clone, Debug)]
pub enum Transport {
    /// One .eml file a mail: nothing leaves the machine.
    Folder(PathBuf),
    /// A server.
    Smtp(SmtpSettings),
}

/// How to reach a mail server.
#[derive(Clone)]
pub struct SmtpSettings {
    /// Host name or address literal.
    pub host: String,
    /// 587, 465 or what the URL says.
    pub port: u16,
    /// How the connection is protected.
    pub tls: SmtpTls,
    /// User and password; never printed.
    pub login: Option<(String, String)>,
}

impl std::fmt::Debug for SmtpSettings {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let login = self.login.as_ref().map(|_| "(hidden)");
        write!(f, "smtp to {}:{} ({:?}, login {login:?})", self.host, self.port, self.tls)
    }
}

/// Protection of an SMTP connection (RFC 8314 for implicit TLS, RFC 3207 for STARTTLS).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SmtpTls {
    /// TLS from the first byte: `smtps://`.
    Implicit,
    /// STARTTLS, or nothing is sent: the default off loopback.
    StartTls,
    /// In clear: loopback only.
    None,
}
