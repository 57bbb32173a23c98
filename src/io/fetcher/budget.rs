//! How many bytes of other people's documents the whole process holds at once: 64 MiB, however many servers answer.
//!
//! A body takes a small place, and a larger one when it outgrows it; a complete body takes an open place before it is
//! unpacked, and keeps it until the parsed document is dropped. A place is only ever given up for a larger one, so nobody
//! waits in a circle. 64 × 64 KiB + 12 × 1 MiB + 2 × 8 MiB + 2 × 16 MiB = 64 MiB.

use super::limits::{KIB, MIB};
use std::sync::Arc;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Sizes of places for bodies still on their way: bytes, and how many.
const PLACES: [(usize, usize); 3] = [(64 * KIB, 64), (MIB, 12), (8 * MIB, 2)];

/// Documents being unpacked and parsed at once, each at most `decode::DECODED_LIMIT`.
const OPEN: usize = 2;

/// The places of one process.
#[derive(Debug)]
pub struct Budget {
    sizes: Vec<(usize, Arc<Semaphore>)>,
    open: Arc<Semaphore>,
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
        Self { sizes, open: Arc::new(Semaphore::new(OPEN)) }
    }

    /// Waits for the smallest place that holds `bytes`; none when no place is that large.
    pub async fn room_for(&self, bytes: usize) -> Option<Place> {
        let (size, places) = self.sizes.iter().find(|(size, _)| *size >= bytes)?;
        let permit = places.clone().acquire_owned().await.ok()?;
        Some(Place { size: *size, _permit: permit })
    }

    /// Waits until a document may be unpacked.
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
    fn all_places_together_are_64_mib() {
        let arriving: usize = PLACES.iter().map(|(size, count)| size * count).sum();

        assert_eq!(arriving + OPEN * DECODED_LIMIT, 64 * MIB);
    }

    #[tokio::test]
    async fn a_place_is_as_large_as_needed_and_free_again_when_dropped() {
        let budget = Budget::new();
        let sizes = [1, 64 * KIB, 64 * KIB + 1, MIB + 1];
        for size in sizes {
            assert!(budget.room_for(size).await.is_some_and(|place| place.size >= size));
        }
        let both = (budget.room_for(8 * MIB).await, budget.room_for(8 * MIB).await);

        assert!(both.0.is_some() && both.1.is_some());
        assert!(budget.room_for(8 * MIB + 1).await.is_none());
        let (_, large) = &budget.sizes[2];
        assert_eq!(large.available_permits(), 0);
        drop(both);
        assert_eq!(large.available_permits(), 2);
    }
}
