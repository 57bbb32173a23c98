//! Somebody suggests a blog: friday looks at it, shows what it would see, keeps the suggestion and tells the editors.

use super::add_blog::{Addition, prepare};
use super::find_feed::Search;
use crate::io::fetcher::Fetcher;
use crate::model::Instant;
use crate::model::blog::Blog;
use crate::model::notice::DeskLetter;
use crate::model::settings::Settings;
use crate::model::wishes::{NewOptOut, NewSuggestion, WishEnd};
use crate::rules::listing::new_row::Wish;
use crate::rules::listing::suggested;
use crate::store::Store;
use std::time::Duration;
use url::Url;

/// How long a look at a blog may take, all requests together: somebody waits for the page.
pub const LONGEST_LOOK: Duration = Duration::from_secs(20);

/// Suggestions that are taken within an hour, over everybody; the same of requests not to be read.
pub const HOURLY_CAP: u32 = 30;

/// What friday would see of a suggested blog; none when the look took too long.
pub async fn look(fetcher: &Fetcher, rows: &[Blog], url: &Url, wish: &Wish, now: Instant) -> Option<Addition> {
    let search = Search::new(fetcher, now);
    tokio::time::timeout(LONGEST_LOOK, prepare(search, rows, url, wish)).await.ok()
}

/// Keeps a suggestion, and queues a mail to every editor.
pub async fn suggest(store: &Store, settings: &Settings, new: NewSuggestion, now: Instant) -> anyhow::Result<WishEnd> {
    let letter = suggested::letter_of_suggestion(&new, settings.site.url.as_str());
    let end = store.suggest(new, HOURLY_CAP, now).await?;
    if let WishEnd::Kept(_) = end {
        tell(store, settings, &letter, now).await?;
    }
    Ok(end)
}

/// The same for a blogger who asks not to be read.
pub async fn opt_out(store: &Store, settings: &Settings, blog: &Blog, new: NewOptOut, now: Instant) -> anyhow::Result<WishEnd> {
    let letter = suggested::letter_of_opt_out(&blog.name, &new, settings.site.url.as_str());
    let end = store.ask_to_opt_out(new, HOURLY_CAP, now).await?;
    if let WishEnd::Kept(_) = end {
        tell(store, settings, &letter, now).await?;
    }
    Ok(end)
}

async fn tell(store: &Store, settings: &Settings, letter: &DeskLetter, now: Instant) -> anyhow::Result<()> {
    for editor in &settings.editors {
        store.queue_desk_letter(editor.clone(), letter.clone(), now).await?;
    }
    Ok(())
}
