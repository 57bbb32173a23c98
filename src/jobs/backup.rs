//! A whole copy of what friday remembers, with its key; and such a copy put back in its place.

use super::Stop;
use crate::io::files;
use crate::io::lock::{self, Lock, LockKind};
use crate::model::Instant;
use crate::store::{self, Store, StoreError};
use anyhow::Context;
use std::path::{Path, PathBuf};

/// Where a backup's key stands: beside it.
pub fn key_beside(file: &Path) -> PathBuf {
    with_ending(file, ".key")
}

/// Writes the database to `file` and the key beside it, both for the owner alone; friday goes on meanwhile. Nothing is overwritten.
pub async fn back_up(store: &Store, key: &Path, file: &Path, now: Instant) -> anyhow::Result<()> {
    if let Some(taken) = [file.to_owned(), key_beside(file)].iter().find(|path| path.exists()) {
        return Err(Stop::Settings(format!("{} is there already; name a file that is not", taken.display())).into());
    }
    let part = Part::beside(file)?;
    store.back_up(part.path.clone(), now).await?;
    if key.exists() {
        files::copy_private(key, &key_beside(file))?;
    }
    part.into_place(file)
}

/// What a restoration did.
#[derive(Clone, Debug)]
pub struct Restored {
    /// Where the database that was there before is kept.
    pub kept: Option<PathBuf>,
    /// Whether the backup's key took the place of another one, which is kept with the same ending.
    pub has_new_key: bool,
}

/// Puts a backup in the place of the database, which is kept beside it. Refuses (exit 75) while a friday is at work.
pub async fn restore(database: &Path, key: &Path, file: &Path, now: Instant) -> anyhow::Result<Restored> {
    let absent = |error: std::io::Error| Stop::Settings(format!("{} cannot be read ({error})", file.display()));
    let source = std::fs::canonicalize(file).map_err(absent)?;
    if std::fs::canonicalize(database).is_ok_and(|live| live == source) {
        return Err(Stop::Settings(format!("{} is the database itself; name a backup", file.display())).into());
    }
    let _locks = all_locks(database)?;
    let part = Part::beside(database)?;
    // A raw copy may still have its write-ahead log beside it; reading it as a database takes that in.
    store::copy(source, part.path.clone(), now).await?;
    settle(database).await?;
    let ending = now.format(".before-%Y%m%dT%H%M%SZ").to_string();
    let has_new_key = restore_key(&key_beside(file), key, &ending)?;
    let kept = keep(database, &ending)?;
    part.into_place(database)?;
    Ok(Restored { kept, has_new_key })
}

fn all_locks(database: &Path) -> anyhow::Result<Vec<Lock>> {
    let mut held = Vec::new();
    for kind in [LockKind::Run, LockKind::Read, LockKind::Send] {
        match lock::take(database, kind)? {
            Some(lock) => held.push(lock),
            None => return Err(Stop::Later(format!("a friday is at work on {}; stop it first", database.display())).into()),
        }
    }
    Ok(held)
}

/// The old one is kept as a single file. When it is too damaged for that, it is kept with its log.
async fn settle(database: &Path) -> anyhow::Result<()> {
    if !database.exists() {
        return Ok(());
    }
    match store::settle(database.to_owned()).await {
        Err(StoreError::Busy) => Err(StoreError::Busy.into()),
        Ok(()) | Err(_) => Ok(()),
    }
}

fn restore_key(from: &Path, key: &Path, ending: &str) -> anyhow::Result<bool> {
    if !from.exists() {
        return Ok(false);
    }
    if key.exists() {
        let read = |path: &Path| std::fs::read(path).with_context(|| format!("while reading {}", path.display()));
        if read(from)? == read(key)? {
            return Ok(false);
        }
        files::copy_private(key, &with_ending(key, ending))?;
        std::fs::remove_file(key).with_context(|| format!("while replacing {}", key.display()))?;
    }
    files::copy_private(from, key)?;
    Ok(true)
}

/// The database stays where it is until the new one takes its place; only its companions, which would not fit that one, go.
fn keep(database: &Path, ending: &str) -> anyhow::Result<Option<PathBuf>> {
    let kept = with_ending(database, ending);
    let is_there = database.exists();
    if is_there {
        files::link(database, &kept)?;
    }
    for companion in ["-wal", "-shm"] {
        let path = with_ending(database, companion);
        if path.exists() {
            let moved = with_ending(&kept, companion);
            std::fs::rename(&path, &moved).with_context(|| format!("while moving {}", path.display()))?;
        }
    }
    Ok(is_there.then_some(kept))
}

/// A file that is being made, private from the start; gone again unless it is put into place.
struct Part {
    path: PathBuf,
}

impl Part {
    fn beside(target: &Path) -> anyhow::Result<Self> {
        let path = with_ending(target, &format!(".{}.part", std::process::id()));
        drop(std::fs::remove_file(&path)); // Of a process that had this number before; most often there is none.
        files::create_private(&path)?;
        Ok(Self { path })
    }

    fn into_place(self, target: &Path) -> anyhow::Result<()> {
        files::rename_durably(&self.path, target)
    }
}

impl Drop for Part {
    fn drop(&mut self) {
        for name in [self.path.clone(), with_ending(&self.path, "-journal")] {
            drop(std::fs::remove_file(name)); // After into_place there is none.
        }
    }
}

fn with_ending(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    PathBuf::from(name)
}
