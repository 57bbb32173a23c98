//! Looks the installation over: one finding for each thing looked at, well or not, with what mends it. Changes nothing.

mod database;
pub mod page;
mod returns;
pub mod sender;
mod sending;
mod server;

use crate::config::ConfigErrors;
use crate::io::tokens::Keys;
use crate::model::Instant;
use crate::model::blog::Blog;
use crate::model::finding::Finding;
use crate::model::settings::Settings;
use std::net::SocketAddr;

/// Settings and list as they were read, or why they could not be.
#[derive(Debug)]
pub struct Installation {
    /// friday.toml and the environment.
    pub settings: Result<Settings, ConfigErrors>,
    /// feeds.toml.
    pub list: Result<Vec<Blog>, ConfigErrors>,
    /// The keys, where they can be read.
    pub keys: Option<Keys>,
    /// FRIDAY_DNS: the name server to ask, instead of the system's.
    pub name_server: Result<Option<SocketAddr>, ConfigErrors>,
}

/// Everything that can be looked at with what there is: broken settings leave the database out.
pub async fn examine(installation: &Installation, now: Instant) -> Vec<Finding> {
    let mut findings = settings(&installation.settings);
    findings.extend(list(&installation.list));
    if let Ok(settings) = &installation.settings {
        let blogs = installation.list.as_deref().unwrap_or_default();
        let (kept, sent) = tokio::join!(database::look(settings, blogs, now), mail(settings, installation));
        findings.extend(kept.into_iter().chain(sent));
    }
    findings
}

fn settings(read: &Result<Settings, ConfigErrors>) -> Vec<Finding> {
    match read {
        Ok(_) => vec![Finding::well("settings", "they can be read and make sense")],
        Err(errors) => mistakes("settings", errors, "mend the line; friday.example.toml shows every key with its default"),
    }
}

/// Everything about sending; all parts at once, each with its own limit of time.
async fn mail(settings: &Settings, installation: &Installation) -> Vec<Finding> {
    let Some(subject) = sender::subject(settings) else {
        let because = "mails go into a folder; the sender's domain and the mail server are looked at once transport = \"smtp\"";
        return vec![Finding::well("mail", because)];
    };
    let server = match &installation.name_server {
        Ok(server) => *server,
        Err(errors) => return mistakes("settings", errors, "write it as FRIDAY_DNS=127.0.0.1:5353, or unset it"),
    };
    let page = page::look(settings, installation.keys.as_ref());
    let (domain, server, page) = tokio::join!(sender::look(&subject, server), server::look(settings), page);
    domain.into_iter().chain(server).chain(page).chain(returns::path(settings)).collect()
}

fn list(read: &Result<Vec<Blog>, ConfigErrors>) -> Vec<Finding> {
    match read {
        Ok(blogs) => vec![Finding::well("list", format!("{} rows, all readable", blogs.len()))],
        Err(errors) => mistakes("list", errors, "mend the line; a running service keeps the list it had until then"),
    }
}

fn mistakes(what: &'static str, errors: &ConfigErrors, mend: &str) -> Vec<Finding> {
    errors.0.iter().map(|error| Finding::wrong(what, error.to_string(), mend)).collect()
}
