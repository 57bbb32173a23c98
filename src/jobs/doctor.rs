//! Looks the installation over: one finding for each thing looked at, well or not, with what mends it. Changes nothing.

use crate::config::ConfigErrors;
use crate::model::Instant;
use crate::model::blog::{Blog, BlogHealth};
use crate::model::listing::BlogState;
use crate::model::settings::Settings;
use crate::rules::listing::state::state;
use crate::rules::scheduling::bulletins::are_sent;
use crate::store::Store;
use serde::Serialize;

/// How one thing is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Condition {
    /// As it should be.
    Well,
    /// It works, yet somebody may want to look.
    Look,
    /// It does not work, or will not for long.
    Wrong,
}

/// One thing that was looked at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// Which part: "settings", "list", "database", "blogs".
    pub what: &'static str,
    /// How it is.
    pub state: Condition,
    /// What was seen, in plain words.
    pub because: String,
    /// What to do about it; none where nothing is to be done.
    pub mend: Option<String>,
}

impl Finding {
    fn well(what: &'static str, because: impl Into<String>) -> Self {
        Self { what, state: Condition::Well, because: because.into(), mend: None }
    }

    fn not_well(what: &'static str, state: Condition, because: impl Into<String>, mend: impl Into<String>) -> Self {
        Self { what, state, because: because.into(), mend: Some(mend.into()) }
    }
}

/// Settings and list as they were read, or why they could not be.
#[derive(Debug)]
pub struct Installation {
    /// friday.toml and the environment.
    pub settings: Result<Settings, ConfigErrors>,
    /// feeds.toml.
    pub list: Result<Vec<Blog>, ConfigErrors>,
}

/// Everything that can be looked at with what there is: broken settings leave the database out.
pub async fn examine(installation: &Installation, now: Instant) -> Vec<Finding> {
    let mut findings = settings(&installation.settings);
    findings.extend(list(&installation.list));
    if let Ok(settings) = &installation.settings {
        let blogs = installation.list.as_deref().unwrap_or_default();
        findings.extend(database(settings, blogs, now).await);
    }
    findings
}

fn settings(read: &Result<Settings, ConfigErrors>) -> Vec<Finding> {
    match read {
        Ok(_) => vec![Finding::well("settings", "they can be read and make sense")],
        Err(errors) => mistakes("settings", errors, "mend the line; friday.example.toml shows every key with its default"),
    }
}

fn list(read: &Result<Vec<Blog>, ConfigErrors>) -> Vec<Finding> {
    match read {
        Ok(blogs) => vec![Finding::well("list", format!("{} rows, all readable", blogs.len()))],
        Err(errors) => mistakes("list", errors, "mend the line; a running service keeps the list it had until then"),
    }
}

fn mistakes(what: &'static str, errors: &ConfigErrors, mend: &str) -> Vec<Finding> {
    errors.0.iter().map(|error| Finding::not_well(what, Condition::Wrong, error.to_string(), mend)).collect()
}

async fn database(settings: &Settings, blogs: &[Blog], now: Instant) -> Vec<Finding> {
    let path = &settings.store.path;
    if !path.exists() {
        return vec![Finding::well("database", format!("{} is not there yet; the first reading makes it", path.display()))];
    }
    match look_into(settings, blogs, now).await {
        Ok(findings) => findings,
        // The store's own words say what to do next.
        Err(error) => vec![Finding { mend: None, ..Finding::not_well("database", Condition::Wrong, error.to_string(), "") }],
    }
}

async fn look_into(settings: &Settings, blogs: &[Blog], now: Instant) -> anyhow::Result<Vec<Finding>> {
    let path = &settings.store.path;
    let store = Store::open(path).await?;
    store.check_sound().await?;
    let mut findings = vec![Finding::well("database", format!("{} can be read and written", path.display()))];
    if let Some(error) = store.list_error().await? {
        let because = format!("`friday run` refused a changed list and works with the one before: {error}");
        let mend = "mend the list: the service reads it again within seconds. If it runs no longer, start it";
        findings.push(Finding::not_well("list", Condition::Wrong, because, mend));
    }
    findings.extend(not_at_home(&store).await?);
    findings.extend(unseen_bulletins(&store, settings).await?);
    findings.extend(blog_states(blogs, &store.healths().await?, now));
    Ok(findings)
}

/// Nothing is said of a database that is where it belongs.
async fn not_at_home(store: &Store) -> anyhow::Result<Option<Finding>> {
    let mend = "nothing is sent from it: `friday adopt` shows what would be, and takes it over";
    let why = super::instance::quarantine(store).await?;
    Ok(why.map(|why| Finding::not_well("database", Condition::Wrong, why, mend)))
}

/// Readers who chose bulletins where none is sent.
async fn unseen_bulletins(store: &Store, settings: &Settings) -> anyhow::Result<Option<Finding>> {
    let readers = store.daily_readers().await?;
    let is_unseen = readers > 0 && !are_sent(settings);
    let mend = "set [bulletin] unseen = true, or ask these readers to choose the week's edition";
    Ok(is_unseen.then(|| Finding::not_well("bulletin", Condition::Look, super::bulletins::unseen(readers), mend)))
}

/// A few failing blogs are everyday life; when none can be read, something here is wrong.
fn blog_states(
    blogs: &[Blog],
    healths: &std::collections::HashMap<crate::model::blog::BlogId, BlogHealth>,
    now: Instant,
) -> Vec<Finding> {
    let unread = BlogHealth::default();
    let reports: Vec<_> = blogs.iter().map(|blog| (blog, state(blog, healths.get(&blog.id).unwrap_or(&unread), now))).collect();
    let failing: Vec<_> = reports.iter().filter(|(_, report)| report.state == BlogState::Failing).collect();
    let read =
        reports.iter().filter(|(_, report)| !matches!(report.state, BlogState::Retired | BlogState::AddressUnknown)).count();
    if failing.is_empty() {
        return vec![Finding::well("blogs", format!("none of {read} is failing"))];
    }
    if failing.len() == read && read > 1 {
        let because =
            format!("none of {read} blogs can be read, for instance {}", failing.first().map_or("", |(_, first)| &first.because));
        let mend = "check this machine's network and name resolution";
        return vec![Finding::not_well("blogs", Condition::Wrong, because, mend)];
    }
    let finding = |(blog, report): &(&Blog, crate::rules::listing::state::Report)| {
        let mend = format!("`friday blogs check {}` says whether it has moved", blog.id);
        Finding::not_well("blogs", Condition::Look, format!("{} is failing: {}", blog.name, report.because), mend)
    };
    failing.into_iter().map(finding).collect()
}
