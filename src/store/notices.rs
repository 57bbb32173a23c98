//! The queue of mails to single people about their own subscription. A row ends as sent or failed, and loses its address then.

use super::columns::{instant, json, optional_seconds, seconds, to_json, word};
use super::{Store, StoreError};
use crate::model::Instant;
use crate::model::address::EmailAddress;
use crate::model::notice::{ClaimedNotice, DeskLetter, NoticeEnd, NoticeKind};
use chrono::TimeDelta;
use rusqlite::{OptionalExtension, Row, Transaction, params};

/// What a form may cause to one address: one mail of a kind within this, …
const PAUSE: TimeDelta = TimeDelta::hours(24);

/// … and so many …
const MONTHLY: i64 = 3;

/// … within this.
pub(super) const MONTH: TimeDelta = TimeDelta::days(30);

/// A notice before it is queued.
pub(super) struct NewNotice<'a> {
    pub kind: NoticeKind,
    pub subscriber: i64,
    pub request: Option<i64>,
    pub address: &'a EmailAddress,
    pub mark: &'a str,
    /// The mark by which the limits count.
    pub mailbox: &'a str,
}

impl NewNotice<'_> {
    pub fn put(&self, transaction: &Transaction<'_>, now: Instant) -> rusqlite::Result<()> {
        let sql =
            "INSERT INTO notice (kind, subscriber_id, request_id, address, address_mark, mailbox_mark, state, next_at, made_at, changed_at)
                   VALUES (?1, ?2, ?3, ?4, ?5, ?7, 'queued', ?6, ?6, ?6)";
        let at = seconds(now);
        let values = params![self.kind.word(), self.subscriber, self.request, self.address.expose(), self.mark, at, self.mailbox];
        transaction.prepare_cached(sql)?.execute(values).map(drop)
    }
}

/// Whether the mailbox with these marks may be sent another notice of this kind.
pub(super) fn has_allowance(
    transaction: &Transaction<'_>,
    marks: &str,
    kind: NoticeKind,
    now: Instant,
) -> rusqlite::Result<bool> {
    let kinds: Vec<&str> = kind.counted_with().iter().map(|kind| kind.word()).collect();
    let sql = "SELECT coalesce(sum(made_at > ?3), 0), count(*) FROM notice
               WHERE mailbox_mark IN (SELECT value FROM json_each(?1)) AND kind IN (SELECT value FROM json_each(?2)) AND made_at > ?4";
    let (day, month): (i64, i64) = transaction
        .prepare_cached(sql)?
        .query_row(params![marks, to_json(&kinds)?, seconds(now - PAUSE), seconds(now - MONTH)], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })?;
    Ok(day == 0 && month < MONTHLY)
}

/// Notices that forms caused within the hour, over everybody.
pub(super) fn made_within_the_hour(transaction: &Transaction<'_>, now: Instant) -> rusqlite::Result<i64> {
    let sql = "SELECT count(*) FROM notice WHERE made_at > ?1 AND kind <> 'desk'";
    transaction.prepare_cached(sql)?.query_row([seconds(now - TimeDelta::hours(1))], |row| row.get(0))
}

impl Store {
    /// Queues a mail to an editor.
    pub async fn queue_desk_letter(&self, to: EmailAddress, letter: DeskLetter, now: Instant) -> Result<(), StoreError> {
        self.connections.write(move |transaction| put_desk_letter(transaction, &to, &letter, None, now)).await
    }

    /// Puts back what an earlier process had claimed; call with the lock on notices held. The answer is how many.
    pub async fn recover_notices(&self) -> Result<usize, StoreError> {
        let sql = "UPDATE notice SET state = 'queued' WHERE state = 'claimed'";
        self.connections.write(move |transaction| transaction.prepare_cached(sql)?.execute([])).await
    }

    /// Whether a notice is due, without touching it.
    pub async fn has_notice_due(&self, now: Instant) -> Result<bool, StoreError> {
        let sql = "SELECT EXISTS (SELECT 1 FROM notice WHERE state IN ('queued', 'claimed') AND next_at <= ?1)";
        self.connections.read(move |connection| connection.prepare_cached(sql)?.query_row([seconds(now)], |row| row.get(0))).await
    }

    /// Claims the next notice that is due.
    pub async fn claim_notice(&self, now: Instant) -> Result<Option<ClaimedNotice>, StoreError> {
        let sql = "UPDATE notice SET state = 'claimed', attempt = attempt + 1, changed_at = ?1
                   WHERE id = (SELECT id FROM notice WHERE state = 'queued' AND next_at <= ?1 ORDER BY next_at, id LIMIT 1)
                   RETURNING *";
        self.connections
            .write(move |transaction| transaction.prepare_cached(sql)?.query_row([seconds(now)], claimed).optional())
            .await
    }

    /// What became of it.
    pub async fn end_notice(&self, notice: i64, end: NoticeEnd, now: Instant) -> Result<(), StoreError> {
        let (state, reply, next_at) = match end {
            NoticeEnd::Sent(reply) => ("sent", reply, None),
            NoticeEnd::Failed(reply) => ("failed", reply, None),
            NoticeEnd::Later(reply, at) => ("queued", reply, Some(at)),
        };
        // What a server says may hold the address: it stays only as long as the address itself.
        let sql = "UPDATE notice
                   SET state = ?2, changed_at = ?5, next_at = coalesce(?4, next_at),
                       reply = CASE WHEN ?2 = 'sent' THEN '' ELSE ?3 END,
                       address = CASE WHEN ?2 = 'queued' THEN address END,
                       letter = CASE WHEN ?2 = 'queued' THEN letter END,
                   seed = CASE WHEN ?2 = 'queued' THEN seed END
                   WHERE id = ?1 AND state = 'claimed'";
        self.connections
            .write(move |transaction| {
                let values = params![notice, state, reply, optional_seconds(next_at), seconds(now)];
                transaction.prepare_cached(sql)?.execute(values).map(drop)
            })
            .await
    }

    /// Notices by state: queued, claimed, sent, failed; of the last thirty days.
    pub async fn notice_counts(&self) -> Result<Vec<(String, u64)>, StoreError> {
        let sql = "SELECT state, count(*) FROM notice GROUP BY state ORDER BY state";
        self.connections
            .read(move |connection| {
                let mut statement = connection.prepare_cached(sql)?;
                statement.query_map([], |row| Ok((row.get(0)?, row.get::<_, i64>(1)?.cast_unsigned())))?.collect()
            })
            .await
    }
}

/// Queues a mail to an editor; with a seed, its button is the link that the seed and the key make.
pub(super) fn put_desk_letter(
    transaction: &Transaction<'_>,
    to: &EmailAddress,
    letter: &DeskLetter,
    seed: Option<&str>,
    now: Instant,
) -> rusqlite::Result<()> {
    let sql = "INSERT INTO notice (kind, address, address_mark, mailbox_mark, letter, seed, state, next_at, made_at, changed_at)
               VALUES (?1, ?2, '', '', ?3, ?5, 'queued', ?4, ?4, ?4)";
    let values = params![NoticeKind::Desk.word(), to.expose(), to_json(letter)?, seconds(now), seed];
    transaction.prepare_cached(sql)?.execute(values).map(drop)
}

fn claimed(row: &Row<'_>) -> rusqlite::Result<ClaimedNotice> {
    Ok(ClaimedNotice {
        id: row.get("id")?,
        kind: word(row, "kind", NoticeKind::parse)?,
        subscriber_id: row.get("subscriber_id")?,
        request_id: row.get("request_id")?,
        address: word(row, "address", |text| EmailAddress::parse(text).ok())?,
        letter: row.get::<_, Option<String>>("letter")?.map(|_| json(row, "letter")).transpose()?,
        seed: row.get("seed")?,
        made_at: instant(row, "made_at")?,
        attempt: row.get("attempt")?,
    })
}
