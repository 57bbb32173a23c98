//! A server that nobody should find: it counts who does.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use tokio::net::TcpListener;

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
            while let Ok(connection) = listener.accept().await {
                // Counted before it is closed: who was connected may ask for the count at once.
                connections.fetch_add(1, Ordering::SeqCst);
                drop(connection);
            }
        });
    }

    /// Connections so far.
    pub fn connections(&self) -> usize {
        self.connections.load(Ordering::SeqCst)
    }
}
