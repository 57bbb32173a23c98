//! F22: a lasting move is believed after seven days and five readings, or when the old address vanishes; no other ever is.

use super::feeds::{DAY, Feed, Move};
use super::judge::Month;
use super::lines::Score;
use super::world::Record;

/// One reading of a moved feed: what the old address said, if it was asked, and what was found at the new one.
#[derive(Default)]
struct Reading<'a> {
    old: Option<&'a Record>,
    new: Option<&'a Record>,
}

/// What is known for certain, and what could be known if the killed runs kept their answers.
#[derive(Clone, Copy, Default)]
struct Watch {
    since: Option<i64>,
    fetches: u32,
}

impl Watch {
    fn has_lasted(self, at: i64) -> bool {
        self.since.is_some_and(|since| at - since >= 7 * DAY) && self.fetches >= 5
    }

    fn count(&mut self, reading: &Reading<'_>) {
        let is_lasting = reading.old.is_some_and(|old| matches!(old.given.status, 301 | 308));
        let was_found = reading.new.is_some_and(|new| new.given.is_document || new.given.status == 304);
        if let (true, true, Some(old)) = (is_lasting, was_found, reading.old) {
            self.since = self.since.or(Some(old.at));
            self.fetches += 1;
        }
    }
}

pub fn judge(feed: &Feed, month: &Month, score: &mut Score) {
    let Some((moved, _)) = feed.moves else { return };
    let (mut certain, mut possible) = (Watch::default(), Watch::default());
    let (mut must_have_moved, mut may_have_moved) = (false, false);
    for (run, reading) in readings(feed, month) {
        let is_direct = reading.old.is_none();
        let is_right = if is_direct { may_have_moved } else { !must_have_moved };
        score.check("F22", is_right, || format!("run {run}, feed {}: {moved:?}, asked directly: {is_direct}", feed.id));
        let is_certain = !month.was_killed(run);
        possible.count(&reading);
        if is_certain {
            certain.count(&reading);
        }
        let at = reading.old.or(reading.new).map_or(0, |record| record.at);
        let has_vanished = reading.old.is_some_and(|old| matches!(old.given.status, 404 | 410));
        let (now_certain, now_possible) = match moved {
            Move::Lasting { .. } => (certain.has_lasted(at), possible.has_lasted(at)),
            Move::Vanishing { .. } => (has_vanished && certain.fetches > 0, has_vanished && possible.fetches > 0),
            Move::Flapping | Move::Passing(_) | Move::Strange { .. } => (false, false),
        };
        may_have_moved |= now_possible;
        must_have_moved |= now_certain && is_certain;
    }
}

/// The readings of a feed, a run each, oldest first.
fn readings<'a>(feed: &Feed, month: &'a Month) -> Vec<(usize, Reading<'a>)> {
    let mut readings: Vec<(usize, Reading<'a>)> = Vec::new();
    for record in month.log.iter().filter(|record| record.feed == Some(feed.id)) {
        if readings.last().is_none_or(|(run, _)| *run != record.run) {
            readings.push((record.run, Reading::default()));
        }
        let reading = &mut readings.last_mut().unwrap().1;
        if record.target == feed.path { reading.old = Some(record) } else { reading.new = Some(record) }
    }
    readings
}
