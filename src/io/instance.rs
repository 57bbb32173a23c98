//! Where a database file is: which machine, which path, which file.

use super::tokens::sha256;
use crate::model::instance::Instance;
use anyhow::Context;
use std::path::Path;

/// systemd's, and where D-Bus alone keeps one (machine-id(5)).
const MACHINE_IDS: [&str; 2] = ["/etc/machine-id", "/var/lib/dbus/machine-id"];

/// Looks; the file has to be there.
pub fn here(database: &Path) -> anyhow::Result<Instance> {
    let looking = || format!("while looking where {} is", database.display());
    let path = std::fs::canonicalize(database).with_context(looking)?;
    let (device, inode) = file_number(&path).with_context(looking)?;
    Ok(Instance { machine: machine(), path: path.to_string_lossy().into_owned(), device, inode })
}

/// Hashed with our name, as machine-id(5) asks: the id itself is confidential.
fn machine() -> String {
    let id = MACHINE_IDS.iter().find_map(|file| std::fs::read_to_string(file).ok()).unwrap_or_default();
    match id.trim() {
        "" | "uninitialized" => String::new(),
        id => sha256(format!("friday instance {id}").as_bytes()).chars().take(32).collect(),
    }
}

#[cfg(unix)]
fn file_number(path: &Path) -> std::io::Result<(u64, u64)> {
    use std::os::unix::fs::MetadataExt;
    std::fs::metadata(path).map(|file| (file.dev(), file.ino()))
}

/// Other systems tell no number; the path alone has to do.
#[cfg(not(unix))]
fn file_number(path: &Path) -> std::io::Result<(u64, u64)> {
    std::fs::metadata(path).map(|_| (0, 0))
}
