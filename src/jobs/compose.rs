//! The edition as it stands: the calendar, the stories of its window, and the words made of them.

use crate::model::Instant;
use crate::model::blog::{Blog, BlogId};
use crate::model::calendar::Period;
use crate::model::edition::{Edition, EditionContent};
use crate::model::settings::Settings;
use crate::model::story::{Story, StoryEntry};
use crate::rules::composing::{self, Composition};
use crate::rules::ranking::{self, Ranked, Ranking};
use crate::rules::scheduling::Diary;
use crate::store::Store;
use chrono::NaiveDate;
use std::collections::{BTreeMap, HashMap};

/// Editions whose picks count as "lately".
const MEMORY: usize = 8;

/// What the calendar's decisions need, read in one go.
#[derive(Clone, Debug)]
pub struct Almanac {
    /// Every edition, newest first.
    pub editions: Vec<Edition>,
    /// Dates that a person gave to periods.
    pub moves: BTreeMap<NaiveDate, NaiveDate>,
}

impl Almanac {
    /// Reads it.
    pub async fn read(store: &Store) -> anyhow::Result<Self> {
        Ok(Self { editions: store.editions().await?, moves: store.moves().await? })
    }

    /// The same with the editions of half a year, for pages: the next date and the weeks around now hang on no older ones.
    pub async fn recent(store: &Store) -> anyhow::Result<Self> {
        Ok(Self { editions: store.newest_editions(26).await?, moves: store.moves().await? })
    }

    /// The calendar with what happened so far.
    pub fn diary<'a>(&'a self, settings: &'a Settings) -> Diary<'a> {
        Diary { calendar: &settings.edition.calendar, editions: &self.editions, moves: &self.moves }
    }
}

/// A draft and all that it is made of.
#[derive(Clone, Debug)]
pub struct Composed {
    /// The row.
    pub edition: Edition,
    /// Stories of the window, best first.
    pub ranked: Vec<Ranked>,
    /// Stories that only blogs no longer on the list tell.
    pub dropped: Vec<i64>,
    /// The words.
    pub content: EditionContent,
    /// The period whose draft opens when this one is approved.
    pub next: Period,
}

/// Composes a draft as if its window closed at `closes_at`; changes nothing.
pub async fn compose(
    store: &Store,
    settings: &Settings,
    blogs: &[Blog],
    almanac: &Almanac,
    edition: &Edition,
    closes_at: Instant,
) -> anyhow::Result<Composed> {
    let by_id: HashMap<BlogId, Blog> = blogs.iter().map(|blog| (blog.id.clone(), blog.clone())).collect();
    let all = store.stories_between(edition.opens_at, closes_at).await?;
    let (stories, dropped) = listed_stories(all, &by_id);
    let lately_picked = store.lately_picked(MEMORY).await?;
    let healths = store.healths().await?;

    let (weights, opens_at) = (&settings.ranking, edition.opens_at);
    let mut stars: HashMap<i64, usize> = HashMap::new();
    store.stars().await?.iter().for_each(|star| *stars.entry(star.story).or_default() += 1);
    let ranking = Ranking { weights, blogs: &by_id, lately_picked: &lately_picked, stars: &stars, opens_at, closes_at };
    let ranked = ranking::rank(stories, ranking);
    let next = almanac.diary(settings).next_after(edition.period);
    let editions_before = almanac.editions.iter().filter(|known| known.state.is_frozen()).count();
    let content = composing::compose(Composition {
        settings: &settings.edition,
        site_title: &settings.site.title,
        date: edition.period.date,
        next_date: next.date,
        opens_at,
        is_first: editions_before == 0,
        editions_before,
        ranked: &ranked,
        blogs: &by_id,
        healths: &healths,
        edits: &edition.edits,
    });
    Ok(Composed { edition: edition.clone(), ranked, dropped, content, next })
}

/// Stories as the blogs on the list tell them; what only retired or removed blogs tell is dropped.
/// Where one blog took a post down and another did not, the other tells it.
pub(super) fn listed_stories(all: Vec<Story>, blogs: &HashMap<BlogId, Blog>) -> (Vec<Story>, Vec<i64>) {
    let is_listed = |entry: &StoryEntry| blogs.get(&entry.blog).is_some_and(|blog| blog.retired.is_none());
    let (mut listed, mut dropped) = (Vec::new(), Vec::new());
    for story in all {
        let told = std::iter::once(story.lead).chain(story.also).filter(is_listed);
        let (there, missing): (Vec<_>, Vec<_>) = told.partition(|entry| entry.missing_since.is_none());
        let mut entries = if there.is_empty() { missing } else { there }.into_iter();
        match entries.next() {
            Some(lead) => {
                let also = entries.collect();
                listed.push(Story { id: story.id, lead, also, eligible_at: story.eligible_at, linked_by: story.linked_by });
            }
            None => dropped.push(story.id),
        }
    }
    (listed, dropped)
}
