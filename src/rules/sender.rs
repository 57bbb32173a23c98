//! Is the sender's domain set up so that mailbox providers take its mail? SPF, DKIM, DMARC, MX and names of addresses.

pub mod dkim;
pub mod dmarc;
pub mod hosts;
mod inquiry;
pub mod spf;
mod spf_record;

pub use inquiry::Inquiry;

use crate::model::finding::Finding;
use dkim::ExpectedKey;
use std::net::IpAddr;

/// Who sends, as far as name servers are concerned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sender {
    /// Domain of `From`.
    pub from: String,
    /// Domain of the envelope sender, which SPF is about.
    pub return_path: String,
    /// The machine that other servers see.
    pub outlet: Outlet,
    /// The keys that our mails are signed with; none: they are not signed here.
    pub keys: Vec<ExpectedKey>,
}

/// From where mail reaches the world.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outlet {
    /// A mail server on this machine, which is seen under this address; none: a private one, so somebody else's is seen.
    Here(Option<IpAddr>),
    /// The server of this name or address.
    Relay(String),
}

/// Everything that name servers can tell; none while there are questions without an answer, which the inquiry keeps.
pub fn examine(sender: &Sender, inquiry: &Inquiry) -> Option<Vec<Finding>> {
    // Each asks what it can before it waits, so that all questions of a round go out together.
    let parts = [
        spf::check(sender, inquiry),
        dkim::check(sender, inquiry),
        dmarc::check(sender, inquiry),
        hosts::mail(sender, inquiry),
        hosts::pointer(sender, inquiry),
    ];
    parts.into_iter().collect::<Option<Vec<_>>>().map(|parts| parts.into_iter().flatten().collect())
}

/// What to say when nobody could tell.
fn unanswered(what: &'static str, name: &str, why: &str) -> Finding {
    let mend = "check this machine's name resolution, or name another server in FRIDAY_DNS, and run it again";
    Finding::look(what, format!("{name} could not be looked up: {why}"), mend)
}
