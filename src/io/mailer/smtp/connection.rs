//! The wire: TCP or TLS, whole replies in, whole commands out.

use super::reply::{BadReply, Lines, ReplyReader};
use futures_util::FutureExt;
use rustls::pki_types::ServerName;
use rustls_platform_verifier::BuilderVerifierExt;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpStream;

/// Bytes read at once: any usual reply.
const CHUNK: usize = 4096;

/// Both kinds of wire.
trait Duplex: AsyncRead + AsyncWrite + Unpin + Send + Sync {}

impl Duplex for TcpStream {}
impl Duplex for tokio_rustls::client::TlsStream<Box<dyn Duplex>> {}

/// How a conversation is lost.
#[derive(Debug, thiserror::Error)]
pub enum Lost {
    #[error("the connection was lost ({0})")]
    Broken(#[from] std::io::Error),
    #[error("the connection was closed")]
    Closed,
    #[error("no answer within {0:?}")]
    Late(Duration),
    #[error("the server sent {0}")]
    Bad(#[from] BadReply),
}

/// An open connection and what has been read from it but not yet looked at.
pub struct Wire {
    stream: Box<dyn Duplex>,
    unread: Vec<u8>,
    is_private: bool,
}

impl std::fmt::Debug for Wire {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Wire({} bytes unread, private: {})", self.unread.len(), self.is_private)
    }
}

impl Wire {
    /// Connects to the first address of `host` that answers.
    pub async fn connect(host: &str, port: u16, limit: Duration) -> Result<Self, Lost> {
        let stream = within(limit, async { Ok(TcpStream::connect((host, port)).await?) }).await?;
        // Each of our writes is a whole command or block: waiting for more only costs time.
        stream.set_nodelay(true)?;
        let is_private = stream.peer_addr()?.ip().is_loopback();
        Ok(Self { stream: Box::new(stream), unread: Vec::new(), is_private })
    }

    /// Puts TLS on the wire, with the operating system's trust. What was said in clear is forgotten (RFC 3207 §4.2).
    pub async fn secure(self, host: &str, limit: Duration) -> Result<Self, Lost> {
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let name = ServerName::try_from(host.to_owned()).map_err(std::io::Error::other)?;
        let builder = rustls::ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions();
        let config = builder
            .map_err(std::io::Error::other)?
            .with_platform_verifier()
            .map_err(std::io::Error::other)?
            .with_no_client_auth();
        let connector = tokio_rustls::TlsConnector::from(Arc::new(config));
        let stream = within(limit, async { Ok(connector.connect(name, self.stream).await?) }).await?;
        Ok(Self { stream: Box::new(stream), unread: Vec::new(), is_private: true })
    }

    /// Whether a password may be said: under TLS, or on this machine.
    pub fn is_private(&self) -> bool {
        self.is_private
    }

    /// Gives all bytes to the system.
    pub async fn write(&mut self, bytes: &[u8], limit: Duration) -> Result<(), Lost> {
        within(limit, async {
            self.stream.write_all(bytes).await?;
            Ok(self.stream.flush().await?)
        })
        .await
    }

    /// The next whole reply, however slowly its bytes come within the limit.
    pub async fn reply(&mut self, limit: Duration) -> Result<Lines, Lost> {
        within(limit, self.read_reply()).await
    }

    async fn read_reply(&mut self) -> Result<Lines, Lost> {
        let mut reader = ReplyReader::default();
        loop {
            let (taken, lines) = reader.take(&self.unread)?;
            self.unread.drain(..taken);
            if let Some(lines) = lines {
                return Ok(lines);
            }
            self.read_more().await?;
        }
    }

    async fn read_more(&mut self) -> Result<(), Lost> {
        let mut chunk = [0; CHUNK];
        let count = self.stream.read(&mut chunk).await?;
        self.unread.extend_from_slice(chunk.get(..count).unwrap_or_default());
        if count == 0 { Err(Lost::Closed) } else { Ok(()) }
    }

    /// Whether words came in behind the last reply.
    pub fn has_unread(&self) -> bool {
        !self.unread.is_empty()
    }

    /// Whether the server waits for us, as it should before a command: it has neither spoken nor hung up. Does not wait.
    pub fn is_quiet(&mut self) -> bool {
        self.unread.is_empty() && self.read_more().now_or_never().is_none()
    }
}

async fn within<T>(limit: Duration, step: impl Future<Output = Result<T, Lost>>) -> Result<T, Lost> {
    tokio::time::timeout(limit, step).await.unwrap_or(Err(Lost::Late(limit)))
}
