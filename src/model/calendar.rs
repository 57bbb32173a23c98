//! When editions are due: the settings' day, hour and zone, and the Fridays that are not working days.

use chrono::{NaiveDate, NaiveTime, Weekday};
use std::collections::BTreeSet;

/// The rule by which editions fall due; all arithmetic is in `rules::scheduling`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Calendar {
    /// Day of the week on which an edition nominally falls.
    pub day: Weekday,
    /// Local hour of its sending.
    pub time: NaiveTime,
    /// The zone that `day` and `time` are in.
    pub zone: chrono_tz::Tz,
    /// Nominal dates without an edition, such as 25 December.
    pub except: BTreeSet<NaiveDate>,
}

/// One period of the calendar: the nominal date is its key, the date may have been moved by a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Period {
    /// The date the calendar gives; UNIQUE in the store, so that one period has one edition.
    pub nominal: NaiveDate,
    /// The date it is sent on.
    pub date: NaiveDate,
}
