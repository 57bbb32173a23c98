//! `friday mail-in`: leave mails, from standard input or a Maildir.

use super::Exit;
use super::args::Global;
use super::output::Output;
use super::workplace::{clock, keys, settings};
use crate::io::tokens::Keys;
use crate::jobs::leave::{Left, leave_by_mail};
use crate::model::Instant;
use crate::store::Store;
use anyhow::Context;
use std::io::Read;
use std::path::Path;

/// Longer mails are no leave mails.
const SIZE_LIMIT: u64 = 1024 * 1024;

/// Takes in one mail, or all that are new.
pub async fn mail_in(global: &Global, maildir: Option<&Path>, output: &Output) -> anyhow::Result<Exit> {
    let settings = settings(global)?;
    let store = Store::open(&settings.store.path).await?;
    let keys = keys(&settings, &store).await?;
    let now = clock(global).now();
    let Some(maildir) = maildir else {
        let mut message = Vec::new();
        std::io::stdin().take(SIZE_LIMIT).read_to_end(&mut message).context("while reading the mail from standard input")?;
        return take_in(&store, &keys, &message, now, output).await;
    };
    for file in new_mails(maildir)? {
        let message = std::fs::read(&file).with_context(|| format!("while reading {}", file.display()))?;
        take_in(&store, &keys, &message, now, output).await?;
        mark_seen(maildir, &file)?;
    }
    Ok(Exit::Done)
}

/// A mail that is no leave mail is no error: a mail server would bounce it to a reader who only replied.
async fn take_in(store: &Store, keys: &Keys, message: &[u8], now: Instant, output: &Output) -> anyhow::Result<Exit> {
    match leave_by_mail(store, keys, message, now).await? {
        Left::Done => output.aside("one subscriber has left"),
        Left::Unknown => output.aside("no leave mail: nothing was changed"),
    }
    Ok(Exit::Done)
}

fn new_mails(maildir: &Path) -> anyhow::Result<Vec<std::path::PathBuf>> {
    let folder = maildir.join("new");
    let entries = std::fs::read_dir(&folder).with_context(|| format!("while opening the Maildir {}", folder.display()))?;
    let mut files: Vec<_> =
        entries.filter_map(|entry| entry.ok().map(|entry| entry.path())).filter(|path| path.is_file()).collect();
    files.sort();
    Ok(files)
}

/// new/NAME becomes cur/NAME:2,S, as a mail reader would do it.
fn mark_seen(maildir: &Path, file: &Path) -> anyhow::Result<()> {
    let name = file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let target = maildir.join("cur").join(format!("{name}:2,S"));
    std::fs::create_dir_all(maildir.join("cur")).with_context(|| format!("while making {}", target.display()))?;
    std::fs::rename(file, &target).with_context(|| format!("while moving a mail to {}", target.display()))
}
