//! What becomes of an edition as a whole: paused, resumed, skipped, moved. The terminal and the desk share it.

use super::Writing;
use crate::jobs::compose::Almanac;
use crate::jobs::{Stop, draft_file};
use crate::model::calendar::Period;
use crate::model::edition::{Edition, EditionState};
use crate::rules::scheduling::steps::{Begin, may_begin};
use chrono::{Datelike, NaiveDate};

/// What to do with the draft's Markdown file when it cannot be taken in: it is older than the draft, or has a mistake.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OldFile {
    /// Tell it, and change nothing: whoever asks has the file at hand.
    Stops,
    /// Leave it where it is: whoever asks may have no way to it.
    Stays,
}

impl Writing<'_> {
    /// Stops a sending, or an approved edition before its hour; the answer is whether it was either.
    pub async fn pause(&self, edition: &Edition) -> anyhow::Result<bool> {
        let from = if edition.state == EditionState::Approved { EditionState::Approved } else { EditionState::Sending };
        Ok(self.store.change_state(edition.id, from, EditionState::Paused).await?)
    }

    /// Back to where it was: waiting for its hour, or being sent. None: it was not paused.
    pub async fn resume(&self, edition: &Edition, by: &str) -> anyhow::Result<Option<EditionState>> {
        let to = if edition.recipients_taken_at.is_none() { EditionState::Approved } else { EditionState::Sending };
        if !self.store.change_state(edition.id, EditionState::Paused, to).await? {
            return Ok(None);
        }
        if to == EditionState::Approved {
            // Whoever resumes it means it to go out, however late it has become.
            self.store.approve_afresh(edition.id, by.to_owned(), self.now).await?;
        }
        Ok(Some(to))
    }

    /// A fresh approval for an approved edition whose time has passed; the answer is whether it was one.
    pub async fn send_late(&self, edition: &Edition, by: &str) -> anyhow::Result<bool> {
        let almanac = Almanac::read(self.store).await?;
        let begin = may_begin(almanac.diary(self.settings), edition, self.settings.edition.send_before, self.now);
        Ok(begin == Begin::TooLate && self.store.approve_afresh(edition.id, by.to_owned(), self.now).await?)
    }

    /// No edition in this period: its stories and words pass on. The answer is the period that they pass on to.
    pub async fn skip(&self, almanac: &Almanac, period: Period, because: &str, file: OldFile) -> anyhow::Result<Period> {
        let has_file = self.take_in_file(almanac, period, file).await?;
        let diary = almanac.diary(self.settings);
        let next = diary.next_after(period);
        let opens_at = diary.draft().map_or_else(|| diary.first_opening(period), |draft| draft.opens_at);
        if !self.store.skip(period, because.to_owned(), next, opens_at).await? {
            let date = period.date;
            return Err(
                Stop::Failed(format!("the edition of {date} is approved, sent or skipped already: nothing was changed")).into()
            );
        }
        self.follow_file(has_file, period).await?;
        Ok(next)
    }

    /// Gives a period another date.
    pub async fn move_to(
        &self,
        almanac: &Almanac,
        period: Period,
        (to, because): (NaiveDate, Option<String>),
        file: OldFile,
    ) -> anyhow::Result<()> {
        if almanac.diary(self.settings).due_at(to) < self.now {
            return Err(Stop::Settings(format!("{to} has passed; name a date that is ahead")).into());
        }
        let has_file = self.take_in_file(almanac, period, file).await?;
        if !self.store.move_edition(period.nominal, to, because).await? {
            let date = period.date;
            return Err(Stop::Failed(format!(
                "the edition of {date} is approved already, or {to} has an edition of its own: nothing was changed"
            ))
            .into());
        }
        self.follow_file(has_file, period).await
    }

    /// What the editor wrote into a file moves with the draft; a mistake in it is told before anything changes.
    async fn take_in_file(&self, almanac: &Almanac, period: Period, file: OldFile) -> anyhow::Result<bool> {
        let diary = almanac.diary(self.settings);
        let Some(draft) = diary.draft().filter(|draft| draft.period == period) else { return Ok(false) };
        let taken = draft_file::take_in(self.store, self.settings, self.blogs, draft, self.now).await;
        let is_told = taken.as_ref().is_err_and(|error| error.is::<Stop>());
        if file == OldFile::Stays && is_told { Ok(false) } else { taken }
    }

    async fn follow_file(&self, has_file: bool, old: Period) -> anyhow::Result<()> {
        if has_file {
            draft_file::follow(self.store, self.settings, self.blogs, old.date, self.now).await?;
        }
        Ok(())
    }

    /// The period of a date, whether its draft is open yet or not.
    pub fn period(&self, almanac: &Almanac, date: NaiveDate) -> Result<Period, Stop> {
        if let Some(edition) = almanac.editions.iter().find(|edition| edition.period.date == date) {
            return Ok(edition.period);
        }
        if let Some((nominal, date)) = almanac.moves.iter().find(|(_, moved)| **moved == date) {
            return Ok(Period { nominal: *nominal, date: *date });
        }
        let calendar = &self.settings.edition.calendar;
        if date.weekday() == calendar.day {
            return Ok(Period { nominal: date, date });
        }
        Err(Stop::Settings(format!("{date} is no {}: editions fall on that day ([edition] day)", calendar.day)))
    }
}
