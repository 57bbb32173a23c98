//! What one answer may cost, in time and in bytes: the numbers of docs/running.md, in one place.

use std::time::Duration;

/// One KiB, in bytes.
pub const KIB: usize = 1024;

/// One MiB, in bytes.
pub const MIB: usize = 1024 * KIB;

/// The limits of one request. `default()` is what friday runs with; tests shorten the times.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// TCP and TLS.
    pub connect: Duration,
    /// From the request to the end of the response's head, connection included.
    pub first_byte: Duration,
    /// Longest silence in the middle of a body.
    pub idle: Duration,
    /// Waiting for the server in one answer, all together.
    pub total: Duration,
    /// From here on a body has to keep up `slowest`.
    pub slow_after: Duration,
    /// Bytes a second, on average.
    pub slowest: usize,
    /// Bytes of all header names and values of one answer. The HTTP library itself stops at 408 KiB and at 100 headers.
    pub head: usize,
    /// Bytes of a body as sent.
    pub encoded: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(10),
            first_byte: Duration::from_secs(25),
            idle: Duration::from_secs(10),
            total: Duration::from_secs(60),
            slow_after: Duration::from_secs(20),
            slowest: 512,
            head: 64 * KIB,
            encoded: 8 * MIB,
        }
    }
}
