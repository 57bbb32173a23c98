//! Reads the body of an answer within every limit, and unpacks it away from the async threads.

use super::budget::{Budget, Place};
use super::decode;
use super::limits::{Limits, MIB};
use super::pieces::Pieces;
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
    let (sent, place) = download(answer, url, reading).await?;
    let mut open = reading.budget.open(decode::at_most(&sent, coding.as_deref())).await;
    let decoded = if decode::is_plain(coding.as_deref()) {
        Some(decode::decode(&sent, None))
    } else {
        let _unpacking = reading.budget.unpacking().await;
        unpack(sent, coding).await
    };
    drop(place);
    match decoded {
        Some(Ok(bytes)) => {
            open.keep(bytes.len());
            Ok(DocumentBytes::holding(bytes, open))
        }
        Some(Err(why)) => Err(format!("{}: {why}", host(url))),
        None => Err(format!("the answer of {} could not be unpacked", host(url))),
    }
}

/// A thread of its own that ends with its body: the allocator hands its memory to the next one, where each thread of a pool
/// would keep the 16 MiB of a window for itself. None when it panicked.
async fn unpack(sent: Pieces, coding: Option<String>) -> Option<Result<Vec<u8>, String>> {
    let (tell, told) = tokio::sync::oneshot::channel();
    std::thread::spawn(move || tell.send(decode::decode(&sent, coding.as_deref())));
    told.await.ok()
}

/// Only waiting for the server counts as its time; waiting for a place does not.
async fn download(mut answer: Response, url: &Url, reading: Reading<'_>) -> Result<(Pieces, Option<Place>), String> {
    let Reading { limits, budget, mut waited } = reading;
    let (mut sent, mut place): (Pieces, Option<Place>) = (Pieces::default(), None);
    if answer.content_length().is_some_and(|length| length > limits.encoded as u64) {
        return Err(too_large(url, limits));
    }
    loop {
        let patience = limits.idle.min(limits.total.saturating_sub(waited));
        let began = Instant::now();
        let next = tokio::time::timeout(patience, answer.chunk()).await;
        waited += began.elapsed();
        let chunk = match next {
            Ok(Ok(Some(chunk))) => chunk,
            Ok(Ok(None)) => return Ok((sent, place)),
            Ok(Err(error)) => return Err(plain_error(url, &error)),
            Err(_) if patience < limits.idle => return Err(too_long(url, limits)),
            Err(_) => return Err(format!("{} fell silent in the middle of its answer", host(url))),
        };
        let size = sent.len() + chunk.len();
        if size > limits.encoded {
            return Err(too_large(url, limits));
        }
        if is_too_slow(size, waited, limits) {
            return Err(format!("{} sends less than {} bytes a second; the rest was left unread", host(url), limits.slowest));
        }
        if place.as_ref().is_none_or(|place| place.size < size) {
            place = budget.room_for(size).await;
        }
        sent.push(&chunk);
    }
}

fn is_too_slow(size: usize, waited: Duration, limits: &Limits) -> bool {
    waited > limits.slow_after && (size as u64) < waited.as_secs() * limits.slowest as u64
}

fn too_large(url: &Url, limits: &Limits) -> String {
    format!("the answer of {} is larger than {} MiB; it was left unread", host(url), limits.encoded / MIB)
}

/// The sentence for an answer that uses up all its time.
pub fn too_long(url: &Url, limits: &Limits) -> String {
    format!("{} did not finish within {} seconds", host(url), limits.total.as_secs())
}
