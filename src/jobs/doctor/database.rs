//! The database: can it be used, and how are the blogs that it knows?

use crate::jobs::{bulletins, instance};
use crate::model::Instant;
use crate::model::blog::{Blog, BlogHealth, BlogId};
use crate::model::finding::Finding;
use crate::model::listing::BlogState;
use crate::model::settings::Settings;
use crate::rules::listing::state::{Report, state};
use crate::rules::scheduling::bulletins::are_sent;
use crate::store::Store;
use chrono::TimeDelta;
use std::collections::HashMap;

/// Whether it can be used, what it remembers of the list, and what has come back.
pub async fn look(settings: &Settings, blogs: &[Blog], now: Instant) -> Vec<Finding> {
    let path = &settings.store.path;
    if !path.exists() {
        return vec![Finding::well("database", format!("{} is not there yet; the first reading makes it", path.display()))];
    }
    match look_into(settings, blogs, now).await {
        Ok(findings) => findings,
        // The store's own words say what to do next.
        Err(error) => vec![Finding { mend: None, ..Finding::wrong("database", error.to_string(), "") }],
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
        findings.push(Finding::wrong("list", because, mend));
    }
    findings.extend(not_at_home(&store).await?);
    findings.extend(unseen_bulletins(&store, settings).await?);
    findings.extend(sign_ups(store.capped_at().await?.filter(|at| now - *at < TimeDelta::days(1))));
    findings.extend(super::sending::waiting(&store).await?);
    findings.extend(network(store.network_held_back_at().await?.filter(|at| now - *at < TimeDelta::days(1))));
    findings.extend(super::returns::lately(&store, now).await?);
    findings.extend(blog_states(blogs, &store.healths().await?, now));
    Ok(findings)
}

/// Nothing is said of a database that is where it belongs.
async fn not_at_home(store: &Store) -> anyhow::Result<Option<Finding>> {
    let mend = "nothing is sent from it: `friday adopt` shows what would be, and takes it over";
    let why = instance::quarantine(store).await?;
    Ok(why.map(|why| Finding::wrong("database", why, mend)))
}

/// Readers who chose bulletins where none is sent.
async fn unseen_bulletins(store: &Store, settings: &Settings) -> anyhow::Result<Option<Finding>> {
    let readers = store.daily_readers().await?;
    let is_unseen = readers > 0 && !are_sent(settings);
    let mend = "set [bulletin] unseen = true, or ask these readers to choose the week's edition";
    Ok(is_unseen.then(|| Finding::look("bulletin", bulletins::unseen(readers), mend)))
}

/// A form that turned people away says nothing to them, so it says it here.
fn sign_ups(capped_at: Option<Instant>) -> Option<Finding> {
    let because = format!(
        "the form reached its cap of the hour at {}: who signed up then got no mail",
        capped_at?.format("%H:%M UTC on %-d %B")
    );
    let mend = "look at the web server's log; when these were people, raise [web] sign_ups_per_hour";
    Some(Finding::look("sign-ups", because, mend))
}

/// Behind a proxy that the settings do not name, everybody is one network.
fn network(held_back_at: Option<Instant>) -> Option<Finding> {
    let because = format!(
        "sign-ups were held back by network at {}: more than twenty at once came from one, and further ones got no mail",
        held_back_at?.format("%H:%M UTC on %-d %B")
    );
    let mend = "check that [web] trusted_proxies names the web server in front; its log shows who asked";
    Some(Finding::look("sign-ups", because, mend))
}

/// A few failing blogs are everyday life; when none can be read, something here is wrong.
fn blog_states(blogs: &[Blog], healths: &HashMap<BlogId, BlogHealth>, now: Instant) -> Vec<Finding> {
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
        return vec![Finding::wrong("blogs", because, mend)];
    }
    let finding = |(blog, report): &(&Blog, Report)| {
        let mend = format!("`friday blogs check {}` says whether it has moved", blog.id);
        Finding::look("blogs", format!("{} is failing: {}", blog.name, report.because), mend)
    };
    failing.into_iter().map(finding).collect()
}
