//! Reads the body of an answer within every limit, and unpacks it away from the async threads.

use super::budget::{Budget, Place};
use super::decode;
use super::limits::{Limits, MIB};
use super::response::{host, plain_error};
use crate::model::fetched::DocumentBytes;
use reqwest::Response;
use std::time::{Duration, Instant};
use url::Url;

/// What a body is read with.
#[derive(Clone, Copy, Debug)]
pub struct Reading<'a> {
    /// Of one answer.
    pub limits: &'a Limits,
    /// Of the whole process.
    pub budget: &'a Budget,
    /// How long this answer has been waited for already.
    pub waited: Duration,
}

/// The document, decoded. It keeps its place in the budget until it is dropped.
pub async fn read(answer: Response, url: &Url, coding: Option<String>, reading: Reading<'_>) -> Result<DocumentBytes, String> {
    let (bytes, place) = download(answer, url, reading).await?;
    let Some(open) = reading.budget.open().await else { return Err("friday is being stopped".to_owned()) };
    let decoded = tokio::task::spawn_blocking(move || decode::decode(bytes, coding.as_deref())).await;
    drop(place);
    match decoded {
        Ok(Ok(bytes)) => Ok(DocumentBytes::holding(bytes, open)),
        Ok(Err(why)) => Err(format!("{}: {why}", host(url))),
        Err(_) => Err(format!("the answer of {} could not be unpacked", host(url))),
    }
}

/// Only waiting for the server counts as its time; waiting for a place does not.
async fn download(mut answer: Response, url: &Url, reading: Reading<'_>) -> Result<(Vec<u8>, Option<Place>), String> {
    let Reading { limits, budget, mut waited } = reading;
    let (mut bytes, mut place): (Vec<u8>, Option<Place>) = (Vec::new(), None);
    loop {
        let patience = limits.idle.min(limits.total.saturating_sub(waited));
        let began = Instant::now();
        let next = tokio::time::timeout(patience, answer.chunk()).await;
        waited += began.elapsed();
        let chunk = match next {
            Ok(Ok(Some(chunk))) => chunk,
            Ok(Ok(None)) => return Ok((bytes, place)),
            Ok(Err(error)) => return Err(plain_error(url, &error)),
            Err(_) if patience < limits.idle => return Err(too_long(url, limits)),
            Err(_) => return Err(format!("{} fell silent in the middle of its answer", host(url))),
        };
        let size = bytes.len() + chunk.len();
        if size > limits.encoded {
            return Err(format!("the answer of {} is larger than {} MiB; it was left unread", host(url), limits.encoded / MIB));
        }
        if is_too_slow(size, waited, limits) {
            return Err(format!("{} sends less than {} bytes a second; the rest was left unread", host(url), limits.slowest));
        }
        if place.as_ref().is_none_or(|place| place.size < size) {
            place = budget.room_for(size).await;
            bytes.reserve_exact(place.as_ref().map_or(size, |place| place.size).saturating_sub(bytes.len()));
        }
        bytes.extend_from_slice(&chunk);
    }
}

fn is_too_slow(size: usize, waited: Duration, limits: &Limits) -> bool {
    waited > limits.slow_after && (size as u64) < waited.as_secs() * limits.slowest as u64
}

/// The sentence for an answer that uses up all its time.
pub fn too_long(url: &Url, limits: &Limits) -> String {
    format!("{} did not finish within {} seconds", host(url), limits.total.as_secs())
}
