//! Where the database was last at home, and its adoption somewhere else.

use super::columns::{broken, instant, optional_instant, seconds, to_json, word};
use super::drafts::date;
use super::{Store, StoreError};
use crate::model::Instant;
use crate::model::calendar::Period;
use crate::model::edition::{EditionState, MailingKind};
use crate::model::instance::{Instance, OpenMailing, Remembered};
use rusqlite::{Connection, OptionalExtension, Row, Transaction, params};

/// What a person takes over.
#[derive(Clone, Debug)]
pub struct Adoption {
    /// Where the database is now.
    pub here: Instance,
    /// The greatest epoch that was noted beside it.
    pub noted_epoch: i64,
    /// True: what was under way has certainly not gone on elsewhere, so it goes on here as it stands.
    pub as_it_stands: bool,
    /// Approved mailings whose hour has come: they may have been sent elsewhere, and wait for a person's word.
    pub doubtful: Vec<i64>,
}

impl Store {
    /// Where the database was last at home.
    pub async fn remembered(&self) -> Result<Remembered, StoreError> {
        self.connections.read(remembered).await
    }

    /// This is where it is now, and rightly so.
    pub async fn remember_instance(&self, here: Instance) -> Result<(), StoreError> {
        self.connections.write(move |transaction| put_instance(transaction, &here)).await
    }

    /// Mailings that are approved, being sent or paused, oldest first.
    pub async fn open_mailings(&self) -> Result<Vec<OpenMailing>, StoreError> {
        let sql = "SELECT mailing.*, (SELECT max(changed_at) FROM delivery
                                      WHERE mailing_id = mailing.id AND state = 'accepted') AS last_accepted_at
                   FROM mailing WHERE state IN ('approved', 'sending', 'paused') ORDER BY dated_on, id";
        self.connections.read(move |connection| connection.prepare(sql)?.query_map([], open_mailing)?.collect()).await
    }

    /// Takes the database over: it is at home here, no older epoch counts any more, and unless it goes on as it stands,
    /// nothing that may have been sent elsewhere is sent again: its rows are uncertain for good. The answer is their number.
    pub async fn adopt(&self, adoption: Adoption, now: Instant) -> Result<usize, StoreError> {
        self.connections.write(move |transaction| adopt(transaction, &adoption, seconds(now))).await
    }
}

fn remembered(connection: &Connection) -> rusqlite::Result<Remembered> {
    let instance = fact(connection, "instance")?.map(|text| serde_json::from_str(&text)).transpose();
    Ok(Remembered {
        instance: instance.map_err(|error| broken("instance", &error.to_string()))?,
        backed_up_at: connection
            .query_row("SELECT CAST(value AS INTEGER) AS at FROM fact WHERE name = 'backed up'", [], |row| instant(row, "at"))
            .optional()?,
        epoch: fact(connection, "epoch")?.and_then(|text| text.parse().ok()).unwrap_or_default(),
    })
}

fn fact(connection: &Connection, name: &str) -> rusqlite::Result<Option<String>> {
    connection.query_row("SELECT value FROM fact WHERE name = ?1", [name], |row| row.get(0)).optional()
}

fn put_instance(transaction: &Transaction<'_>, here: &Instance) -> rusqlite::Result<()> {
    let sql = "INSERT INTO fact (name, value) VALUES ('instance', ?1) ON CONFLICT (name) DO UPDATE SET value = excluded.value";
    transaction.execute(sql, [to_json(here)?]).map(drop)
}

fn open_mailing(row: &Row<'_>) -> rusqlite::Result<OpenMailing> {
    Ok(OpenMailing {
        id: row.get("id")?,
        kind: word(row, "kind", MailingKind::parse)?,
        date: date(row, "dated_on")?,
        period: Period { nominal: date(row, "nominal_on")?, date: date(row, "dated_on")? },
        state: word(row, "state", EditionState::parse)?,
        ledger: Default::default(),
        last_accepted_at: optional_instant(row, "last_accepted_at")?,
    })
}

fn adopt(transaction: &Transaction<'_>, adoption: &Adoption, now: i64) -> rusqlite::Result<usize> {
    put_instance(transaction, &adoption.here)?;
    transaction.execute("DELETE FROM fact WHERE name = 'backed up'", [])?;
    let sql = "UPDATE fact SET value = max(CAST(value AS INTEGER), ?1) + 1 WHERE name = 'epoch'";
    transaction.execute(sql, [adoption.noted_epoch])?;
    if adoption.as_it_stands {
        return Ok(0);
    }
    let sql = "UPDATE mailing SET state = 'paused', paused_because = 'it may have been sent before the database was restored'
               WHERE state = 'approved' AND id IN (SELECT value FROM json_each(?1))";
    transaction.execute(sql, [to_json(&adoption.doubtful)?])?;
    hold_open_rows(transaction, now)
}

/// How much was sent since the copy was made cannot be known, so every row that was not over may be among it.
fn hold_open_rows(transaction: &Transaction<'_>, now: i64) -> rusqlite::Result<usize> {
    let open = "delivery.state IN ('queued', 'claimed', 'handed', 'deferred')
                OR (delivery.state = 'uncertain' AND delivery.resends = 0)";
    let sql = format!(
        "INSERT INTO uncertain_log (delivery_id, epoch, what, because, at)
         SELECT id, epoch, 'uncertain', 'the database was restored', ?1 FROM delivery WHERE {open}"
    );
    transaction.execute(&sql, [now])?;
    let sql = format!(
        "UPDATE delivery SET state = 'uncertain', resends = 1, changed_at = ?1,
                reply = 'it may have been sent before the database was restored'
         WHERE {open}"
    );
    transaction.execute(&sql, params![now])
}
