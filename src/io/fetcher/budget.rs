//! How many bytes of other people's documents the whole process holds at once: 64 MiB, however many servers answer.
//!
//! A body takes a small place, and a larger one when it outgrows it; a complete body takes room among the open ones for as
//! much as it may become before it is unpacked, and keeps what it became until the parsed document is dropped. A place is only
//! ever given up for a later one in this order, so nobody waits in a circle: 64 × 64 KiB + 8 × 1 MiB + 1 × 8 MiB on their way,
//! 32 MiB open. The rest is for the window of the one body that is being unpacked.

use super::limits::{KIB, MIB};
use std::sync::Arc;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, SemaphorePermit};

/// Sizes of places for bodies still on their way: bytes, and how many.
const PLACES: [(usize, usize); 3] = [(64 * KIB, 64), (MIB, 8), (8 * MIB, 1)];

/// Bytes of documents that are unpacked or parsed at once: many small ones, or two of the largest.
const OPEN: usize = 2 * super::decode::DECODED_LIMIT;

/// The places of one process.
#[derive(Debug)]
pub struct Budget {
    sizes: Vec<(usize, Arc<Semaphore>)>,
    open: Arc<Semaphore>,
    unpacking: Semaphore,
}

/// A place taken; given back when dropped.
#[derive(Debug)]
pub struct Place {
    /// Bytes that may be held on it.
    pub size: usize,
    _permit: OwnedSemaphorePermit,
}

/// Room taken among the open documents; given back when dropped.
#[derive(Debug)]
pub struct Open(Option<OwnedSemaphorePermit>);

impl Open {
    /// Gives back what is not needed: the document has so many bytes.
    pub fn keep(&mut self, bytes: usize) {
        let surplus = self.0.as_ref().map_or(0, |permit| permit.num_permits().saturating_sub(kib(bytes)));
        drop(self.0.as_mut().and_then(|permit| permit.split(surplus)));
    }
}

/// In whole KiB, at least one.
fn kib(bytes: usize) -> usize {
    bytes.div_ceil(KIB).max(1)
}

impl Budget {
    /// All places free.
    pub fn new() -> Self {
        let sizes = PLACES.iter().map(|(size, count)| (*size, Arc::new(Semaphore::new(*count)))).collect();
        Self { sizes, open: Arc::new(Semaphore::new(kib(OPEN))), unpacking: Semaphore::new(1) }
    }

    /// Waits for the smallest place that holds `bytes`; none when no place is that large.
    pub async fn room_for(&self, bytes: usize) -> Option<Place> {
        let (size, places) = self.sizes.iter().find(|(size, _)| *size >= bytes)?;
        let permit = places.clone().acquire_owned().await.ok()?;
        Some(Place { size: *size, _permit: permit })
    }

    /// Waits until no other body is being unpacked: the window of one may take 16 MiB more.
    pub async fn unpacking(&self) -> Option<SemaphorePermit<'_>> {
        self.unpacking.acquire().await.ok()
    }

    /// Waits until a document of so many bytes may be open; one that is larger than all of the room may be alone.
    pub async fn open(&self, bytes: usize) -> Open {
        let permits = u32::try_from(kib(bytes.min(OPEN))).unwrap_or(u32::MAX);
        // A semaphore that is never closed always gives permits.
        Open(self.open.clone().acquire_many_owned(permits).await.ok())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_places_and_a_window_fit_into_64_mib() {
        let arriving: usize = PLACES.iter().map(|(size, count)| size * count).sum();

        assert!(arriving + OPEN <= 64 * MIB);
    }

    #[tokio::test]
    async fn a_place_is_as_large_as_needed_and_free_again_when_dropped() {
        let budget = Budget::new();
        for size in [1, 64 * KIB, 64 * KIB + 1, MIB + 1, 8 * MIB] {
            assert!(budget.room_for(size).await.is_some_and(|place| place.size >= size));
        }
        let large = budget.room_for(MIB + 1).await;

        assert_eq!(budget.sizes[2].1.available_permits(), 0);
        drop(large);
        assert_eq!(budget.sizes[2].1.available_permits(), 1);
        assert!(budget.room_for(8 * MIB + 1).await.is_none());
    }

    #[tokio::test]
    async fn an_open_document_keeps_room_for_what_it_became() {
        let budget = Budget::new();
        let mut large = budget.open(16 * MIB).await;
        let whole = budget.open(16 * MIB).await;
        assert_eq!(budget.open.available_permits(), 0);

        large.keep(MIB);
        drop(whole);

        assert_eq!(budget.open.available_permits(), kib(31 * MIB));
    }
}
