//! Writing files so that a reader sees the old or the new one, never half of one.

use anyhow::Context;
use std::fs::{self, File};
use std::io::Write;
use std::path::Path;

/// Writes beside the target, makes it durable, then renames it into place; missing folders are made. A file that is there
/// keeps its mode, and a link to it stays a link.
pub fn write_atomically(path: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    let path = &fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let beside = folder.join(format!(".{name}.{}.part", std::process::id()));
    let write = || -> std::io::Result<()> {
        fs::create_dir_all(folder)?;
        let mut file = File::create(&beside)?;
        if let Ok(old) = fs::metadata(path) {
            file.set_permissions(old.permissions())?;
        }
        file.write_all(bytes)?;
        file.sync_all()?;
        fs::rename(&beside, path)?;
        sync_folder(folder)
    };
    // Whatever was written of a failed copy is of no use; that it may already be gone is no second error.
    write().inspect_err(|_| drop(fs::remove_file(&beside))).with_context(|| format!("while writing {}", path.display()))
}

/// Makes a new, empty file for its owner alone; one that is there already is an error.
pub fn create_private(path: &Path) -> anyhow::Result<File> {
    let mut options = File::options();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).with_context(|| format!("while making {}; is its folder there, and writable?", path.display()))
}

/// Copies a small file into a new one for its owner alone.
pub fn copy_private(from: &Path, to: &Path) -> anyhow::Result<()> {
    let bytes = fs::read(from).with_context(|| format!("while reading {}", from.display()))?;
    let mut file = create_private(to)?;
    let written = file.write_all(&bytes).and_then(|()| file.sync_all());
    written.with_context(|| format!("while writing {}", to.display()))
}

/// Gives a file a second name; where the disk has no such thing, a copy takes that name.
pub fn link(file: &Path, name: &Path) -> anyhow::Result<()> {
    let linked = fs::hard_link(file, name).or_else(|_| fs::copy(file, name).map(drop));
    linked.with_context(|| format!("while keeping {} as {}", file.display(), name.display()))
}

/// Renames a file that is written already, so that a power cut leaves the old one or the whole new one.
pub fn rename_durably(from: &Path, to: &Path) -> anyhow::Result<()> {
    let folder = to.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let rename = || -> std::io::Result<()> {
        File::open(from)?.sync_all()?;
        fs::rename(from, to)?;
        sync_folder(folder)
    };
    rename().with_context(|| format!("while putting {} in its place", to.display()))
}

/// A rename is durable once its folder is; other systems than Unix do not offer this.
#[cfg(unix)]
fn sync_folder(folder: &Path) -> std::io::Result<()> {
    File::open(folder)?.sync_all()
}

#[cfg(not(unix))]
fn sync_folder(_folder: &Path) -> std::io::Result<()> {
    Ok(())
}
