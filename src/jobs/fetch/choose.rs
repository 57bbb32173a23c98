//! Who is to be asked in a pass.

use super::ask::Turn;
use super::{Pass, Which};
use crate::model::Instant;
use crate::model::blog::{Blog, BlogHealth};
use crate::rules::refreshing::{by_hand, due, moves, pace};

/// Who is to be asked; and who is not, although a person wants it.
#[derive(Default)]
pub struct Chosen<'a> {
    pub asked: Vec<Turn<'a>>,
    pub refused: Vec<(&'a Blog, String)>,
}

/// Looks at every row of the list.
pub async fn choose<'a>(pass: Pass<'a>, which: &Which, now: Instant) -> anyhow::Result<Chosen<'a>> {
    let mut healths = pass.store.healths().await?;
    let mut chosen = Chosen::default();
    for blog in pass.blogs {
        let health = healths.remove(&blog.id).unwrap_or_default();
        let is_due = due::is_due(blog, &health, now);
        let is_wanted = match which {
            Which::Due => is_due,
            Which::All => blog.readable(),
            Which::Named(ids) => blog.readable() && ids.contains(&blog.id),
        };
        match by_hand::may_read(blog, &health, now) {
            _ if !is_wanted => {}
            Err(why) => chosen.refused.push((blog, why)),
            Ok(()) => chosen.asked.push(turn(blog, &health, is_due, now)),
        }
    }
    Ok(chosen)
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
