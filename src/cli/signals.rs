//! Ctrl-C and SIGTERM while a command sends: the mails in hand are finished, so that none becomes uncertain.

use crate::jobs::deliver::Delivery;
use std::sync::atomic::Ordering;

/// Asks the sending to end after the mails in hand; a second signal ends the program at once.
pub fn finish_mails_in_hand(job: &Delivery) {
    let stop = job.stop.clone();
    tokio::spawn(async move {
        asked_to_stop().await;
        stop.store(true, Ordering::SeqCst);
        asked_to_stop().await;
        // 128 + SIGTERM, as a shell would say it.
        std::process::exit(143);
    });
}

#[cfg(unix)]
async fn asked_to_stop() {
    use tokio::signal::unix::{SignalKind, signal};
    let Ok(mut terminate) = signal(SignalKind::terminate()) else { return std::future::pending().await };
    tokio::select! {
        _ = terminate.recv() => {}
        // Without a handler the default one ends the process, which is what was asked for.
        _ = tokio::signal::ctrl_c() => {}
    }
}

#[cfg(not(unix))]
async fn asked_to_stop() {
    let _ = tokio::signal::ctrl_c().await; // Without a handler the default one ends the process.
}
