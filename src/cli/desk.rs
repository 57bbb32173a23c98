//! What the edition commands work at: the calendar moved on to now, and the edition that a date means.

use super::args::Global;
use super::workplace::Workplace;
use crate::jobs::approve::window_end;
use crate::jobs::compose::{Almanac, Composed, compose};
use crate::jobs::writing::Writing;
use crate::jobs::{Stop, draft_file};
use crate::model::calendar::Period;
use crate::model::edition::{Edition, EditionState};
use crate::rules::scheduling::{Diary, steps};
use chrono::NaiveDate;

/// Settings, store and calendar.
#[derive(Debug)]
pub struct Desk {
    pub place: Workplace,
    pub almanac: Almanac,
}

impl Desk {
    /// Opens the workplace, and the draft where there is none yet. Approves and sends nothing.
    pub async fn open(global: &Global) -> anyhow::Result<Self> {
        let place = Workplace::open(global).await?;
        let mut almanac = Almanac::read(&place.store).await?;
        let step =
            steps::draft_step(almanac.diary(&place.settings), crate::jobs::advance::policy(&place.settings), place.clock.now());
        if let steps::DraftStep::Open { period, opens_at } = step {
            place.store.open_draft(period, opens_at).await?;
            almanac = Almanac::read(&place.store).await?;
        }
        Ok(Self { place, almanac })
    }

    /// The calendar.
    pub fn diary(&self) -> Diary<'_> {
        self.almanac.diary(&self.place.settings)
    }

    /// The edition of a date; without one, the edition next due.
    pub fn edition(&self, date: Option<NaiveDate>) -> Result<&Edition, Stop> {
        let editions = &self.almanac.editions;
        match date {
            None => steps::current(editions).ok_or_else(|| Stop::Settings("there is no edition yet".to_owned())),
            Some(date) => editions.iter().find(|edition| edition.period.date == date).ok_or_else(|| {
                let draft =
                    self.diary().draft().map(|draft| format!("; the draft is that of {}", draft.period.date)).unwrap_or_default();
                Stop::Settings(format!("there is no edition on {date}{draft} (`friday edition list`)"))
            }),
        }
    }

    /// The draft, which has to be the edition of `date` where one is given.
    pub fn draft(&self, date: Option<NaiveDate>) -> Result<&Edition, Stop> {
        let draft = self.diary().draft().map(|draft| draft.id);
        let edition = match date {
            Some(_) => self.edition(date)?,
            None => self
                .almanac
                .editions
                .iter()
                .find(|edition| Some(edition.id) == draft)
                .ok_or_else(|| Stop::Settings("there is no draft".to_owned()))?,
        };
        match edition.state {
            EditionState::Draft => Ok(edition),
            EditionState::Approved
            | EditionState::Sending
            | EditionState::Paused
            | EditionState::Sent
            | EditionState::Skipped => {
                let (date, state) = (edition.period.date, edition.state.word());
                Err(Stop::Settings(format!("the edition of {date} is {state}: its words are fixed")))
            }
        }
    }

    /// While an edition is approved and not yet sent, "the edition" is ambiguous: what cannot be undone needs its date.
    pub fn check_meant(&self, date: Option<NaiveDate>) -> Result<(), Stop> {
        let open = [EditionState::Approved, EditionState::Sending, EditionState::Paused];
        let waiting = self.almanac.editions.iter().find(|edition| open.contains(&edition.state)).filter(|_| date.is_none());
        match (waiting, self.diary().draft()) {
            (Some(waiting), Some(draft)) => Err(Stop::Settings(format!(
                "the edition of {} is {} and that of {} is the draft; name the date you mean",
                waiting.period.date,
                waiting.state.word(),
                draft.period.date
            ))),
            (Some(_), None) | (None, _) => Ok(()),
        }
    }

    /// A draft with what its file says, saved or not.
    pub async fn composed_as_edited(&self, edition: &Edition) -> anyhow::Result<Composed> {
        let place = &self.place;
        draft_file::composed_as_edited(&place.store, &place.settings, &place.blogs, edition, place.clock.now()).await
    }

    /// A draft composed as of now.
    pub async fn composed(&self, edition: &Edition) -> anyhow::Result<Composed> {
        let closes_at = window_end(edition, self.place.clock.now());
        compose(&self.place.store, &self.place.settings, &self.place.blogs, &self.almanac, edition, closes_at).await
    }

    /// The period of a date, whether its draft is open yet or not.
    pub fn period(&self, date: Option<NaiveDate>) -> Result<Period, Stop> {
        let Some(date) = date else { return self.draft(None).map(|draft| draft.period) };
        self.writing().period(&self.almanac, date)
    }

    /// What the desk on the web does, too.
    pub fn writing(&self) -> Writing<'_> {
        let place = &self.place;
        Writing { store: &place.store, settings: &place.settings, blogs: &place.blogs, now: place.clock.now() }
    }
}
