//! A subscriber moves to another mailbox: the new one has to answer first.

use super::columns::{seconds, to_json, word};
use super::consent::Evidence;
use super::notices::{NewNotice, has_allowance, made_within_the_hour};
use super::requests::{answer, owner_of, parsed, withdraw};
use super::sign_ups::capped;
use super::{Store, StoreError};
use crate::model::Instant;
use crate::model::address::EmailAddress;
use crate::model::consent::ConsentAction;
use crate::model::notice::NoticeKind;
use crate::model::request::{Confirmed, REQUEST_LIFETIME, SignUp, SignUpEnd};
use crate::model::subscriber::SubscriberState;
use rusqlite::{OptionalExtension, Transaction, params};

/// Addresses that one subscriber may try within the life of a request: nobody's page becomes a machine for bothering others.
const TRIES: i64 = 3;

/// A request to change an address, as it was written down.
struct Change {
    subscriber: i64,
    address: EmailAddress,
    mark: String,
}

impl Store {
    /// Asks the new mailbox whether it wants the digest instead of the old one. Only the address, its marks and the limits of
    /// `sign_up` count.
    pub async fn ask_to_change(&self, subscriber: i64, sign_up: SignUp, now: Instant) -> Result<SignUpEnd, StoreError> {
        self.connections.write(move |transaction| ask_to_change(transaction, subscriber, &sign_up, now)).await
    }

    /// The new mailbox answered: it takes over. Answering twice is no error.
    pub async fn change_address(&self, request: i64, now: Instant) -> Result<Confirmed, StoreError> {
        self.connections.write(move |transaction| change(transaction, request, now)).await
    }
}

fn ask_to_change(transaction: &Transaction<'_>, subscriber: i64, sign_up: &SignUp, now: Instant) -> rusqlite::Result<SignUpEnd> {
    let kind = NoticeKind::NewAddress;
    let sql = "SELECT count(*) FROM notice WHERE subscriber_id = ?1 AND kind = ?2 AND made_at > ?3";
    let values = params![subscriber, kind.word(), seconds(now - REQUEST_LIFETIME)];
    let tries: i64 = transaction.prepare_cached(sql)?.query_row(values, |row| row.get(0))?;
    let has_allowance = has_allowance(transaction, &to_json(&sign_up.marks)?, kind, now)?;
    if tries >= TRIES || !has_allowance || !sign_up.may_mail {
        return Ok(SignUpEnd::HeldBack);
    }
    if made_within_the_hour(transaction, now)? >= i64::from(sign_up.hourly_cap) {
        return capped(transaction, now);
    }
    // A new number, so that the link to an address that was mistyped first is worth nothing any more.
    let sql = "DELETE FROM request WHERE subscriber_id = ?1 AND kind = 'change address' AND answered_at IS NULL";
    transaction.prepare_cached(sql)?.execute([subscriber])?;
    let mark = sign_up.marks.first().map_or("", String::as_str);
    let sql =
        "INSERT INTO request (kind, subscriber_id, address, address_mark, asked_at) VALUES ('change address', ?1, ?2, ?3, ?4)";
    transaction.prepare_cached(sql)?.execute(params![subscriber, sign_up.address.expose(), mark, seconds(now)])?;
    let request = Some(transaction.last_insert_rowid());
    NewNotice { kind, subscriber, request, address: &sign_up.address, mark }.put(transaction, now)?;
    Ok(SignUpEnd::Queued)
}

fn change(transaction: &Transaction<'_>, request: i64, now: Instant) -> rusqlite::Result<Confirmed> {
    let sql = "SELECT subscriber_id, request.address, request.address_mark, subscriber.state
               FROM request JOIN subscriber ON subscriber.id = request.subscriber_id
               WHERE request.id = ?1 AND kind = 'change address' AND asked_at > ?2";
    let found = transaction
        .prepare_cached(sql)?
        .query_row(params![request, seconds(now - REQUEST_LIFETIME)], |row| {
            let state = word(row, "state", SubscriberState::parse)?;
            Ok((row.get(0)?, parsed(row.get(1)?), row.get(2)?, state))
        })
        .optional()?;
    let Some((subscriber, address, mark, SubscriberState::Active | SubscriberState::Paused)) = found else {
        return Ok(Confirmed::Gone);
    };
    // Without an address it was answered before.
    let Some(address) = address else { return Ok(Confirmed::Done(subscriber)) };
    answer(transaction, request, now)?;
    move_to(transaction, &Change { subscriber, address, mark }, now)
}

/// Two rows never share a mailbox. One that is subscribed already stays, and the old row leaves; one that left becomes the mark
/// of the old mailbox, so that an old file does not bring that back.
fn move_to(transaction: &Transaction<'_>, change: &Change, now: Instant) -> rusqlite::Result<Confirmed> {
    let old: (Option<String>, String) = transaction
        .prepare_cached("SELECT address, address_mark FROM subscriber WHERE id = ?1")?
        .query_row([change.subscriber], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let owner = owner_of(transaction, std::slice::from_ref(&change.mark))?;
    put_event(transaction, change.subscriber, now)?;
    match owner {
        Some((other, _)) if other == change.subscriber => return Ok(Confirmed::Done(other)),
        Some((other, SubscriberState::Active | SubscriberState::Paused)) => {
            let sql = "UPDATE subscriber SET state = 'left', changed_at = ?2 WHERE id = ?1";
            transaction.prepare_cached(sql)?.execute(params![change.subscriber, seconds(now)])?;
            withdraw(transaction, change.subscriber)?;
            return Ok(Confirmed::Joined(other));
        }
        Some((other, _)) => {
            let sql = "UPDATE subscriber SET address = NULL, state = 'left', address_mark = 'gives way ' || id, changed_at = ?2 WHERE id = ?1";
            transaction.prepare_cached(sql)?.execute(params![other, seconds(now)])?;
            withdraw(transaction, other)?;
            take_address(transaction, change, now)?;
            transaction
                .prepare_cached("UPDATE subscriber SET address_mark = ?2 WHERE id = ?1")?
                .execute(params![other, old.1])?;
        }
        None => {
            take_address(transaction, change, now)?;
            let sql = "INSERT INTO subscriber (address_mark, choice, state, source, wording, created_at, changed_at)
                       SELECT ?2, choice, 'left', '', '', ?3, ?3 FROM subscriber WHERE id = ?1";
            transaction.prepare_cached(sql)?.execute(params![change.subscriber, old.1, seconds(now)])?;
        }
    }
    if let Some(address) = parsed(old.0) {
        let (kind, subscriber) = (NoticeKind::AddressChanged, change.subscriber);
        NewNotice { kind, subscriber, request: None, address: &address, mark: &old.1 }.put(transaction, now)?;
    }
    Ok(Confirmed::Done(change.subscriber))
}

fn take_address(transaction: &Transaction<'_>, change: &Change, now: Instant) -> rusqlite::Result<()> {
    let sql = "UPDATE subscriber SET address = ?2, address_mark = ?3, changed_at = ?4 WHERE id = ?1";
    let values = params![change.subscriber, change.address.expose(), change.mark, seconds(now)];
    transaction.prepare_cached(sql)?.execute(values).map(drop)
}

fn put_event(transaction: &Transaction<'_>, subscriber: i64, now: Instant) -> rusqlite::Result<()> {
    let action = ConsentAction::ChangeAddress;
    let page = "/change";
    Evidence { subscriber, action, detail: "", at: now, page, wording: None, visitor_mark: None, actor: "reader" }
        .put(transaction)
}
