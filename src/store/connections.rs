//! One writing connection on its own thread, fed by a channel; readers are lent from a small pool.

mod rest;
mod writer;

use super::StoreError;
use rusqlite::{Connection, ErrorCode, OpenFlags, Transaction};
use rusqlite_migration::{M, Migrations, SchemaVersion};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use writer::{Haste, Writer};

/// Appended to, never edited after a release.
const MIGRATIONS: &[&str] = &[
    include_str!("migrations/0001_start.sql"),
    include_str!("migrations/0002_manners.sql"),
    include_str!("migrations/0003_identity.sql"),
    include_str!("migrations/0004_mailings.sql"),
    include_str!("migrations/0005_consent.sql"),
    include_str!("migrations/0006_returned.sql"),
    include_str!("migrations/0007_instance.sql"),
    include_str!("migrations/0008_evidence.sql"),
    include_str!("migrations/0009_desk.sql"),
    include_str!("migrations/0010_desk_reading.sql"),
    include_str!("migrations/0011_draft_revisions.sql"),
    include_str!("migrations/0012_river.sql"),
    include_str!("migrations/0013_list.sql"),
    include_str!("migrations/0014_speed.sql"),
    include_str!("migrations/0015_small.sql"),
    include_str!("migrations/0016_checks.sql"),
];

/// Marks the file as friday's (`PRAGMA application_id`): "fri5".
const APPLICATION_ID: i32 = 0x6672_6935;

/// The writer and the readers of one file.
#[derive(Clone, Debug)]
pub struct Connections {
    // Dropped in this order: the writer is the last to close the file, and puts its log away.
    readers: Arc<Mutex<Vec<Connection>>>,
    writer: Writer,
    path: PathBuf,
}

impl Connections {
    /// Opens and migrates the file, and starts the writing thread.
    pub async fn open(path: &Path) -> Result<Self, StoreError> {
        let owned = path.to_owned();
        let opened = tokio::task::spawn_blocking(move || open_writer(&owned)).await;
        let connection = opened.map_err(|error| StoreError::Refused(error.to_string()))??;
        let writer = Writer::start(connection)?;
        Ok(Self { writer, readers: Arc::default(), path: path.to_owned() })
    }

    /// Runs `work` on the writing connection in an immediate transaction, which it may share with others that wait; an error
    /// undoes this work alone. The work is on its way as soon as this is called, the answer comes when it is durable.
    pub fn write<T, F>(&self, work: F) -> impl Future<Output = Result<T, StoreError>> + Send + use<T, F>
    where
        T: Send + 'static,
        F: FnOnce(&Transaction<'_>) -> rusqlite::Result<T> + Send + 'static,
    {
        self.write_in_haste(Haste::Now, work)
    }

    /// The same for work whose answer nobody waits for with their hands full: it shares the fsync of what comes next.
    pub fn write_with_the_next<T, F>(&self, work: F) -> impl Future<Output = Result<T, StoreError>> + Send + use<T, F>
    where
        T: Send + 'static,
        F: FnOnce(&Transaction<'_>) -> rusqlite::Result<T> + Send + 'static,
    {
        self.write_in_haste(Haste::WithTheNext, work)
    }

    /// The same for large work, in a transaction of its own.
    pub fn write_alone<T, F>(&self, work: F) -> impl Future<Output = Result<T, StoreError>> + Send + use<T, F>
    where
        T: Send + 'static,
        F: FnOnce(&Transaction<'_>) -> rusqlite::Result<T> + Send + 'static,
    {
        self.write_in_haste(Haste::Alone, work)
    }

    fn write_in_haste<T, F>(&self, haste: Haste, work: F) -> impl Future<Output = Result<T, StoreError>> + Send + use<T, F>
    where
        T: Send + 'static,
        F: FnOnce(&Transaction<'_>) -> rusqlite::Result<T> + Send + 'static,
    {
        let answer = self.writer.write(haste, work);
        async move { answer.await.map_err(|_| StoreError::Refused("the writing connection has ended".to_owned()))? }
    }

    /// Runs `work` on a reading connection, away from the async threads.
    pub async fn read<T, F>(&self, work: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: FnOnce(&Connection) -> rusqlite::Result<T> + Send + 'static,
    {
        let pool = self.clone();
        let done = tokio::task::spawn_blocking(move || {
            let connection = pool.lend()?;
            let result = work(&connection);
            pool.readers.lock().unwrap_or_else(PoisonError::into_inner).push(connection);
            result
        });
        Ok(done.await.map_err(|error| StoreError::Refused(error.to_string()))??)
    }

    fn lend(&self) -> rusqlite::Result<Connection> {
        let idle = self.readers.lock().unwrap_or_else(PoisonError::into_inner).pop();
        match idle {
            Some(connection) => Ok(connection),
            None => open_reader(&self.path),
        }
    }
}

/// Prepared statements that a connection keeps: a new post alone needs ten, and an insert with its triggers is dear to prepare.
const STATEMENTS: usize = 128;

fn open_reader(path: &Path) -> rusqlite::Result<Connection> {
    let connection = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
    connection.busy_timeout(rest::PATIENCE)?;
    connection.execute_batch("PRAGMA query_only = ON;")?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS);
    Ok(connection)
}

/// WAL for readers beside the writer; FULL, because a row marked `handed` has to survive a power cut.
/// The library comes with foreign keys on. 4 MiB of pages: more makes neither reading nor sending faster. The log grows to 16 MiB
/// before it is put into the file beside the work, so that a page which is written often goes there once; the writer empties it when it rests.
const PREPARE: &str =
    "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON; PRAGMA foreign_keys = OFF;
     PRAGMA cache_size = -4096; PRAGMA wal_autocheckpoint = 4096;";

/// Only after the migrations: one that makes a table anew drops the old one while others still point to it. Each ends with
/// a check that nothing points nowhere.
/// What a piece of work would need to be undone alone lies in memory from then on: in a file it is a write for every page it touches.
const GUARD: &str = "PRAGMA foreign_keys = ON; PRAGMA temp_store = MEMORY;";

fn open_writer(path: &Path) -> Result<Connection, StoreError> {
    let failed = |error: rusqlite::Error| open_error(path, &error);
    make_private(path);
    let mut connection = Connection::open(path).map_err(failed)?;
    connection.busy_timeout(rest::PATIENCE).map_err(failed)?;
    // Looked at before anything is written: a file that is not ours stays byte for byte as it was.
    let owner = check_ours(path, &connection)?;
    connection.execute_batch(PREPARE).map_err(failed)?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS);
    if owner != APPLICATION_ID {
        connection.pragma_update(None, "application_id", APPLICATION_ID).map_err(failed)?;
    }
    super::numbers::teach(&connection).map_err(failed)?;
    check_before_steps(path, &connection)?;
    migrations().to_latest(&mut connection).map_err(|error| match error {
        rusqlite_migration::Error::RusqliteError { err, .. } => open_error(path, &err),
        other => StoreError::Refused(other.to_string()),
    })?;
    connection.execute_batch(GUARD).map_err(failed)?;
    Ok(connection)
}

/// A file of an older friday is looked over before anything in it is made anew.
fn check_before_steps(path: &Path, connection: &Connection) -> Result<(), StoreError> {
    let version = migrations().current_version(connection).map_err(|error| StoreError::Refused(error.to_string()))?;
    let is_old = matches!(version, SchemaVersion::Inside(version) if version.get() < MIGRATIONS.len());
    if is_old { super::backups::look(path, "PRAGMA quick_check(1)") } else { Ok(()) }
}

/// It will hold people's addresses: a new file is for its owner alone, and SQLite gives its companions the same mode.
pub(super) fn make_private(path: &Path) {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    // When it is there already, or cannot be made, opening it says so in better words.
    drop(options.open(path));
}

fn migrations() -> Migrations<'static> {
    Migrations::new((1..).zip(MIGRATIONS).map(|(number, sql)| step(number, sql).foreign_key_check()).collect())
}

/// Two of them need what SQL has no word for; the last one calls what it was taught.
fn step(number: usize, sql: &'static str) -> M<'static> {
    match number {
        14 => M::up_with_hook(sql, |transaction| Ok(super::aliases::number_aliases(transaction)?)),
        5 => M::up_with_hook(sql, |transaction| Ok(super::consent::hash_wordings(transaction)?)),
        _ => M::up(sql),
    }
}

/// The file's owner mark; an error when it belongs to another program or to a later friday.
pub(super) fn check_ours(path: &Path, connection: &Connection) -> Result<i32, StoreError> {
    let failed = |error: rusqlite::Error| open_error(path, &error);
    let owner: i32 = connection.query_row("PRAGMA application_id", [], |row| row.get(0)).map_err(failed)?;
    let tables: i64 = connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0)).map_err(failed)?;
    if owner != APPLICATION_ID && tables > 0 {
        return Err(StoreError::Unreadable { path: path.display().to_string(), why: "it belongs to another program".to_owned() });
    }
    let found = match migrations().current_version(connection) {
        Ok(SchemaVersion::NoneSet) => 0,
        Ok(SchemaVersion::Inside(version) | SchemaVersion::Outside(version)) => version.get(),
        Err(error) => return Err(StoreError::Unreadable { path: path.display().to_string(), why: error.to_string() }),
    };
    if found > MIGRATIONS.len() {
        return Err(StoreError::Newer { path: path.display().to_string(), found, known: MIGRATIONS.len() });
    }
    Ok(owner)
}

pub(super) fn open_error(path: &Path, error: &rusqlite::Error) -> StoreError {
    let (path, why) = (path.display().to_string(), error.to_string());
    match error.sqlite_error_code() {
        Some(ErrorCode::DatabaseCorrupt) => StoreError::Damaged(format!("{path}: {why}")),
        Some(ErrorCode::NotADatabase) => StoreError::Unreadable { path, why },
        Some(ErrorCode::CannotOpen | ErrorCode::PermissionDenied | ErrorCode::ReadOnly) => StoreError::CannotOpen { path, why },
        Some(ErrorCode::DiskFull) => StoreError::DiskFull,
        Some(ErrorCode::SystemIoFailure) => StoreError::Disk(why),
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => StoreError::Busy,
        Some(_) | None => StoreError::Refused(why),
    }
}
