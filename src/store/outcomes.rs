//! How hand-overs ended, as the ledger keeps it, and how a mailing ends: by counting, never by a cursor.

use super::columns::{optional_instant, seconds};
use super::returned::{forgive, refused_for_good};
use super::{Store, StoreError};
use crate::model::Instant;
use crate::model::delivery::{DeliveryState, DomainRest, Ending, UncertainPolicy};
use rusqlite::{OptionalExtension, Transaction, params};

impl Store {
    /// Writes down how a hand-over ended; only the epoch that claimed the row can.
    pub async fn record(&self, delivery: i64, epoch: i64, ending: Ending, now: Instant) -> Result<(), StoreError> {
        self.connections.write_with_the_next(move |transaction| record(transaction, delivery, epoch, &ending, now)).await
    }

    /// Stops a mailing until a person goes on with it. Rows that were refused since nobody had been reached yet say more about
    /// us than about their readers: with `forgive` they are queued again, and their addresses count as good.
    pub async fn pause(&self, mailing: i64, because: String, forgive: bool, now: Instant) -> Result<(), StoreError> {
        self.connections
            .write(move |transaction| {
                let sql = "UPDATE mailing SET state = 'paused', paused_because = ?2 WHERE id = ?1 AND state = 'sending'";
                transaction.execute(sql, params![mailing, because])?;
                if forgive { forgive_refused(transaction, mailing, now) } else { Ok(()) }
            })
            .await
    }

    /// Lets a domain rest; a shorter rest does not cut a longer one.
    pub async fn let_rest(&self, rest: DomainRest) -> Result<(), StoreError> {
        let sql = "INSERT INTO domain_rest (domain, until, because, times) VALUES (?1, ?2, ?3, ?4)
                   ON CONFLICT (domain) DO UPDATE
                   SET until = max(until, excluded.until), because = excluded.because, times = excluded.times";
        self.connections
            .write(move |transaction| {
                transaction.execute(sql, params![rest.domain, seconds(rest.until), rest.because, rest.times]).map(drop)
            })
            .await
    }

    /// How often in a row a domain has rested, 0 when its last rest was over before `since`.
    pub async fn rests(&self, domain: String, since: Instant) -> Result<u32, StoreError> {
        let sql = "SELECT times FROM domain_rest WHERE domain = ?1 AND until >= ?2";
        self.connections
            .read(move |connection| {
                let times = connection.query_row(sql, params![domain, seconds(since)], |row| row.get(0)).optional()?;
                Ok(times.unwrap_or(0))
            })
            .await
    }

    /// Domains that rest at `now`, for people.
    pub async fn resting(&self, now: Instant) -> Result<Vec<DomainRest>, StoreError> {
        let sql = "SELECT domain, until, because, times FROM domain_rest WHERE until > ?1 ORDER BY domain";
        self.connections
            .read(move |connection| {
                let mut statement = connection.prepare_cached(sql)?;
                let rows = statement.query_map([seconds(now)], |row| {
                    let until = super::columns::instant(row, "until")?;
                    Ok(DomainRest { domain: row.get("domain")?, until, because: row.get("because")?, times: row.get("times")? })
                })?;
                rows.collect()
            })
            .await
    }

    /// Gives up on rows first tried before `tried`, and on those never tried of a mailing whose recipients were taken before
    /// `untried`: nobody wants last month's edition because a server was away.
    pub async fn expire(&self, mailing: i64, (tried, untried): (Instant, Instant), now: Instant) -> Result<usize, StoreError> {
        let sql = "UPDATE delivery SET state = 'expired', changed_at = ?4
                   WHERE mailing_id = ?1 AND state IN ('queued', 'deferred')
                     AND CASE WHEN first_try_at IS NULL THEN (SELECT recipients_taken_at FROM mailing WHERE id = ?1) < ?3
                              ELSE first_try_at < ?2 END";
        let values = [mailing, seconds(tried), seconds(untried), seconds(now)];
        self.connections.write(move |transaction| transaction.execute(sql, values)).await
    }

    /// Ends the sending when every row has ended; the answer is whether it did. An uncertain row has ended when its one further
    /// attempt is used up, or when the policy gives it none: it is shown, not waited for.
    pub async fn finish_if_done(&self, mailing: i64, policy: UncertainPolicy, now: Instant) -> Result<bool, StoreError> {
        let sql = "UPDATE mailing SET state = 'sent', sent_at = ?2
                   WHERE id = ?1 AND state = 'sending' AND recipients_taken_at IS NOT NULL
                     AND NOT EXISTS (SELECT 1 FROM delivery
                                     WHERE mailing_id = ?1
                                       AND (state IN ('queued', 'claimed', 'handed', 'deferred')
                                            OR (state = 'uncertain' AND resends = 0 AND ?3)))";
        let resends = policy == UncertainPolicy::Resend;
        self.connections
            .write(move |transaction| Ok(transaction.execute(sql, params![mailing, seconds(now), resends])? == 1))
            .await
    }

    /// When the earliest waiting row of a mailing is due.
    pub async fn next_attempt(&self, mailing: i64) -> Result<Option<Instant>, StoreError> {
        let sql = "SELECT min(next_at) AS next_at FROM delivery WHERE mailing_id = ?1 AND state IN ('queued', 'deferred')";
        self.connections
            .read(move |connection| connection.query_row(sql, [mailing], |row| optional_instant(row, "next_at")))
            .await
    }
}

/// A row that goes back unoffered keeps its turn, and its three days have not begun.
fn record(transaction: &Transaction<'_>, id: i64, epoch: i64, ending: &Ending, now: Instant) -> rusqlite::Result<()> {
    let is_offered = ending.state != DeliveryState::Queued;
    let sql = "UPDATE delivery
               SET state = CASE WHEN ?3 = 'queued' AND attempt > 0 THEN 'deferred' ELSE ?3 END, reply = ?4, changed_at = ?6,
                   next_at = CASE WHEN ?7 THEN ?5 ELSE next_at END,
                   first_try_at = CASE WHEN ?7 THEN coalesce(first_try_at, ?6) ELSE first_try_at END,
                   attempt = attempt + ?7
               WHERE id = ?1 AND epoch = ?2 AND state IN ('claimed', 'handed')";
    let values = params![id, epoch, ending.state.word(), ending.reply, seconds(ending.next_at), seconds(now), is_offered];
    if transaction.prepare_cached(sql)?.execute(values)? == 0 {
        return Ok(());
    }
    if ending.state == DeliveryState::Uncertain {
        let sql = "INSERT INTO uncertain_log (delivery_id, epoch, what, because, at) VALUES (?1, ?2, 'uncertain', ?3, ?4)";
        transaction.prepare_cached(sql)?.execute(params![id, epoch, ending.reply, seconds(now)])?;
    }
    if ending.address_is_gone { refused_for_good(transaction, id, &ending.status, now) } else { Ok(()) }
}

fn forgive_refused(transaction: &Transaction<'_>, mailing: i64, now: Instant) -> rusqlite::Result<()> {
    forgive(transaction, mailing, now)?;
    let sql = "UPDATE delivery SET state = 'queued', attempt = 0, first_try_at = NULL, next_at = ?2, changed_at = ?2
               WHERE mailing_id = ?1 AND state = 'refused'";
    transaction.execute(sql, params![mailing, seconds(now)]).map(drop)
}
