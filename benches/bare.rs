//! The least that any reader of feeds must do, for comparison: reqwest asks, feed-rs parses, SQLite keeps one row an entry.
//!
//! `bare LIST FOLDER CONCURRENCY`: LIST names one address a line; FOLDER keeps the validators and the entries from run to run.
//! No manners, no budgets, no identity beyond the entry's id, no sanitising, no excerpt.

use anyhow::Context;
use futures_util::StreamExt;
use reqwest::header::{ETAG, IF_NONE_MATCH};
use rusqlite::Connection;
use std::collections::HashMap;
use std::io::Write;
use std::path::Path;
use std::sync::mpsc::{Receiver, Sender, channel};

/// One feed that came whole.
struct Read {
    url: String,
    etag: Option<String>,
    entries: Vec<[String; 4]>,
}

fn main() -> anyhow::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    let [list, folder, concurrency] = arguments.as_slice() else {
        // `cargo bench` without arguments runs every bench; this one has nothing to say by itself.
        return Ok(());
    };
    // Nothing is encrypted here, but the client insists. Another part of the process cannot have installed one already.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let connection = open(&Path::new(folder).join("bare.db"))?;
    let etags = etags(&connection)?;
    let list = std::fs::read_to_string(list)?;
    let (tell, told) = channel();
    let writer = std::thread::spawn(move || keep(connection, &told));
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let unchanged = runtime.block_on(read_all(list.lines(), etags, concurrency.parse()?, tell))?;
    let kept = writer.join().map_err(|_| anyhow::anyhow!("the writer panicked"))??;
    Ok(writeln!(std::io::stdout(), "{kept} entries, {unchanged} feeds not modified")?)
}

async fn read_all(
    urls: impl Iterator<Item = &str>,
    mut etags: HashMap<String, String>,
    concurrency: usize,
    tell: Sender<Read>,
) -> anyhow::Result<usize> {
    let client = reqwest::Client::builder().no_proxy().build()?;
    let tasks = urls.map(|url| {
        let (client, etag, tell) = (client.clone(), etags.remove(url), tell.clone());
        let url = url.to_owned();
        async move { tokio::spawn(read(client, url, etag, tell)).await? }
    });
    let ended: Vec<anyhow::Result<bool>> = futures_util::stream::iter(tasks).buffer_unordered(concurrency).collect().await;
    let mut unchanged = 0;
    for one in ended {
        unchanged += usize::from(!one?);
    }
    Ok(unchanged)
}

async fn read(client: reqwest::Client, url: String, etag: Option<String>, tell: Sender<Read>) -> anyhow::Result<bool> {
    let mut request = client.get(&url);
    if let Some(etag) = etag {
        request = request.header(IF_NONE_MATCH, etag);
    }
    let answer = request.send().await?;
    if answer.status() == 304 {
        return Ok(false);
    }
    let etag = answer.headers().get(ETAG).and_then(|etag| etag.to_str().ok()).map(str::to_owned);
    let bytes = answer.error_for_status()?.bytes().await?;
    let feed = feed_rs::parser::parse(bytes.as_ref()).with_context(|| url.clone())?;
    let entry = |entry: feed_rs::model::Entry| {
        let words = entry.summary.map(|summary| summary.content).unwrap_or_default();
        let link = entry.links.into_iter().next().map(|link| link.href).unwrap_or_default();
        [entry.id, entry.title.map(|title| title.content).unwrap_or_default(), link, words.chars().take(300).collect()]
    };
    let entries = feed.entries.into_iter().map(entry).collect();
    tell.send(Read { url, etag, entries }).context("the writer has ended")?;
    Ok(true)
}

fn open(path: &Path) -> rusqlite::Result<Connection> {
    let connection = Connection::open(path)?;
    connection.execute_batch(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;
         CREATE TABLE IF NOT EXISTS feed (url TEXT PRIMARY KEY, etag TEXT);
         CREATE TABLE IF NOT EXISTS entry (id TEXT PRIMARY KEY, feed TEXT, title TEXT, link TEXT, excerpt TEXT);
         CREATE INDEX IF NOT EXISTS entry_feed ON entry (feed);
         CREATE INDEX IF NOT EXISTS entry_link ON entry (link);",
    )?;
    Ok(connection)
}

fn etags(connection: &Connection) -> rusqlite::Result<HashMap<String, String>> {
    let mut statement = connection.prepare("SELECT url, etag FROM feed WHERE etag IS NOT NULL")?;
    statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect()
}

/// Whatever waits goes into one transaction.
fn keep(mut connection: Connection, told: &Receiver<Read>) -> rusqlite::Result<usize> {
    let mut kept = 0;
    while let Ok(first) = told.recv() {
        let transaction = connection.transaction()?;
        for read in std::iter::once(first).chain(told.try_iter().take(255)) {
            let sql = "INSERT INTO feed VALUES (?1, ?2) ON CONFLICT DO UPDATE SET etag = excluded.etag";
            transaction.prepare_cached(sql)?.execute((&read.url, &read.etag))?;
            let mut insert = transaction.prepare_cached("INSERT OR IGNORE INTO entry VALUES (?1, ?2, ?3, ?4, ?5)")?;
            for [id, title, link, words] in &read.entries {
                kept += insert.execute((id, &read.url, title, link, words))?;
            }
        }
        transaction.commit()?;
    }
    Ok(kept)
}
