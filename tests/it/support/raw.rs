//! Servers without manners: they count connections, and answer whatever bytes they like, as slowly as they like.

use std::future::Future;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use tokio::io::AsyncReadExt;
use tokio::net::{TcpListener, TcpStream};

/// Counts every connection that is made to it, and closes it.
#[derive(Clone, Default)]
pub struct Canary {
    connections: Arc<AtomicUsize>,
}

impl Canary {
    /// Sits on one port of every loopback address that this machine has; says which port.
    pub async fn sit() -> (Self, u16) {
        let canary = Self::default();
        let first = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = first.local_addr().unwrap().port();
        canary.watch(first);
        for other in ["127.0.0.2", "127.255.255.254", "[::1]"] {
            if let Ok(listener) = TcpListener::bind(format!("{other}:{port}")).await {
                canary.watch(listener);
            }
        }
        (canary, port)
    }

    fn watch(&self, listener: TcpListener) {
        let connections = self.connections.clone();
        tokio::spawn(async move {
            while listener.accept().await.is_ok() {
                connections.fetch_add(1, Ordering::SeqCst);
            }
        });
    }

    /// One more.
    pub fn tell(&self) {
        self.connections.fetch_add(1, Ordering::SeqCst);
    }

    /// Connections so far.
    pub fn connections(&self) -> usize {
        self.connections.load(Ordering::SeqCst)
    }
}

/// Serves every connection by `answer`, after the request's head was read; gives its address.
pub async fn serve<F, Served>(answer: F) -> SocketAddr
where
    F: Fn(TcpStream) -> Served + Send + 'static,
    Served: Future<Output = ()> + Send + 'static,
{
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut head = [0; 4096];
            if stream.read(&mut head).await.is_ok_and(|size| size > 0) {
                tokio::spawn(answer(stream));
            }
        }
    });
    address
}
