//! Advisory locks beside the database: gone with the process, however it ends.

use anyhow::Context;
use std::fs::{File, TryLockError};
use std::io::{Seek, Write};
use std::path::{Path, PathBuf};

/// What a lock guards.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LockKind {
    /// One reading pass.
    Read,
    /// The life of a service.
    Run,
    /// From first claim to last outcome.
    Send,
    /// The same for mails to single people, which do not wait for an edition.
    Notices,
}

/// A lock that is held; dropping it lets go.
#[derive(Debug)]
pub struct Lock {
    file: File,
    database: PathBuf,
}

impl Lock {
    /// Writes a number into the lock's file: for the send lock the epoch, by which an older copy of the database gives itself away.
    pub fn note(&mut self, number: i64) -> anyhow::Result<()> {
        let line = format!("{number} {}\n", self.database.display());
        let mut write = || -> std::io::Result<()> {
            self.file.set_len(0)?;
            self.file.rewind()?;
            self.file.write_all(line.as_bytes())?;
            self.file.sync_all()
        };
        write().context("while writing into a lock's file")
    }
}

/// The number that a lock's file holds for this database; 0 where there is none.
pub fn noted(database: &Path, kind: LockKind) -> i64 {
    let text = std::fs::read_to_string(lock_path(database, kind)).unwrap_or_default();
    let (number, name) = text.trim_end().split_once(' ').unwrap_or_default();
    if Path::new(name) == name_of(database) { number.parse().unwrap_or_default() } else { 0 }
}

/// Two databases in one folder share its locks.
fn name_of(database: &Path) -> PathBuf {
    database.file_name().map(PathBuf::from).unwrap_or_default()
}

/// Takes the lock, or `None` when another process holds it.
pub fn take(database: &Path, kind: LockKind) -> anyhow::Result<Option<Lock>> {
    let path = lock_path(database, kind);
    let file = File::options()
        .create(true)
        .truncate(false)
        .write(true)
        .open(&path)
        .with_context(|| format!("while opening the lock {}; is its folder writable?", path.display()))?;
    match file.try_lock() {
        Ok(()) => Ok(Some(Lock { file, database: name_of(database) })),
        Err(TryLockError::WouldBlock) => Ok(None),
        Err(TryLockError::Error(error)) => Err(error).with_context(|| format!("while locking {}", path.display())),
    }
}

fn lock_path(database: &Path, kind: LockKind) -> PathBuf {
    database.with_file_name(match kind {
        LockKind::Read => "read.lock",
        LockKind::Run => "run.lock",
        LockKind::Send => "send.lock",
        LockKind::Notices => "notices.lock",
    })
}
