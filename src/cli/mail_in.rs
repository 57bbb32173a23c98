//! `friday mail-in`: leave mails, reports and complaints, from a mail server's pipe or a Maildir.

use super::Exit;
use super::args::{Global, MailInArgs};
use super::output::Output;
use super::workplace::{clock, keys, settings};
use crate::io::tokens::Keys;
use crate::jobs::Stop;
use crate::jobs::mail_in::{TakenIn, take_in};
use crate::model::Instant;
use crate::model::returned::ReturnedKind;
use crate::store::Store;
use anyhow::Context;
use std::io::Read;
use std::path::{Path, PathBuf};

/// What is read of a mail: reports begin with what matters, and end with the mail that came back.
const SIZE_LIMIT: u64 = 1024 * 1024;

/// Takes in one mail, or all that are new.
pub async fn mail_in(global: &Global, args: &MailInArgs, output: &Output) -> anyhow::Result<Exit> {
    match &args.maildir {
        Some(maildir) => from_maildir(global, maildir, output).await,
        None => from_pipe(global, args.recipient.as_deref(), output).await,
    }
}

/// A mail that is none of ours is no error: the mail server would bounce it to somebody who only replied. For the same
/// reason, what is wrong here is "later" to the mail server, which keeps the mail for days and tries again.
async fn from_pipe(global: &Global, recipient: Option<&str>, output: &Output) -> anyhow::Result<Exit> {
    // Read to its end before anything can fail: a mail server whose pipe breaks may take it for a refusal.
    let message = read_limited(&mut std::io::stdin().lock()).context("while reading the mail from standard input")?;
    let later = |error: anyhow::Error| Stop::Later(format!("{error:#}; the mail server will bring this mail again"));
    let post = Post::open(global).await.map_err(later)?;
    let taken = post.take_in(&message, recipient).await.map_err(later)?;
    output.document(&[sentence(&taken)]);
    output.aside(sentence(&taken));
    Ok(Exit::Done)
}

async fn from_maildir(global: &Global, maildir: &Path, output: &Output) -> anyhow::Result<Exit> {
    let post = Post::open(global).await?;
    let mut said = Vec::new();
    let mut exit = Exit::Done;
    for file in new_mails(maildir)? {
        match read_file(&file) {
            Ok(message) => {
                said.push(sentence(&post.take_in(&message, None).await?));
                mark_seen(maildir, &file)?;
            }
            Err(error) => {
                output.notice(format!("{error:#}; it stays where it is"));
                exit = Exit::Failed;
            }
        }
    }
    output.document(&said);
    said.iter().for_each(|sentence| output.aside(sentence));
    Ok(exit)
}

/// What a mail is compared with.
struct Post {
    store: Store,
    keys: Keys,
    now: Instant,
}

impl Post {
    async fn open(global: &Global) -> anyhow::Result<Self> {
        let settings = settings(global)?;
        let store = Store::open(&settings.store.path).await?;
        let keys = keys(&settings, &store).await?;
        Ok(Self { store, keys, now: clock(global).now() })
    }

    async fn take_in(&self, message: &[u8], recipient: Option<&str>) -> anyhow::Result<TakenIn> {
        take_in(&self.store, &self.keys, message, recipient, self.now).await
    }
}

fn sentence(taken: &TakenIn) -> String {
    match taken {
        TakenIn::Left => "one subscriber has left".to_owned(),
        TakenIn::Noted(ReturnedKind::Hard, status) => {
            format!("one subscriber's mailbox does not exist ({status}); no further mail goes there")
        }
        TakenIn::Noted(ReturnedKind::Soft, status) => format!("one mail could not be delivered ({status}); it is counted"),
        TakenIn::Noted(ReturnedKind::Ours, status) => {
            format!(
                "one mail was refused because of its sender ({status}), not its reader; `friday doctor` says when that repeats"
            )
        }
        TakenIn::Noted(ReturnedKind::Complaint, _) => {
            "one subscriber called the mail unwanted; no further mail goes there".to_owned()
        }
        TakenIn::Noted(ReturnedKind::Report, kind) => format!("a report of the type {kind}; it is counted"),
        TakenIn::GivenUp => "one subscriber's mailbox has failed too often; no further mail goes there".to_owned(),
        TakenIn::Known => "this report was taken in before; nothing was changed".to_owned(),
        TakenIn::Nothing(why) => format!("nothing was changed: {why}"),
    }
}

/// The first MiB; the rest is read and dropped.
fn read_limited(source: &mut impl Read) -> std::io::Result<Vec<u8>> {
    let mut message = Vec::new();
    source.take(SIZE_LIMIT).read_to_end(&mut message)?;
    std::io::copy(source, &mut std::io::sink())?;
    Ok(message)
}

fn read_file(path: &Path) -> anyhow::Result<Vec<u8>> {
    let mut message = Vec::new();
    let file = std::fs::File::open(path).and_then(|file| file.take(SIZE_LIMIT).read_to_end(&mut message));
    file.with_context(|| format!("while reading {}", path.display()))?;
    Ok(message)
}

fn new_mails(maildir: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let folder = maildir.join("new");
    let entries = std::fs::read_dir(&folder).with_context(|| format!("while opening the Maildir {}", folder.display()))?;
    let mut files: Vec<_> =
        entries.filter_map(|entry| entry.ok().map(|entry| entry.path())).filter(|path| path.is_file()).collect();
    files.sort();
    Ok(files)
}

/// new/NAME becomes cur/NAME:2,S, as a mail reader would do it; another one that did it first has saved us the work.
fn mark_seen(maildir: &Path, file: &Path) -> anyhow::Result<()> {
    let name = file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let target = maildir.join("cur").join(format!("{name}:2,S"));
    std::fs::create_dir_all(maildir.join("cur")).with_context(|| format!("while making {}", target.display()))?;
    match std::fs::rename(file, &target) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(error).with_context(|| format!("while moving a mail to {}", target.display()))
        }
        Ok(()) | Err(_) => Ok(()),
    }
}
