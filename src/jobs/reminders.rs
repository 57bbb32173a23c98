//! Reminds editors of a draft that waits: the day before its hour, and two hours before.

use super::compose::{Almanac, Composed};
use super::deliver::Delivery;
use super::{advance, draft_file, instance, reading};
use crate::model::address::EmailAddress;
use crate::model::blog::Blog;
use crate::model::edition::Edition;
use crate::rules::scheduling::reminders::{self, Draft};

/// Queues the mails that are due, each once for an edition and an editor; the answer is how many. They are sent with the next
/// notices. A draft with nothing in it asks for nothing.
pub async fn remind_due(job: &Delivery, blogs: &[Blog]) -> anyhow::Result<usize> {
    // A copy of a database writes to nobody.
    if job.settings.editors.is_empty() || instance::quarantine(&job.store).await?.is_some() {
        return Ok(0);
    }
    let now = job.clock.now();
    let almanac = Almanac::read(&job.store).await?;
    let diary = almanac.diary(&job.settings);
    let Some(reminder) = reminders::due(diary, advance::policy(&job.settings), now) else { return Ok(0) };
    let told = job.store.reminded(reminder.date, reminder.occasion).await?;
    let is_new = |editor: &&EmailAddress| !told.contains(&editor.canonical());
    let editors: Vec<&EmailAddress> = job.settings.editors.iter().filter(is_new).collect();
    let Some(draft) = diary.draft().filter(|_| !editors.is_empty()) else { return Ok(0) };
    let Some(composed) = composed(job, blogs, draft).await? else { return Ok(0) };
    let draft = Draft { content: &composed.content, next: composed.next.date };
    let letter = reminders::letter(reminder, draft, &job.settings, now);
    let mut queued = 0;
    for editor in editors {
        let key = (reminder.date, reminder.occasion);
        queued += usize::from(job.store.remind(key, editor.clone(), letter.clone(), now).await?);
    }
    Ok(queued)
}

/// The draft with the words of its file; without them where the file cannot be read, which is told at the hour.
async fn composed(job: &Delivery, blogs: &[Blog], draft: &Edition) -> anyhow::Result<Option<Composed>> {
    let now = job.clock.now();
    let composed = match draft_file::composed_as_edited(&job.store, &job.settings, blogs, draft, now).await {
        Ok(composed) => Some(composed),
        Err(_) => reading::week(&job.store, &job.settings, blogs, now).await?.map(|week| week.composed),
    };
    Ok(composed.filter(|composed| !composed.content.items.is_empty()))
}
