//! What publishers asked for: the second half of a blog's health, and the pauses of whole hosts.

use super::columns::{Cells, instant, optional_seconds, seconds, to_json};
use super::refreshes::is_forgotten;
use super::{Store, StoreError, blogs};
use crate::model::Instant;
use crate::model::blog::{BlogHealth, BlogId};
use crate::model::manners::{HostPause, Trouble};
use crate::model::update::Begun;
use rusqlite::{Row, Transaction, params};

impl Store {
    /// Writes down that these blogs are about to be asked, before any of them is: a reading that is killed half way
    /// leaves the time of its attempt, and none of them is asked again too early.
    /// It is on its way as soon as this is called.
    pub fn begin_readings(&self, begun: Vec<Begun>) -> impl Future<Output = Result<(), StoreError>> + Send + use<> {
        self.connections.write_alone(move |transaction| begun.iter().try_for_each(|begun| begin(transaction, begun)))
    }

    /// Hosts that are not to be asked at `now`.
    pub async fn host_pauses(&self, now: Instant) -> Result<Vec<HostPause>, StoreError> {
        self.connections
            .read(move |connection| {
                let sql = "SELECT origin, until FROM host_pause WHERE until > ?1 AND until <= ?1 + 32 * 86400 ORDER BY origin";
                let pause = |row: &Row<'_>| Ok(HostPause { origin: row.get("origin")?, until: instant(row, "until")? });
                connection.prepare_cached(sql)?.query_map([seconds(now)], pause)?.collect()
            })
            .await
    }

    /// A host asked for patience; of two pauses the longer one holds. Those that are over are forgotten.
    pub async fn pause_host(&self, pause: HostPause, now: Instant) -> Result<(), StoreError> {
        self.connections
            .write(move |transaction| {
                transaction.execute("DELETE FROM host_pause WHERE until <= ?1", [seconds(now)])?;
                let sql = "INSERT INTO host_pause (origin, until) VALUES (?1, ?2)
                           ON CONFLICT (origin) DO UPDATE SET until = max(until, excluded.until)";
                transaction.execute(sql, params![pause.origin, seconds(pause.until)])?;
                Ok(())
            })
            .await
    }
}

fn begin(transaction: &Transaction<'_>, begun: &Begun) -> rusqlite::Result<()> {
    if is_forgotten(transaction, &begun.blog)? {
        return Ok(());
    }
    let put = if begun.is_as_stored { blogs::put_times } else { blogs::put_health };
    put(transaction, &begun.blog, &begun.health)
}

/// The cells of the joined row that this table holds; a blog that was last read by an older friday has none.
pub(super) fn read(cells: &mut Cells<'_, '_>) -> rusqlite::Result<BlogHealth> {
    let trouble = |text: &str| {
        let known = Trouble::ALL.into_iter().find(|trouble| trouble.word() == text);
        known.ok_or_else(|| format!("{text:?} is unknown"))
    };
    Ok(BlogHealth {
        other_validators: cells.json()?.unwrap_or_default(),
        moved_to: cells.take()?,
        moved_at: cells.instant()?,
        moving: cells.json()?,
        trouble: cells.parsed(trouble)?,
        trouble_since: cells.instant()?,
        pace: cells.json()?.unwrap_or_default(),
        ..BlogHealth::default()
    })
}

/// Replaces what this table holds about one blog.
pub(super) fn put(transaction: &Transaction<'_>, blog: &BlogId, health: &BlogHealth) -> rusqlite::Result<()> {
    let mut statement = transaction.prepare_cached(
        "INSERT INTO blog_manners (blog_id, moved_to, moved_at, moving, trouble, trouble_since, pace, other_validators)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
         ON CONFLICT (blog_id) DO UPDATE SET
           moved_to = excluded.moved_to, moved_at = excluded.moved_at, moving = excluded.moving, trouble = excluded.trouble,
           trouble_since = excluded.trouble_since, pace = excluded.pace, other_validators = excluded.other_validators",
    )?;
    statement.execute(params![
        blog.as_str(),
        health.moved_to,
        optional_seconds(health.moved_at),
        health.moving.as_ref().map(to_json).transpose()?,
        health.trouble.map(Trouble::word),
        optional_seconds(health.trouble_since),
        to_json(&health.pace)?,
        to_json(&health.other_validators)?,
    ])?;
    Ok(())
}
