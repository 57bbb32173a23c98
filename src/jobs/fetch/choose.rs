//! Who is to be asked in a pass, slice by slice of the list: a long one is never in hand as a whole.

use super::ask::Turn;
use super::{Pass, Seen, Which};
use crate::model::Instant;
use crate::model::blog::{Blog, BlogHealth};
use crate::model::update::{Begun, ReadOutcome};
use crate::rules::refreshing::{by_hand, due, health, moves, pace};
use tokio::sync::mpsc;

/// Blogs that are looked up together. Of those, up to twice as many begin together, in one transaction shortly before they are asked.
const SLICE: usize = 128;

/// Goes through the list and hands on those to be asked, in the list's order. Their beginning is written down by then: a reading that
/// is killed half way leaves the time of its attempt. No more than one slice waits beside the one that is being asked.
pub async fn choose<'a>(
    pass: Pass<'a>,
    which: &Which,
    now: Instant,
    seen: &Seen<'a, '_>,
    slices: mpsc::Sender<Vec<Turn<'a>>>,
) -> anyhow::Result<()> {
    let mut left = pass.blogs;
    loop {
        let Ok(room) = slices.reserve().await else { return Ok(()) };
        let mut asked = Vec::with_capacity(SLICE);
        while asked.len() < SLICE && !left.is_empty() {
            let (slice, rest) = left.split_at(left.len().min(SLICE));
            left = rest;
            asked.extend(of_slice(pass, which, now, seen, slice).await?);
        }
        if asked.is_empty() {
            return Ok(());
        }
        begin(pass, &asked, now).await?;
        room.send(asked);
    }
}

/// Those of these rows whose turn it is; of those that a person wants too early, why not.
async fn of_slice<'a>(
    pass: Pass<'a>,
    which: &Which,
    now: Instant,
    seen: &Seen<'a, '_>,
    slice: &'a [Blog],
) -> anyhow::Result<Vec<Turn<'a>>> {
    let may_be_read = |blog: &&Blog| blog.readable() && which.may_name(blog);
    let rows: Vec<&Blog> = slice.iter().filter(may_be_read).collect();
    if rows.is_empty() {
        seen.pass_over(slice.len());
        return Ok(Vec::new());
    }
    let mut healths = pass.store.healths_of(rows.iter().map(|blog| blog.id.clone()).collect()).await?;
    seen.pass_over(slice.len() - rows.len());
    let mut asked = Vec::new();
    for blog in rows {
        let health = healths.remove(&blog.id).unwrap_or_default();
        let is_due = due::is_due(blog, &health, now);
        match by_hand::may_read(blog, &health, now) {
            _ if matches!(which, Which::Due) && !is_due => seen.pass_over(1),
            Err(why) => seen.note(blog, ReadOutcome::Waiting(why)),
            Ok(()) => asked.push(turn(blog, &health, is_due, now)),
        }
    }
    Ok(asked)
}

fn turn<'a>(blog: &'a Blog, health: &BlogHealth, is_due: bool, now: Instant) -> Turn<'a> {
    let mut before = moves::as_listed(blog, health);
    let is_check = pace::is_to_be_checked(&before, now);
    if is_check {
        before.pace.whole_at = Some(now);
    }
    if !is_due {
        before.pace.forced_at = Some(now);
    }
    let is_as_stored = before == *health && health.last_read_at.is_some();
    Turn { blog, before, is_check, is_as_stored }
}

async fn begin(pass: Pass<'_>, turns: &[Turn<'_>], now: Instant) -> anyhow::Result<()> {
    let begun = turns.iter().map(|turn| Begun {
        blog: turn.blog.id.clone(),
        health: health::begun(turn.blog, &turn.before, now),
        is_as_stored: turn.is_as_stored,
    });
    Ok(pass.store.begin_readings(begun.collect()).await?)
}
