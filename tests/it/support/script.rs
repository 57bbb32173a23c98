//! A mail server that says what a script tells it, byte for byte, and notes all that it hears.

use std::sync::{Arc, Mutex};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;

/// One thing to do.
#[derive(Clone)]
pub enum Act {
    Say(Vec<u8>),
    /// The same, a byte a packet.
    Dribble(Vec<u8>),
    /// Waits for a line that begins like this.
    Hear(&'static str),
    /// Waits for the line with a single dot.
    HearBody,
    /// Goes on under TLS.
    Secure(TlsAcceptor),
    /// Says nothing more and keeps the connection.
    FallSilent,
}

pub fn say(text: &str) -> Act {
    Act::Say(text.as_bytes().to_vec())
}

/// The usual beginning: greeting, EHLO, and what is offered.
pub fn greeted(offers: &[&str]) -> Vec<Act> {
    let lines = ["test.example"].iter().chain(offers).copied().collect::<Vec<_>>();
    let (last, first) = lines.split_last().unwrap();
    let first: String = first.iter().map(|line| format!("250-{line}\r\n")).collect();
    vec![say("220 test.example\r\n"), Act::Hear("EHLO"), say(&format!("{first}250 {last}\r\n"))]
}

#[derive(Clone)]
pub struct Scripted {
    pub port: u16,
    heard: Arc<Mutex<Vec<String>>>,
}

impl Scripted {
    /// One script a connection, in turn; at its end the server hangs up.
    pub async fn start(scripts: Vec<Vec<Act>>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let heard: Arc<Mutex<Vec<String>>> = Arc::default();
        let book = heard.clone();
        tokio::spawn(async move {
            for script in scripts {
                let Ok((stream, _)) = listener.accept().await else { return };
                tokio::spawn(play(Box::new(stream), script, book.clone()));
            }
        });
        Self { port, heard }
    }

    /// Every line, in order, over all connections.
    pub fn heard(&self) -> Vec<String> {
        self.heard.lock().unwrap().clone()
    }
}

trait Duplex: AsyncRead + AsyncWrite + Unpin + Send {}
impl<T: AsyncRead + AsyncWrite + Unpin + Send> Duplex for T {}

async fn play(stream: Box<dyn Duplex>, script: Vec<Act>, heard: Arc<Mutex<Vec<String>>>) -> Option<()> {
    let mut stream = stream;
    for act in script {
        match act {
            Act::Say(bytes) => stream.write_all(&bytes).await.ok()?,
            Act::Dribble(bytes) => {
                for byte in bytes {
                    stream.write_all(&[byte]).await.ok()?;
                    stream.flush().await.ok()?;
                    tokio::task::yield_now().await;
                }
            }
            Act::Hear(start) => loop {
                let line = line(&mut stream).await?;
                heard.lock().unwrap().push(line.clone());
                if line.starts_with(start) {
                    break;
                }
            },
            Act::HearBody => loop {
                let line = line(&mut stream).await?;
                heard.lock().unwrap().push(line.clone());
                if line == "." {
                    break;
                }
            },
            Act::Secure(acceptor) => stream = Box::new(acceptor.accept(stream).await.ok()?),
            Act::FallSilent => std::future::pending().await,
        }
        stream.flush().await.ok()?;
    }
    // What is still on its way is read, so that the hang-up is no reset that overtakes the last reply.
    stream.shutdown().await.ok()?;
    while let Some(line) = line(&mut stream).await {
        heard.lock().unwrap().push(line);
    }
    Some(())
}

/// Byte by byte, so that nothing is read that belongs to TLS.
async fn line(stream: &mut Box<dyn Duplex>) -> Option<String> {
    let mut line = Vec::new();
    loop {
        match stream.read_u8().await.ok()? {
            b'\n' => return Some(String::from_utf8_lossy(line.strip_suffix(b"\r").unwrap_or(&line)).into_owned()),
            byte => line.push(byte),
        }
    }
}
