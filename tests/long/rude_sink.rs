//! A mail server that is as rude as the real ones, and writes down every message before it answers for it.

use super::chance::Chance;
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Instant;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Notify;

/// Moments of a conversation at which the sender can be killed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moment {
    Connected,
    Recipient,
    InTheBody,
    AfterTheDot,
    AfterTheAnswer,
}

pub const MOMENTS: [Moment; 5] =
    [Moment::Connected, Moment::Recipient, Moment::InTheBody, Moment::AfterTheDot, Moment::AfterTheAnswer];

/// One message that was given in full.
#[derive(Clone, Debug)]
pub struct Copy {
    pub to: String,
    pub message_id: String,
    pub hash: Vec<u8>,
    pub at: Instant,
    /// How the ledger's row stood when the dot was read.
    pub row: String,
}

/// What all connections share.
pub struct Sink {
    pub port: u16,
    pub copies: Mutex<Vec<Copy>>,
    chance: Mutex<Chance>,
    ledger: PathBuf,
    is_rude: bool,
    wanted: Mutex<Option<(Moment, usize)>>,
    pub reached: Notify,
    pub connections: AtomicUsize,
}

impl Sink {
    /// Listens; `ledger` is the database whose rows are looked up when a dot arrives.
    pub async fn start(ledger: PathBuf, seed: u64, is_rude: bool) -> Arc<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let sink = Arc::new(Self {
            port: listener.local_addr().unwrap().port(),
            copies: Mutex::default(),
            chance: Mutex::new(Chance::new(seed)),
            ledger,
            is_rude,
            wanted: Mutex::new(None),
            reached: Notify::new(),
            connections: AtomicUsize::new(0),
        });
        let shared = sink.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                shared.connections.fetch_add(1, Ordering::SeqCst);
                tokio::spawn(converse(stream, shared.clone()));
            }
        });
        sink
    }

    /// Rings `reached` at the `count`th such moment from now on.
    pub fn ring_at(&self, moment: Moment, count: usize) {
        *self.wanted.lock().unwrap() = Some((moment, count));
    }

    /// Every copy by its recipient.
    pub fn by_recipient(&self) -> HashMap<String, Vec<Copy>> {
        let mut all: HashMap<String, Vec<Copy>> = HashMap::new();
        for copy in self.copies.lock().unwrap().iter() {
            all.entry(copy.to.clone()).or_default().push(copy.clone());
        }
        all
    }

    fn passed(&self, moment: Moment) {
        let mut wanted = self.wanted.lock().unwrap();
        if let Some((awaited, count)) = wanted.as_mut()
            && *awaited == moment
        {
            *count -= 1;
            if *count == 0 {
                *wanted = None;
                self.reached.notify_one();
            }
        }
    }

    /// True in so many of a thousand cases, if this server is rude at all.
    fn per_mille(&self, share: u64) -> bool {
        self.is_rude && self.chance.lock().unwrap().below(1000) < share
    }

    fn row_of(&self, database: &rusqlite::Connection, to: &str) -> String {
        let sql = "SELECT delivery.state FROM delivery JOIN subscriber ON subscriber.id = delivery.subscriber_id
                   WHERE subscriber.address = ?1";
        database.query_row(sql, [to], |row| row.get(0)).unwrap_or_else(|error| format!("no row ({error})"))
    }
}

async fn converse(stream: TcpStream, sink: Arc<Sink>) -> Option<()> {
    let database = rusqlite::Connection::open(&sink.ledger).ok()?;
    database.busy_timeout(std::time::Duration::from_secs(5)).ok()?;
    let (read, mut write) = stream.into_split();
    let mut lines = BufReader::new(read);
    let mut to = String::new();
    sink.passed(Moment::Connected);
    say(&mut write, "220 sink.example ESMTP", &sink).await?;
    loop {
        let mut line = String::new();
        if lines.read_line(&mut line).await.ok()? == 0 {
            return None;
        }
        match line.get(..4).unwrap_or_default().to_uppercase().as_str() {
            "RCPT" => {
                sink.passed(Moment::Recipient);
                to = line.split('<').nth(1)?.split('>').next()?.to_owned();
                if to.starts_with("gone") {
                    say(&mut write, "550 5.1.1 no such user", &sink).await?;
                } else if sink.per_mille(20) {
                    say(&mut write, "451 4.3.0 busy", &sink).await?;
                } else {
                    say(&mut write, "250 2.1.5 ok", &sink).await?;
                }
            }
            "MAIL" if sink.per_mille(1) => say(&mut write, "451 4.3.0 busy", &sink).await?,
            "DATA" if sink.per_mille(20) => say(&mut write, "451 4.3.0 busy", &sink).await?,
            "DATA" if sink.per_mille(5) => {
                say(&mut write, "421 4.3.2 going down", &sink).await?;
                return None;
            }
            "DATA" => {
                say(&mut write, "354 go on", &sink).await?;
                let message = body(&mut lines, &sink).await?;
                if sink.per_mille(20) {
                    // "Later" after the dot takes no responsibility: this copy does not count.
                    say(&mut write, "451 4.3.0 no room just now", &sink).await?;
                    continue;
                }
                keep(&sink, &database, &to, &message);
                sink.passed(Moment::AfterTheDot);
                answer(&mut write, &sink).await?;
                sink.passed(Moment::AfterTheAnswer);
            }
            "QUIT" => {
                say(&mut write, "221 bye", &sink).await?;
                return None;
            }
            _ => say(&mut write, "250 ok", &sink).await?,
        }
    }
}

/// Written down first: what is answered with 250 is never forgotten.
fn keep(sink: &Sink, database: &rusqlite::Connection, to: &str, message: &[u8]) {
    let text = String::from_utf8_lossy(message);
    let message_id = text.lines().find_map(|line| line.strip_prefix("Message-ID: ")).unwrap_or_default().to_owned();
    let row = sink.row_of(database, to);
    let hash = Sha256::digest(message).to_vec();
    sink.copies.lock().unwrap().push(Copy { to: to.to_owned(), message_id, hash, at: Instant::now(), row });
}

/// The final reply: mostly at once, sometimes late, sometimes never (RFC 1047).
async fn answer(write: &mut OwnedWriteHalf, sink: &Sink) -> Option<()> {
    if sink.per_mille(10) {
        return None;
    }
    if sink.per_mille(200) {
        let pause = sink.chance.lock().unwrap().below(20);
        tokio::time::sleep(std::time::Duration::from_millis(pause)).await;
    }
    say(write, "250 2.0.0 kept", sink).await
}

/// One reply in a hundred comes byte by byte.
async fn say(write: &mut OwnedWriteHalf, words: &str, sink: &Sink) -> Option<()> {
    let line = format!("{words}\r\n");
    if !sink.per_mille(10) {
        return write.write_all(line.as_bytes()).await.ok();
    }
    for byte in line.as_bytes() {
        write.write_all(std::slice::from_ref(byte)).await.ok()?;
        tokio::task::yield_now().await;
    }
    Some(())
}

/// The message, dots undone; one in a hundred connections breaks in the middle of it.
async fn body(lines: &mut BufReader<OwnedReadHalf>, sink: &Sink) -> Option<Vec<u8>> {
    let breaks = sink.per_mille(10);
    let mut message = Vec::new();
    loop {
        let mut line = Vec::new();
        if lines.read_until(b'\n', &mut line).await.ok()? == 0 {
            return None;
        }
        if message.is_empty() {
            sink.passed(Moment::InTheBody);
        }
        if line == b".\r\n" {
            return Some(message);
        }
        message.extend_from_slice(line.strip_prefix(b".").unwrap_or(&line));
        if breaks && message.len() > 2000 {
            return None;
        }
    }
}
