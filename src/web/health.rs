//! `/health`: is the service whole, and how are its blogs? 200 while it can do its work, 503 when it cannot. For monitors and people.

use super::Site;
use super::pages::Page;
use crate::model::Instant;
use crate::model::blog::BlogHealth;
use crate::model::delivery::{DeliveryState, LedgerCount};
use crate::model::edition::Edition;
use crate::model::listing::BlogState;
use crate::rules::composing::title::long_date;
use crate::rules::listing::state::state;
use crate::store::StoreError;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use chrono::TimeDelta;
use std::sync::Arc;

/// A cap that was reached is shown for a day.
const CAP_SHOWN: TimeDelta = TimeDelta::days(1);

/// What the page says while the database can be read.
struct Condition {
    /// Why the list as it now stands in the file is not in force.
    list_error: Option<String>,
    /// How many blogs are in each state, without zeros.
    counts: Vec<(BlogState, usize)>,
    /// The newest edition that was handed over, as far as it has come.
    sending: Option<(Edition, LedgerCount)>,
    /// Rows of it that may have arrived or not; by number, for this page is public.
    uncertain: Vec<i64>,
    /// Since when the sign-up form has reached its cap of the hour, if it did of late.
    capped: Option<Instant>,
    /// Since when a whole network was held back, if one was of late.
    held_back: Option<Instant>,
}

/// Rows that are named; the rest is counted.
const NAMED: u32 = 20;

/// The page.
pub async fn health(State(site): State<Arc<Site>>) -> Response {
    let (status, paragraphs) = match condition(&site).await {
        Ok(condition) => (StatusCode::OK, words(&condition)),
        Err(error) => {
            tracing::error!("the database cannot be read: {error}");
            (StatusCode::SERVICE_UNAVAILABLE, vec!["The database cannot be read. The service's log says why.".to_owned()])
        }
    };
    site.say(status, &Page { heading: "Health".to_owned(), paragraphs, ..Page::default() })
}

async fn condition(site: &Site) -> Result<Condition, StoreError> {
    let healths = site.store.healths().await?;
    let list_error = site.store.list_error().await?;
    let blogs = site.list.borrow().clone();
    let now = site.clock.now();
    let unread = BlogHealth::default();
    let states: Vec<BlogState> =
        blogs.iter().map(|blog| state(blog, healths.get(&blog.id).unwrap_or(&unread), now).state).collect();
    let count = |wanted| states.iter().filter(|state| **state == wanted).count();
    let counts = BlogState::ALL.into_iter().map(|state| (state, count(state))).filter(|(_, count)| *count > 0).collect();
    let editions = site.store.newest_editions(26).await?;
    let sending = editions.into_iter().find(|edition| edition.recipients_taken_at.is_some());
    let capped = site.store.capped_at().await?.filter(|at| now - *at < CAP_SHOWN);
    let held_back = site.store.network_held_back_at().await?.filter(|at| now - *at < CAP_SHOWN);
    let whole = Condition { list_error, counts, sending: None, uncertain: Vec::new(), capped, held_back };
    let Some(edition) = sending else { return Ok(whole) };
    let ledger = site.store.ledger(edition.id).await?;
    // Worst first: the uncertain ones head the list.
    let unsettled = site.store.unsettled(edition.id, NAMED).await?;
    let uncertain = unsettled.iter().filter(|row| row.state == DeliveryState::Uncertain).map(|row| row.id).collect();
    Ok(Condition { sending: Some((edition, ledger)), uncertain, ..whole })
}

/// "The edition of 20 November 2026 is sent: 1000 recipients = 998 accepted + 2 uncertain (deliveries 17, 403)."
fn sending_words(edition: &Edition, ledger: &LedgerCount, uncertain: &[i64]) -> String {
    let states: Vec<String> = ledger.states.iter().map(|(state, count)| format!("{count} {}", state.word())).collect();
    let sign = if ledger.balances() { "=" } else { "is NOT" };
    let named: Vec<String> = uncertain.iter().map(ToString::to_string).collect();
    let named = if named.is_empty() { String::new() } else { format!(" (uncertain: deliveries {})", named.join(", ")) };
    let (date, state) = (long_date(edition.period.date), edition.state.word());
    format!("The edition of {date} is {state}: {} recipients {sign} {}{named}.", ledger.recipients, states.join(" + "))
}

fn words(condition: &Condition) -> Vec<String> {
    let total: usize = condition.counts.iter().map(|(_, count)| count).sum();
    let counts: Vec<String> = condition.counts.iter().map(|(state, count)| format!("{count} {}", state.word())).collect();
    let list = match &condition.list_error {
        Some(error) => format!("The list has mistakes, so the one before stays in force: {error}"),
        None => "The list is in force as it stands in its file.".to_owned(),
    };
    let blogs = if total == 1 { "1 blog".to_owned() } else { format!("{total} blogs") };
    let blogs =
        if counts.is_empty() { "There are no blogs on it.".to_owned() } else { format!("{blogs}: {}.", counts.join(", ")) };
    let mut paragraphs = vec!["The service is running and its database can be read.".to_owned(), list, blogs];
    paragraphs.extend(condition.sending.as_ref().map(|(edition, ledger)| sending_words(edition, ledger, &condition.uncertain)));
    paragraphs.extend(condition.capped.map(|at| {
        format!(
            "The sign-up form reached its cap of the hour at {}: who signed up then got no mail.",
            at.format("%H:%M UTC on %-d %B")
        )
    }));
    paragraphs.extend(condition.held_back.map(|at| {
        format!(
            "Sign-ups were held back by network at {}: more than twenty at once came from one, and further ones got no mail.",
            at.format("%H:%M UTC on %-d %B")
        )
    }));
    paragraphs
}
