//! A folder of static files that is brought up to date: what is the same stays untouched, what is not ours too.

use anyhow::Context;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Names the files that are ours, in the folder itself.
pub const MANIFEST: &str = ".friday-export.json";

/// What the manifest says.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Manifest {
    /// Below the folder, with slashes.
    files: BTreeSet<String>,
}

/// What became of one file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Put {
    /// It is new, or has other bytes than before.
    Written,
    /// It had these very bytes.
    Unchanged,
    /// Somebody else's file is in its place.
    Foreign,
}

/// A folder and which files in it are ours.
#[derive(Debug)]
pub struct StaticFolder {
    root: PathBuf,
    ours: BTreeSet<String>,
}

/// Why a folder was not opened.
#[derive(Debug, thiserror::Error)]
pub enum FolderError {
    /// Whatever stands in it was not put there by us.
    #[error("{0} is not empty, and friday did not make what is in it; name a folder that is empty, or not there yet")]
    Foreign(PathBuf),
    /// The manifest is damaged.
    #[error("{0} cannot be read ({1}); if all in this folder came from friday, empty it and export again")]
    Manifest(PathBuf, String),
    /// The disk or its permissions.
    #[error(transparent)]
    Disk(#[from] anyhow::Error),
}

impl StaticFolder {
    /// Opens a folder that is ours, empty, or not there yet. `is_inside` judges paths of the manifest.
    pub fn open(root: &Path, is_inside: impl Fn(&str) -> bool) -> Result<Self, FolderError> {
        let path = root.join(MANIFEST);
        if path.exists() {
            let text = fs::read_to_string(&path).with_context(|| format!("while reading {}", path.display()))?;
            let wrong = |why: String| FolderError::Manifest(path.clone(), why);
            let manifest: Manifest = serde_json::from_str(&text).map_err(|error| wrong(error.to_string()))?;
            if let Some(outside) = manifest.files.iter().find(|path| !is_inside(path)) {
                return Err(wrong(format!("it names {outside:?}, which is not in this folder")));
            }
            return Ok(Self { root: root.to_owned(), ours: manifest.files });
        }
        fs::create_dir_all(root).with_context(|| format!("while making {}", root.display()))?;
        let entries = fs::read_dir(root).with_context(|| format!("while looking into {}", root.display()))?;
        // A fresh clone of a site's repository holds .git, and perhaps .gitlab-ci.yml: no site is lost by writing beside those.
        let is_hidden = |name: &std::ffi::OsStr| name.as_encoded_bytes().starts_with(b".");
        for entry in entries {
            let entry = entry.with_context(|| format!("while looking into {}", root.display()))?;
            if !is_hidden(&entry.file_name()) {
                return Err(FolderError::Foreign(root.to_owned()));
            }
        }
        Ok(Self { root: root.to_owned(), ours: BTreeSet::new() })
    }

    /// Writes down, before the first file, which files will be ours: a run that is cut off leaves none that nobody knows.
    pub fn claim(&mut self, paths: &BTreeSet<String>) -> anyhow::Result<()> {
        let free: Vec<&String> =
            paths.iter().filter(|path| !self.ours.contains(*path) && !self.root.join(path).exists()).collect();
        self.ours.extend(free.into_iter().cloned());
        self.write_manifest()
    }

    /// Puts one file in its place, whole or not at all. Nothing is flushed to the disk for it: it can be made again, and the
    /// next run compares bytes.
    pub fn put(&self, path: &str, bytes: &[u8]) -> anyhow::Result<Put> {
        let place = self.root.join(path);
        if is_same(&place, bytes) {
            return Ok(Put::Unchanged);
        }
        if !self.ours.contains(path) {
            return Ok(Put::Foreign);
        }
        replace(&place, bytes).with_context(|| format!("while writing {}", place.display()))?;
        Ok(Put::Written)
    }

    /// Removes what is ours and not in `kept`, and the folders that this leaves empty; says how many files.
    pub fn remove_others(&mut self, kept: &BTreeSet<String>) -> anyhow::Result<usize> {
        let gone: Vec<String> = self.ours.difference(kept).cloned().collect();
        let mut removed = 0;
        for path in &gone {
            let place = self.root.join(path);
            match fs::remove_file(&place) {
                Ok(()) => removed += 1,
                Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
                Err(error) => return Err(error).with_context(|| format!("while removing {}", place.display())),
            }
            // A folder that still holds something stays; that is no error.
            let folders = place.ancestors().skip(1).take_while(|folder| *folder != self.root);
            folders.take_while(|folder| fs::remove_dir(folder).is_ok()).for_each(drop);
        }
        self.ours.retain(|path| kept.contains(path));
        self.write_manifest()?;
        Ok(removed)
    }

    fn write_manifest(&self) -> anyhow::Result<()> {
        let place = self.root.join(MANIFEST);
        let text = format!("{}\n", serde_json::to_string_pretty(&Manifest { files: self.ours.clone() })?);
        if is_same(&place, text.as_bytes()) {
            return Ok(());
        }
        replace(&place, text.as_bytes()).with_context(|| format!("while writing {}", place.display()))
    }
}

/// Whether a file has these bytes; its length tells most that have not.
fn is_same(place: &Path, bytes: &[u8]) -> bool {
    let has_length = fs::metadata(place).is_ok_and(|found| found.is_file() && found.len() == bytes.len() as u64);
    has_length && fs::read(place).is_ok_and(|found| found == bytes)
}

fn replace(place: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let name = place.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let beside = place.with_file_name(format!(".{name}.{}.part", std::process::id()));
    if let Some(folder) = place.parent() {
        fs::create_dir_all(folder)?;
    }
    let written = fs::write(&beside, bytes).and_then(|()| fs::rename(&beside, place));
    // Half a file is of no use; that it may already be gone is no second error.
    written.inspect_err(|_| drop(fs::remove_file(&beside)))
}
