//! The writing thread: whatever waits is done in one transaction, so that many writers share one fsync.

use super::rest::Rest;
use crate::store::StoreError;
use rusqlite::{Connection, Transaction, TransactionBehavior};
use std::sync::{Arc, mpsc};
use std::thread::JoinHandle;
use std::time::Duration;
use tokio::sync::oneshot;

/// At most this many pieces of work in one transaction: the first of them does not wait for ever.
const GROUP: usize = 256;

/// Work that may wait is done with the next that may not, or after this time.
const PATIENCE: Duration = Duration::from_millis(2);

/// Work that is done, or could not be begun; it is answered once the whole group is durable, or is known not to be. Beside the
/// answer: whether it failed.
type Work = Box<dyn FnOnce(Result<&Transaction<'_>, StoreError>) -> (Answer, bool) + Send>;

/// Tells the asker; takes how the group's commit ended.
type Answer = Box<dyn FnOnce(&Result<(), StoreError>)>;

/// Whether somebody waits for the answer with their hands full.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Haste {
    /// At once.
    Now,
    /// It may share the fsync of whatever comes next.
    WithTheNext,
    /// It is large, and has a transaction of its own: to be undone alone among others, every page it touches would be copied first.
    Alone,
}

/// One piece of work on its way to the thread.
type Job = (Work, Haste);

/// Sends work to the thread.
#[derive(Clone)]
pub struct Writer(Arc<Channel>);

/// The last one who holds it waits for the thread, so that a program that ends leaves one whole file and no log beside it.
struct Channel {
    sender: Option<mpsc::Sender<Job>>,
    thread: Option<JoinHandle<()>>,
}

impl Drop for Channel {
    fn drop(&mut self) {
        drop(self.sender.take());
        if let Some(thread) = self.thread.take().filter(|thread| thread.thread().id() != std::thread::current().id()) {
            // If it panicked, whoever waited for its work was told.
            drop(thread.join());
        }
    }
}

impl std::fmt::Debug for Writer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Writer")
    }
}

impl Writer {
    /// Starts the thread.
    pub fn start(connection: Connection) -> Result<Self, StoreError> {
        let (sender, work) = mpsc::channel::<Job>();
        let thread = std::thread::Builder::new()
            .name("store".to_owned())
            .spawn(move || serve(connection, &work))
            .map_err(|error| StoreError::Refused(format!("no thread for the writing connection ({error})")))?;
        Ok(Self(Arc::new(Channel { sender: Some(sender), thread: Some(thread) })))
    }

    /// Gives `work` to the thread at once; the answer comes when it is durable. A failing one undoes itself alone.
    pub fn write<T, F>(&self, haste: Haste, work: F) -> oneshot::Receiver<Result<T, StoreError>>
    where
        T: Send + 'static,
        F: FnOnce(&Transaction<'_>) -> rusqlite::Result<T> + Send + 'static,
    {
        let (asker, wait) = oneshot::channel();
        let work: Work = Box::new(move |transaction| {
            let result = transaction.and_then(|transaction| match haste {
                Haste::Alone => work(transaction).map_err(StoreError::from),
                Haste::Now | Haste::WithTheNext => in_savepoint(transaction, work),
            });
            let has_failed = result.is_err();
            let answer: Answer = Box::new(move |commit| {
                let answer = result.and_then(|value| commit.clone().map(|()| value));
                // The asker may have been cancelled; the transaction stands all the same.
                let _ = asker.send(answer);
            });
            (answer, has_failed)
        });
        // When the thread has ended, the asker sees its side of the answer closed.
        let _ = self.0.sender.as_ref().map(|sender| sender.send((work, haste)));
        wait
    }
}

fn serve(mut connection: Connection, work: &mpsc::Receiver<Job>) {
    let (mut next, mut rest) = (None, Rest::default());
    while let Some(first) = next.take().or_else(|| rest.wait(work, &connection)) {
        let mut group = vec![first];
        while group.len() < GROUP && !is_alone(&group) {
            let Some(job) = another(work, &group) else { break };
            if job.1 == Haste::Alone {
                next = Some(job);
                break;
            }
            group.push(job);
        }
        commit_together(&mut connection, group);
        rest.is_over();
    }
}

fn is_alone(group: &[Job]) -> bool {
    group.iter().any(|(_, haste)| *haste == Haste::Alone)
}

/// What waits already; and a moment's patience where nobody of the group is in haste.
fn another(work: &mpsc::Receiver<Job>, group: &[Job]) -> Option<Job> {
    let is_patient = group.iter().all(|(_, haste)| *haste == Haste::WithTheNext);
    work.try_recv().ok().or_else(|| if is_patient { work.recv_timeout(PATIENCE).ok() } else { None })
}

fn commit_together(connection: &mut Connection, group: Vec<Job>) {
    let transaction = match connection.transaction_with_behavior(TransactionBehavior::Immediate) {
        Ok(transaction) => transaction,
        Err(error) => {
            let error = StoreError::from(error);
            group.into_iter().for_each(|(work, _)| (work(Err(error.clone())).0)(&Ok(())));
            return;
        }
    };
    let mut answers = Vec::with_capacity(group.len());
    let mut is_spoilt = false;
    for (work, haste) in group {
        // A full disk or a failing one makes SQLite roll everything back by itself: nothing may run outside a transaction then.
        let is_lost = transaction.is_autocommit();
        let (answer, has_failed) = work(if is_lost { Err(rolled_back()) } else { Ok(&transaction) });
        // Work that is alone is undone with its transaction.
        is_spoilt |= has_failed && haste == Haste::Alone;
        answers.push(answer);
    }
    let commit = match () {
        () if transaction.is_autocommit() => Err(rolled_back()),
        () if is_spoilt => transaction.rollback().map_err(StoreError::from),
        () => transaction.commit().map_err(StoreError::from),
    };
    answers.into_iter().for_each(|answer| answer(&commit));
}

fn rolled_back() -> StoreError {
    StoreError::Disk("a write beside this one failed".to_owned())
}

/// An error undoes this piece of work and leaves its neighbours in the group alone.
fn in_savepoint<T>(
    transaction: &Transaction<'_>,
    work: impl FnOnce(&Transaction<'_>) -> rusqlite::Result<T>,
) -> Result<T, StoreError> {
    let say = |sql: &str| transaction.prepare_cached(sql)?.execute([]).map(drop);
    say("SAVEPOINT work")?;
    match work(transaction) {
        Ok(value) => say("RELEASE work").map(|()| value).map_err(StoreError::from),
        Err(error) => {
            if !transaction.is_autocommit() {
                say("ROLLBACK TO work")?;
                say("RELEASE work")?;
            }
            Err(error.into())
        }
    }
}
