//! The ledger as people read it: its sum, and the rows that are not simply done.

use super::columns::{instant, word};
use super::{Store, StoreError};
use crate::model::address::EmailAddress;
use crate::model::delivery::{DeliveryState, LedgerCount, WaitingDelivery};
use rusqlite::{Row, params};

impl Store {
    /// The sum that `verify` proves.
    pub async fn ledger(&self, edition: i64) -> Result<LedgerCount, StoreError> {
        self.connections
            .read(move |connection| {
                let sql = "SELECT coalesce(recipients, (SELECT count(*) FROM delivery WHERE mailing_id = ?1)) FROM mailing WHERE id = ?1";
                let recipients =
                    connection.prepare_cached(sql)?.query_row([edition], |row| row.get::<_, i64>(0))?.cast_unsigned();
                // Rows that retention took are in the sums.
                let sql = "SELECT state, sum(rows) AS rows
                           FROM (SELECT state, count(*) AS rows FROM delivery WHERE mailing_id = ?1 GROUP BY state
                                 UNION ALL SELECT state, rows FROM delivery_total WHERE mailing_id = ?1)
                           GROUP BY state ORDER BY state";
                let mut statement = connection.prepare_cached(sql)?;
                let counted = statement.query_map([edition], |row| {
                    Ok((word(row, "state", DeliveryState::parse)?, row.get::<_, i64>("rows")?.cast_unsigned()))
                })?;
                let mut states: Vec<(DeliveryState, u64)> = counted.collect::<rusqlite::Result<_>>()?;
                states.sort_by_key(|(state, _)| *state);
                Ok(LedgerCount { recipients, states })
            })
            .await
    }

    /// Rows that are not simply done, worst first, at most `limit`.
    pub async fn unsettled(&self, edition: i64, limit: u32) -> Result<Vec<WaitingDelivery>, StoreError> {
        self.connections
            .read(move |connection| {
                let mut statement = connection.prepare_cached(
                    "SELECT delivery.id, delivery.state, subscriber.address, delivery.reply, delivery.next_at
                     FROM delivery JOIN subscriber ON subscriber.id = delivery.subscriber_id
                     WHERE delivery.mailing_id = ?1 AND delivery.state IN ('uncertain', 'refused', 'deferred') AND subscriber.address IS NOT NULL
                     ORDER BY delivery.state DESC, delivery.id
                     LIMIT ?2",
                )?;
                statement.query_map(params![edition, limit], waiting)?.collect()
            })
            .await
    }
}

fn waiting(row: &Row<'_>) -> rusqlite::Result<WaitingDelivery> {
    let state = word(row, "state", DeliveryState::parse)?;
    Ok(WaitingDelivery {
        id: row.get("id")?,
        state,
        address: word(row, "address", |text| EmailAddress::parse(text).ok())?,
        reply: row.get("reply")?,
        next_at: (state == DeliveryState::Deferred).then(|| instant(row, "next_at")).transpose()?,
    })
}
