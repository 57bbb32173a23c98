//! What can go wrong with the database, told with the next step. Nothing of rusqlite leaves the store but inside these.

use rusqlite::ErrorCode;

/// The database could not do what it was asked to; nothing already stored is lost.
#[derive(Clone, Debug, thiserror::Error)]
pub enum StoreError {
    /// Written by a later friday.
    #[error(
        "{path} was written by a newer friday (schema {found}, this one knows {known}); install the newer one, or name another file with --db"
    )]
    Newer {
        /// The file.
        path: String,
        /// Its schema.
        found: usize,
        /// Ours.
        known: usize,
    },
    /// The file is something else, or damaged.
    #[error("{path} is not a database that can be read ({why}); restore it from a backup, or name another file with --db")]
    Unreadable {
        /// The file.
        path: String,
        /// SQLite's words.
        why: String,
    },
    /// No permission, no such folder.
    #[error("{path} cannot be opened ({why}); check that its folder exists and is writable, or name another file with --db")]
    CannotOpen {
        /// The file.
        path: String,
        /// SQLite's words.
        why: String,
    },
    /// ENOSPC: SQLite has rolled back.
    #[error("the disk is full: nothing was changed; make room and run it again")]
    DiskFull,
    /// EIO, a file-size limit, a disk that went away: SQLite has rolled back.
    #[error("the disk could not be written ({0}): nothing was changed; check that it is healthy and has room, and run it again")]
    Disk(String),
    /// SQLite found it malformed.
    #[error("the database is damaged ({0}): nothing is sent from it. Stop friday and restore a backup: `friday restore FILE`")]
    Damaged(String),
    /// Somebody else has been writing for more than five seconds.
    #[error("the database is busy: another program has been writing to it for five seconds; try again")]
    Busy,
    /// The read failed or broke a rule of the schema.
    #[error("the database refused: {0}")]
    Refused(String),
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(ErrorCode::DiskFull) => Self::DiskFull,
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => Self::Damaged(error.to_string()),
            Some(ErrorCode::SystemIoFailure) => Self::Disk(error.to_string()),
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Self::Busy,
            Some(_) | None => Self::Refused(error.to_string()),
        }
    }
}
