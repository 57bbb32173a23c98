//! What lies in the log goes into the file while nobody writes: an old log holds older copies of people's addresses, erased ones too.

use rusqlite::Connection;
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::Duration;

/// When nothing came for so long, the log is put away.
const REST: Duration = Duration::from_secs(1);

/// Where somebody reads for long, or the disk is full, it is tried again after ever longer times, up to this one.
const LONGEST: Duration = Duration::from_secs(60);

/// How long another program that writes is waited for.
pub const PATIENCE: Duration = Duration::from_secs(5);

/// After how much rest the log is put away; none where there is nothing in it.
#[derive(Debug, Default)]
pub struct Rest(Option<Duration>);

impl Rest {
    /// Something was written.
    pub fn is_over(&mut self) {
        self.0 = Some(REST);
    }

    /// The next piece of work, however long it takes to come; none when nobody is left to send any. Until then the log is put away.
    pub fn wait<T>(&mut self, work: &Receiver<T>, connection: &Connection) -> Option<T> {
        while let Some(rest) = self.0 {
            let end = match work.recv_timeout(rest) {
                Ok(job) => return Some(job),
                Err(end) => end,
            };
            let left = put_away(connection);
            if let (Err(error), true) = (&left, rest == REST) {
                tracing::warn!("the database's log could not be put into its file: {error}; it is tried again");
            }
            if end == RecvTimeoutError::Disconnected {
                return None;
            }
            self.0 = if left == Ok(false) { None } else { Some(LONGEST.min(rest * 2)) };
        }
        work.recv().ok()
    }
}

/// Copies the log into the file and empties it; whether something had to be left, for somebody reads what was before. They are not
/// waited for, since whoever writes next would wait too.
fn put_away(connection: &Connection) -> rusqlite::Result<bool> {
    connection.busy_timeout(Duration::ZERO)?;
    let left = connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0));
    connection.busy_timeout(PATIENCE)?;
    left
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    fn open(path: &Path) -> Connection {
        let connection = Connection::open(path).expect("a file in a folder of its own");
        connection.execute_batch("PRAGMA journal_mode = WAL;").expect("it is a database");
        connection
    }

    #[test]
    fn a_log_that_somebody_reads_is_left_without_waiting_for_them_and_put_away_afterwards() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("friday.db");
        let (writer, reader) = (open(&path), open(&path));
        writer.execute_batch("CREATE TABLE one (a)").expect("it is empty");
        reader.execute_batch("BEGIN; SELECT * FROM one").expect("it is there");
        writer.execute_batch("INSERT INTO one VALUES (1)").expect("nobody else writes");

        let while_read = put_away(&writer);
        reader.execute_batch("COMMIT").expect("it began");

        assert_eq!((while_read, put_away(&writer)), (Ok(true), Ok(false)));
        assert_eq!(std::fs::metadata(path.with_extension("db-wal")).map(|log| log.len()).ok(), Some(0));
    }

    #[test]
    fn work_that_comes_while_the_log_waits_is_done_first() {
        let folder = tempfile::tempdir().expect("a folder");
        let (sender, work) = std::sync::mpsc::channel();
        let mut rest = Rest::default();
        rest.is_over();
        sender.send(7).expect("somebody listens");

        assert_eq!(rest.wait(&work, &open(&folder.path().join("friday.db"))), Some(7));
    }
}
