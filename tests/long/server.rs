//! A server of many addresses, byte by byte: it answers as the script says, and can fall silent in the middle.

use super::feeds::{IPV6, ORDINARY, PLACES};
use super::world::{Given, Record, World};
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Notify;

/// Where in an answer the client is killed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moment {
    BeforeHead,
    InBody,
    AfterEnd,
}

/// One answer to be held back, so that the client can be killed while it waits.
#[derive(Default)]
pub struct Hold {
    /// So many requests pass first.
    pub armed: Mutex<Option<(usize, Moment)>>,
    /// Told when the moment has come.
    pub reached: Notify,
    /// Lets the held answer go.
    pub released: Notify,
}

impl Hold {
    fn take(&self) -> Option<Moment> {
        let mut armed = self.armed.lock().unwrap();
        match *armed {
            Some((0, moment)) => {
                *armed = None;
                Some(moment)
            }
            Some((left, moment)) => {
                *armed = Some((left - 1, moment));
                None
            }
            None => None,
        }
    }
}

/// Opens every address: nine of 127/8, [::1], and two more of 127/8.
pub async fn bind() -> Vec<TcpListener> {
    let mut listeners = Vec::new();
    for place in 0..PLACES {
        let address = if place == IPV6 { "[::1]:0".to_owned() } else { format!("127.0.{}.1:0", place % (ORDINARY + 2)) };
        listeners.push(TcpListener::bind(address).await.unwrap());
    }
    listeners
}

/// Serves until the test ends.
pub fn serve(listeners: Vec<TcpListener>, world: &Arc<World>, hold: &Arc<Hold>) {
    // The machine behind a place: two places of one address are one machine.
    let hosts: Vec<_> = listeners.iter().map(|listener| listener.local_addr().unwrap().ip()).collect();
    for (place, listener) in listeners.into_iter().enumerate() {
        let host = hosts.iter().position(|host| *host == hosts[place]).unwrap();
        let (world, hold) = (world.clone(), hold.clone());
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(converse(stream, place, host, world.clone(), hold.clone()));
            }
        });
    }
}

async fn converse(mut stream: TcpStream, place: usize, host: usize, world: Arc<World>, hold: Arc<Hold>) -> Option<()> {
    let mut buffer = Vec::new();
    loop {
        let (method, target, headers) = head(&mut stream, &mut buffer, &world).await?;
        let beside = world.in_flight[host].fetch_add(1, Ordering::SeqCst);
        let given = world.answer(place, &target, &headers);
        let feed = world.find(place, &target).map(|(feed, _)| feed.id);
        let (run, at) = (world.run.load(Ordering::SeqCst), world.now.load(Ordering::SeqCst));
        world.log.lock().unwrap().push(Record { run, at, place, method, target, headers, feed, beside, given: given.clone() });
        // Lets another request in, if the client were to send one at the same time.
        for _ in 0..20 {
            tokio::task::yield_now().await;
        }
        let sent = send(&mut stream, &given, hold.take(), &hold, || world.in_flight[host].fetch_sub(1, Ordering::SeqCst)).await;
        if sent.is_none() || given.is_cut {
            return None;
        }
    }
}

type Head = (String, String, Vec<(String, Vec<u8>)>);

async fn head(stream: &mut TcpStream, buffer: &mut Vec<u8>, world: &World) -> Option<Head> {
    let end = loop {
        if let Some(end) = buffer.windows(4).position(|four| four == b"\r\n\r\n") {
            break end;
        }
        if stream.read_buf(buffer).await.ok()? == 0 {
            return None;
        }
        if buffer[0] == 0x16 {
            world.tls.fetch_add(1, Ordering::SeqCst);
            return None;
        }
    };
    let rest = buffer.split_off(end + 4);
    let head = std::mem::replace(buffer, rest);
    let mut lines = head[..end].split(|byte| *byte == b'\n').map(|line| line.strip_suffix(b"\r").unwrap_or(line));
    let first = String::from_utf8_lossy(lines.next()?).into_owned();
    let mut words = first.split(' ');
    let headers = lines.filter_map(|line| {
        let colon = line.iter().position(|byte| *byte == b':')?;
        let value = line[colon + 1..].strip_prefix(b" ").unwrap_or(&line[colon + 1..]);
        Some((String::from_utf8_lossy(&line[..colon]).to_lowercase(), value.to_vec()))
    });
    Some((words.next()?.to_owned(), words.next()?.to_owned(), headers.collect()))
}

/// The host counts as free just before the last byte: the client cannot know the end earlier.
async fn send(
    stream: &mut TcpStream,
    given: &Given,
    held: Option<Moment>,
    hold: &Arc<Hold>,
    free: impl FnOnce() -> usize,
) -> Option<()> {
    let mut bytes = format!("HTTP/1.1 {} Answer\r\n", given.status).into_bytes();
    for (name, value) in &given.headers {
        bytes.extend_from_slice(&[name.as_bytes(), b": ", value, b"\r\n"].concat());
    }
    let length = given.body.len() + if given.is_cut { 100 } else { 0 };
    if given.status != 304 {
        bytes.extend_from_slice(format!("content-length: {length}\r\n").as_bytes());
    }
    bytes.extend_from_slice(b"\r\n");
    let middle = bytes.len() + given.body.len() / 2;
    bytes.extend_from_slice(&given.body);
    let pause = match held {
        Some(Moment::BeforeHead) => Some(0),
        Some(Moment::InBody) => Some(middle.min(bytes.len() - 1)),
        Some(Moment::AfterEnd) | None => None,
    };
    let mut written = 0;
    if let Some(pause) = pause {
        stream.write_all(&bytes[..pause]).await.ok();
        let mut released = Box::pin(hold.released.notified());
        released.as_mut().enable();
        hold.reached.notify_one();
        released.await;
        written = pause;
    }
    let last = bytes.len() - 1;
    let most = stream.write_all(&bytes[written..last]).await;
    free();
    most.ok()?;
    stream.write_all(&bytes[last..]).await.ok()?;
    stream.flush().await.ok()?;
    if held == Some(Moment::AfterEnd) {
        hold.reached.notify_one();
    }
    Some(())
}
