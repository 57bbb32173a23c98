//! Mails to single people go out as soon as they are asked for.

use super::{TICK, wait};
use crate::jobs::deliver::Delivery;
use crate::jobs::notices;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{Notify, watch};

/// Pause after a mail server could not be used, or the database not be written.
const TROUBLE: Duration = Duration::from_secs(60);

/// From the request to its mail: the work of sending must not fall into the time in which the page is made, which would tell
/// that there is something to send. Whoever comes within it shares the connection.
const APART: Duration = Duration::from_millis(500);

/// Sends at once when told, and looks now and then for what is to be tried again; until the service stops.
pub async fn keep_sending(delivery: Delivery, wake: Arc<Notify>, mut stop: watch::Receiver<bool>) {
    let mut is_told = false;
    loop {
        let trouble = pass(&delivery).await;
        if let Some(why) = trouble.as_ref().filter(|_| !is_told) {
            tracing::error!("mails to people who subscribe wait: {why}");
        }
        is_told = trouble.is_some();
        let goes_on = match trouble {
            Some(_) => wait(TROUBLE, &mut stop).await,
            None => tokio::select! {
                goes_on = wait(TICK, &mut stop) => goes_on,
                () = wake.notified() => wait(APART, &mut stop).await,
            },
        };
        if !goes_on {
            return;
        }
    }
}

/// One pass; what stood in its way.
async fn pass(delivery: &Delivery) -> Option<String> {
    match notices::send_due(delivery).await {
        Ok(report) => {
            if report.sent + report.failed > 0 {
                let (sent, failed) = (report.sent, report.failed);
                tracing::info!(sent, failed, "mails to people who subscribe: {sent} sent, {failed} refused");
            }
            report.blocked
        }
        Err(error) => Some(format!("{error:#}")),
    }
}
