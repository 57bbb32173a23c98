//! A subscriber moves to another mailbox: the new one has to answer first.

use super::columns::{seconds, to_json};
use super::consent::Evidence;
use super::notices::{NewNotice, has_allowance, made_within_the_hour};
use super::requests::{answer, is_subscriber, owners_of, parsed, withdraw};
use super::sign_ups::{capped, first, has_complained};
use super::subscribers::erase;
use super::{Store, StoreError};
use crate::model::Instant;
use crate::model::address::EmailAddress;
use crate::model::consent::ConsentAction;
use crate::model::notice::NoticeKind;
use crate::model::request::{Confirmed, Origin, REQUEST_LIFETIME, SignUp, SignUpEnd};
use rusqlite::{OptionalExtension, Transaction, params};

/// Addresses that one subscriber may try within the life of a request: nobody's page becomes a machine for bothering others.
const TRIES: i64 = 3;

/// A request to change an address, as it was written down.
struct Change {
    request: i64,
    subscriber: i64,
    address: EmailAddress,
    /// By the key of that day.
    mark: String,
    /// By that key and older ones: a JSON list.
    marks: String,
    visitor_mark: Option<String>,
}

impl Store {
    /// Asks the new mailbox whether it wants the digest instead of the old one. Only the address, its marks and the limits of
    /// `sign_up` count.
    pub async fn ask_to_change(&self, subscriber: i64, sign_up: SignUp, now: Instant) -> Result<SignUpEnd, StoreError> {
        self.connections.write(move |transaction| ask_to_change(transaction, subscriber, &sign_up, now)).await
    }

    /// The new mailbox answered: it takes over. Answering twice is no error.
    pub async fn change_address(
        &self,
        request: i64,
        visitor_mark: Option<String>,
        now: Instant,
    ) -> Result<Confirmed, StoreError> {
        self.connections.write(move |transaction| change(transaction, request, visitor_mark, now)).await
    }
}

fn ask_to_change(transaction: &Transaction<'_>, subscriber: i64, sign_up: &SignUp, now: Instant) -> rusqlite::Result<SignUpEnd> {
    let kind = NoticeKind::NewAddress;
    let sql = "SELECT count(*) FROM notice WHERE subscriber_id = ?1 AND kind = ?2 AND made_at > ?3";
    let values = params![subscriber, kind.word(), seconds(now - REQUEST_LIFETIME)];
    let tries: i64 = transaction.prepare_cached(sql)?.query_row(values, |row| row.get(0))?;
    let marks = to_json(&sign_up.marks)?;
    let complained = has_complained(transaction, &marks, now)?;
    let has_allowance = has_allowance(transaction, &to_json(&sign_up.mailbox_marks)?, kind, now)?;
    if tries >= TRIES || complained || !has_allowance || !sign_up.may_mail {
        return Ok(SignUpEnd::HeldBack);
    }
    if made_within_the_hour(transaction, now)? >= i64::from(sign_up.hourly_cap) {
        return capped(transaction, now);
    }
    // A new number, so that the link to an address that was mistyped first is worth nothing any more.
    let sql = "DELETE FROM request WHERE subscriber_id = ?1 AND kind = 'change address' AND answered_at IS NULL";
    transaction.prepare_cached(sql)?.execute([subscriber])?;
    let mark = first(&sign_up.marks);
    let sql = "INSERT INTO request (kind, subscriber_id, address, address_mark, asked_at, marks)
               VALUES ('change address', ?1, ?2, ?3, ?4, ?5)";
    transaction.prepare_cached(sql)?.execute(params![subscriber, sign_up.address.expose(), mark, seconds(now), marks])?;
    let request = Some(transaction.last_insert_rowid());
    put_asked(transaction, subscriber, &sign_up.origin, now)?;
    let mailbox = first(&sign_up.mailbox_marks);
    NewNotice { kind, subscriber, request, address: &sign_up.address, mark, mailbox }.put(transaction, now)?;
    Ok(SignUpEnd::Queued)
}

fn put_asked(transaction: &Transaction<'_>, subscriber: i64, origin: &Origin, now: Instant) -> rusqlite::Result<()> {
    let (action, page, visitor_mark) = (ConsentAction::AskToChangeAddress, origin.page, origin.visitor_mark.as_deref());
    Evidence { subscriber, action, detail: "", at: now, page, wording: None, visitor_mark, actor: "reader" }.put(transaction)
}

fn change(
    transaction: &Transaction<'_>,
    request: i64,
    visitor_mark: Option<String>,
    now: Instant,
) -> rusqlite::Result<Confirmed> {
    let sql = "SELECT subscriber_id, request.address, request.address_mark, marks, subscriber.state,
                      request.address_mark = subscriber.address_mark AS is_present
               FROM request JOIN subscriber ON subscriber.id = request.subscriber_id
               WHERE request.id = ?1 AND kind = 'change address' AND asked_at > ?2 AND subscriber.state IN ('active', 'paused')";
    let found = transaction
        .prepare_cached(sql)?
        .query_row(params![request, seconds(now - REQUEST_LIFETIME)], |row| {
            let named = (row.get::<_, i64>("subscriber_id")?, row.get::<_, bool>("is_present")?);
            Ok((named, parsed(row.get("address")?), row.get("address_mark")?, row.get("marks")?))
        })
        .optional()?;
    match found {
        Some(((subscriber, _), Some(address), mark, marks)) => {
            answer(transaction, request, now)?;
            move_to(transaction, &Change { request, subscriber, address, mark, marks, visitor_mark }, now)
        }
        // Without an address it was answered before: only the mailbox that is the subscriber's now is told so.
        Some(((subscriber, true), None, ..)) => Ok(Confirmed::Done(subscriber)),
        Some(((_, false), None, ..)) | None => Ok(Confirmed::Gone),
    }
}

/// Two rows never share a mailbox, and no row's history changes hands. One that is subscribed already stays, and the old row
/// leaves. One that is not gives way, with all that was written down about it, and no address finds it any more. The old
/// mailbox gets a row that says "left", so that an old file does not bring it back.
fn move_to(transaction: &Transaction<'_>, change: &Change, now: Instant) -> rusqlite::Result<Confirmed> {
    let old: (Option<String>, String) = transaction
        .prepare_cached("SELECT address, address_mark FROM subscriber WHERE id = ?1")?
        .query_row([change.subscriber], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let owners = owners_of(transaction, &change.marks)?;
    put_event(transaction, change, now)?;
    if owners.iter().any(|(owner, _)| *owner == change.subscriber) {
        return take_address(transaction, change, now).map(|()| Confirmed::Done(change.subscriber));
    }
    if let Some((other, _)) = owners.iter().find(|(_, state)| is_subscriber(*state)) {
        let sql = "UPDATE subscriber SET state = 'left', changed_at = ?2 WHERE id = ?1";
        transaction.prepare_cached(sql)?.execute(params![change.subscriber, seconds(now)])?;
        withdraw(transaction, change.subscriber)?;
        return Ok(Confirmed::Joined(*other));
    }
    for (other, _) in owners {
        give_way(transaction, other, now)?;
    }
    take_address(transaction, change, now)?;
    let sql = "INSERT INTO subscriber (address_mark, choice, state, source, wording, created_at, changed_at)
               SELECT ?2, choice, 'left', '', '', ?3, ?3 FROM subscriber WHERE id = ?1";
    transaction.prepare_cached(sql)?.execute(params![change.subscriber, old.1, seconds(now)])?;
    if let Some(address) = parsed(old.0) {
        let (kind, subscriber) = (NoticeKind::AddressChanged, change.subscriber);
        NewNotice { kind, subscriber, request: None, address: &address, mark: &old.1, mailbox: &old.1 }.put(transaction, now)?;
    }
    Ok(Confirmed::Done(change.subscriber))
}

/// Its mark becomes one that no address has.
fn give_way(transaction: &Transaction<'_>, other: i64, now: Instant) -> rusqlite::Result<()> {
    erase(transaction, other, "retention", now)?;
    let sql = "UPDATE subscriber SET address_mark = 'gave way ' || id WHERE id = ?1";
    transaction.prepare_cached(sql)?.execute([other]).map(drop)
}

/// What was asked for with the old address is withdrawn: its mailbox has no say here any more.
fn take_address(transaction: &Transaction<'_>, change: &Change, now: Instant) -> rusqlite::Result<()> {
    let sql = "UPDATE subscriber SET address = ?2, address_mark = ?3, changed_at = ?4 WHERE id = ?1";
    let values = params![change.subscriber, change.address.expose(), change.mark, seconds(now)];
    transaction.prepare_cached(sql)?.execute(values)?;
    let sql = "DELETE FROM request WHERE subscriber_id = ?1 AND id <> ?2";
    transaction.prepare_cached(sql)?.execute([change.subscriber, change.request]).map(drop)
}

fn put_event(transaction: &Transaction<'_>, change: &Change, now: Instant) -> rusqlite::Result<()> {
    let (subscriber, action) = (change.subscriber, ConsentAction::ChangeAddress);
    let visitor_mark = change.visitor_mark.as_deref();
    Evidence { subscriber, action, detail: "", at: now, page: "/change", wording: None, visitor_mark, actor: "reader" }
        .put(transaction)
}
