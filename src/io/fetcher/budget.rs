//! How many bytes of other people's documents the whole process holds at once: 64 MiB, however many servers answer.
//!
//! A body takes a small place, and a larger one when it outgrows it; a complete body takes an open place before it is
//! unpacked, and keeps it until the parsed document is dropped. A place is only ever given up for a later one in this
//! order, so nobody waits in a circle: 64 × 64 KiB + 8 × 1 MiB + 1 × 8 MiB on their way, 2 × 16 MiB open. The rest is for
//! the window of the one body that is being unpacked.

use super::limits::{KIB, MIB};
use std::sync::Arc;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, SemaphorePermit};

/// Sizes of places for bodies still on their way: bytes, and how many.
const PLACES: [(usize, usize); 3] = [(64 * KIB, 64), (MIB, 8), (8 * MIB, 1)];

/// Documents unpacked and parsed at once, each at most `decode::DECODED_LIMIT`.
const OPEN: usize = 2;

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

impl Budget {
    /// All places free.
    pub fn new() -> Self {
        let sizes = PLACES.iter().map(|(size, count)| (*size, Arc::new(Semaphore::new(*count)))).collect();
        Self { sizes, open: Arc::new(Semaphore::new(OPEN)), unpacking: Semaphore::new(1) }
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

    /// Waits until a document may be open.
    pub async fn open(&self) -> Option<OwnedSemaphorePermit> {
        // A semaphore that is never closed always gives a permit.
        self.open.clone().acquire_owned().await.ok()
    }
}

#[cfg(test)]
mod tests {
    use super::super::decode::DECODED_LIMIT;
    use super::*;

    #[test]
    fn all_places_and_a_window_fit_into_64_mib() {
        let arriving: usize = PLACES.iter().map(|(size, count)| size * count).sum();

        assert!(arriving + OPEN * DECODED_LIMIT <= 64 * MIB);
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
}
