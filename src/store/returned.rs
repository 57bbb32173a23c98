//! Mail that came back: written down once a report, with what it did to the subscriber, in one transaction.

use super::columns::{instant, optional_instant, seconds, word};
use super::consent::Evidence;
use super::{Store, StoreError};
use crate::model::Instant;
use crate::model::consent::ConsentAction;
use crate::model::returned::{LastReturn, Noted, ReturnCount, ReturnHistory, Returned, ReturnedKind};
use crate::model::subscriber::SubscriberState;
use rusqlite::{Connection, OptionalExtension, Row, Transaction, params};
use std::collections::HashMap;

impl Store {
    /// Writes a report down and, when it is hard or a complaint, ends the subscriber's mail. A delivery report about a copy
    /// handed over before `stale`, or before the subscriber last changed, says nothing about the address they have now.
    pub async fn note_return(&self, returned: Returned, stale: Instant, now: Instant) -> Result<Noted, StoreError> {
        self.connections.write(move |transaction| note(transaction, &returned, seconds(stale), now)).await
    }

    /// The soft returns of a subscriber after `since` and since they last agreed, and the last mailing accepted before `arrived` that has not come back.
    pub async fn return_history(&self, subscriber: i64, since: Instant, arrived: Instant) -> Result<ReturnHistory, StoreError> {
        self.connections
            .read(move |connection| {
                let sql = "SELECT mailing_id, at FROM returned_mail
                           WHERE subscriber_id = ?1 AND at > ?2 AND kind = 'soft' AND mailing_id IS NOT NULL
                           ORDER BY at, id";
                let mut statement = connection.prepare_cached(sql)?;
                let since = seconds(since).max(agreed_at(connection, subscriber)?);
                let rows = statement.query_map(params![subscriber, since], |row| Ok((row.get(0)?, instant(row, "at")?)))?;
                let soft = rows.collect::<rusqlite::Result<_>>()?;
                let sql = "SELECT max(coalesce(handed_at, changed_at)) AS arrived FROM delivery
                           WHERE subscriber_id = ?1 AND state = 'accepted' AND coalesce(handed_at, changed_at) <= ?2
                             AND NOT EXISTS (SELECT 1 FROM returned_mail
                                             WHERE returned_mail.subscriber_id = ?1
                                               AND returned_mail.mailing_id = delivery.mailing_id)";
                let last_arrived = connection
                    .prepare_cached(sql)?
                    .query_row(params![subscriber, seconds(arrived)], |row| optional_instant(row, "arrived"))?;
                Ok(ReturnHistory { soft, last_arrived })
            })
            .await
    }

    /// Ends the mail of a subscriber whose mailbox failed too often; false when it had ended before.
    pub async fn give_up_on(&self, subscriber: i64, now: Instant) -> Result<bool, StoreError> {
        self.connections
            .write(move |transaction| {
                let why = "five mails in a row came back";
                if !end_mail(transaction, End { subscriber, kind: ReturnedKind::Hard, why }, now)? {
                    return Ok(false);
                }
                let sql = "UPDATE returned_mail SET led_to = 'bounced'
                           WHERE id = (SELECT max(id) FROM returned_mail WHERE subscriber_id = ?1 AND kind = 'soft')";
                transaction.execute(sql, [subscriber]).map(|_| true)
            })
            .await
    }

    /// Why mail has ended, for each subscriber to whom a report did that.
    pub async fn ended_by_returns(&self) -> Result<HashMap<i64, LastReturn>, StoreError> {
        self.connections
            .read(|connection| {
                let sql = "SELECT subscriber_id, kind, status, at FROM returned_mail WHERE led_to IS NOT NULL ORDER BY at, id";
                let mut statement = connection.prepare_cached(sql)?;
                statement.query_map([], |row| Ok((row.get("subscriber_id")?, last_return(row)?)))?.collect()
            })
            .await
    }

    /// What came back after `since`, beside what was accepted of the mailings whose sending began in that time.
    pub async fn return_count(&self, since: Instant) -> Result<ReturnCount, StoreError> {
        self.connections
            .read(move |connection| {
                let sql = "SELECT kind, count(*) AS reports FROM returned_mail WHERE at > ?1 GROUP BY kind ORDER BY kind";
                let mut statement = connection.prepare_cached(sql)?;
                let rows = statement.query_map([seconds(since)], |row| {
                    Ok((word(row, "kind", ReturnedKind::parse)?, row.get::<_, i64>("reports")?.cast_unsigned()))
                })?;
                let kinds = rows.collect::<rusqlite::Result<_>>()?;
                let sql = "SELECT count(*) FROM mailing JOIN delivery ON delivery.mailing_id = mailing.id
                           WHERE mailing.recipients_taken_at > ?1 AND delivery.state = 'accepted'";
                let accepted = connection.query_row(sql, [seconds(since)], |row| row.get::<_, i64>(0))?.cast_unsigned();
                let sql = "SELECT status FROM returned_mail WHERE at > ?1 AND kind = 'ours'
                           GROUP BY status ORDER BY count(*) DESC, status LIMIT 1";
                let ours_status = connection.query_row(sql, [seconds(since)], |row| row.get(0)).optional()?;
                Ok(ReturnCount { kinds, accepted, ours_status })
            })
            .await
    }

    /// Forgets reports that came before `before`, but for those that ended somebody's mail.
    pub async fn forget_returns(&self, before: Instant) -> Result<usize, StoreError> {
        let sql = "DELETE FROM returned_mail WHERE at < ?1 AND led_to IS NULL";
        self.connections.write(move |transaction| transaction.execute(sql, [seconds(before)])).await
    }
}

/// When a subscriber last agreed to get the digest at the address they have, in seconds since 1970; 0: nobody knows.
fn agreed_at(connection: &Connection, subscriber: i64) -> rusqlite::Result<i64> {
    let sql = "SELECT coalesce(max(at), 0) FROM consent_event
               WHERE subscriber_id = ?1 AND action IN ('confirm', 'import', 'resume', 'change address')";
    connection.prepare_cached(sql)?.query_row([subscriber], |row| row.get(0))
}

fn note(transaction: &Transaction<'_>, returned: &Returned, stale: i64, now: Instant) -> rusqlite::Result<Noted> {
    let sql = "SELECT count(*) FROM returned_mail WHERE mark = ?1";
    if transaction.query_row(sql, [&returned.mark], |row| row.get::<_, i64>(0))? > 0 {
        return Ok(Noted::Known);
    }
    if !is_about_present(transaction, returned, stale)? {
        return Ok(Noted::Stale);
    }
    let end = End { subscriber: returned.subscriber, kind: returned.kind, why: &returned.status };
    let led_to = if end_mail(transaction, end, now)? { ended_as(returned.kind).map(SubscriberState::word) } else { None };
    let sql = "INSERT INTO returned_mail (mark, subscriber_id, mailing_id, kind, status, led_to, at)
               VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
    let values = params![
        returned.mark,
        returned.subscriber,
        returned.mailing,
        returned.kind.word(),
        returned.status,
        led_to,
        seconds(now)
    ];
    transaction.execute(sql, values)?;
    Ok(Noted::New)
}

/// Whether the copy was handed over, and a delivery report about it still speaks of the address that the row holds now.
fn is_about_present(transaction: &Transaction<'_>, returned: &Returned, stale: i64) -> rusqlite::Result<bool> {
    let Some(mailing) = returned.mailing else {
        let sql = "SELECT count(*) FROM subscriber WHERE id = ?1";
        return transaction.query_row(sql, [returned.subscriber], |row| row.get::<_, i64>(0)).map(|count| count > 0);
    };
    let sql = "SELECT coalesce(delivery.handed_at, delivery.changed_at), subscriber.changed_at
               FROM delivery JOIN subscriber ON subscriber.id = delivery.subscriber_id
               WHERE delivery.mailing_id = ?1 AND delivery.subscriber_id = ?2
                 AND delivery.state IN ('handed', 'accepted', 'deferred', 'refused', 'uncertain')";
    let times = transaction
        .query_row(sql, params![mailing, returned.subscriber], |row| Ok((row.get::<_, i64>(0)?, row.get::<_, i64>(1)?)))
        .optional()?;
    // A complaint does not grow old, and a new choice does not answer it; agreeing again does.
    if matches!(returned.kind, ReturnedKind::Complaint | ReturnedKind::Report) {
        let agreed = agreed_at(transaction, returned.subscriber)?;
        return Ok(times.is_some_and(|(handed, _)| handed >= agreed));
    }
    Ok(times.is_some_and(|(handed, changed)| handed >= stale && handed >= changed))
}

/// Somebody's mail, about to end.
struct End<'a> {
    subscriber: i64,
    kind: ReturnedKind,
    why: &'a str,
}

/// The state in which a report of this kind leaves a subscriber.
fn ended_as(kind: ReturnedKind) -> Option<SubscriberState> {
    match kind {
        ReturnedKind::Hard => Some(SubscriberState::Bounced),
        ReturnedKind::Complaint => Some(SubscriberState::Left),
        ReturnedKind::Soft | ReturnedKind::Ours | ReturnedKind::Report => None,
    }
}

/// True when the subscriber was to get mail until now; that it ended is part of the evidence.
fn end_mail(transaction: &Transaction<'_>, end: End<'_>, now: Instant) -> rusqlite::Result<bool> {
    let Some(state) = ended_as(end.kind) else { return Ok(false) };
    let sql = "UPDATE subscriber SET state = ?2, changed_at = ?3 WHERE id = ?1 AND state IN ('active', 'paused')";
    if transaction.execute(sql, params![end.subscriber, state.word(), seconds(now)])? == 0 {
        return Ok(false);
    }
    let action = if end.kind == ReturnedKind::Complaint { ConsentAction::Complaint } else { ConsentAction::Bounce };
    put_server_event(transaction, end.subscriber, action, end.why, now)?;
    Ok(true)
}

/// What a mail server did, as evidence.
fn put_server_event(
    transaction: &Transaction<'_>,
    subscriber: i64,
    action: ConsentAction,
    detail: &str,
    at: Instant,
) -> rusqlite::Result<()> {
    Evidence { subscriber, action, detail, at, page: "mail", wording: None, visitor_mark: None, actor: "server" }.put(transaction)
}

/// The server of a delivery said during the hand-over that the mailbox is not there: as if a report had come at once.
pub(super) fn refused_for_good(transaction: &Transaction<'_>, delivery: i64, status: &str, now: Instant) -> rusqlite::Result<()> {
    let sql = "SELECT subscriber_id FROM delivery WHERE id = ?1";
    let subscriber = transaction.prepare_cached(sql)?.query_row([delivery], |row| row.get(0))?;
    if !end_mail(transaction, End { subscriber, kind: ReturnedKind::Hard, why: status }, now)? {
        return Ok(());
    }
    let sql = "INSERT OR IGNORE INTO returned_mail (mark, subscriber_id, mailing_id, kind, status, led_to, at)
               SELECT 'refused ' || id, subscriber_id, mailing_id, 'hard', ?2, 'bounced', ?3 FROM delivery WHERE id = ?1";
    transaction.prepare_cached(sql)?.execute(params![delivery, status, seconds(now)]).map(drop)
}

/// Those whose mail the refusals of this mailing ended are as they were before, paused or not: the refusals were about us.
pub(super) fn forgive(transaction: &Transaction<'_>, mailing: i64, now: Instant) -> rusqlite::Result<()> {
    let sql = "UPDATE subscriber
               SET changed_at = ?2,
                   state = CASE (SELECT action FROM consent_event
                                 WHERE subscriber_id = subscriber.id
                                   AND action IN ('pause', 'resume', 'confirm', 'import')
                                 ORDER BY id DESC LIMIT 1)
                           WHEN 'pause' THEN 'paused' ELSE 'active' END
               WHERE state = 'bounced' AND id IN (SELECT delivery.subscriber_id FROM delivery JOIN returned_mail
                                                  ON returned_mail.mark = 'refused ' || delivery.id
                                                  WHERE delivery.mailing_id = ?1 AND delivery.state = 'refused')
               RETURNING id, state";
    let mut statement = transaction.prepare_cached(sql)?;
    let forgiven: Vec<(i64, SubscriberState)> = statement
        .query_map(params![mailing, seconds(now)], |row| Ok((row.get("id")?, word(row, "state", SubscriberState::parse)?)))?
        .collect::<rusqlite::Result<_>>()?;
    for (subscriber, state) in forgiven {
        let action = if state == SubscriberState::Paused { ConsentAction::Pause } else { ConsentAction::Resume };
        put_server_event(transaction, subscriber, action, "the refusal was about us", now)?;
    }
    let sql = "DELETE FROM returned_mail WHERE mailing_id = ?1 AND mark LIKE 'refused %'";
    transaction.execute(sql, [mailing]).map(drop)
}

fn last_return(row: &Row<'_>) -> rusqlite::Result<LastReturn> {
    Ok(LastReturn { kind: word(row, "kind", ReturnedKind::parse)?, status: row.get("status")?, at: instant(row, "at")? })
}
