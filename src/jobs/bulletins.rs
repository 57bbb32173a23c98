//! Bulletins: every post, once a day, for those who chose it.

use super::approve::fingerprint;
use super::compose::listed_stories;
use crate::io::templates::bulletin_templates;
use crate::model::Instant;
use crate::model::blog::{Blog, BlogId};
use crate::model::edition::{DraftEdits, Edition, EditionContent, EditionState, Frozen};
use crate::model::settings::Settings;
use crate::model::story::Story;
use crate::rules::composing::{self, Composition};
use crate::rules::ranking::Ranked;
use crate::rules::rendering::{self, Templates, bulletin::BulletinTemplates};
use crate::rules::scheduling::bulletins::{self, Timetable, Window};
use crate::store::{Closing, Store};
use std::collections::HashMap;

/// Closes the bulletin that is due and passes on one that could not be sent; says what a person should know, each thing once.
pub async fn advance(store: &Store, settings: &Settings, blogs: &[Blog], now: Instant) -> anyhow::Result<Vec<String>> {
    let timetable = Timetable::of(settings);
    let mut said = Vec::new();
    for late in store.bulletins().await?.iter().filter(|one| is_too_late(one, timetable, now)) {
        store.pass_bulletin_on(late.id, "it could not be sent in time; its posts pass on to the next".to_owned()).await?;
        said.push(format!("The bulletin of {} could not be sent in time; its posts pass on to the next.", late.period.date));
    }
    let Some(window) = bulletins::due(timetable, &store.bulletins().await?, now) else { return Ok(said) };
    if let Some(because) = close(store, settings, blogs, window).await? {
        let Window { date, opens_at, closes_at } = window;
        store.skip_bulletin(date, opens_at, closes_at, because.to_owned()).await?;
    }
    said.extend(unseen_news(store, settings).await?);
    Ok(said)
}

fn is_too_late(bulletin: &Edition, timetable: Timetable, now: Instant) -> bool {
    let closed_at = bulletin.closes_at.filter(|_| bulletin.state == EditionState::Approved);
    closed_at.is_some_and(|at| now > at) && !bulletins::may_begin(bulletin, timetable.send_before, now)
}

/// Freezes what the window holds; the answer is why there is nothing to send.
async fn close(store: &Store, settings: &Settings, blogs: &[Blog], window: Window) -> anyhow::Result<Option<&'static str>> {
    if !bulletins::are_sent(settings) {
        return Ok(Some("nobody has seen it ([bulletin] unseen)"));
    }
    if store.daily_readers().await? == 0 {
        return Ok(Some("nobody asked for it"));
    }
    let (stories, content) = compose(store, settings, blogs, window).await?;
    if content.everything_else.is_empty() {
        return Ok(Some("there were no new posts"));
    }
    let frozen = freeze(&content, settings, window.closes_at)?;
    let Window { date, opens_at, closes_at } = window;
    let sha256 = fingerprint(&frozen);
    // When somebody else was quicker, or a story went meanwhile, the next pass decides anew.
    store.close_bulletin(Closing { date, opens_at, closes_at, content, frozen, sha256, stories }).await?;
    Ok(None)
}

/// Renders the text of a bulletin with the templates in force.
fn freeze(content: &EditionContent, settings: &Settings, date: Instant) -> anyhow::Result<Frozen> {
    let sources = bulletin_templates(settings.templates.as_deref())?;
    let base = Templates { html: &sources.base.html, text: &sources.base.text };
    let own = Templates { html: &sources.own.html, text: &sources.own.text };
    Ok(rendering::bulletin::freeze(content, settings, BulletinTemplates { base, own }, date)?)
}

async fn compose(
    store: &Store,
    settings: &Settings,
    blogs: &[Blog],
    window: Window,
) -> anyhow::Result<(Vec<i64>, EditionContent)> {
    let by_id: HashMap<BlogId, Blog> = blogs.iter().map(|blog| (blog.id.clone(), blog.clone())).collect();
    let (stories, _) = listed_stories(store.stories_arrived(window.opens_at, window.closes_at).await?, &by_id);
    let there: Vec<Story> = stories.into_iter().filter(|story| story.lead.missing_since.is_none()).collect();
    let ids = there.iter().map(|story| story.id).collect();
    let ranked: Vec<Ranked> = there.into_iter().map(|story| Ranked { story, score: Default::default() }).collect();
    let content = composing::bulletin::compose(Composition {
        settings: &settings.edition,
        site_title: &settings.site.title,
        date: window.date,
        next_date: window.date,
        opens_at: window.opens_at,
        is_first: false,
        editions_before: 0,
        ranked: &ranked,
        blogs: &by_id,
        healths: &HashMap::new(),
        edits: &DraftEdits::default(),
    });
    Ok((ids, content))
}

/// Readers who chose a bulletin where none is sent: the operator has to know.
async fn unseen_news(store: &Store, settings: &Settings) -> anyhow::Result<Option<String>> {
    if bulletins::are_sent(settings) {
        return Ok(None);
    }
    let readers = store.daily_readers().await?;
    let is_news = readers > 0 && store.tell_once("bulletins unseen".to_owned()).await?;
    Ok(is_news.then(|| unseen(readers)))
}

/// Why daily readers get nothing, and the way out.
pub fn unseen(readers: u64) -> String {
    format!(
        "{readers} chose every post, once a day, and get no mail: editors are configured and nobody can look a bulletin over. \
         `[bulletin] unseen = true` sends it unseen"
    )
}
