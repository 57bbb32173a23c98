//! The edition as a Markdown file: written, and read back into the draft.

use super::Stop;
use super::approve::window_end;
use super::compose::{Almanac, Composed, compose};
use crate::io::files::write_atomically;
use crate::model::Instant;
use crate::model::blog::Blog;
use crate::model::edition::{DraftEdits, Edition};
use crate::model::settings::Settings;
use crate::rules::editing::{self, EditedFile};
use crate::store::Store;
use anyhow::Context;
use chrono::NaiveDate;
use std::path::{Path, PathBuf};

/// `editions/DATE.md`, in the working folder.
pub fn default_path(date: NaiveDate) -> PathBuf {
    Path::new("editions").join(format!("{date}.md"))
}

/// Composes a draft with what its file says, where there is one; saves nothing.
pub async fn composed_as_edited(
    store: &Store,
    settings: &Settings,
    blogs: &[Blog],
    draft: &Edition,
    now: Instant,
) -> anyhow::Result<Composed> {
    let almanac = Almanac::read(store).await?;
    let closes_at = window_end(draft, now);
    let composed = compose(store, settings, blogs, &almanac, draft, closes_at).await?;
    let path = default_path(draft.period.date);
    if !path.exists() {
        return Ok(composed);
    }
    let edited = Edition { edits: read(&path, &composed)?, ..draft.clone() };
    compose(store, settings, blogs, &almanac, &edited, closes_at).await
}

/// Saves what the draft's file says before the draft gets another date; the answer is whether there is a file.
pub async fn take_in(store: &Store, settings: &Settings, blogs: &[Blog], draft: &Edition, now: Instant) -> anyhow::Result<bool> {
    if !default_path(draft.period.date).exists() {
        return Ok(false);
    }
    let almanac = Almanac::read(store).await?;
    let composed = compose(store, settings, blogs, &almanac, draft, window_end(draft, now)).await?;
    let edits = read(&default_path(draft.period.date), &composed)?;
    save(store, &composed, edits).await?;
    Ok(true)
}

/// The file of a draft that was given another date follows it there.
pub async fn follow(store: &Store, settings: &Settings, blogs: &[Blog], old: NaiveDate, now: Instant) -> anyhow::Result<()> {
    let almanac = Almanac::read(store).await?;
    let Some(draft) = almanac.diary(settings).draft().cloned() else { return Ok(()) };
    let composed = compose(store, settings, blogs, &almanac, &draft, window_end(&draft, now)).await?;
    write(&default_path(draft.period.date), &composed)?;
    if draft.period.date != old {
        let old = default_path(old);
        std::fs::remove_file(&old)
            .with_context(|| format!("while removing {}, whose words are in the new file", old.display()))?;
    }
    Ok(())
}

/// The file's text as the draft stands now.
pub fn text(composed: &Composed) -> String {
    editing::write(&composed.content, composed.edition.period.date, composed.edition.revision)
}

/// Writes the file.
pub fn write(path: &Path, composed: &Composed) -> anyhow::Result<()> {
    write_atomically(path, text(composed).as_bytes())
}

/// Reads what an editor changed; a mistake is told with its line, an old file with a diff. Changes nothing.
pub fn read(path: &Path, composed: &Composed) -> anyhow::Result<DraftEdits> {
    let shown = path.display();
    let text = std::fs::read_to_string(path)
        .map_err(|error| Stop::Settings(format!("{shown} cannot be read ({error}); write it with `friday edition draft`")))?;
    let mistake = |error: editing::EditError| Stop::Settings(format!("{shown}, {error}"));
    let file = editing::read(&text).map_err(mistake)?;
    check_fresh(&shown.to_string(), &file, &text, composed)?;
    Ok(file.changes(&composed.content, &composed.edition.edits).map_err(mistake)?)
}

fn check_fresh(shown: &str, file: &EditedFile, text: &str, composed: &Composed) -> Result<(), Stop> {
    let date = composed.edition.period.date;
    if file.date != date {
        return Err(Stop::Settings(format!(
            "{shown} is for the edition of {}, not of {date}; write a fresh one with `friday edition draft`",
            file.date
        )));
    }
    if file.revision == composed.edition.revision {
        return Ok(());
    }
    let now = self::text(composed);
    let diff = diffy::create_patch(text, &now);
    Err(Stop::Settings(format!(
        "{shown} was written from revision {}, but the draft is at revision {}. Nothing was changed. \
         What stands in your file (-) and in the draft (+):\n\n{diff}\nCarry your words over into a fresh file: `friday edition draft --fresh`",
        file.revision, composed.edition.revision
    )))
}

/// Saves changes into the draft, if they are any; the answer is whether the draft changed.
pub async fn save(store: &Store, composed: &Composed, edits: DraftEdits) -> anyhow::Result<bool> {
    if edits == composed.edition.edits {
        return Ok(false);
    }
    if store.save_edits(composed.edition.id, composed.edition.revision, edits).await? {
        return Ok(true);
    }
    Err(Stop::Failed("somebody else changed the draft at the same moment; run it again".to_owned()).into())
}
