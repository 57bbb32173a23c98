//! The edition as a Markdown file: written, and read back into the draft.

use super::Stop;
use super::compose::Composed;
use crate::io::files::write_atomically;
use crate::model::edition::DraftEdits;
use crate::rules::editing::{self, EditedFile};
use crate::store::Store;
use std::path::{Path, PathBuf};

/// `editions/DATE.md`, beside the settings.
pub fn default_path(composed: &Composed) -> PathBuf {
    Path::new("editions").join(format!("{}.md", composed.edition.period.date))
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
