//! How much looking around strangers may cause: few searches at once, and so many from one network.

use crate::model::Instant;
use crate::model::network::Network;
use crate::rules::visitors::{Buckets, network_of};
use std::net::{IpAddr, Ipv4Addr};
use std::sync::{Mutex, PoisonError};
use tokio::sync::{Semaphore, SemaphorePermit};

/// Searches at once.
const AT_ONCE: usize = 3;

/// The seats, and who took one of late.
#[derive(Debug)]
pub struct Searches {
    seats: Semaphore,
    of_each: Mutex<Buckets>,
    of_all: Mutex<Buckets>,
}

impl Default for Searches {
    fn default() -> Self {
        Self { seats: Semaphore::new(AT_ONCE), of_each: Mutex::default(), of_all: Mutex::default() }
    }
}

impl Searches {
    /// A seat; none while all are taken, or where this network, or everybody together, asked too often of late.
    pub fn seat(&self, visitor: IpAddr, now: Instant) -> Option<SemaphorePermit<'_>> {
        let seat = self.seats.try_acquire().ok()?;
        // All networks share one bucket as well: many hands make no crawler of us.
        let everybody = Network::around(IpAddr::V4(Ipv4Addr::UNSPECIFIED), 0);
        (self.may_write(visitor, now) && take(&self.of_all, everybody, now)).then_some(seat)
    }

    /// Whether this network may send one more form; what it sends is counted with its searches.
    pub fn may_write(&self, visitor: IpAddr, now: Instant) -> bool {
        take(&self.of_each, network_of(visitor), now)
    }
}

fn take(buckets: &Mutex<Buckets>, network: Network, now: Instant) -> bool {
    buckets.lock().unwrap_or_else(PoisonError::into_inner).take(network, now)
}
