//! Advisory locks beside the database: gone with the process, however it ends.

use anyhow::Context;
use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};

/// What a lock guards.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LockKind {
    /// One reading pass.
    Read,
    /// From first claim to last outcome.
    Send,
}

/// A lock that is held; dropping it lets go.
#[derive(Debug)]
pub struct Lock {
    _file: File,
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
        Ok(()) => Ok(Some(Lock { _file: file })),
        Err(TryLockError::WouldBlock) => Ok(None),
        Err(TryLockError::Error(error)) => Err(error).with_context(|| format!("while locking {}", path.display())),
    }
}

fn lock_path(database: &Path, kind: LockKind) -> PathBuf {
    database.with_file_name(match kind {
        LockKind::Read => "read.lock",
        LockKind::Send => "send.lock",
    })
}
