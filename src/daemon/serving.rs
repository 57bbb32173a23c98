//! The pages on the network: whoever says nothing is cut off, and a stop does not wait for them.

use axum::extract::ConnectInfo;
use axum::{Extension, Router};
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};
use tokio::task::JoinSet;

/// Connections at once; further ones wait in the system's queue.
const CONNECTIONS: usize = 1024;

/// A request's head has to arrive within this, also the next one of a connection that is kept open.
const HEAD: Duration = Duration::from_secs(15);

/// How long a stop waits for answers under way: the proxies in front ask again, and mails have their own time.
const GRACE: Duration = Duration::from_secs(10);

/// Pause after a connection could not be taken, such as for want of file descriptors.
const TROUBLE: Duration = Duration::from_secs(1);

/// Serves until the service stops.
pub async fn serve(pages: Router, listener: TcpListener, stop: watch::Receiver<bool>) {
    let seats = Arc::new(Semaphore::new(CONNECTIONS));
    let mut open = JoinSet::new();
    let mut stopping = pin!(stopped(stop.clone()));
    loop {
        let taken = tokio::select! {
            taken = take(&listener, &seats) => taken,
            () = &mut stopping => break,
        };
        while open.try_join_next().is_some() {}
        match taken {
            Ok((seat, stream, peer)) => drop(open.spawn(converse(stream, peer, pages.clone(), stop.clone(), seat))),
            Err(error) => {
                tracing::warn!("a connection to the pages could not be taken: {error}");
                tokio::time::sleep(TROUBLE).await;
            }
        }
    }
    let end = async { while open.join_next().await.is_some() {} };
    if tokio::time::timeout(GRACE, end).await.is_err() {
        tracing::info!("{} connections to the pages were cut off", open.len());
    }
}

async fn take(listener: &TcpListener, seats: &Arc<Semaphore>) -> anyhow::Result<(OwnedSemaphorePermit, TcpStream, SocketAddr)> {
    let seat = seats.clone().acquire_owned().await?;
    let (stream, peer) = listener.accept().await?;
    Ok((seat, stream, peer))
}

async fn converse(stream: TcpStream, peer: SocketAddr, pages: Router, stop: watch::Receiver<bool>, _seat: OwnedSemaphorePermit) {
    let pages = TowerToHyperService::new(pages.layer(Extension(ConnectInfo(peer))));
    let mut protocol = http1::Builder::new();
    protocol.timer(TokioTimer::new()).header_read_timeout(HEAD);
    let mut connection = pin!(protocol.serve_connection(TokioIo::new(stream), pages));
    let ended = tokio::select! {
        ended = connection.as_mut() => ended,
        () = stopped(stop) => {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    };
    if let Err(error) = ended {
        tracing::debug!("a connection to the pages ended early: {error}");
    }
}

async fn stopped(mut stop: watch::Receiver<bool>) {
    // An error means that the sender is gone, which is as good a reason to stop.
    let _ = stop.wait_for(|stopped| *stopped).await;
}
