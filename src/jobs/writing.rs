//! An editor writes at the desk: the draft is shown, saved by its revision, and never over somebody else's words.

pub mod check;
pub mod finds;
pub mod log;
pub mod plans;
pub mod proofs;

use super::approve::window_end;
use super::compose::{Almanac, Composed, compose};
use crate::model::Instant;
use crate::model::blog::Blog;
use crate::model::edition::{DraftEdits, Edition, EditionState};
use crate::model::settings::Settings;
use crate::rules::writing::Manuscript;
use crate::rules::writing::differences::{Difference, differences};
use crate::rules::writing::form::Written;
use crate::rules::writing::mistakes::{Mistake, mistakes};
use crate::store::{DraftRevision, DraftSave, Store};
use anyhow::Context;

/// Attempts when two editors save in the same moment.
const ATTEMPTS: usize = 5;

/// What writing works with.
#[derive(Clone, Copy, Debug)]
pub struct Writing<'a> {
    /// The memory.
    pub store: &'a Store,
    /// Title, calendar, sender.
    pub settings: &'a Settings,
    /// The list in force.
    pub blogs: &'a [Blog],
    /// Now.
    pub now: Instant,
}

/// What became of a form.
#[derive(Clone, Debug)]
pub enum Saved {
    /// It is in the draft, at this revision; `is_new` unless it was there already.
    Kept {
        /// The draft's revision now.
        revision: u32,
        /// Whether the draft changed.
        is_new: bool,
    },
    /// Something has to change first; nothing was saved.
    Mistakes(Vec<Mistake>),
    /// Somebody else saved since the form was opened; nothing was saved.
    Conflict(Box<Conflict>),
    /// It is no draft any more; nothing was saved.
    Fixed(Box<Edition>),
    /// There is no such edition.
    Unknown,
}

/// Two versions of one draft.
#[derive(Clone, Debug)]
pub struct Conflict {
    /// The draft as it stands.
    pub composed: Composed,
    /// Who saved it last, and when; empty where that was not at the desk.
    pub last: DraftRevision,
    /// Field by field.
    pub differences: Vec<Difference>,
}

impl Writing<'_> {
    /// The draft, composed as of now; none before the calendar opened one.
    pub async fn draft(&self) -> anyhow::Result<Option<Composed>> {
        let almanac = Almanac::read(self.store).await?;
        match almanac.diary(self.settings).draft().cloned() {
            Some(draft) => Ok(Some(self.composed(&almanac, &draft).await?)),
            None => Ok(None),
        }
    }

    /// An edition by its row.
    pub async fn edition(&self, id: i64) -> anyhow::Result<Option<Edition>> {
        Ok(self.store.editions().await?.into_iter().find(|edition| edition.id == id))
    }

    pub(crate) async fn composed(&self, almanac: &Almanac, draft: &Edition) -> anyhow::Result<Composed> {
        compose(self.store, self.settings, self.blogs, almanac, draft, window_end(draft, self.now)).await
    }

    /// Saves what a form brought, if nobody else saved since it was opened. The same form twice comes to the same.
    pub async fn save(&self, written: &Written, by: &str) -> anyhow::Result<Saved> {
        let mistakes = mistakes(&written.manuscript);
        if !mistakes.is_empty() {
            return Ok(Saved::Mistakes(mistakes));
        }
        for _ in 0..ATTEMPTS {
            let almanac = Almanac::read(self.store).await?;
            let Some(edition) = almanac.editions.iter().find(|edition| edition.id == written.edition) else {
                return Ok(Saved::Unknown);
            };
            if edition.state != EditionState::Draft {
                return Ok(Saved::Fixed(Box::new(edition.clone())));
            }
            let composed = self.composed(&almanac, edition).await?;
            let edits = written.manuscript.edits(&composed.content, &edition.edits, &written.shown);
            if edits == edition.edits {
                return Ok(Saved::Kept { revision: edition.revision, is_new: false });
            }
            let base = self.store.draft_revision(edition.id, written.revision).await?;
            let is_base = edition.revision == written.revision || base.as_ref().is_some_and(|base| base.edits == edition.edits);
            if !is_base {
                return Ok(Saved::Conflict(Box::new(self.conflict(&almanac, composed, written, base).await?)));
            }
            let (id, revision, by) = (edition.id, edition.revision, by.to_owned());
            if self.store.save_draft(DraftSave { edition: id, revision, edits, by, at: self.now }).await? {
                return Ok(Saved::Kept { revision: revision + 1, is_new: true });
            }
        }
        anyhow::bail!("the draft was changed again and again in the same moment")
    }

    /// Everything that can be shown of a draft with these words: nothing is left out of it.
    pub async fn whole(&self, draft: &Edition, manuscript: &Manuscript) -> anyhow::Result<Composed> {
        let almanac = Almanac::read(self.store).await?;
        let edits = DraftEdits { items: Some(manuscript.items.clone()), ..DraftEdits::default() };
        self.composed(&almanac, &Edition { edits, ..draft.clone() }).await
    }

    async fn conflict(
        &self,
        almanac: &Almanac,
        composed: Composed,
        written: &Written,
        base: Option<DraftRevision>,
    ) -> anyhow::Result<Conflict> {
        let edition = &composed.edition;
        let theirs = Manuscript::of(&composed.content, &edition.edits);
        let base = match base {
            Some(base) => Some(self.manuscript(almanac, edition, base.edits).await?),
            None => None,
        };
        let last = self.store.draft_revision(edition.id, edition.revision).await?;
        let last = last.context("a draft's revision is not remembered")?;
        let differences = differences(&theirs, &written.manuscript, base.as_ref());
        Ok(Conflict { composed, last, differences })
    }

    async fn manuscript(&self, almanac: &Almanac, draft: &Edition, edits: DraftEdits) -> anyhow::Result<Manuscript> {
        let then = Edition { edits, ..draft.clone() };
        Ok(Manuscript::of(&self.composed(almanac, &then).await?.content, &then.edits))
    }

    /// Changes the draft as it stands, for buttons that carry no words of their own; tries again when somebody saves meanwhile.
    /// None: there is no such draft, or `change` had nothing to do.
    pub async fn change(&self, edition: i64, by: &str, change: impl Fn(&mut Manuscript) -> bool) -> anyhow::Result<Option<u32>> {
        for _ in 0..ATTEMPTS {
            let Some(composed) = self.draft().await?.filter(|composed| composed.edition.id == edition) else { return Ok(None) };
            let before = &composed.edition.edits;
            let shown: Vec<i64> = composed.content.items.iter().filter_map(|item| item.story).collect();
            let mut manuscript = Manuscript::of(&composed.content, before);
            if !change(&mut manuscript) {
                return Ok(None);
            }
            let edits = manuscript.edits(&composed.content, before, &shown);
            let revision = composed.edition.revision;
            if self.store.save_draft(DraftSave { edition, revision, edits, by: by.to_owned(), at: self.now }).await? {
                return Ok(Some(revision + 1));
            }
        }
        anyhow::bail!("the draft was changed again and again in the same moment")
    }
}
