//! Mail servers that disagree about where a line ends, and so about where a message ends.

use std::sync::{Arc, Mutex};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::tcp::OwnedReadHalf;
use tokio::net::{TcpListener, TcpStream};

/// What ends a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LineEnd {
    /// CRLF alone (RFC 5321 §2.3.8).
    Crlf,
    /// LF too.
    OrLf,
    /// CR too, and LF.
    OrCr,
}

/// A server that keeps what it takes for messages, as bytes, and how many senders it heard of.
pub struct Tolerant {
    pub port: u16,
    kept: Arc<Mutex<Vec<Vec<u8>>>>,
}

impl Tolerant {
    pub async fn start(end: LineEnd) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let kept: Arc<Mutex<Vec<Vec<u8>>>> = Arc::default();
        let book = kept.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(converse(stream, end, book.clone()));
            }
        });
        Self { port, kept }
    }

    pub fn kept(&self) -> Vec<Vec<u8>> {
        self.kept.lock().unwrap().clone()
    }
}

async fn converse(stream: TcpStream, end: LineEnd, kept: Arc<Mutex<Vec<Vec<u8>>>>) -> Option<()> {
    let (read, mut write) = stream.into_split();
    let mut read = BufReader::new(read);
    write.write_all(b"220 x\r\n").await.ok()?;
    loop {
        let command = line(&mut read, end).await?;
        if command.starts_with(b"DATA") {
            write.write_all(b"354 go on\r\n").await.ok()?;
            let mut message = Vec::new();
            loop {
                let line = line(&mut read, end).await?;
                if line == b"." {
                    break;
                }
                message.extend_from_slice(line.strip_prefix(b".").unwrap_or(&line));
                message.extend_from_slice(b"\r\n");
            }
            kept.lock().unwrap().push(message);
        }
        write.write_all(b"250 ok\r\n").await.ok()?;
    }
}

/// One line without its end.
async fn line(read: &mut BufReader<OwnedReadHalf>, end: LineEnd) -> Option<Vec<u8>> {
    let mut line = Vec::new();
    loop {
        match (read.read_u8().await.ok()?, end) {
            (b'\n', LineEnd::Crlf) if line.last() == Some(&b'\r') => break,
            (b'\n', LineEnd::OrLf | LineEnd::OrCr) => break,
            (b'\r', LineEnd::OrCr) => {
                if read.fill_buf().await.ok()?.first() == Some(&b'\n') {
                    read.consume(1);
                }
                return Some(line);
            }
            (byte, _) => line.push(byte),
        }
    }
    if line.last() == Some(&b'\r') {
        line.pop();
    }
    Some(line)
}
