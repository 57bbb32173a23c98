//! The only reader of the wall clock.

use crate::model::Instant;

/// What time it is: really, always the same (`--now` of one-shot commands), or running from a given start (`run`, `demo`).
#[derive(Clone, Copy, Debug)]
pub enum Clock {
    /// The machine's.
    System,
    /// Stands still.
    Fixed(Instant),
    /// Runs from the first instant since the second (monotonic) one.
    Started(Instant, std::time::Instant),
}

impl Clock {
    /// A clock that runs from `start`.
    pub fn starting_at(start: Instant) -> Self {
        Self::Started(start, std::time::Instant::now())
    }

    /// The current instant, to the second: no decision of friday's is finer.
    #[expect(clippy::disallowed_methods, reason = "the one place that reads the clock")]
    pub fn now(&self) -> Instant {
        let exact = match self {
            Self::System => chrono::Utc::now(),
            Self::Fixed(instant) => *instant,
            Self::Started(start, since) => *start + chrono::TimeDelta::from_std(since.elapsed()).unwrap_or_default(),
        };
        chrono::DateTime::from_timestamp(exact.timestamp(), 0).unwrap_or(exact)
    }
}
