//! The signals of the operating system: stop, and read the list again.

#[cfg(unix)]
use anyhow::Context;
#[cfg(unix)]
pub(super) use tokio::signal::unix::Signal;
#[cfg(unix)]
use tokio::signal::unix::{SignalKind, signal};

/// The signals that the service answers to.
#[derive(Debug)]
pub(super) struct Signals {
    #[cfg(unix)]
    terminate: Signal,
    #[cfg(unix)]
    interrupt: Signal,
    pub(super) hangup: Option<Signal>,
}

#[cfg(unix)]
impl Signals {
    pub(super) fn listen() -> anyhow::Result<Self> {
        let listen = |kind: SignalKind, name: &str| signal(kind).with_context(|| format!("while listening for {name}"));
        Ok(Self {
            terminate: listen(SignalKind::terminate(), "SIGTERM")?,
            interrupt: listen(SignalKind::interrupt(), "SIGINT")?,
            hangup: Some(listen(SignalKind::hangup(), "SIGHUP")?),
        })
    }

    /// Waits for the one that ends the service.
    pub(super) async fn stop(&mut self) -> &'static str {
        tokio::select! {
            _ = self.terminate.recv() => "SIGTERM",
            _ = self.interrupt.recv() => "SIGINT",
        }
    }
}

#[cfg(unix)]
pub(super) async fn hangup(hangups: &mut Option<Signal>) {
    match hangups {
        Some(hangups) => drop(hangups.recv().await),
        None => std::future::pending().await,
    }
}

/// Other systems have Ctrl-C alone.
#[cfg(not(unix))]
#[derive(Debug)]
pub(super) struct Signal;

#[cfg(not(unix))]
impl Signals {
    pub(super) fn listen() -> anyhow::Result<Self> {
        Ok(Self { hangup: None })
    }

    pub(super) async fn stop(&mut self) -> &'static str {
        match tokio::signal::ctrl_c().await {
            Ok(()) => "Ctrl-C",
            Err(_) => std::future::pending().await,
        }
    }
}

#[cfg(not(unix))]
pub(super) async fn hangup(_hangups: &mut Option<Signal>) {
    std::future::pending().await
}
